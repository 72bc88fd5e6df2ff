import { Graph } from '../../src/manifest/graph';
import { isStatic } from '../../src/manifest/references';
import { parse } from '../rules/fixtures';

function graphOf(yaml: string): Graph {
  return Graph.of(parse(yaml));
}

/** What is named, as `use kind name [keys] pointer`. */
function named(graph: Graph): string[] {
  return graph.references.map(
    ({ use, kind, name, keys, pointer, optional }) =>
      `${use} ${kind} `
        + `${name}${keys.length > 0 ? ' '
        + `[${keys.map(({ key }) => key).join(' ')}]` : ''}${optional ? ' optional' : ''} ${pointer}`,
  );
}

const POD = `
spec:
  imagePullSecrets: [{name: registry}]
  initContainers:
    - name: init
      env: [{name: A, valueFrom: {secretKeyRef: {name: s1, key: a}}}]
  containers:
    - name: app
      env:
        - {name: B, valueFrom: {configMapKeyRef: {name: c1, key: b, optional: true}}}
        - {name: C, value: literal}
      envFrom: [{secretRef: {name: s2}}, {configMapRef: {name: c2, optional: true}}]
      volumeMounts:
        - {name: v1, mountPath: /v1}
        - {name: v2, mountPath: /v2, subPath: x}
  ephemeralContainers:
    - name: debug
      envFrom: [{secretRef: {name: s3}}]
  volumes:
    - {name: v1, secret: {secretName: s4, items: [{key: k, path: p}]}}
    - {name: v2, projected: {sources: [{secret: {name: s5}}, {configMap: {name: c3, items: [{key: m, path: m}]}}, {serviceAccountToken: {path: t}}]}}
    - {name: v3, configMap: {name: c4}}
    - name: v4
      csi: {driver: secrets-store.csi.k8s.io, volumeAttributes: {secretProviderClass: spc}, nodePublishSecretRef: {name: s6}}
    - {name: v5, azureFile: {secretName: s7, shareName: x}}
    - {name: v6, cephfs: {secretRef: {name: s8}}}
`;

test('a pod names Secrets, ConfigMaps and classes in every place that there is', () => {
  expect(named(graphOf(`apiVersion: v1\nkind: Pod\nmetadata: {name: p}${POD}`))).toEqual([
    'env ConfigMap c1 [b] optional /spec/containers/0/env/0/valueFrom/configMapKeyRef',
    'envFrom Secret s2 /spec/containers/0/envFrom/0/secretRef',
    'envFrom ConfigMap c2 optional /spec/containers/0/envFrom/1/configMapRef',
    'env Secret s1 [a] /spec/initContainers/0/env/0/valueFrom/secretKeyRef',
    'envFrom Secret s3 /spec/ephemeralContainers/0/envFrom/0/secretRef',
    'volume Secret s4 [k] /spec/volumes/0/secret',
    'projected Secret s5 /spec/volumes/1/projected/sources/0/secret',
    'projected ConfigMap c3 [m] /spec/volumes/1/projected/sources/1/configMap',
    'volume ConfigMap c4 /spec/volumes/2/configMap',
    'csi SecretProviderClass spc /spec/volumes/3/csi/volumeAttributes/secretProviderClass',
    'driver Secret s6 /spec/volumes/3/csi/nodePublishSecretRef',
    'driver Secret s8 /spec/volumes/5/cephfs/secretRef',
    'driver Secret s7 /spec/volumes/4/azureFile/secretName',
    'imagePull Secret registry /spec/imagePullSecrets/0',
  ].sort((one, other) => order(one) - order(other)));
});

/** Order of volumes in the pod: what the test above lists by kind comes by volume. */
function order(line: string): number {
  const places = [
    'containers/0/env/',
    'containers/0/envFrom/0',
    'containers/0/envFrom/1',
    'initContainers',
    'ephemeral',
    'volumes/0',
    'volumes/1/projected/sources/0',
    'volumes/1/projected/sources/1',
    'volumes/2',
    'secretProviderClass',
    'nodePublish',
    'volumes/4',
    'volumes/5',
    'imagePull',
  ];
  return places.findIndex((place) => line.includes(`/spec/${place}`) || line.includes(`/${place}`));
}

test('environment variables and subPath mounts of a file never see a change of it', () => {
  const graph = graphOf(`apiVersion: v1\nkind: Pod\nmetadata: {name: p}${POD}`);
  expect(
    graph.references
      .filter(isStatic)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['c1', 'c2', 's1', 's2', 's3', 's5']);
});

test('objects of another group are not pods, whatever their kind is called', () => {
  expect(Graph.of([{ apiVersion: 'example.com/v1', kind: 'Pod', spec: { containers: [] } }]).pods).toEqual([]);
});

test('controllers name objects too', () => {
  expect(named(graphOf(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec: {tls: [{secretName: tls1}, {hosts: [x]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: g}
spec: {listeners: [{tls: {certificateRefs: [{name: tls2, namespace: other}, {kind: ConfigMap, name: no}]}}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: sa}
imagePullSecrets: [{name: pull}]
secrets: [{name: token}]
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: e}
spec: {target: {template: {templateFrom: [{configMap: {name: tpl, items: [{key: t}]}}]}}}
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: c}
spec:
  provider:
    aws: {auth: {secretRef: {accessKeyIDSecretRef: {name: aws, key: id, namespace: ns}, secretAccessKeySecretRef: {name: aws, key: secret}}}}
    azurekv: {authSecretRef: {clientId: {name: az, key: id}}}
    vault: {caProvider: {type: ConfigMap, name: ca, key: ca.crt}}
---
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: p}
spec: {selector: {secret: {name: pushed}}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: ca}
spec: {ca: {secretName: ca-key}}
---
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultConnection
metadata: {name: v}
spec: {address: https://vault, caCertSecretRef: vault-ca}
`))).toEqual([
    'controller Secret tls1 /spec/tls/0/secretName',
    'controller Secret tls2 /spec/listeners/0/tls/certificateRefs/0',
    'imagePull Secret pull /imagePullSecrets/0',
    'controller Secret token /secrets/0',
    'controller ConfigMap tpl [t] /spec/target/template/templateFrom/0/configMap',
    'controller Secret aws [id] /spec/provider/aws/auth/secretRef/accessKeyIDSecretRef',
    'controller Secret aws [secret] /spec/provider/aws/auth/secretRef/secretAccessKeySecretRef',
    'controller Secret az [id] /spec/provider/azurekv/authSecretRef/clientId',
    'controller ConfigMap ca [ca.crt] /spec/provider/vault/caProvider',
    'controller Secret pushed /spec/selector/secret',
    'controller Secret ca-key /spec/ca/secretName',
    'controller Secret vault-ca /spec/caCertSecretRef',
  ]);
});

test('what controllers will make is known, with its keys where the manifest tells', () => {
  const graph = graphOf(`
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: es1}
spec: {data: [{secretKey: a}]}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: es2}
spec: {target: {name: t2, creationPolicy: Merge}, data: [{secretKey: a}]}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: es3}
spec: {target: {creationPolicy: None}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: es4}
spec: {target: {manifest: {apiVersion: v1, kind: ConfigMap}, template: {mergePolicy: Merge, data: {b: x}}}, data: [{secretKey: a}]}
---
apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: es5}
spec: {externalSecretName: t5, externalSecretSpec: {data: []}}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: s1, annotations: {sealedsecrets.bitnami.com/patch: 'true'}}
spec: {encryptedData: {a: x}}
---
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultPKISecret
metadata: {name: v1}
spec: {destination: {name: t6, create: true}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: acme}
spec: {acme: {privateKeySecretRef: {name: account}}}
`);
  expect(
    graph.productions.map(
      ({ kind, name, keys, owner }) => `${kind} ${name} ${keys?.join(',') ?? '?'}${owner ? ' owner' : ''}`,
    ),
  ).toEqual([
    'Secret es1 a owner',
    'Secret t2 ?',
    'ConfigMap es4 a,b owner',
    'Secret t5 ? owner',
    'Secret s1 ?',
    'Secret t6 ? owner',
    'Secret account ? owner',
  ]);
});

test('a name is looked up in its namespace, and in that of an object that leaves it open', () => {
  const graph = graphOf(`
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: a}
---
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: b}
---
apiVersion: v1
kind: Secret
metadata: {name: t}
`);
  const found = (namespace: string, name: string) =>
    graph.find('Secret', namespace, name).map((target) => target.resource!.namespace);
  expect(found('a', 's')).toEqual(['a']);
  expect(found('c', 's')).toEqual([]);
  expect(found('', 's')).toEqual(['a', 'b']);
  expect(found('c', 't')).toEqual(['']);
  expect(graph.namespacesOf('Secret', 's')).toEqual(['a', 'b']);
});

test('items of a typed list have the kind of the list', () => {
  const graph = Graph.of([
    { apiVersion: 'v1', kind: 'SecretList', items: [{ metadata: { name: 's' }, data: { empty: null } }, null, 'x'] },
  ]);
  expect(graph.find('Secret', '', 's')[0].keys).toEqual(['empty']);
  expect(graph.ofKind('', 'Secret').map(({ name, pointer }) => `${name} ${pointer}`)).toEqual(['s /items/0']);
});

test('who may read a Secret', () => {
  const graph = graphOf(`
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r, namespace: ns}
rules: [{apiGroups: [''], resources: [secrets], resourceNames: [db], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: r, namespace: ns}
roleRef: {kind: Role, name: r}
subjects: [{kind: ServiceAccount, name: api}, {kind: Group, name: devs}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admins}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: root}]
`);
  const readers = (namespace: string, name: string) =>
    graph.access.readersOf(namespace, name).map(({ subject }) => subject.name);
  expect(readers('ns', 'db')).toEqual(['api', 'devs', 'root']);
  expect(readers('ns', 'other')).toEqual(['root']);
  expect(readers('m', 'db')).toEqual(['root']);
  expect(graph.access.ofAccount('ns', 'api')).toHaveLength(1);
});

test('roles that gather each other end', () => {
  const role = (name: string, other: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}, labels: {of: ${name}}}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {of: ${other}}}]}
`;
  const graph = graphOf(`${role('a', 'b')}---${role('b', 'a')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: x}
roleRef: {kind: ClusterRole, name: a}
subjects: [{kind: User, name: u}]
`);
  expect(graph.access.grants[0].rules).toEqual([]);
});

test('a pod may name any number of objects, and what is looked up again and again is found once', () => {
  const many = 200_000;
  const env = Array.from({ length: many }, (_, index) => ({
    name: `V${index}`,
    valueFrom: { secretKeyRef: { name: 's', key: 'k' } },
  }));
  const graph = Graph.of([
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', env }] } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'n' }, data: { k: 'YQ==' } },
  ]);
  expect(graph.references).toHaveLength(many);
  expect(graph.find('Secret', '', 's')).toHaveLength(1);
  expect(graph.find('Secret', '', 's')).toBe(graph.find('Secret', '', 's'));
});
