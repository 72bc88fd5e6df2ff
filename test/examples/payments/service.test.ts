import { once } from 'events';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { FakeClock, seededRandom, settle } from './fake-clock';
import { FakeDatabase } from './fake-database';
import { KubeletVolume } from './kubelet-volume';
import { createService } from '../../../examples/payments/service/service.js';
import { filesInUse } from '../../../src/facts/shown-metrics';
import { directoryTime } from '../../../src/facts/shown-reads';

const POLL = 10_000;
const secrets = (password: string, gatewayKey = 'gateway-one') => ({
  'database/username': 'app',
  'database/password': password,
  'gateway/key': gatewayKey,
});

let volume: KubeletVolume;
let clock: FakeClock;
let database: FakeDatabase;
let gateway: Server;
let gatewayStatus: number;
let keysSeen: (string | undefined)[];
let said: string[];
let service: ReturnType<typeof createService>;

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

async function ask(path: string, method = 'GET'): Promise<{ status: number; text: string }> {
  const response = await fetch(`${addressOf(service.server)}${path}`, { method, headers: { connection: 'close' } });
  const text = await response.text();
  said.push(text);
  return { status: response.status, text };
}

/** What the metrics show of the files that are in use. */
const inUseIn = (text: string) =>
  [...text.matchAll(/^strongbox_files_in_use_info\{path="(.*?)",directory="(.*?)"\} 1$/gm)]
    .map(([, path, directory]) => ({ path, directory }));
const expectInUse = async (directory: string) =>
  expect(inUseIn((await ask('/metrics')).text)).toEqual([{ path: volume.folder, directory }]);
const version = async () => JSON.parse((await ask('/version')).text);

beforeEach(async () => {
  volume = new KubeletVolume(secrets('first'));
  clock = new FakeClock();
  database = new FakeDatabase(clock.now, 'first');
  keysSeen = [];
  said = [];
  gatewayStatus = 200;
  gateway = createServer((request, response) => {
    keysSeen.push(request.headers.authorization);
    response.writeHead(gatewayStatus, { connection: 'close' }).end();
  });
  await listen(gateway);
  service = createService({
    secretsFolder: volume.folder,
    gateway: { url: addressOf(gateway) },
    connect: (given) => database.connect(given),
    isRefusal: database.isRefusal,
    files: { pollMs: POLL, watch: () => ({ close: () => {}, on: () => undefined }) },
    clock,
    random: seededRandom(3),
    log: (event, fields) => said.push(JSON.stringify({ event, ...fields })),
  });
  await listen(service.server);
});

afterEach(async () => {
  const stopped = service.stop();
  await clock.advance(60_000);
  await stopped;
  gateway.close();
  volume.remove();
  expect(clock.waiting).toBe(0);
  // Logs, metrics and answers of every test, whatever it provokes.
  expect(said.join('\n')).not.toMatch(/first|second|wrong|gateway-one|gateway-two/);
});

test('it is alive from the start, and ready once the database has accepted the credentials', async () => {
  database.valid.clear();
  service.start();
  await settle();
  expect([(await ask('/healthz')).status, (await ask('/readyz')).status]).toEqual([200, 503]);
  expect((await ask('/payments', 'POST')).status).toBe(503);
  database.valid.add('first');
  await clock.advance(1_000);
  expect([(await ask('/healthz')).status, (await ask('/readyz')).status]).toEqual([200, 200]);
});

test('a payment uses the database and the gateway key of the files', async () => {
  service.start();
  await settle();
  await expect(ask('/payments', 'POST')).resolves.toEqual({ status: 201, text: '{"payment":1}\n' });
  expect(keysSeen).toEqual(['Bearer gateway-one']);
  gatewayStatus = 500;
  expect((await ask('/payments', 'POST')).status).toBe(502);
});

test('a rotation goes through without a restart, and both ends of it can be seen', async () => {
  service.start();
  await settle();
  const before = await version();
  expect(before.database.loaded).toBe(before.database.inUse);

  database.valid.add('second'); // both are valid now
  volume.write(secrets('second'));
  await clock.advance(POLL);
  const between = await version();
  expect([before.read, before.inUse]).toEqual(['..2026_11_24_09_30_00.1', '..2026_11_24_09_30_00.1']);
  expect([between.read, between.inUse]).toEqual(['..2026_11_24_09_30_00.2', before.inUse]);
  expect(between.database.loaded).not.toBe(before.database.loaded);
  expect(between.database.inUse).toBe(before.database.inUse);
  expect((await ask('/metrics')).text).toContain('payments_database_credentials_stale 1\n');

  await clock.advance(5_000);
  const after = await version();
  expect(after.database).toMatchObject({ loaded: between.database.loaded, inUse: between.database.loaded });
  const metrics = (await ask('/metrics')).text;
  expect(metrics).toContain(
    `payments_database_credentials_info{loaded="${after.database.loaded}",in_use="${after.database.loaded}"} 1\n`,
  );
  expect(metrics).toContain('payments_database_credentials_stale 0\n');
  expect(metrics).toContain('payments_files_reloads_total 1\n');
  // What `strongbox rotate wait --metrics` reads: a time, and nothing that is made of a value.
  expect([...filesInUse(metrics)]).toEqual([[volume.folder, directoryTime(between.read)]]);
  expect([after.inUse, directoryTime(after.inUse)]).toEqual([between.read, Date.UTC(2026, 10, 24, 9, 30)]);
  expect(inUseIn(metrics)).toEqual([{ path: volume.folder, directory: after.inUse }]);

  database.valid.delete('first'); // revoked only now, and nobody notices
  expect((await ask('/payments', 'POST')).status).toBe(201);
  expect(database.open('first')).toBe(0);
});

test('a rotation to a wrong password fails no payment, is seen in the metrics, and is mended by the next', async () => {
  service.start();
  await settle();
  const before = await version();
  volume.write(secrets('wrong'));
  await clock.advance(POLL + 60_000);
  expect((await ask('/readyz')).status).toBe(200);
  expect((await ask('/payments', 'POST')).status).toBe(201);
  expect((await version()).database.inUse).toBe(before.database.inUse);
  const metrics = (await ask('/metrics')).text;
  expect(metrics).toContain('payments_database_credentials_stale 1\n');
  expect(Number(/connect_failures_total (\d+)/.exec(metrics)![1])).toBeGreaterThan(3);

  database.valid.add('second');
  volume.write(secrets('second'));
  await clock.advance(POLL + 5_000);
  expect((await version()).database.inUse).not.toBe(before.database.inUse);
  expect((await ask('/metrics')).text).toContain('payments_database_credentials_stale 0\n');
});

test('the metrics show the older directory until the last connection with its credentials is closed', async () => {
  let finish = () => {};
  service.start();
  await settle();
  const [connection] = database.connections;
  const slow = new Promise<void>((resolve) => { finish = resolve; });
  connection.command = async () => { await slow; return 1; };
  const payment = ask('/payments', 'POST');
  await settle();
  database.valid.add('second');
  volume.write(secrets('second'));
  await clock.advance(POLL + 5_000);
  const { database: { loaded, inUse } } = await version();
  expect(inUse).toBe(loaded);
  await expectInUse('..2026_11_24_09_30_00.1');
  finish();
  expect((await payment).status).toBe(201);
  await expectInUse('..2026_11_24_09_30_00.2');
});

test('files that changed in nothing that it reads are shown as in use all the same', async () => {
  service.start();
  await settle();
  volume.write({ ...secrets('first'), 'gateway/other': 'gateway-two' });
  await clock.advance(POLL);
  await expectInUse('..2026_11_24_09_30_00.2');
  expect(database.attempts).toHaveLength(1);
});

test('the metrics show no directory before the database has accepted what was read from it', async () => {
  database.valid.clear();
  service.start();
  await settle();
  expect(inUseIn((await ask('/metrics')).text)).toEqual([]);
  database.valid.add('first');
  await clock.advance(1_000);
  expect(inUseIn((await ask('/metrics')).text)).toHaveLength(1);
});

test('with a pair no payment fails, whichever of the two changes first, the Secret or the database', async () => {
  const pair = (password: string, previous: string) =>
    ({ ...secrets(password), 'database/previous-username': 'app', 'database/previous-password': previous });
  const pay = async () => expect((await ask('/payments', 'POST')).status).toBe(201);

  // The Secret first: a replica that starts now has a password that the database does not know yet.
  volume.write(pair('second', 'first'));
  service.start();
  await settle();
  const behind = (await version()).database;
  expect([(await ask('/readyz')).status, behind.inUse === behind.previous]).toEqual([200, true]);
  const metrics = (await ask('/metrics')).text;
  expect(metrics).toContain('payments_database_credentials_stale 1\n');
  expect([behind.loaded, behind.inUse]).toEqual(['..2026_11_24_09_30_00.2', '..2026_11_24_09_30_00.2/previous']);
  expect(inUseIn(metrics)).toEqual([]);
  await pay();
  database.valid.add('second');
  await clock.advance(60_000);
  const after = (await version()).database;
  expect([after.inUse === after.loaded, database.open('first')]).toEqual([true, 0]);
  expect((await ask('/metrics')).text).toContain('payments_database_credentials_stale 0\n');
  await pay();

  // The database first: it goes back to the password before, and every connection breaks.
  database.valid.delete('second');
  database.connections.forEach((connection) => connection.close());
  await pay();
  volume.write(pair('first', 'second'));
  await clock.advance(POLL + 5_000);
  const back = (await version()).database;
  expect([back.inUse === back.loaded, back.loaded === behind.previous]).toEqual([true, true]);
  await pay();
});

test('a new gateway key is used by the next call, and does not reconnect the database', async () => {
  service.start();
  await settle();
  volume.write(secrets('first', 'gateway-two'));
  await clock.advance(POLL + 5_000);
  await ask('/payments', 'POST');
  expect(keysSeen).toEqual(['Bearer gateway-two']);
  expect(database.attempts).toHaveLength(1);
});

test('files that cannot be read are counted, and what was read before stays in use', async () => {
  service.start();
  await settle();
  volume.write({ 'database/username': 'app' });
  await clock.advance(POLL);
  expect((await ask('/metrics')).text).toContain('payments_files_problems_total 1\n');
  expect((await ask('/payments', 'POST')).status).toBe(201);
});

test('at the signal to end, it reports that, serves what still comes, and then accepts no more', async () => {
  service.start();
  await settle();
  const stopped = service.stop();
  expect((await ask('/readyz')).status).toBe(503);
  expect((await ask('/payments', 'POST')).status).toBe(201);
  await clock.advance(5_000);
  await stopped;
  await expect(ask('/healthz')).rejects.toThrow();
  expect(database.open('first')).toBe(0);
});

test('what it does not serve is not found, names of object members included', async () => {
  service.start();
  await settle();
  expect([(await ask('/')).status, (await ask('/toString')).status, (await ask('/readyz', 'DELETE')).status]).toEqual([
    404, 404, 404,
  ]);
});
