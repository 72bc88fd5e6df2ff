import { GeneratedObjects } from '../../../src/audit/reading/generated-objects';
import { ManifestFile } from '../../../src/audit/reading/manifest-file';
import { RenderedManifests } from '../../../src/audit/reading/rendered-manifests';

const origin = (text: string) => `\n  annotations:\n    config.kubernetes.io/origin: |\n      ${text}`;
const pod = (name: string, more: string, annotations = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}${annotations}\nspec:\n  containers:\n${more}`;

const CART = pod('cart', '  - name: log\n  - name: app\n    env:\n    - {name: A, value: "1"}\n');
const BASE = `${pod('other', '  - name: app\n')}---\n${CART}`;
const PATCH = pod('cart', '  - name: app\n    env: [{name: NEW, value: x}]\n');
const KUSTOMIZATION = 'secretGenerator:\n- name: db\n  literals:\n  - user=u\n  - password=p\n';

const GENERATED = origin('configuredIn: ../repo/kustomization.yaml\n      configuredBy: {kind: SecretGenerator}');
const FETCHED = origin('path: x.yaml\n      repo: https://example.com/x');
const RENDERED = [
  pod(
    'eu-cart',
    '  - name: app\n    env:\n    - {name: NEW, value: x}\n    - {name: A, value: "1"}\n'
      + '    securityContext: {runAsUser: 0}\n  - name: log\n',
    origin('path: ../repo/base/pods.yaml'),
  ),
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db-7hk8884d94${GENERATED}\ndata:\n  password: cA==\n`,
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: far${FETCHED}\n`,
].join('---\n');

function rendered(): RenderedManifests {
  const kustomization = new ManifestFile('kustomization.yaml', KUSTOMIZATION);
  return new RenderedManifests(RENDERED, {
    kustomization,
    folder: '/tmp/overlay',
    layers: [new ManifestFile('patch.yaml', PATCH), new GeneratedObjects(kustomization, () => undefined)],
    fileAt: (path) => (path === '/tmp/repo/base/pods.yaml' ? new ManifestFile('base/pods.yaml', BASE) : undefined),
  });
}

const place = (document: number, pointer: string) => {
  const { file, line, column } = rendered().locate(document, [pointer]).get(pointer)!;
  return `${file}:${line}:${column}`;
};

test('objects are judged without the annotation that tells their origin, and with every other', () => {
  expect(rendered().documents).toMatchObject([
    { metadata: { name: 'eu-cart' } },
    { metadata: { name: 'db-7hk8884d94' } },
    {},
  ]);
  expect(JSON.stringify(rendered().documents)).not.toContain('annotations');
  const kept = new RenderedManifests(
    'kind: Pod\nmetadata: {annotations: {a: b, config.kubernetes.io/origin: "path: x"}}\n',
    {
      kustomization: new ManifestFile('k', ''),
      folder: '/',
      layers: [],
      fileAt: () => undefined,
    },
  );
  expect(kept.documents).toEqual([{ kind: 'Pod', metadata: { annotations: { a: 'b' } } }]);
});

test.each([
  ['the object', '', 'base/pods.yaml:9:1'],
  ['a container, which stands elsewhere in the list', '/spec/containers/0', 'base/pods.yaml:16:5'],
  ['a value of the base', '/spec/containers/0/env/1/value', 'base/pods.yaml:18:17'],
  ['a value of a patch', '/spec/containers/0/env/0/value', 'patch.yaml:8:23'],
  [
    'what no file has: as deep as the base goes',
    '/spec/containers/0/securityContext/runAsUser',
    'base/pods.yaml:16:5',
  ],
])('a place is that of the source: %s', (_name, pointer, expected) => {
  expect(place(0, pointer)).toBe(expected);
});

test('what a generator makes stands at the generator, each key at its literal', () => {
  expect([place(1, ''), place(1, '/data/password')]).toEqual(['kustomization.yaml:2:3', 'kustomization.yaml:5:5']);
});

test('what comes from elsewhere stands at the kustomization', () => {
  expect([place(2, ''), place(2, '/data/x')]).toEqual(['kustomization.yaml:1:1', 'kustomization.yaml:1:1']);
});

test('the name of what a generator makes lasts without the hash of its content', () => {
  expect([rendered().lastingName(1, 'db-7hk8884d94'), rendered().lastingName(0, 'eu-abcdefghij')]).toEqual([
    'db',
    'eu-abcdefghij',
  ]);
});
