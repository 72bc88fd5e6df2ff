import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { expectValidManifests, isBuiltInKind } from '../../support/kubernetes-schema';
import { outputOf, projectRoot } from '../../support/package-under-test';
import { expectValidStoreManifests } from '../../support/store-schema';

jest.setTimeout(240_000);

const example = join(projectRoot, 'examples/stores');
const STORES = [
  'aws-by-csi',
  'azure-by-external-secrets',
  'gcp-by-external-secrets',
  'vault-by-csi',
  'vault-by-operator',
];

let dist: string;
let manifests: Map<string, any[]>;

beforeAll(() => {
  dist = outputOf('stores');
  manifests = new Map(readdirSync(dist).map((file) => [
    file.replace('.k8s.yaml', ''),
    parseAllDocuments(readFileSync(join(dist, file), 'utf8'), { version: '1.1' }).map((document) => document.toJS()),
  ]));
});

const deploymentOf = (store: string) => manifests.get(store)!.find(({ kind }) => kind === 'Deployment');

/** Names begin with the chart's and end with a hash of the path, both of which have the store in them. */
function withoutStore(store: string, value: unknown): any {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll(new RegExp(`${store}-([a-zA-Z-]+)-c8[0-9a-f]{6}`, 'g'), '$1')
      .replaceAll(/c8[0-9a-f]{40}/g, 'address'),
  );
}

test('the CLI writes a file for each store', () => {
  expect([...manifests.keys()].sort()).toEqual(STORES);
});

test('every object is valid, those of the stores too', () => {
  const all = [...manifests.values()].flat();
  expectValidManifests(all.filter(isBuiltInKind));
  expectValidStoreManifests(all.filter((manifest) => !isBuiltInKind(manifest)));
});

test('no file contains a credential or a Secret', () => {
  expect([...manifests.values()].flat().filter(({ kind }) => kind === 'Secret')).toEqual([]);
});

test.each(STORES)(
  'nothing else in the stack changes with the store %s: the service differs by its volume alone',
  (store) => {
    const shapeOf = (which: string) => {
      const {
        spec: {
          template: { spec: pod },
          ...spec
        },
      } = withoutStore(which, deploymentOf(which));
      const {
        volumes,
        securityContext: { fsGroup, fsGroupChangePolicy, ...securityContext },
        ...rest
      } = pod;
      return { ...spec, pod: { ...rest, securityContext } };
    };
    expect(shapeOf(store)).toEqual(shapeOf('vault-by-csi'));
    const service = (which: string) =>
      withoutStore(
        which,
        manifests.get(which)!.find(({ kind }) => kind === 'Service'),
      );
    expect(service(store)).toEqual(service('vault-by-csi'));
  },
);

test.each(STORES)('with %s the service reads the same file, mounted read-only, as its own account', (store) => {
  const { serviceAccountName, volumes, containers: [{ env, volumeMounts }] } = deploymentOf(store).spec.template.spec;
  expect(serviceAccountName).toBe('payments');
  expect(env).toEqual([{ name: 'PASSWORD_FILE', value: '/etc/payments/secrets/password' }]);
  expect(volumeMounts).toEqual([{ name: 'secrets', mountPath: '/etc/payments/secrets', readOnly: true }]);
  expect(Object.keys(volumes[0]).sort()).toEqual(store.endsWith('by-csi') ? ['csi', 'name'] : ['name', 'secret']);
});

test('the table of the README has every store', () => {
  const readme = readFileSync(join(example, 'README.md'), 'utf8');
  expect(
    [...readme.matchAll(/^\| `([a-z-]+)` \| .* \| (yes|no) \|$/gm)]
      .map(([, store]) => store)
      .filter((store) => store !== 'databaseStore')
      .sort(),
  ).toEqual(STORES);
});
