import { loadAll } from 'js-yaml';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { expectBoolean, shownValue } from '../../src/rules/wrong-input';

/** Rows of a table: a rule, a manifest, and how many findings it has. One row beside another is the other side. */
const found = (id: string, manifest: string) => evaluate(loadAll(manifest), CATALOG.filter((rule) => rule.id === id));

const JOB = (annotations: string, spec = '') => `
apiVersion: batch/v1
kind: Job
metadata: {name: export}
spec:
  template:
    metadata: {annotations: {vault.hashicorp.com/agent-inject: 'true'${annotations}}}
    spec: {${spec}containers: [{name: app, image: 'registry.example/export:1'}]}
`;
test.each([
  ['an agent', JOB(''), 1],
  ['a pod whose containers see the agent', JOB('', 'shareProcessNamespace: true, '), 0],
  ['a pod whose containers do not', JOB('', 'shareProcessNamespace: false, '), 1],
  ['an agent that can be ended', JOB(", vault.hashicorp.com/agent-enable-quit: 'true'"), 0],
])('agent-in-a-cron-job: %s', (_, manifest, count) => {
  expect(found('agent-in-a-cron-job', manifest)).toHaveLength(count);
});

const POD = (spec: string) => `
apiVersion: v1
kind: Pod
metadata: {name: app, namespace: shop}
spec: {automountServiceAccountToken: false, ${spec}}
`;
const SECRET = 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: a}}}]';
const HOST_PROCESS = 'securityContext: {windowsOptions: {hostProcess: true}}';
test.each([
  ['a host process of Windows', `containers: [{name: app, ${SECRET}, ${HOST_PROCESS}}]`, 1],
  ['all processes are of the host', `${HOST_PROCESS}, containers: [{name: app, ${SECRET}}]`, 1],
  ['a host process without a Secret', `containers: [{name: app, ${HOST_PROCESS}}]`, 0],
  ['a volume that nothing mounts', 'hostPID: true, volumes: [{name: v, secret: {secretName: db}}], containers: '
    + '[{name: app}]', 0],
  ['an init container has ended', `shareProcessNamespace: true, initContainers: [{name: init, ${SECRET}}], containers: `
    + '[{name: app}]', 0],
  ['a sidecar runs on', `shareProcessNamespace: true, initContainers: [{name: side, restartPolicy: Always, ${SECRET}}], `
    + 'containers: [{name: app}]', 1],
])('isolation-off-beside-a-secret: %s', (_, spec, count) => {
  expect(found('isolation-off-beside-a-secret', POD(spec))).toHaveLength(count);
});

test.each([
  ['the program of an image without a tag', "image: curl, args: ['-u', 'shop:Kx7vQ2mN9p']", 1],
  ['the program of an image with one', "image: 'curlimages/curl:8.9', args: ['-u', 'shop:Kx7vQ2mN9p']", 1],
  ['another program', "image: 'registry.example/shop:7', args: ['-u', 'shop:orders']", 0],
  ['a flag and its value', "image: a, args: ['--password', hunter2x]", 1],
  ['a word that ends like a flag', "image: a, args: ['name--password', hunter2x]", 0],
])('credential-in-args: %s', (_, container, count) => {
  expect(found('credential-in-args', POD(`containers: [{name: app, ${container}}]`))).toHaveLength(count);
});

const STORE = (apiVersion: string) => `
apiVersion: external-secrets.io/${apiVersion}
kind: SecretStore
metadata: {name: main, namespace: shop}
spec: {provider: {vault: {server: 'http://vault.example.com'}}}
`;
test.each([['v1', 1], ['v1beta1', 1], ['v1alpha1', 0]])('store-without-tls: a SecretStore of %s', (version, count) => {
  expect(found('store-without-tls', STORE(version))).toHaveLength(count);
});

const PASSWORD = 'metadata: {annotations: {acme.example/db-password: Kx7vQ2mN9p}}';
test.each([
  ['the jobs of a CronJob', `
apiVersion: batch/v1
kind: CronJob
metadata: {name: a}
spec: {jobTemplate: {${PASSWORD}, spec: {template: {spec: {containers: [{name: a}]}}}}}
`],
  ['the claims of a StatefulSet', `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: a}
spec: {volumeClaimTemplates: [{${PASSWORD}}], template: {spec: {containers: [{name: a}]}}}
`],
])('credential-in-annotation: %s', (_, manifest) => {
  expect(found('credential-in-annotation', manifest)).toHaveLength(1);
});

const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: shop}\nsecrets: [{name: db}]\n';
test.each([
  ['a Secret that is elsewhere', ACCOUNT, 1],
  ['one of the manifest without a token', `${ACCOUNT}---\napiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\n`
    + 'metadata: {name: db, namespace: shop}\n', 0],
])('account-lists-secrets: %s', (_, manifest, count) => {
  expect(found('account-lists-secrets', manifest)).toHaveLength(count);
});

const MAP = (text: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {app.ini: ${text}}\n`;
test.each([
  ['one line', '"password=Kx7vQ2mN9p\\n"', false], ['the second line', '"\\npassword=Kx7vQ2mN9p"', true],
])('credential-in-configmap: the line is named where there are several: %s', (_, text, hasLine) => {
  const [{ message }] = found('credential-in-configmap', MAP(text));
  expect(/\(line /.test(message)).toBe(hasLine);
});

const OPTIONAL = 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: a, optional: true}}}]';
const MOUNTED = (items: string) => `volumes: [{name: v, secret: {secretName: db, items: [${items}]}}], containers: `
  + `[{name: app, ${OPTIONAL}, volumeMounts: [{name: v, mountPath: /v}]}]`;
test.each([
  ['the pod waits for the key anyway', '{key: b, path: b}, {key: a, path: a}', 0],
  ['the pod waits for other keys', '{key: b, path: b}', 1],
])('optional-secret: %s', (_, items, count) => {
  expect(found('optional-secret', POD(MOUNTED(items)))).toHaveLength(count);
});

const DEPLOYMENTS = (names: readonly string[], kind = 'Deployment') => names.map((name) => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop, annotations: {reloader.stakater.com/auto: 'true'}}
spec: {template: {spec: {containers: [{name: app, ${SECRET}}]}}}
`).join('---');
test('shared-secret-restarts-all: three are named, and the others counted', () => {
  const [{ message }] = found('shared-secret-restarts-all', DEPLOYMENTS(['a', 'b', 'c', 'd', 'e']));
  expect(message).toContain('Deployment "a", Deployment "b", Deployment "c" and 2 more in the same moment');
  expect(found('shared-secret-restarts-all', DEPLOYMENTS(['a', 'b', 'c']))[0].message).not.toContain('more');
  expect(found('shared-secret-restarts-all', DEPLOYMENTS(['a', 'b']))).toEqual([]);
});

test.each([['true', 1], ['false', 0], ["''", 0]])(
  'reloader-annotation-without-effect: a Secret with the annotation of a workload, %s', (value, count) => {
    const manifest = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, annotations: '
      + `{reloader.stakater.com/auto: '${value.replaceAll("'", '')}'}}\n`;
    expect(found('reloader-annotation-without-effect', manifest)).toHaveLength(count);
  },
);

const KEY = (name: string) => `
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers: [{aescbc: {keys: [{name: '${name}', secret: cXdlcnR5dWlvcGFzZGZnaGprbHp4Y3Zibm0xMjM0NTY=}]}}]
`;
test.each([
  ['key1', 0], ['year-2026', 0], ['6f1d2a9b8c7e4f3a0b5d6e7f8a9b0c1d', 1], ['q83vEjRWeJCrze8SNFZ4kA', 1], ['a b', 1],
])('encryption-key-name: %s', (name, count) => {
  expect(found('encryption-key-name', KEY(name))).toHaveLength(count);
});

const CLASS = (name: string) => `
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: ${name}, namespace: shop}
spec: {provider: vault, parameters: {}, secretObjects: [{secretName: ${name}-copy, type: Opaque, data: []}]}
---`;
const READER = (mounted: string) => POD('volumes: [{name: v, csi: {driver: secrets-store.csi.k8s.io, readOnly: true, '
  + `volumeAttributes: {secretProviderClass: ${mounted}}}}], containers: [{name: app, env: [{name: A, valueFrom: `
  + '{secretKeyRef: {name: db-copy, key: a}}}], volumeMounts: [{name: v, mountPath: /v}]}]');
test.each([['db', 0], ['tls', 1], ['elsewhere', 0]])('csi-sync-without-mount: a pod that mounts %s', (name, count) => {
  expect(found('csi-sync-without-mount', `${CLASS('db')}${CLASS('tls')}${READER(name)}`)).toHaveLength(count);
});

test('a value of another type is refused, and a long number is not shown', () => {
  expect(() => expectBoolean('suppressions', 'yes')).toThrow('suppressions must be true or false, got "yes"');
  expect(() => expectBoolean('suppressions', false)).not.toThrow();
  expect([1, 123456, 123456789012].map(shownValue)).toEqual(['1', expect.any(String), 'a number']);
});
