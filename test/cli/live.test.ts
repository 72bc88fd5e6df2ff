import { readFileSync } from 'fs';
import { delimiter, join } from 'path';
import { CLEAN, RunOptions, Workplace, workplaces } from './command';
import { resourcesToRead } from '../../src/cli/live/resources';
import { READER_KINDS } from '../../src/manifest/controller-references';
import { PRODUCER_KINDS } from '../../src/manifest/producers';

jest.setTimeout(120_000);
const workplace = workplaces();

const SECRET_VALUE = 'c3VwZXItc2VjcmV0LXZhbHVl';

/** A kubectl that answers from files: `api-resources.txt`, and `<resource>.json` or `<resource>.error`. It notes how it was called. */
const KUBECTL = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require('fs');
const { join } = require('path');
const folder = __dirname;
const args = process.argv.slice(2);
appendFileSync(join(folder, 'calls.txt'), args.join(' ') + '\\n');
const at = args.findIndex((arg) => arg === 'get' || arg === 'api-resources');
const answer = (name) => {
  if (existsSync(join(folder, name + '.error'))) {
    process.stderr.write(readFileSync(join(folder, name + '.error')));
    process.exitCode = 1;
  }
  if (existsSync(join(folder, name + '.json'))) process.stdout.write(readFileSync(join(folder, name + '.json')));
  else if (!process.exitCode) process.stdout.write(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [] }));
};
if (args[at] === 'api-resources') answer('api-resources');
else answer(args[at + 1]);
`;

const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const owner = (kind: string, name: string) => [{ apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true }];
const podSpec = {
  containers: [
    { name: 'app', image: 'api:1', env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] },
    { name: 'sidecar', image: 'log:1', volumeMounts: [{ name: 'db', mountPath: '/etc/db' }] },
  ],
  volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 420 } }],
};
const template = { metadata: { labels: { app: 'api' } }, spec: podSpec };

/** A Deployment with its ReplicaSet and pod, and a Secret that has changed since the pod started. */
const CLUSTER: { readonly [resource: string]: string } = {
  'secrets': list({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'db',
      namespace: 'shop',
      uid: 'uid-db',
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields: [{ manager: 'external-secrets', operation: 'Update', time: '2026-03-02T10:15:00Z', fieldsV1: { 'f:data': { 'f:password': {} } } }],
    },
    data: { password: SECRET_VALUE },
  }),
  'deployments.apps': list({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'shop', uid: 'uid-api' }, spec: { template } }),
  'replicasets.apps': list({
    apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'api-1', namespace: 'shop', uid: 'uid-api-1', ownerReferences: owner('Deployment', 'api') }, spec: { template },
  }),
  'pods': list({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'api-1-x', namespace: 'shop', ownerReferences: owner('ReplicaSet', 'api-1') },
    spec: podSpec,
    status: { containerStatuses: ['app', 'sidecar'].map((name) => ({ name, state: { running: { startedAt: '2026-03-01T09:00:00Z' } } })) },
  }),
};

/** A cluster that serves what it has, and no more. */
function cluster(resources: { readonly [resource: string]: string }, files: { readonly [path: string]: string } = {}): Workplace {
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
  return place.run(['audit', '--live', ...args], { ...options, env: { PATH: `${join(place.folder, 'bin')}${delimiter}${process.env.PATH}` } });
}

const report = (place: Workplace, ...args: string[]) => JSON.parse(live(place, ['--format', 'json', ...args]).stdout);
const calls = (place: Workplace) => readFileSync(join(place.folder, 'bin/calls.txt'), 'utf8').trimEnd().split('\n').sort();

test('a container that holds a value from before a change is found, in the pod; all else is said of its workload alone', () => {
  const { findings, summary } = report(cluster(CLUSTER));
  expect(findings.filter((finding: any) => finding.ruleId === 'stale-value')).toEqual([expect.objectContaining({
    message: 'container "app" started at 2026-03-01T09:00:00Z and has Secret "db" as it was then; it changed at 2026-03-02T10:15:00Z',
    subject: expect.objectContaining({ kind: 'Pod', name: 'api-1-x', objectNamespace: 'shop' }),
  })]);
  const others = findings.filter((finding: any) => finding.ruleId !== 'stale-value');
  expect([...new Set(others.map((finding: any) => finding.subject.kind))]).toEqual(['Deployment']);
  expect(others.map((finding: any) => finding.ruleId)).toEqual(expect.arrayContaining(['secret-in-env', 'secret-volume-mode', 'no-reload-path']));
  expect(summary.objects).toBe(4);
});

test('kubectl is only asked to get, and only what there is', () => {
  const place = cluster(CLUSTER);
  expect(live(place).code).toBe(0);
  expect(calls(place)).toEqual([
    'api-resources --verbs=list --output=name',
    ...Object.keys(CLUSTER).sort().map((resource) => `get ${resource} --all-namespaces --output=json --show-managed-fields`),
  ]);
});

test('of one namespace, in another context: nothing that is of no namespace', () => {
  const place = cluster({ ...CLUSTER, 'clusterroles.rbac.authorization.k8s.io': list() });
  const { problems } = report(place, '--context', 'staging', '-n', 'shop', '--preset', 'strict');
  expect(calls(place)).toEqual([
    '--context staging api-resources --verbs=list --output=name',
    ...Object.keys(CLUSTER).sort().map((resource) => `--context staging get ${resource} --namespace shop --output=json --show-managed-fields`),
  ]);
  expect(problems).toEqual([{
    id: 'rules-left-out',
    level: 'note',
    message: 'missing-reference, cross-namespace-reference, unused-secret were not asked, since they need the whole cluster to be read',
  }]);
});

test('what may not be read is a problem, and rules that would misread its absence are not asked', () => {
  const forbidden = 'Warning: something is old\nError from server (Forbidden): secrets is forbidden: User "ci" cannot list resource "secrets"\n';
  const { secrets, ...others } = CLUSTER;
  const place = cluster(others, { 'bin/secrets.error': forbidden, 'bin/api-resources.json': 'secrets\npods\ndeployments.apps\n' });
  const { problems, findings } = report(place, '--preset', 'strict');
  expect(problems.map((problem: any) => [problem.id, problem.level])).toEqual([['kind-unreadable', 'warning'], ['rules-left-out', 'note']]);
  expect(problems[0].message).toBe(
    'secrets were left out, since kubectl could not read them: Error from server (Forbidden): secrets is forbidden: User "ci" cannot list resource "secrets"',
  );
  expect(findings.map((finding: any) => finding.ruleId)).not.toContain('missing-reference');
  expect(findings.map((finding: any) => finding.ruleId)).toContain('secret-in-env');
});

test('an answer that breaks off is not quoted', () => {
  const place = cluster({ ...CLUSTER, secrets: CLUSTER.secrets.slice(0, -20) });
  const outcome = live(place);
  expect(outcome.stdout).toContain('secrets were left out, since kubectl could not read them: its answer is no JSON');
  expect(outcome.stdout + outcome.stderr).not.toContain(SECRET_VALUE);
});

test.each(['text', 'json', 'sarif', 'junit'])('no value of a Secret is in a report as %s', (format) => {
  const outcome = live(cluster(CLUSTER), ['--format', format, '--preset', 'strict']);
  expect(outcome.stdout).toContain('stale-value');
  expect(outcome.stdout + outcome.stderr).not.toContain(SECRET_VALUE);
  expect(outcome.stdout).not.toContain(Buffer.from(SECRET_VALUE, 'base64').toString());
});

test.each([
  ['a cluster that does not answer', { 'bin/api-resources.error': 'The connection to the server was refused\n', 'bin/api-resources.json': '' }, 'kubectl cannot tell what the cluster has: The connection to the server was refused'],
  ['a cluster with nothing to read', { 'bin/api-resources.json': 'nodes\n' }, 'nothing in the cluster can be read; it serves none of the kinds that are audited'],
  ['a user who may read nothing', { 'bin/api-resources.json': 'pods\n', 'bin/pods.error': 'Error from server (Forbidden): no\n' }, 'nothing in the cluster can be read; pods were left out'],
])('%s is trouble', (_name, files, message) => {
  expect(live(cluster({}, files))).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});

test('without kubectl it says what else to do', () => {
  const place = workplace();
  expect(place.run(['audit', '--live'], { env: { PATH: place.folder } }))
    .toMatchObject({ code: 2, stderr: 'strongbox: --live needs kubectl on the PATH; without it, pipe in what you have: … | strongbox audit -\n' });
});

test('what --live reads can be kept, and audited from a file', () => {
  const place = cluster(CLUSTER);
  place.write({ 'all.json': Object.values(CLUSTER).join('\n'), 'clean.yaml': CLEAN });
  const { findings } = JSON.parse(place.run(['audit', 'all.json', 'clean.yaml', '--format', 'json']).stdout);
  expect(findings.map((finding: any) => finding.ruleId)).toContain('stale-value');
});

test('every kind that the graph reads is read', () => {
  const plural = (kind: string) => kind.toLowerCase().replace(/(?:s|ss)$/, '$&e').concat('s');
  const known = [...PRODUCER_KINDS, ...READER_KINDS].map((groupKind) => {
    const [group, kind] = groupKind.split('/');
    return group === '' ? plural(kind) : `${plural(kind)}.${group}`;
  }).filter((resource) => !resource.endsWith('.extensions'));
  expect(known.filter((resource) => !resourcesToRead(true).includes(resource))).toEqual([]);
});
