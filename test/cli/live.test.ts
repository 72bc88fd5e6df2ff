import { readFileSync } from 'fs';
import { delimiter, join } from 'path';
import { CLEAN, RunOptions, Workplace, workplaces } from './command';
import { KUBECTL } from './fake-kubectl';
import { resourcesToRead } from '../../src/cli/live/resources';
import { READER_KINDS } from '../../src/manifest/controller-references';
import { PRODUCER_KINDS } from '../../src/manifest/producers';

jest.setTimeout(120_000);
const workplace = workplaces();

const SECRET_VALUE = 'c3VwZXItc2VjcmV0LXZhbHVl';

const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const owner = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true },
];
const podSpec = {
  containers: [
    {
      name: 'app',
      image: 'api:1',
      env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
    },
    { name: 'sidecar', image: 'log:1', volumeMounts: [{ name: 'db', mountPath: '/etc/db' }] },
  ],
  volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 420 } }],
};
const template = { metadata: { labels: { app: 'api' } }, spec: podSpec };

/** A Deployment with its ReplicaSet and pod, and a Secret that has changed since the pod started. */
const CLUSTER: { readonly [resource: string]: string } = {
  'configmaps': list(),
  'secrets': list({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'db',
      namespace: 'shop',
      uid: 'uid-db',
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields: [
        {
          manager: 'external-secrets',
          operation: 'Update',
          time: '2026-03-02T10:15:00Z',
          fieldsV1: { 'f:data': { 'f:password': {} } },
        },
      ],
    },
    data: { password: SECRET_VALUE },
  }),
  'deployments.apps': list({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop', uid: 'uid-api' },
    spec: { template },
  }),
  'replicasets.apps': list({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'api-1', namespace: 'shop', uid: 'uid-api-1', ownerReferences: owner('Deployment', 'api') },
    spec: { template },
  }),
  'pods': list({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'api-1-x', namespace: 'shop', ownerReferences: owner('ReplicaSet', 'api-1') },
    spec: podSpec,
    status: {
      containerStatuses: ['app', 'sidecar'].map((name) => ({
        name,
        state: { running: { startedAt: '2026-03-01T09:00:00Z' } },
      })),
    },
  }),
};

/** A cluster that serves what it has, and no more. */
function cluster(
  resources: { readonly [resource: string]: string },
  files: { readonly [path: string]: string } = {},
): Workplace {
  const place = workplace();
  place.script('bin/kubectl', KUBECTL);
  place.write({
    'bin/api-resources.json': [...Object.keys(resources), 'nodes', ''].join('\n'),
    ...Object.fromEntries(Object.entries(resources).map(([resource, text]) => [`bin/${resource}.json`, text])),
    ...files,
  });
  return place;
}

function live(place: Workplace, args: readonly string[] = [], options: RunOptions = {}) {
  return place.run(['audit', '--live', ...args], {
    ...options,
    env: { PATH: `${join(place.folder, 'bin')}${delimiter}${process.env.PATH}` },
  });
}

/** The same in this process, which is quicker. */
const liveHere = async (place: Workplace, ...args: readonly string[]) => {
  const PATH = `${join(place.folder, 'bin')}${delimiter}${process.env.PATH}`;
  return place.call(['audit', '--live', ...args], { env: { PATH } });
};

const report = (place: Workplace, ...args: string[]) => JSON.parse(live(place, ['--format', 'json', ...args]).stdout);
const calls = (place: Workplace) =>
  readFileSync(join(place.folder, 'bin/calls.txt'), 'utf8').trimEnd().split('\n').sort();

test('a container that holds a value from before a change is found, in the pod; all else is said of '
  + 'its workload alone', () => {
  const { findings, summary } = report(cluster(CLUSTER));
  expect(findings.filter((finding: any) => finding.ruleId === 'stale-value')).toEqual([
    expect.objectContaining({
      message:
        'container "app" started at 2026-03-01T09:00:00Z and has Secret "db" as it was then; it changed at '
          + '2026-03-02T10:15:00Z',
      subject: expect.objectContaining({ kind: 'Pod', name: 'api-1-x', objectNamespace: 'shop' }),
    }),
  ]);
  const others = findings.filter((finding: any) => finding.ruleId !== 'stale-value');
  expect([...new Set(others.map((finding: any) => finding.subject.kind))]).toEqual(['Deployment']);
  expect(others.map((finding: any) => finding.ruleId)).toEqual(
    expect.arrayContaining(['secret-in-env', 'secret-volume-mode', 'no-reload-path']),
  );
  expect(summary.objects).toBe(4);
});

test('kubectl only gets, and only kinds that exist', () => {
  const place = cluster(CLUSTER);
  expect(live(place).code).toBe(0);
  expect(calls(place)).toEqual([
    'api-resources --verbs=list --output=name',
    ...Object.keys(CLUSTER)
      .sort()
      .map((resource) => `get ${resource} --all-namespaces --output=json --show-managed-fields`),
  ]);
});

test('of one namespace, in another context: nothing that is of no namespace', () => {
  const place = cluster({ ...CLUSTER, 'clusterroles.rbac.authorization.k8s.io': list() });
  const { problems } = report(place, '--context', 'staging', '-n', 'shop', '--preset', 'strict');
  expect(calls(place)).toEqual([
    '--context staging api-resources --verbs=list --output=name',
    ...Object.keys(CLUSTER)
      .sort()
      .map((resource) => `--context staging get ${resource} --namespace shop --output=json --show-managed-fields`),
  ]);
  expect(problems).toEqual([
    {
      id: 'rules-left-out',
      level: 'note',
      message:
        'cross-namespace-reference, missing-reference, unused-secret were not checked, since they need the whole '
          + 'cluster to be read',
    },
  ]);
});

describe('a reference to what the cluster does not have', () => {
  const { secrets, ...others } = CLUSTER;
  const without = () => cluster({ ...others, secrets: list() });
  const levels = (place: Workplace, ...args: string[]) => {
    const found = report(place, ...args).findings.filter(({ ruleId }: any) => ruleId === 'missing-reference');
    return found.map(({ level, subject }: any) => `${level} ${subject.kind}`);
  };

  test.each([[[]], [['--preset', 'strict']]])('is a warning: %j', (args) => {
    expect(levels(without(), ...args)).toEqual(['warning Deployment', 'warning Deployment']);
    expect(levels(cluster(CLUSTER), ...args)).toEqual([]);
  });

  test('has the level that somebody chose', () => {
    expect(levels(without(), '--off', 'missing-reference')).toEqual([]);
    const place = without();
    place.write({ 'strongbox.yaml': 'levels: {missing-reference: error}\n' });
    expect(levels(place)).toEqual(['error Deployment', 'error Deployment']);
  });
});

describe('what could not be read', () => {
  const FORBIDDEN =
    'Warning: something is old\n'
    + 'Error from server (Forbidden): secrets is forbidden: User "ci" cannot list resource "secrets"\n';
  const { secrets, ...others } = CLUSTER;
  const names = [...Object.keys(CLUSTER), ''].join('\n');
  const closed = () => cluster(others, { 'bin/secrets.error': FORBIDDEN, 'bin/api-resources.json': names });
  const LEFT_OUT = 'secrets were skipped, since kubectl could not read them: ';

  test('is trouble, the rest is checked, and rules that would misread its absence are not checked', async () => {
    const place = closed();
    const { problems, findings } = JSON.parse(
      (await liveHere(place, '--format', 'json', '--preset', 'strict')).stdout,
    );
    expect(problems.map((problem: any) => [problem.id, problem.level])).toEqual([
      ['kind-unreadable', 'error'],
      ['rules-left-out', 'note'],
    ]);
    expect(problems[0].message).toBe(
      `${LEFT_OUT}Error from server (Forbidden): secrets is forbidden: User "ci" cannot list resource "secrets"; `
        + 'to audit without them, add --allow-unread secrets',
    );
    expect(findings.map((finding: any) => finding.ruleId)).not.toContain('missing-reference');
    expect(findings.map((finding: any) => finding.ruleId)).toContain('secret-in-env');
    expect((await liveHere(place)).code).toBe(2);
    expect((await liveHere(place, '--fail-on', 'never')).code).toBe(2);
  });

  test.each([['secrets'], ['configmaps,secrets'], ['all']])(
    'is a warning where somebody knows it, by --allow-unread %s',
    async (kinds) => {
      const outcome = await liveHere(closed(), '--allow-unread', kinds);
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(outcome.stdout).toContain('warning  kind-unreadable  secrets were skipped');
      expect(outcome.stdout).not.toContain('say so');
    },
  );

  test('is trouble where somebody knows of something else', async () => {
    expect((await liveHere(closed(), '--allow-unread', 'configmaps')).code).toBe(2);
    expect(await liveHere(closed(), '--allow-unread', 'secret')).toMatchObject({
      code: 2,
      stderr: 'strongbox: --allow-unread: "secret" is not a kind that is read; did you mean secrets\n',
    });
    expect(await workplace().call(['audit', '.', '--allow-unread', 'secrets'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('strongbox: --allow-unread works only with --live; '),
    });
  });

  test.each([
    ['that breaks off', { secrets: CLUSTER.secrets.slice(0, -20) }, {}, 'the response is not JSON, or was cut off'],
    ['that is empty', { secrets: '' }, {}, 'the response is empty'],
    ['that is one object', { secrets: '{"kind":"Status"}' }, {}, 'the response is not a list'],
    ['that is null', { secrets: 'null' }, {}, 'the response is not a list'],
    [
      'that has a next page',
      { secrets: '{"kind":"List","items":[],"metadata":{"continue":"abc"}}' },
      {},
      'the response is one page of several',
    ],
    ['of a kubectl that is killed', {}, { 'bin/secrets.killed': '' }, 'kubectl was killed by SIGKILL'],
    [
      'that is an error with exit code 0',
      {},
      { 'bin/secrets.warning': 'Error from server: etcdserver: timeout\n' },
      'Error from server: etcdserver: timeout',
    ],
  ])('is trouble, also where it may be left out, for an answer %s', async (_name, answers, files, fault) => {
    const outcome = await liveHere(
      cluster({ ...CLUSTER, ...answers }, files as { readonly [path: string]: string }),
      '--allow-unread',
      'all',
    );
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toContain(`error  kind-unreadable  ${LEFT_OUT}${fault}`);
    expect(outcome.stdout + outcome.stderr).not.toContain(SECRET_VALUE);
  });

  test('is nothing where kubectl only warns', async () => {
    const words =
      'Warning: v1beta1 is old\nE0101 10:00:00.000000 1 memcache.go:287] "Unhandled Error" err="metrics.k8s.io"\n';
    expect(await liveHere(cluster(CLUSTER, { 'bin/secrets.warning': words }))).toMatchObject({ code: 0, stderr: '' });
  });

  const SILENT = (group: string) =>
    `error: unable to retrieve the complete list of server APIs: ${group}/v1: `
    + 'the server is currently unable to handle the request\n';
  test.each([
    [
      'an API group that is read does not answer',
      { 'bin/api-resources.error': SILENT('external-secrets.io') },
      2,
      'externalsecrets.external-secrets.io were skipped',
    ],
    [
      'an API group that nobody reads does not answer',
      { 'bin/api-resources.error': SILENT('metrics.k8s.io') },
      0,
      'no',
    ],
    [
      'the list of kinds is cut off',
      { 'bin/api-resources.json': names.slice(0, -5) },
      2,
      'kubectl could not list everything that the cluster serves: the response is cut off',
    ],
    [
      'a kind of every cluster is missing',
      { 'bin/api-resources.json': 'pods\nsecrets\n' },
      2,
      'the response is cut off',
    ],
    ['the list of kinds fails', { 'bin/api-resources.error': 'Error: out of memory\n' }, 2, 'Error: out of memory'],
  ])('is looked for where %s', async (_name, files, code, message) => {
    const outcome = await liveHere(cluster(CLUSTER, files));
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toContain(message);
  });
});

test.each(['text', 'json', 'sarif', 'junit'])('no value of a Secret is in a report as %s', (format) => {
  const outcome = live(cluster(CLUSTER), ['--format', format, '--preset', 'strict']);
  expect(outcome.stdout).toContain('stale-value');
  expect(outcome.stdout + outcome.stderr).not.toContain(SECRET_VALUE);
  expect(outcome.stdout).not.toContain(Buffer.from(SECRET_VALUE, 'base64').toString());
});

test.each([
  [
    'a cluster that does not answer',
    { 'bin/api-resources.error': 'The connection to the server was refused\n', 'bin/api-resources.json': '' },
    'kubectl cannot list what the cluster serves: The connection to the server was refused',
  ],
  [
    'a cluster with nothing to read',
    { 'bin/api-resources.json': 'nodes\n' },
    'nothing in the cluster can be read: it serves none of the kinds that are audited',
  ],
  [
    'a user who may read nothing',
    { 'bin/api-resources.json': 'pods\n', 'bin/pods.error': 'Error from server (Forbidden): no\n' },
    'nothing in the cluster can be read: pods were skipped',
  ],
])('%s is trouble', (_name, files, message) => {
  expect(live(cluster({}, files))).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});

test('without kubectl it says what else to do', () => {
  const place = workplace();
  expect(place.run(['audit', '--live'], { env: { PATH: place.folder } })).toMatchObject({
    code: 2,
    stderr: 'strongbox: --live needs kubectl on the PATH; without it, pipe manifests in: … | strongbox audit -\n',
  });
});

test('what --live reads can be kept, and audited from a file', () => {
  const place = cluster(CLUSTER);
  place.write({ 'all.json': Object.values(CLUSTER).join('\n'), 'clean.yaml': CLEAN });
  const { findings } = JSON.parse(place.run(['audit', 'all.json', 'clean.yaml', '--format', 'json']).stdout);
  expect(findings.map((finding: any) => finding.ruleId)).toContain('stale-value');
});

test('every kind that the graph reads is read', () => {
  const plural = (kind: string) => kind.toLowerCase().replace(/(?:s|ss|ch)$/, '$&e').concat('s');
  const known = [...PRODUCER_KINDS, ...READER_KINDS].filter((kind) => kind.resource !== '')
    .map(({ group, kind }) => (group === '' ? plural(kind) : `${plural(kind)}.${group}`));
  expect(known.filter((resource) => !resourcesToRead(true).includes(resource))).toEqual([]);
});
