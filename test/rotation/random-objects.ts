import * as fc from 'fast-check';

/** What no plan may hold, in whatever form it was written. */
export const MARK = 'zq7Kv93mXw';

const NAMES = ['db', 'api', 'web', 'tls', 'x'];
const NAMESPACES = ['shop', 'bank'];
const KEYS = ['password', 'username', 'tls.crt', 'token'];

const name = fc.constantFrom(...NAMES);
const namespace = fc.constantFrom(...NAMESPACES);
const key = fc.constantFrom(...KEYS);
const value = fc
  .tuple(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }))
  .map(([before, after]) => `${before}${MARK}${after}`);
const secretValue = value.map((text) => Buffer.from(text).toString('base64'));

/** Anything, where a field of some type is expected. */
const junk = fc.oneof(
  fc.constant(null),
  fc.constant(''),
  fc.integer(),
  fc.constant([]),
  fc.constant({}),
  fc.constant([null, 1, 'a']),
  fc.anything({ maxDepth: 2 }),
);

const metadata = fc.record({ name, namespace });

const data = fc.dictionary(key, secretValue, { maxKeys: 3 });
const dataObject = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constantFrom('Secret', 'ConfigMap'),
  metadata,
  type: fc.constantFrom('Opaque', 'kubernetes.io/tls', 'kubernetes.io/basic-auth', undefined),
  immutable: fc.constantFrom(true, false, undefined),
  data,
  stringData: fc.dictionary(key, value, { maxKeys: 2 }),
});

const env = fc.record({
  name: fc.constantFrom('PW', 'POSTGRES_PASSWORD', 'MYSQL_PASSWORD'),
  valueFrom: fc.record({ secretKeyRef: fc.record({ name, key }) }),
});
const literal = fc.record({ name: fc.constantFrom('A', 'B_FILE'), value });
const mount = fc.record({
  name: fc.constantFrom('v', 'w'),
  mountPath: fc.constantFrom('/v', '/w'),
  subPath: fc.constantFrom(undefined, '', 'password'),
});
const container = fc.record({
  name: fc.constantFrom('app', 'side'),
  image: fc.constantFrom('postgres:17', 'registry.example/app:1'),
  args: fc.array(fc.oneof(value, fc.constant('--password=$(PW)')), { maxLength: 2 }),
  env: fc.array(fc.oneof(env, literal), { maxLength: 3 }),
  envFrom: fc.array(fc.record({ secretRef: fc.record({ name }), prefix: fc.constantFrom(undefined, 'P_') }), {
    maxLength: 1,
  }),
  volumeMounts: fc.array(mount, { maxLength: 2 }),
});
const csi = fc.record({
  driver: fc.constant('secrets-store.csi.k8s.io'),
  volumeAttributes: fc.record({ secretProviderClass: name }),
});
const volume = fc.oneof(
  fc.record({ name: fc.constantFrom('v', 'w'), secret: fc.record({ secretName: name }) }),
  fc.record({
    name: fc.constant('v'),
    secret: fc.record({ secretName: name, items: fc.array(fc.record({ key, path: key }), { maxLength: 2 }) }),
  }),
  fc.record({ name: fc.constant('v'), csi }),
  fc.record({ name: fc.constant('w'), emptyDir: fc.constant({}) }),
);
const podSpec = fc.record({
  containers: fc.array(container, { minLength: 1, maxLength: 2 }),
  initContainers: fc.array(container, { maxLength: 1 }),
  volumes: fc.array(volume, { maxLength: 2 }),
  imagePullSecrets: fc.array(fc.record({ name }), { maxLength: 1 }),
});
const template = fc.record({
  metadata: fc.record({
    labels: fc.constant({ app: 'a' }),
    annotations: fc.constantFrom({}, { 'checksum/config': '1' }, {
      'vault.hashicorp.com/agent-inject': 'true', 'vault.hashicorp.com/agent-inject-secret-db': 'secret/data/shop/db',
    }),
  }),
  spec: podSpec,
});
const workload = fc.record({
  apiVersion: fc.constant('apps/v1'),
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
  metadata,
  spec: fc.record({
    replicas: fc.oneof(fc.nat(4), junk),
    strategy: fc.oneof(fc.constant({ type: 'Recreate' }), junk),
    selector: fc.constant({ matchLabels: { app: 'a' } }),
    template,
  }),
});

const remote = fc.record({
  key: fc.constantFrom('shop/db', 'secret/shop/db'),
  property: fc.oneof(key, fc.constant(undefined)),
});
const externalSecret = fc.record({
  apiVersion: fc.constant('external-secrets.io/v1'),
  kind: fc.constant('ExternalSecret'),
  metadata,
  spec: fc.record({
    secretStoreRef: fc.record({ name, kind: fc.constantFrom('SecretStore', 'ClusterSecretStore', undefined) }),
    refreshInterval: fc.oneof(fc.constantFrom('1h', '0', '10m'), junk),
    refreshPolicy: fc.constantFrom(undefined, 'CreatedOnce', 'OnChange'),
    target: fc.oneof(fc.record({ name, creationPolicy: fc.constantFrom('Owner', 'Merge', 'Orphan') }), junk),
    data: fc.array(fc.record({ secretKey: key, remoteRef: remote }), { maxLength: 2 }),
    dataFrom: fc.array(
      fc.oneof(fc.record({ extract: remote }), fc.constant({ find: { name: { regexp: 'db' } } }), junk),
      { maxLength: 1 },
    ),
  }),
});
const store = fc.record({
  apiVersion: fc.constant('external-secrets.io/v1'),
  kind: fc.constantFrom('SecretStore', 'ClusterSecretStore'),
  metadata,
  spec: fc.record({
    provider: fc.oneof(
      fc.constant({ aws: { service: 'SecretsManager', region: 'eu-central-1' } }),
      fc.constant({ vault: { server: 'https://vault.example', path: 'secret' } }),
      fc.constant({ kubernetes: { remoteNamespace: 'shop' } }),
      junk,
    ),
  }),
});
const pushSecret = fc.record({
  apiVersion: fc.constant('external-secrets.io/v1alpha1'),
  kind: fc.constant('PushSecret'),
  metadata,
  spec: fc.record({
    secretStoreRefs: fc.array(fc.record({ name }), { maxLength: 2 }),
    selector: fc.record({ secret: fc.record({ name }) }),
    data: fc.array(
      fc.record({ match: fc.record({ secretKey: key, remoteRef: fc.record({ remoteKey: fc.constant('shop/db') }) }) }),
      { maxLength: 2 },
    ),
  }),
});
const providerClass = fc.record({
  apiVersion: fc.constant('secrets-store.csi.x-k8s.io/v1'),
  kind: fc.constant('SecretProviderClass'),
  metadata,
  spec: fc.record({
    provider: fc.constantFrom('vault', 'aws'),
    parameters: fc.record({
      objects: fc.constantFrom(
        '- {objectName: password, secretPath: secret/data/shop/db, secretKey: password}',
        '- a: [',
        '',
      ),
    }),
    secretObjects: fc.array(
      fc.record({ secretName: name, data: fc.constant([{ objectName: 'password', key: 'password' }]) }),
      { maxLength: 1 },
    ),
  }),
});
const others = fc.oneof(
  fc.record({
    apiVersion: fc.constant('secrets.hashicorp.com/v1beta1'),
    kind: fc.constantFrom('VaultStaticSecret', 'VaultDynamicSecret'),
    metadata,
    spec: fc.record({
      mount: fc.constant('secret'),
      path: fc.constantFrom('shop/db', 'creds/shop'),
      destination: fc.record({ name, create: fc.boolean() }),
    }),
  }),
  fc.record({
    apiVersion: fc.constant('cert-manager.io/v1'),
    kind: fc.constant('Certificate'),
    metadata,
    spec: fc.record({ secretName: name }),
  }),
  fc.record({
    apiVersion: fc.constant('networking.k8s.io/v1'),
    kind: fc.constant('Ingress'),
    metadata,
    spec: fc.record({ tls: fc.array(fc.record({ secretName: name }), { maxLength: 1 }) }),
  }),
  fc.record({
    apiVersion: fc.constant('brokers.example/v1'),
    kind: fc.constant('Broker'),
    metadata,
    spec: fc.record({ auth: fc.record({ secretName: name, password: value }), any: junk }),
  }),
);

/** Lists of objects that name each other, some of them with nonsense in their fields. */
export const someObjects: fc.Arbitrary<any[]> = fc.array(
  fc.oneof(dataObject, workload, workload, externalSecret, store, pushSecret, providerClass, others),
  { minLength: 1, maxLength: 8 },
);

export { KEYS, NAMES, NAMESPACES };
