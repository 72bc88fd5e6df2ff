import { readFileSync } from 'fs';
import { delimiter, join } from 'path';
import { Workplace, workplaces } from './command';
import { KUBECTL } from './fake-kubectl';

jest.setTimeout(120_000);
const workplace = workplaces();

const VALUE = 'c3VwZXItc2VjcmV0LXZhbHVl';
const secret = (namespace = 'shop') => `apiVersion: v1
kind: Secret
metadata: {name: db, namespace: ${namespace}}
data: {password: ${VALUE}, username: YXBp}
---
`;
const reader = (kind: string, name: string, variable: string, more = '') => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: app
          image: registry.example/${name}:1
          env: [{name: ${variable}, valueFrom: {secretKeyRef: {name: db, key: password}}}]
${more}---
`;

function place(files: { readonly [path: string]: string }): Workplace {
  const made = workplace();
  made.write(files);
  return made;
}

const plan = async (made: Workplace, ...args: string[]) => made.call(['rotate', 'plan', ...args, '--no-config']);

test('a plan of files is printed, with no value in it, and ends with 0', async () => {
  const { code, stdout, stderr } = await plan(
    place({ 'shop.yaml': secret() + reader('Deployment', 'api', 'PW') }),
    'db/password',
    'shop.yaml',
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Rotation of Secret shop/db, key "password"');
  expect(stdout).toContain('container app  environment variable PW  at the next start of the container');
  expect([stdout.includes(VALUE), stdout.includes('super-secret')]).toEqual([false, false]);
});

test('the compiled command reads standard input', () => {
  const made = place({});
  const { code, stdout } = made.run(['rotate', 'plan', 'db', '-', '--format', 'json', '--no-config'], {
    input: secret(),
  });
  expect([code, JSON.parse(stdout).plan.target]).toEqual([0, { kind: 'Secret', name: 'db', namespace: 'shop' }]);
});

test('a plan that would cut one end off ends with 1', async () => {
  const files = {
    'a.yaml': secret() + reader('StatefulSet', 'pg', 'POSTGRES_PASSWORD'),
    'b.yaml': reader('Deployment', 'orders', 'PGPASSWORD'),
  };
  const { code, stdout } = await plan(place(files), 'db/password', '.');
  expect(code).toBe(1);
  expect(stdout.split('\n')[2]).toBe('This rotation cuts one end off');
  // Of another key there are no two ends.
  expect((await plan(place(files), 'db/username', '.')).code).toBe(0);
});

test('a Secret that nothing in the input is or makes has a plan that ends with 3; one that '
  + 'nothing names has none', async () => {
  const made = place({ 'a.yaml': reader('Deployment', 'api', 'PW') });
  const named = await plan(made, 'db', 'a.yaml');
  expect([named.code, named.stdout.includes('What is not known\n  Where the value comes from')]).toEqual([3, true]);
  const missing = await plan(made, 'bd', 'a.yaml');
  expect([missing.code, missing.stdout]).toEqual([3, '']);
  expect(missing.stderr).toBe(
    'strongbox: "bd": nothing in the input is a Secret of this name, makes one or names one; did you mean db\n',
  );
});

test.each<[string, string[], RegExp]>([
  ['no target', ['/x', 'a.yaml'], /"\/x" is not a target; write NAME or NAME\/KEY/],
  ['no input', ['db'], /nothing to read; name files or folders/],
  ['a file that is not there', ['db', 'b.yaml'], /there is no file or folder "b.yaml"/],
  [
    'several namespaces',
    ['db', 'a.yaml'],
    /"db": there is one in the namespaces bank and shop; pick one with --namespace/,
  ],
  ['another key', ['db/passwd', 'a.yaml', '-n', 'shop'], /has no such key; it has password and username/],
  ['a format', ['db', 'a.yaml', '-f', 'xml'], /--format "xml": use one of text, markdown, html, json/],
  [
    'an extension',
    ['db', 'a.yaml', '-o', 'plan.doc'],
    /no known extension; write the format before the path, as in markdown:plan.doc/,
  ],
  ['options of --live', ['db', 'a.yaml', '--context', 'x'], /work only with --live/],
  ['paths beside --live', ['db', 'a.yaml', '--live'], /takes no paths/],
])('%s is wrong usage', async (_name, args, message) => {
  const { code, stdout, stderr } = await plan(place({ 'a.yaml': secret() + secret('bank') }), ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('a part that cannot be read ends with 2, and the plan says so', async () => {
  const { code, stdout, stderr } = await plan(place({ 'a.yaml': `${secret()}a: [` }), 'db', 'a.yaml');
  expect([code, stderr]).toEqual([2, expect.stringContaining('a.yaml:')]);
  expect(stdout).toContain('What is in the input that could not be read: a.yaml:');
});

test('files are written in the format of their extension, and an input is not overwritten', async () => {
  const made = place({ 'a.yaml': secret() });
  const { code, stdout } = await plan(made, 'db', 'a.yaml', '-o', 'runbook.md', '-o', 'json:plan');
  expect([code, stdout.startsWith('Rotation of')]).toEqual([0, true]);
  expect(readFileSync(join(made.folder, 'runbook.md'), 'utf8')).toMatch(/^# Rotation of Secret shop\/db\n/);
  expect(JSON.parse(readFileSync(join(made.folder, 'plan'), 'utf8')).schemaVersion).toBe(1);
  expect((await plan(made, 'db', 'a.yaml', '-o', 'text:a.yaml')).stderr).toContain(
    'is an input, and would overwrite it',
  );
});

test('a target in two environments is not guessed at', async () => {
  const kustomization = 'resources: [db.yaml]\n';
  const made = place({
    'eu/kustomization.yaml': kustomization,
    'eu/db.yaml': secret(),
    'us/kustomization.yaml': kustomization,
    'us/db.yaml': secret(),
  });
  const { code, stderr } = await plan(made, 'db', 'eu', 'us');
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/"db" is in several environments, .*; name the path of one/),
  ]);
  expect((await plan(made, 'db', 'eu')).code).toBe(0);
});

test('kinds of the configuration have pods', async () => {
  const made = place({
    'strongbox.yaml': 'podTemplates: [{apiGroup: acme.example, kind: Worker, path: spec.template}]\n',
    'a.yaml': `${secret()}apiVersion: acme.example/v1
kind: Worker
metadata: {name: w, namespace: shop}
spec: {template: {spec: {containers: [{name: app, envFrom: [{secretRef: {name: db}}]}]}}}
`,
  });
  expect((await made.call(['rotate', 'plan', 'db', 'a.yaml'])).stdout).toContain('  Worker shop/w\n    container app');
});

describe('of a cluster', () => {
  const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const metadata = (name: string, namespace = 'shop') => ({ name, namespace });
  const CLUSTER = {
    'secrets': list(
      { apiVersion: 'v1', kind: 'Secret', metadata: metadata('db'), data: { password: VALUE } },
      { apiVersion: 'v1', kind: 'Secret', metadata: metadata('db', 'bank'), data: { password: VALUE } },
    ),
    'deployments.apps': list({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('api'),
      spec: {
        selector: { matchLabels: { app: 'api' } },
        template: {
          metadata: { labels: { app: 'api' } },
          spec: { containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'db' } }] }] },
        },
      },
    }),
    'poddisruptionbudgets.policy': list({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata('api'),
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'api' } } },
    }),
  };

  function cluster(files: { readonly [path: string]: string } = {}): Workplace {
    const made = workplace();
    made.script('bin/kubectl', KUBECTL);
    made.write({
      'bin/api-resources.json': [...Object.keys(CLUSTER), 'configmaps', 'pods', ''].join('\n'),
      ...Object.fromEntries(Object.entries(CLUSTER).map(([resource, text]) => [`bin/${resource}.json`, text])),
      ...files,
    });
    return made;
  }

  const live = async (made: Workplace, ...args: string[]) =>
    made.call(['rotate', 'plan', ...args, '--live', '--no-config'], {
      env: { PATH: `${join(made.folder, 'bin')}${delimiter}${process.env.PATH}` },
    });
  const calls = (made: Workplace) =>
    readFileSync(join(made.folder, 'bin/calls.txt'), 'utf8').trimEnd().split('\n').sort();

  test('one namespace is read, by get alone, and the plan says that others were not', async () => {
    const made = cluster();
    const { code, stdout } = await live(made, 'db', '-n', 'shop');
    expect(code).toBe(0);
    expect(stdout).toContain('PodDisruptionBudget api (maxUnavailable 1) limits evictions');
    expect(stdout).toContain('Other namespaces were not read');
    expect(stdout).not.toContain(VALUE);
    expect(calls(made)).toEqual([
      'api-resources --verbs=list --output=name',
      ...['configmaps', 'deployments.apps', 'poddisruptionbudgets.policy', 'pods', 'secrets']
        .map((resource) => `get ${resource} --namespace shop --output=json --show-managed-fields`),
    ]);
  });

  test('all namespaces are read where it is wanted, and a name in two is not guessed at', async () => {
    const { code, stderr } = await live(cluster(), 'db');
    expect([code, stderr]).toEqual([2, expect.stringContaining('there is one in the namespaces bank and shop')]);
    const both = await live(cluster(), 'db', '-n', 'shop', '-A');
    expect([both.code, both.stdout.includes('Other namespaces')]).toEqual([0, false]);
  });

  test('what may not be read is an error, but for what only adds to the plan', async () => {
    const forbidden = 'Error from server (Forbidden): x is forbidden\n';
    const without = await live(cluster({ 'bin/deployments.apps.error': forbidden }), 'db', '-n', 'shop');
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('deployments.apps were skipped')]);
    const allowed = await live(
      cluster({ 'bin/deployments.apps.error': forbidden }),
      'db',
      '-n',
      'shop',
      '--allow-unread',
      'deployments.apps',
    );
    expect([allowed.code, allowed.stdout.includes('deployments.apps were skipped')]).toEqual([0, true]);
    const budgets = await live(cluster({ 'bin/poddisruptionbudgets.policy.error': forbidden }), 'db', '-n', 'shop');
    expect([budgets.code, budgets.stdout.includes('poddisruptionbudgets.policy were skipped')]).toEqual([0, true]);
  });
});
