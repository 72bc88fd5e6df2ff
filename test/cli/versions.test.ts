import { delimiter, join } from 'path';
import { workplaces } from './command';
import { KUBECTL } from './fake-kubectl';

jest.setTimeout(120_000);
const workplace = workplaces();

const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const version = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings-0a1b2c3d4e', namespace: 'shop' },
  immutable: true,
};
const stateful = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db', namespace: 'shop' },
  spec: { template: { spec: { containers: [{ name: 'db', image: 'x', envFrom: [{ configMapRef: { name } }] }] } } },
});
const revision = {
  apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'db-1', namespace: 'shop' }, data: {},
};

async function versions(files: { readonly [path: string]: string }, ...args: string[]) {
  const place = workplace();
  place.script('bin/kubectl', KUBECTL);
  place.write(files);
  const PATH = `${join(place.folder, 'bin')}${delimiter}${process.env.PATH}`;
  return place.call(['versions', ...args, '--no-config'], { env: { PATH } });
}

const live = (resources: { readonly [resource: string]: string }, ...args: string[]) => versions({
  'bin/api-resources.json': [...Object.keys(resources), 'pods', 'secrets', ''].join('\n'),
  ...Object.fromEntries(Object.entries(resources).map(([resource, text]) => [`bin/${resource}.json`, text])),
}, '--live', ...args);

test('of files: what nothing names is listed with the command that deletes it, and the code is 1', async () => {
  const { code, stdout } = await versions({ 'all.json': list(version) }, 'all.json');
  expect(code).toBe(1);
  expect(stdout).toBe(`1 of 1 versions of ConfigMaps and Secrets are not named by anything that was read.

  shop  ConfigMap  settings-0a1b2c3d4e

To delete them:
  kubectl delete configmap --namespace shop settings-0a1b2c3d4e
`);
});

test('of a cluster, with its history; as JSON', async () => {
  const resources = {
    'configmaps': list(version),
    'statefulsets.apps': list(stateful('other')),
    'controllerrevisions.apps': list(revision),
  };
  const { code, stdout } = await live(resources, '--format', 'json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    total: 1,
    young: 0,
    unknowns: [],
    unused: [{ kind: 'ConfigMap', namespace: 'shop', name: 'settings-0a1b2c3d4e' }],
  });
  expect((await live({ ...resources, 'statefulsets.apps': list(stateful('settings-0a1b2c3d4e')) })).code).toBe(0);
});

test('what could not be read leaves it open: 3; input that is broken is 2', async () => {
  const place = { 'configmaps': list(version), 'statefulsets.apps': list(stateful('other')) };
  const { code, stdout } = await live(place);
  expect(code).toBe(3);
  expect(stdout).toContain('Do not delete yet:\n  The input has a StatefulSet and no ControllerRevision');
  expect((await versions({ 'broken.yaml': 'a: [' }, 'broken.yaml')).code).toBe(2);
});

test.each([
  [[], 'nothing to read; name files or folders'],
  [['x.yaml', '--live'], '--live reads the cluster and takes no paths'],
  [['x.yaml', '-n', 'shop'], 'work only with --live'],
  [['x.yaml', '--older-than', 'soon'], '--older-than "soon": use a duration'],
  [['x.yaml', '--format', 'xml'], '--format "xml": use one of text, json'],
])('%j is refused with 2', async (args, message) => {
  const { code, stderr } = await versions({}, ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
