import * as fc from 'fast-check';
import { POD_KINDS } from '../../../src/facts/admission-kinds';

/** Objects around the rules, such that an API server takes nearly all of them. */

const SUPPRESSED = ['secret-in-env', 'secret-mount-writable', 'secret-volume-mode', 'secrets-list', 'not-immutable'];

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** A field that is absent where its value is. */
const record = (fields: { [name: string]: fc.Arbitrary<unknown> }) =>
  fc.record(fields).map((found) =>
    Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)));

const suppression = fc.tuple(
  fc.constantFrom(...SUPPRESSED),
  fc.constantFrom('', '[main] ', '[A] ', '[main/B] ', '[/etc/a] ', '[db] ', '[', '[] '),
  fc.constantFrom('it is old', '17', 'it lasts until 2027-01-01'),
  fc.constantFrom('', ' (until 2099-01-31)', ' (until 2020-01-31)', ' (until 2099-02-30)'),
).map(([rule, place, reason, until]) => ({ [`cdk8s-strongbox/suppress.${rule}`]: `${place}${reason}${until}` }));

const annotations = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: suppression });

const env = (name: string) => fc.oneof(
  fc.constant({ name, value: 'x' }),
  fc.constant({ name, valueFrom: { secretKeyRef: { name: 'db', key: 'a' } } }),
  fc.constant({ name, valueFrom: { configMapKeyRef: { name: 'db', key: 'a' } } }),
  fc.constant({ name, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }),
);

const envs = fc.subarray(['A', 'B', 'C.D', '_e']).chain((names) => fc.tuple(...names.map(env)));
const envFrom = fc.array(fc.constantFrom(
  { secretRef: { name: 'db' } }, { configMapRef: { name: 'db' } }, { prefix: 'X_', secretRef: { name: 'db' } },
), { maxLength: 2 });

const mode = fc.constantFrom(0, 0o400, 0o440, 0o444, 0o640, 0o660, 0o670, 0o040, 0o600, 0o644, 0o777);
const item = record({ key: fc.constantFrom('a', 'b'), path: fc.constantFrom('x', 'y/z'), mode: maybe(mode) });
const items = fc.array(item, {
  minLength: 1, maxLength: 2,
});
const downwardItems = fc.array(
  fc.constantFrom('metadata.labels', "metadata.annotations['a']", 'metadata.name').map((fieldPath) =>
    ({ path: 'x', fieldRef: { fieldPath } })),
  { minLength: 1, maxLength: 1 },
);

const projectedSource = fc.oneof(
  record({ secret: record({ name: fc.constant('db'), items: maybe(items) }) }),
  record({ configMap: record({ name: fc.constant('db'), items: maybe(items) }) }),
  fc.constant({ serviceAccountToken: { path: 'token' } }),
  record({ downwardAPI: record({ items: downwardItems }) }),
);

const volumeSource = fc.oneof(
  record({ secret: record({ secretName: fc.constant('db'), defaultMode: maybe(mode), items: maybe(items) }) }),
  record({ configMap: record({ name: fc.constant('db'), items: maybe(items) }) }),
  fc.constant({ emptyDir: {} }),
  record({ downwardAPI: record({ items: downwardItems }) }),
  record({
    projected: record({ sources: fc.array(projectedSource, { minLength: 1, maxLength: 2 }), defaultMode: maybe(mode) }),
  }),
  record({
    csi: record({
      driver: fc.constantFrom('secrets-store.csi.k8s.io', 'other.csi.k8s.io', 'secrets-store-gke.csi.k8s.io'),
      readOnly: maybe(fc.boolean()),
      volumeAttributes: maybe(fc.constantFrom(
        { secretProviderClass: 'a' }, { secretProviderClass: 'a', roleName: 'b' }, {},
      )),
    }),
  }),
);

const volumes = fc.subarray(['db', 'tls', 'tmp']).chain((names) =>
  fc.tuple(...names.map((name) => volumeSource.map((source) => ({ name, ...source })))));

const mount = (volumeName: string, mountPath: string) => record({
  name: fc.constant(volumeName),
  mountPath: fc.constant(mountPath),
  readOnly: maybe(fc.boolean()),
  subPath: maybe(fc.constantFrom('x', 'y', 'y/z', 'token', 'a')),
});

const containerOf = (name: string, volumeNames: string[]) => record({
  name: fc.constant(name),
  image: fc.constant('main:1'),
  env: maybe(envs),
  envFrom: maybe(envFrom),
  volumeMounts: fc.subarray(volumeNames).chain((some) =>
    fc.tuple(...some.map((volumeName, index) => mount(volumeName, `/etc/${'abc'[index]}`)))),
});

const podSpec = volumes.chain((found) => {
  const names = found.map(({ name }) => name);
  return record({
    containers: fc.tuple(containerOf('main', names), maybe(containerOf('other', names)))
      .map((containers) => containers.filter((container) => container !== undefined)),
    initContainers: maybe(fc.tuple(containerOf('init', names))),
    volumes: fc.constant(found),
  });
});

/** Puts a pod spec into an object of a kind that describes pods. */
export function withPod(
  { group, version, kind }: typeof POD_KINDS[number], name: string, spec: object, metadata: object = {},
  ofPods?: object,
) {
  const labels = { app: 'a' };
  const ends = ['Job', 'CronJob'].includes(kind);
  const metadataOfPods = { labels, annotations: ofPods };
  const template = { metadata: metadataOfPods, spec: ends ? { restartPolicy: 'Never', ...spec } : spec };
  const selector = kind === 'ReplicationController' ? labels : { matchLabels: labels };
  const fields: { [kind: string]: object } = {
    Pod: { spec },
    PodTemplate: { template },
    Job: { spec: { template } },
    CronJob: { spec: { schedule: '0 * * * *', jobTemplate: { spec: { template } } } },
  };
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: { name, namespace: 'policies', ...metadata },
    ...fields[kind] ?? { spec: { selector, template, ...kind === 'StatefulSet' && { serviceName: 'a' } } },
  };
}

const pods = fc.tuple(fc.constantFrom(...POD_KINDS), podSpec, annotations).map(([kind, spec, found]) =>
  withPod(kind, 'generated', spec, { annotations: found }));

const words = (...all: string[]) => fc.subarray(all, { minLength: 1, maxLength: 2 });
const rbacRule = record({
  apiGroups: words('', '*', 'apps', 'rbac.authorization.k8s.io', 'admissionregistration.k8s.io', 'certificates.k8s.io'),
  resources: words(
    'secrets', '*', 'pods', 'pods/exec', 'deployments', 'roles', 'clusterroles', 'serviceaccounts/token', 'configmaps',
    'serviceaccounts', 'users', 'nodes/proxy', 'mutatingwebhookconfigurations', 'signers', 'pods/*', '*/token',
  ),
  verbs: words(
    'get', 'list', 'watch', 'create', 'update', 'patch', '*', 'deletecollection', 'escalate', 'bind', 'impersonate',
    'approve', 'delete',
  ),
  resourceNames: maybe(words('db', 'a*', 'kubernetes.io/kube-apiserver-client', 'cluster-admin')),
});

const roleNames = fc.constantFrom(
  'generated', 'system:mine', 'admin', 'cluster-admin', 'system:node', 'system:controller:job-controller',
);
const roleLabels = fc.constantFrom(undefined, { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }, {
  'kubernetes.io/bootstrapping': 'rbac-defaults',
});
const roles = fc.tuple(
  fc.boolean(), roleNames, roleLabels, annotations, fc.array(rbacRule, { maxLength: 3 }), fc.nat({ max: 9 }),
).map(([wide, name, labels, found, rules, chance]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: wide ? 'ClusterRole' : 'Role',
  metadata: { name, labels, annotations: found, ...!wide && { namespace: 'policies' } },
  ...wide && chance === 0 && { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } },
  rules: chance === 1 ? null : rules,
}));

const lastApplied = fc.constantFrom(
  undefined,
  { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"eA=="}}' },
  { 'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"Secret"}' },
);
const objectsOfCore = fc.tuple(
  fc.constantFrom('Secret', 'ConfigMap', 'ServiceAccount'), fc.oneof(annotations, lastApplied), maybe(fc.boolean()),
  fc.constantFrom(undefined, {}, { a: 'eA==' }), fc.constantFrom(undefined, 'Opaque', 'helm.sh/release.v1', 'acme/x'),
).map(([kind, found, immutable, data, type]) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'generated', namespace: 'policies', annotations: found },
  ...kind !== 'ServiceAccount' && { immutable, data },
  ...kind === 'Secret' && { type },
}));

const externalSecrets = record({
  refreshPolicy: maybe(fc.constantFrom('CreatedOnce', 'Periodic', 'OnChange')),
  refreshInterval: maybe(fc.constantFrom('1h', '0', '0s', '1h0m0s', '0h0m0s')),
  secretStoreRef: fc.constant({ name: 'vault' }),
  target: maybe(record({ name: fc.constant('db'), immutable: maybe(fc.boolean()) })),
  dataFrom: maybe(fc.constantFrom('Password', 'SSHKey', 'Webhook').map((kind) => [
    { sourceRef: { generatorRef: { apiVersion: 'generators.external-secrets.io/v1alpha1', kind, name: 'a' } } },
  ])),
}).map((spec) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name: 'generated', namespace: 'policies' },
  spec,
}));

const conditionsOfStores = fc.constantFrom(undefined, [], [{ namespaces: ['a'] }]);
const stores = fc.tuple(fc.boolean(), conditionsOfStores).map(([wide, conditions]) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: wide ? 'ClusterSecretStore' : 'SecretStore',
  metadata: { name: 'generated', ...!wide && { namespace: 'policies' } },
  spec: { conditions, provider: { fake: { data: [] } } },
}));

/** Objects of all kinds that policies judge. */
export const generatedObjects: fc.Arbitrary<any> = fc.oneof(
  { weight: 6, arbitrary: pods },
  { weight: 5, arbitrary: roles },
  { weight: 1, arbitrary: objectsOfCore },
  { weight: 1, arbitrary: fc.oneof(externalSecrets, stores) },
).map((object) => JSON.parse(JSON.stringify(object)) as object);
