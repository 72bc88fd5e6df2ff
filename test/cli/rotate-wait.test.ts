import { readFileSync } from 'fs';
import { delimiter, join } from 'path';
import Ajv from 'ajv/dist/2020';
import { loadAll } from 'js-yaml';
import { Outcome, Workplace } from './command';
import { KUBECTL } from './fake-kubectl';
import { CHANGED, ENV, FILE, node, NodeOptions, pod, PodOptions, secret, time } from '../rotation/holders/cluster';

const all: Workplace[] = [];
afterAll(() => all.forEach((made) => made.remove()));

function faultsBy(schema: string, text: string): unknown[] {
  const file = join(__dirname, `../../docs/schemas/${schema}.json`);
  const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

const VALUE = 'aHVudGVyMi1zZWNyZXQ=';
const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** A kubectl whose third answer to `get pods` is another one. */
const CHANGING = KUBECTL.replace('code=0\n', `code=0
echo >> "$folder/$name.count"
[ -e "$folder/$name.next.json" ] && [ $(wc -l < "$folder/$name.count") -ge 3 ] && mv "$folder/$name.next.json" "$folder/$name.json"
`);

function cluster(
  pods: readonly PodOptions[], files: { readonly [path: string]: string } = {}, nodes: NodeOptions = {},
): Workplace {
  const made = new Workplace();
  all.push(made);
  const [machine, lease] = node(nodes);
  made.script('bin/kubectl', CHANGING);
  made.write({
    'bin/api-resources.json':
      [
        'configmaps', 'leases.coordination.k8s.io', 'nodes', 'pods', 'secrets', 'externalsecrets.external-secrets.io',
        '',
      ]
        .join('\n'),
    'bin/secrets.json': JSON.stringify({ ...secret(), data: { password: VALUE } }),
    'bin/pods.json': list(...pods.map(pod)),
    'bin/nodes.json': list(machine),
    'bin/leases.coordination.k8s.io.json': list(lease),
    ...files,
  });
  return made;
}

async function wait(made: Workplace, ...args: string[]): Promise<Outcome> {
  const limit = args.includes('--timeout') ? [] : ['--timeout', '0s'];
  const outcome = await made.call(['rotate', 'wait', ...args, ...limit, '--no-config'], {
    env: { PATH: `${join(made.folder, 'bin')}${delimiter}${process.env.PATH}` },
  });
  expect(outcome.stdout + outcome.stderr).not.toContain(VALUE);
  return outcome;
}

const NEW = { ...ENV, name: 'api-2', created: CHANGED + 1, started: CHANGED + 2 };

test('ends with 0 where no container can hold the old value', async () => {
  const { code, stdout, stderr } = await wait(cluster([NEW]), 'db/password', '-n', 'shop');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`Wait for the rotation of Secret shop/db, key "password"

Changes
  Secret shop/db: changed at ${time(CHANGED)}.

Done: no running container can hold a value from before the change (1 container looked at).
`);
});

test('ends with 1 after the timeout, and names who holds it, since when, and what ends it', async () => {
  const { code, stdout } = await wait(cluster([ENV, NEW]), 'db/password', '-n', 'shop', '--timeout', '0s');
  expect(code).toBe(1);
  expect(stdout.replace(/\s+/g, ' ')).toContain('May hold the old value shop/api-1, container app: environment '
    + `variable PW of Secret shop/db since ${time(110)}: it started before the change, and reads it at a start alone `
    + '$ kubectl delete pod/api-1 -n shop Not done: 1 container may hold the old value.');
});

test('ends with 3 where what is left cannot be known, and with 0 where the user answers for it', async () => {
  const args = ['db', '-n', 'shop', '--timeout', '0s'];
  const { code, stdout } = await wait(cluster([FILE]), ...args);
  expect([code, stdout]).toEqual([3, expect.stringContaining('(reload)')]);
  expect((await wait(cluster([FILE]), ...args, '--accept', 'reload')).code).toBe(0);
});

const SHOWS = {
  ...FILE,
  metadata: {
    annotations: { 'cdk8s-strongbox/metrics': 'app=8080/metrics', 'cdk8s-strongbox/reload': 'Secret/db=in-process' },
  },
};
const inUse = (directory: string) => `# TYPE strongbox_files_in_use_info gauge
strongbox_files_in_use_info{path="/etc/db",directory="${directory}"} 1
`;
const callsOf = (made: Workplace) => readFileSync(join(made.folder, 'bin/calls.txt'), 'utf8').trimEnd().split('\n');

test('with --metrics it reads what programs show, of the pods that need it, and pods again after that', async () => {
  const made = cluster([SHOWS, NEW], { 'bin/--raw.json': inUse('..2026_03_04_05_00_10.1') });
  const args = ['db', '-n', 'shop', '--metrics'];
  const older = await wait(made, ...args);
  expect([older.code, older.stdout.replace(/\s+/g, ' ')])
    .toEqual([1, expect.stringContaining('its metrics show that it uses files from before the change')]);
  expect(callsOf(made).slice(-2).map((call) => call.replace(/ --output=.*/, ''))).toEqual([
    'get --raw /api/v1/namespaces/shop/pods/api-1:8080/proxy/metrics --request-timeout=5s', 'get pods --namespace shop',
  ]);
  // What is declared is enough without it, and nobody fetches metrics.
  const declared = cluster([SHOWS, NEW]);
  expect((await wait(declared, 'db', '-n', 'shop')).code).toBe(0);
  expect(callsOf(declared).filter((call) => call.includes('--raw'))).toEqual([]);
  made.write({ 'bin/--raw.json': inUse('..2026_03_04_05_16_51.1') });
  expect((await wait(made, ...args)).code).toBe(0);
});

test('metrics that cannot be read are not known, with the reason and without what a pod answered', async () => {
  const args = ['db', '-n', 'shop', '--metrics'];
  const refused = cluster([SHOWS], {
    'bin/--raw.error': 'Error from server (Forbidden): pods "api-1:8080" is forbidden: User "u" cannot get resource '
      + '"pods/proxy" in API group "" in the namespace "shop"\n',
  });
  const { code, stdout } = await wait(refused, ...args);
  expect([code, stdout.replace(/\s+/g, ' ')])
    .toEqual([3, expect.stringContaining('metrics could not be read: you may not get pods/proxy in namespace shop.')]);
  expect(stdout).toContain('(metrics)');
  const broken = cluster([SHOWS], { 'bin/--raw.error': 'Error from server (ServiceUnavailable): hunter2-of-others\n' });
  const outcome = await wait(broken, ...args);
  expect([outcome.code, outcome.stdout.replace(/\s+/g, ' ')])
    .toEqual([3, expect.stringContaining('port 8080 does not serve /metrics, or did not answer within 5 s')]);
  expect(outcome.stdout + outcome.stderr).not.toContain('hunter2');
  expect((await wait(broken, ...args, '--accept', 'metrics')).code).toBe(0);
  expect(faultsBy('rotation-wait-1', (await wait(broken, ...args, '--format', 'json')).stdout)).toEqual([]);
});

test('looks again until it is over, with a line for each change where there is no terminal', async () => {
  const made = cluster([ENV], { 'bin/pods.next.json': list(pod({ ...ENV, started: 1200 })) });
  const { code, stderr } = await wait(
    made, 'db', '-n', 'shop', '--interval', '0s', '--timeout', '4s', '--format', 'json',
  );
  expect(code).toBe(0);
  expect(stderr.split('\n')).toEqual([
    `+ shop/api-1, container app: environment variable PW of Secret shop/db since ${time(110)}: it started before the `
      + 'change, and reads it at a start alone',
    expect.stringMatching(/^- shop\/api-1, container app/),
    '',
  ]);
});

test('its JSON has names and times', async () => {
  const { stdout } = await wait(cluster([ENV]), 'db', '-n', 'shop', '--timeout', '0s', '--format', 'json');
  expect(faultsBy('rotation-wait-1', stdout)).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    wait: {
      target: { kind: 'Secret', name: 'db', namespace: 'shop' },
      isOver: false,
      containers: 1,
      changes: [{ what: 'Secret shop/db', at: time(CHANGED) }],
      holders: [{ pod: 'api-1', container: 'app', because: 'started-before', since: time(110) }],
      unknowns: [],
    },
  });
});

test('only reads, gets the Secret by name, and reads pods last', async () => {
  const made = cluster([NEW]);
  await wait(made, 'db', '-n', 'shop');
  const calls = readFileSync(join(made.folder, 'bin/calls.txt'), 'utf8').trimEnd().split('\n')
    .map((call) => call.replace(/ --output=.*/, ''));
  expect(calls).toEqual([
    'api-resources --verbs=list',
    'get externalsecrets.external-secrets.io --namespace shop',
    'get pods --namespace shop',
    'get secrets db --namespace shop --ignore-not-found',
    'get nodes --all-namespaces',
    'get leases.coordination.k8s.io --namespace kube-node-lease',
    'get pods --namespace shop',
  ]);
});

test('what could not be read of makers is not known; pods and the Secret have to be readable', async () => {
  const error = 'Error from server (Forbidden): x is forbidden\n';
  const args = ['db', '-n', 'shop', '--timeout', '0s'];
  const makers = await wait(cluster([NEW], { 'bin/externalsecrets.external-secrets.io.error': error }), ...args);
  expect([makers.code, makers.stdout]).toEqual([3, expect.stringContaining('(kinds)')]);
  const nodes = await wait(cluster([NEW], { 'bin/nodes.error': error }), ...args);
  expect([nodes.code, nodes.stdout]).toEqual([3, expect.stringContaining('nodes: They were not read')]);
  for (const resource of ['pods', 'secrets']) {
    const { code, stderr } = await wait(cluster([NEW], { [`bin/${resource}.error`]: error }), ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be read')]);
  }
});

test('a value of a store needs --since', async () => {
  const external = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'db', namespace: 'shop' },
    spec: {
      secretStoreRef: { name: 'vault' },
      target: { name: 'db' },
      data: [{
        secretKey: 'password',
        remoteRef: { key: 'p' },
      }],
    },
  };
  const made = () => cluster([NEW], { 'bin/externalsecrets.external-secrets.io.json': list(external) });
  const args = ['db', '-n', 'shop', '--timeout', '0s', '--accept', 'namespaces'];
  expect((await wait(made(), ...args)).stdout.replace(/\s+/g, ' ')).toContain('give the time with --since');
  expect((await wait(made(), ...args, '--since', time(CHANGED - 5))).code).toBe(0);
  const late = await wait(made(), ...args, '--since', time(CHANGED + 5));
  expect([late.code, late.stdout]).toEqual([1, expect.stringContaining('force-sync')]);
});

test.each<[string, string[], RegExp]>([
  ['a target', ['/x'], /"\/x" is not a target/],
  ['a Secret that is not there', ['other'], /is a Secret of this name/],
  ['a duration', ['db', '--timeout', 'soon'], /--timeout "soon": use a duration such as 90s/],
  ['a time', ['db', '--since', 'noon'], /--since "noon": use a time such as 2026-/],
  ['a reason', ['db', '--accept', 'luck'], /--accept "luck": use one of nodes, clock, reload/],
  ['a format', ['db', '--format', 'xml'], /--format "xml": use one of text, json/],
  ['a role for a target of no namespace', ['db', '--print-role'], /--print-role needs the namespace/],
])('%s that is wrong is wrong usage', async (_name, args, message) => {
  const { code, stdout, stderr } = await wait(cluster([], { 'bin/secrets.json': '' }), ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('the Roles that it needs read the one Secret by name, and have no verb but get and list', async () => {
  const { code, stdout } = await wait(cluster([]), 'db', '-n', 'shop', '--print-role');
  const objects = loadAll(stdout) as any[];
  expect(code).toBe(0);
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`)).toEqual([
    'ServiceAccount shop', 'Role shop', 'RoleBinding shop', 'ClusterRole ', 'ClusterRoleBinding ',
    'Role kube-node-lease', 'RoleBinding kube-node-lease',
  ]);
  const rules = objects.flatMap((object) => object.rules ?? []);
  expect(rules.filter(({ resources }) => resources.includes('secrets')))
    .toEqual([{ apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs: ['get'] }]);
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
});

describe('rotate status', () => {
  const status = async (made: Workplace, ...args: string[]) => made.call(['rotate', 'status', ...args, '--no-config'], {
    env: { PATH: `${join(made.folder, 'bin')}${delimiter}${process.env.PATH}` },
  });

  test('shows each Secret, who is behind first', async () => {
    const other = { ...secret({ token: 10 }) as any };
    other.metadata = { ...other.metadata, name: 'cache', uid: 'cache' };
    const made = cluster([ENV, NEW], { 'bin/secrets.json': list(other, secret()) });
    const { code, stdout } = await status(made, '-n', 'shop');
    expect(code).toBe(0);
    expect(stdout.replace(/\d+ (?:d|h|min|s)\b ?/g, 'N').split('\n').map((line) => line.replace(/\s+/g, ' '))).toEqual([
      'SECRET AGE CHANGED USERS BEHIND',
      expect.stringMatching(/^shop\/db N+ N+ 2 1 container may hold the old value$/),
      expect.stringMatching(/^shop\/cache N+ N+ 0 nobody names it$/),
      '',
    ]);
    const text = (await status(made, '--format', 'json')).stdout;
    expect(faultsBy('rotation-status-1', text)).toEqual([]);
    const json = JSON.parse(text);
    expect(json.secrets.map(({ name, users, isUnused, changed }: any) => ({ name, users, isUnused, changed })))
      .toEqual([
        { name: 'db', users: 2, isUnused: false, changed: time(CHANGED) },
        { name: 'cache', users: 0, isUnused: true, changed: time(10) },
      ]);
  });

  test('what cannot be read ends with 2', async () => {
    const made = cluster([], { 'bin/pods.error': 'Error from server (Forbidden): pods is forbidden\n' });
    expect((await status(made, '-n', 'shop')).code).toBe(2);
  });
});
