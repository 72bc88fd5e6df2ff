import { copiesIn, deployment, planFor, usesIn } from './plans';
import { Plan } from '../../src/rotation/plan';

const AWS = `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws, namespace: shop}
spec: {provider: {aws: {service: SecretsManager, region: eu-central-1}}}
`;

const externalSecret = (name: string, spec: string, namespace = 'shop') => `
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ${name}, namespace: ${namespace}}
spec: {secretStoreRef: {name: aws}, ${spec}}
`;

const EXTRACT = 'dataFrom: [{extract: {key: shop/db}}]';

test('a value of a store goes to every Secret that reads its path, key by key', () => {
  const input =
    AWS +
    externalSecret('db', `refreshInterval: 10m, ${EXTRACT}`) +
    externalSecret(
      'report',
      'data: [{secretKey: PASS, remoteRef: {key: shop/db, property: password}}, {secretKey: URL, remoteRef: {key: '
        + 'shop/url}}]',
    ) +
    externalSecret('user', 'data: [{secretKey: USER, remoteRef: {key: shop/db, property: username}}]') +
    externalSecret(
      'fixed',
      'refreshPolicy: CreatedOnce, data: [{secretKey: P, remoteRef: {key: shop/db, property: password, version: "3"}}]',
    ) +
    deployment(
      'api',
      'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: password}}}, {name: B, valueFrom: {secretKeyRef: '
        + '{name: report, key: PASS}}}]',
    ) +
    deployment('url', 'env: [{name: C, valueFrom: {secretKeyRef: {name: report, key: URL}}}]');
  const plan = planFor('db/password', input);
  expect(copiesIn(plan)).toEqual([
    'Secret shop/report: ExternalSecret shop/report makes it of shop/db#password in AWS Secrets Manager '
      + '(eu-central-1). A change is there within 1 h.',
    'Secret shop/fixed: ExternalSecret shop/fixed makes it of shop/db#password in AWS Secrets Manager '
      + '(eu-central-1), version 3. A change never comes on its own.',
  ]);
  expect(plan.uses.map(({ user, of, seconds }) => [user.name, of, seconds])).toEqual([
    ['api', 'Secret shop/db', undefined], ['api', 'Secret shop/report', undefined],
  ]);
  expect(plan.findings.map(({ id }) => id)).toEqual(['fixed-version']);
  // The same by its path.
  expect(planFor('store:shop/db#password', input).copies.map(({ what }) => what)).toEqual([
    'Secret shop/db',
    'Secret shop/report',
    'Secret shop/fixed',
  ]);
  expect(planFor('store:shop/db', input).copies).toHaveLength(4);
});

test('intervals on the way add up, and what is not known of one is not known of the whole', () => {
  const mounted = (name: string) =>
    deployment(
      name,
      'volumeMounts: [{name: v, mountPath: /db}]',
      `volumes: [{name: v, secret: {secretName: ${name}}}]`,
    );
  const seen = (spec: string) =>
    planFor('db', AWS + externalSecret('db', `${spec}, ${EXTRACT}`) + mounted('db')).uses[0].seconds;
  expect(seen('refreshInterval: 10m')).toBe(690);
  expect(seen('refreshInterval: 0')).toBeUndefined();
  expect(usesIn(planFor('db', AWS + externalSecret('db', `refreshInterval: 10m, ${EXTRACT}`) + mounted('db')))).toEqual(
    ['Deployment/db container app: live file, /db: within 90 s, and 12 min after a change of the source'],
  );
});

test('a pushed Secret is the source of its path, and of whoever reads that', () => {
  const input = `${AWS}
---
apiVersion: v1
kind: Secret
metadata: {name: origin, namespace: shop}
data: {password: ""}
---
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: push, namespace: shop}
spec:
  refreshInterval: 5m
  secretStoreRefs: [{name: aws}]
  selector: {secret: {name: origin}}
  data: [{match: {secretKey: password, remoteRef: {remoteKey: shop/db, property: password}}}]
${externalSecret('db', `refreshInterval: 10m, ${EXTRACT}`)}`;
  const expected = [
    'Secret shop/db: ExternalSecret shop/db makes it of shop/db in AWS Secrets Manager (eu-central-1). A change is '
      + 'there within 10 min.',
    'shop/db#password in AWS Secrets Manager (eu-central-1): PushSecret shop/push writes it there. A change is '
      + 'there within 5 min.',
  ];
  expect(copiesIn(planFor('origin/password', input))).toEqual(expected);
  const ofCopy = planFor('db/password', input);
  expect(copiesIn(ofCopy)).toEqual(['Secret shop/origin: The value begins there.', expected[1]]);
  expect(ofCopy.sources.map(({ how, text }) => [how, text])).toEqual([
    ['hand', 'Nothing in the input makes Secret shop/origin: whoever applies it sets its content.'],
  ]);
});

test('a Secret of the cluster is copied by a store of Kubernetes, and by a template', () => {
  const input = `
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: cluster}
spec: {provider: {kubernetes: {remoteNamespace: shop, auth: {serviceAccount: {name: eso}}}}}
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
data: {password: ""}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: copy, namespace: bank}
spec:
  secretStoreRef: {name: cluster, kind: ClusterSecretStore}
  data: [{secretKey: pw, remoteRef: {key: db, property: password}}]
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: templated, namespace: shop}
spec:
  target: {template: {templateFrom: [{secret: {name: db, items: [{key: password}]}}]}}
  data: [{secretKey: other, remoteRef: {key: x}}]
${deployment('api', 'env: [{name: A, valueFrom: {secretKeyRef: {name: templated, key: dsn}}}]')}`;
  expect(
    planFor('db/password', input)
      .copies.map(({ what }) => what)
      .sort(),
  ).toEqual(['Secret bank/copy', 'Secret shop/templated']);
  expect(planFor('db', input).uses.map(({ user }) => user.name)).toContain('api');
});

const CLASS = `
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: vault, namespace: shop}
spec:
  provider: vault
  parameters:
    roleName: shop
    objects: |
      - {objectName: password, secretPath: secret/data/shop/db, secretKey: password}
      - {objectName: url, secretPath: secret/data/shop/url, secretKey: url}
  secretObjects: [{secretName: synced, type: Opaque, data: [{objectName: password, key: pw}, {objectName: url, key: url}]}]
`;
const CSI =
  'volumes: [{name: v, csi: {driver: secrets-store.csi.k8s.io, readOnly: true, volumeAttributes: '
    + '{secretProviderClass: vault}}}]';
const DRIVER = `
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: driver, namespace: kube-system}
spec: {template: {spec: {containers: [{name: d, args: ["--enable-secret-rotation=true", "--rotation-poll-interval=1m"]}]}}}
`;

test('one path of Vault: by the CSI driver, its copy, the operator, the agent, each with its time', () => {
  const input =
    CLASS +
    deployment(
      'csi',
      'volumeMounts: [{name: v, mountPath: /csi}], env: [{name: U, valueFrom: {secretKeyRef: {name: synced, key: '
        + 'url}}}]',
      CSI,
    ) +
    deployment(
      'one',
      'volumeMounts: [{name: v, mountPath: /one, subPath: password}], env: [{name: P, valueFrom: {secretKeyRef: '
        + '{name: synced, key: pw}}}]',
      CSI,
    ) +
    deployment('none', 'volumeMounts: [{name: v, mountPath: /none, subPath: url}]', CSI) +
    deployment('agent', 'env: []').replace(
      'labels: {app: agent}}\n    spec',
      'labels: {app: agent}, annotations: ' +
        '{vault.hashicorp.com/agent-inject: "true", vault.hashicorp.com/agent-inject-secret-db: '
          + 'secret/data/shop/db}}\n    spec',
    ) +
    `
---
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultStaticSecret
metadata: {name: db, namespace: bank}
spec: {mount: secret, path: shop/db, type: kv-v2, refreshAfter: 30s, destination: {name: db, create: true}}`;
  const plan = planFor('store:secret/shop/db#password', input);
  expect(usesIn(plan)).toEqual([
    'Deployment/one container app: environment variable P: at the next start of the container',
    'Deployment/csi container app: CSI file, /csi: not known',
    'Deployment/one container app: file by subPath, /one: in a new pod',
    'Deployment/agent container app: file of the Vault agent, /vault/secrets/db: within 5 min',
  ]);
  expect(copiesIn(plan)).toEqual([
    'Secret shop/synced: SecretProviderClass shop/vault makes it of secret/data/shop/db#password in Vault. When a '
      + 'change is there is not known.',
    'Secret bank/db: VaultStaticSecret bank/db makes it of secret/shop/db in Vault. A change is there within 30 s.',
  ]);
  expect(plan.unknowns.join('\n')).toContain('enable-secret-rotation is off by default');
  const rotating = planFor('store:secret/data/shop/db#password', input + DRIVER);
  expect(usesIn(rotating)[1]).toBe('Deployment/csi container app: CSI file, /csi: within 3 min');
  const hurried = ({ steps, emergency }: Plan) => [...steps, ...emergency].flatMap(({ actions }) => actions)
    .filter(({ commands = [] }) => commands.some((command) => command.startsWith('kubectl annotate pods')));
  const annotate = 'kubectl annotate pods -n shop -l app=csi cdk8s-strongbox/rotated="$(date +%s)" --overwrite';
  expect(hurried(plan).map(({ commands }) => commands)).toEqual([['sleep 30', annotate], [annotate]]);
  expect(hurried(plan)[0].text).toContain('If the Secrets Store CSI driver runs with --enable-secret-rotation,');
  expect(hurried(rotating)[0].text).toContain('fetches files again at once for a pod whose annotations change');
  expect(hurried(rotating)[0].text).toContain('no sooner than 30 s after the change');
  expect(hurried(planFor('store:secret/data/shop/db#password', input + DRIVER.replace('=true', '=false')))).toEqual([]);
});

test('a store that is not in the input may be another one', () => {
  const other = externalSecret('db', EXTRACT, 'bank');
  const input = AWS + externalSecret('db', EXTRACT) + other;
  const plan = planFor('db', input, 'shop');
  expect(plan.copies).toEqual([]);
  const vault = `
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: aws}
spec: {provider: {vault: {server: "https://vault.example", path: secret}}}
${externalSecret('db', 'secretStoreRef: {name: aws, kind: ClusterSecretStore}, dataFrom: [{extract: {key: '
  + 'shop/db}}]').replace('secretStoreRef: {name: aws}, ', '')}
---
${CLASS}`;
  expect(planFor('db', vault).copies.map(({ what, certain }) => [what, certain])).toEqual([
    ['Secret shop/synced', false],
  ]);
});

test('stores that copy to each other in a ring end', () => {
  const ring = `${AWS}
---
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: push, namespace: shop}
spec:
  secretStoreRefs: [{name: aws}]
  selector: {secret: {name: db}}
  data: [{match: {remoteRef: {remoteKey: shop/db}}}]
${externalSecret('db', EXTRACT)}`;
  expect(planFor('db', ring).copies.length).toBeLessThan(3);
  expect(planFor('store:shop/db', ring).copies.length).toBeLessThan(4);
});

describe('a ClusterExternalSecret names a store that each of its namespaces has', () => {
  const store = (namespace: string, provider: string) => `
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: own, namespace: ${namespace}}
spec: {provider: ${provider}}`;
  const input = `
apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: db}
spec:
  namespaces: [shop, bank]
  externalSecretSpec:
    secretStoreRef: {name: own}
    target: {name: db}
    data: [{secretKey: password, remoteRef: {key: team/db, property: password}}]
${store('shop', '{aws: {service: SecretsManager, region: eu-central-1}}')}
${store('bank', '{vault: {server: "https://vault.example:8200", path: secret}}')}
${store('other', '{gcpsm: {projectID: other}}')}`;

  test.each([
    ['shop', ['team/db#password in AWS Secrets Manager (eu-central-1)']],
    ['bank', ['team/db#password in Vault (https://vault.example:8200)']],
  ])('its Secret in namespace %s comes from the store there', (namespace, places) => {
    expect(planFor('db/password', input, namespace).sources.map(({ place }) => place)).toEqual(places);
  });
});

test('a use of a Secret that a ClusterExternalSecret makes in any namespace is in the plan once', () => {
  const cluster = `
---
apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: shared}
spec:
  externalSecretName: db
  refreshTime: 1h
  externalSecretSpec:
    refreshInterval: 1h
    secretStoreRef: {kind: ClusterSecretStore, name: aws}
    target: {name: db}
    data: [{secretKey: password, remoteRef: {key: prod/db, property: password}}]
`;
  const plan = planFor('db/password', cluster + deployment(
    'api', 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: password}}}]',
  ) + deployment(
    'web', 'volumeMounts: [{name: db, mountPath: /db}]', 'volumes: [{name: db, secret: {secretName: db}}]',
  ));
  expect(plan.uses.map(({ user, of, how, seconds }) => [user.name, of, how, seconds])).toEqual([
    ['api', 'Secret shop/db', 'variable', undefined], ['web', 'Secret shop/db', 'file', 3690],
  ]);
});
