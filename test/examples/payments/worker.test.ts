import { once } from 'events';
import { AddressInfo } from 'net';
import { ca, FakeApiServer, otherCa } from './fake-api-server';
import { FakeClock, seededRandom } from './fake-clock';
import { KubeletVolume } from './kubelet-volume';
import { getSecret } from '../../../examples/payments/worker/api-secret.js';
import { createWorker } from '../../../examples/payments/worker/worker.js';

jest.setTimeout(30_000); // a busy machine; nothing here waits for time to pass

const INTERVAL = 60_000;

let api: FakeApiServer;
let token: KubeletVolume;
let clock: FakeClock;
let lines: { event: string; [field: string]: any }[];
let settled: string[];
let worker: ReturnType<typeof createWorker> | undefined;
let running: Promise<void>;

/** Writes what the kubelet projects into the pod. */
const project = (value: string, certificate = ca) =>
  token.write({ 'token': value, 'ca.crt': certificate, 'namespace': 'payments-staging' });
const settings = (timeoutMs = 60_000) => ({ folder: token.folder, host: 'localhost', port: api.port, timeoutMs });
const events = (event: string) => lines.filter((line) => line.event === event);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function startWorker(settle: (key: string) => Promise<void> = async (key) => { settled.push(key); }): void {
  worker = createWorker({
    api: settings(),
    secretName: 'payments-gateway',
    secretKey: 'key',
    intervalMs: INTERVAL,
    settle,
    clock,
    random: seededRandom(5),
    log: (event, fields) => lines.push({ event, ...fields }),
  });
  running = worker.run();
}

/** Lets the wait of the worker pass, which it is in, or soon will be. */
async function nextRound(): Promise<void> {
  await until(() => clock.waiting > 0);
  clock.next();
}

beforeEach(async () => {
  api = await FakeApiServer.start();
  api.tokens.add('token-one');
  api.data = { key: 'gateway-one' };
  token = new KubeletVolume({ token: '' });
  project('token-one\n');
  clock = new FakeClock();
  lines = [];
  settled = [];
  worker = undefined;
});

afterEach(async () => {
  worker?.stop();
  await running;
  await api.stop();
  token.remove();
  expect(clock.waiting).toBe(0);
  // Every test, whatever it provokes: neither token nor key is in what was logged.
  expect(JSON.stringify(lines)).not.toMatch(/token-one|token-two|gateway-one|gateway-two/);
});

test('it gets the Secret by its name, which is all that it may do', async () => {
  startWorker();
  await until(() => settled.length === 1);
  expect(settled).toEqual(['gateway-one']);
  expect(api.requests).toEqual([
    { token: 'token-one', line: 'GET /api/v1/namespaces/payments-staging/secrets/payments-gateway' },
  ]);
});

test('a new token of the kubelet is used by the next request, and a new value of the Secret by the next '
  + 'settlement', async () => {
  startWorker();
  await until(() => events('settled').length === 1);
  project('token-two');
  api.tokens.clear();
  api.tokens.add('token-two');
  api.data = { key: 'gateway-two' };
  api.resourceVersion = '8';
  await nextRound();
  await until(() => events('settled').length === 2);
  expect(settled).toEqual(['gateway-one', 'gateway-two']);
  expect(api.requests.map((request) => request.token)).toEqual(['token-one', 'token-two']);
  expect(events('secret-changed').map(({ before, version }) => [before, version]))
    .toEqual([[undefined, '7'], ['7', '8']]);
});

test('an expired token is refused, and the request is made again with the one that came meanwhile', async () => {
  api.tokens.clear();
  api.tokens.add('token-two');
  startWorker();
  await until(() => events('secret-not-read').length === 1);
  project('token-two');
  await nextRound();
  await until(() => settled.length === 1);
  expect(events('secret-not-read')[0]).toMatchObject({
    error: 'HTTP_401',
    reason: expect.stringContaining('token is not valid'),
  });
});

test.each([
  [403, 'see its Role and RoleBinding'],
  [404, 'does not exist (yet)'],
  [429, 'cannot answer now'],
  [500, 'cannot answer now'],
])('HTTP %d is not final: its meaning is reported, and it is tried again', async (status, reason) => {
  api.refusals.push({ status }, { status });
  startWorker();
  for (const attempt of [1, 2]) {
    await until(() => events('secret-not-read').length === attempt);
    await nextRound();
  }
  await until(() => settled.length === 1);
  expect(events('secret-not-read').map((line) => [line.error, line.attempt])).toEqual([
    [`HTTP_${status}`, 1],
    [`HTTP_${status}`, 2],
  ]);
  expect(events('secret-not-read')[0].reason).toContain(reason);
});

test('a Secret that is made later is read then', async () => {
  api.data = undefined;
  startWorker();
  await until(() => events('secret-not-read').length === 1);
  api.data = { key: 'gateway-one' };
  await nextRound();
  await until(() => settled.length === 1);
});

test('attempts come ever less often, never later than the cap, and not sooner than the server asks for', async () => {
  const refused = { status: 429 };
  api.refusals.push(
    refused,
    refused,
    refused,
    { ...refused, headers: { 'retry-after': '30' } },
    ...Array.from({ length: 8 }, () => refused),
  );
  startWorker();
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    await until(() => events('secret-not-read').length === attempt);
    await nextRound();
  }
  await until(() => settled.length === 1);
  events('secret-not-read').forEach(({ attempt, retryInMs }) => {
    const asked = attempt === 4 ? 30_000 : 0;
    expect(retryInMs).toBeGreaterThanOrEqual(asked);
    expect(retryInMs).toBeLessThanOrEqual(asked + Math.min(60_000, 500 * 2 ** (attempt - 1)));
  });
});

test('a request that is wrong is not made again before the next round', async () => {
  api.refusals.push({ status: 400 });
  startWorker();
  await until(() => events('settlement-failed').length === 1);
  expect(events('settlement-failed')[0].error).toBe('HTTP_400');
  await nextRound();
  await until(() => settled.length === 1);
});

test('a key that the Secret does not have is said, by name', async () => {
  api.data = { other: 'gateway-one' };
  startWorker();
  await until(() => events('key-missing').length === 1);
  expect(events('key-missing')).toEqual([{ event: 'key-missing', secret: 'payments-gateway', key: 'key' }]);
  expect(settled).toEqual([]);
});

test('a settlement that fails is said by its code, and the next one is tried', async () => {
  const failures = [Object.assign(new Error('refused gateway-one'), { code: 'GATEWAY_500' })];
  startWorker(async (key) => {
    const failure = failures.shift();
    if (failure) throw failure;
    settled.push(key);
  });
  await until(() => events('settlement-failed').length === 1);
  expect(events('settlement-failed')[0].error).toBe('GATEWAY_500');
  await nextRound();
  await until(() => settled.length === 1);
});

test('the token goes to nobody whose certificate the CA of the cluster has not signed', async () => {
  project('token-one', otherCa);
  await expect(getSecret(settings(), 'payments-gateway')).rejects.toMatchObject({
    code: expect.stringMatching(/CERT|SELF_SIGNED|SIGNATURE/),
  });
  expect(api.requests).toEqual([]);
});

test('a name cannot lead to another path', async () => {
  api.refusals.push({ status: 404 });
  await expect(getSecret(settings(), '../configmaps/x?watch=1')).rejects.toMatchObject({ code: 'HTTP_404' });
  expect(api.requests[0].line).toBe('GET /api/v1/namespaces/payments-staging/secrets/..%2Fconfigmaps%2Fx%3Fwatch%3D1');
});

test('an answer that no Secret can be is not read to its end', async () => {
  api.refusals.push({ status: 200, body: 'x'.repeat(5_000_000) });
  await expect(getSecret(settings(), 'payments-gateway')).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

test('it is ready once it has read the Secret, alive before, and shows which version it uses', async () => {
  api.refusals.push({ status: 404 });
  startWorker();
  worker!.server.listen(0, '127.0.0.1');
  await once(worker!.server, 'listening');
  const url = `http://127.0.0.1:${(worker!.server.address() as AddressInfo).port}`;
  const ask = async (path: string) => fetch(`${url}${path}`, { headers: { connection: 'close' } });
  await until(() => events('secret-not-read').length === 1);
  expect([(await ask('/healthz')).status, (await ask('/readyz')).status]).toEqual([200, 503]);
  await expect((await ask('/version')).json()).resolves.toEqual({ inUse: null });
  await nextRound();
  await until(() => events('settled').length === 1);
  expect((await ask('/readyz')).status).toBe(200);
  await expect((await ask('/version')).json()).resolves.toEqual({ inUse: api.resourceVersion });
});

test('at the signal to end, it ends during a wait and during a request', async () => {
  startWorker();
  await until(() => clock.waiting > 0);
  worker!.stop();
  await running;
  api.refusals.push({ status: 500 });
  startWorker();
  worker!.stop();
  await running;
  expect(events('secret-not-read')).toEqual([]);
});
