import { deployment, planFor } from './plans';
import { serverEndOf, ServerContainer } from '../../src/facts/server-ends';

const container = (more: Partial<ServerContainer> = {}): ServerContainer =>
  ({ image: 'registry.example/app:1', ports: [], mountPaths: [], words: [], isStateful: false, ...more });

test.each<[string, Partial<ServerContainer>, string | undefined]>([
  ['POSTGRES_PASSWORD', { isStateful: true }, 'PostgreSQL first-start'],
  ['POSTGRES_PASSWORD', { image: 'postgres:17' }, 'PostgreSQL first-start'],
  ['POSTGRES_PASSWORD_FILE', { image: 'ghcr.io/acme/postgres@sha256:0a' }, 'PostgreSQL first-start'],
  ['POSTGRES_PASSWORD', { ports: [5432] }, 'PostgreSQL first-start'],
  ['POSTGRES_PASSWORD', {}, undefined],
  ['PGPASSWORD', { isStateful: true, image: 'postgres:17' }, undefined],
  ['MYSQL_PASSWORD', { isStateful: true }, undefined],
  ['MYSQL_PASSWORD', { mountPaths: ['/var/lib/mysql'] }, 'MySQL first-start'],
  ['REDIS_PASSWORD', { image: 'acme.example:5000/redis' }, 'Redis start'],
  ['REDIS_PASSWORD', {}, undefined],
  ['PASS', { words: ['redis-server', '--requirepass', '$(PASS)'] }, 'Redis start'],
  ['PASS', { words: ['sh', '-c', 'redis-server --requirepass "${PASS}"'] }, 'Redis start'],
  ['PASSWORD', { words: ['redis-server', '--requirepass', '$(PASS)'] }, undefined],
])('variable %s of a container with %j is of the server %s', (variable, more, expected) => {
  const end = serverEndOf(variable, container(more));
  expect(end && `${end.product} ${end.reads}`).toBe(expected);
});

const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
data: {password: "", POSTGRES_PASSWORD: ""}
`;
const server = (env: string) => `
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: pg, namespace: shop}
spec:
  selector: {matchLabels: {app: pg}}
  template:
    metadata: {labels: {app: pg}}
    spec:
      containers: [{name: db, image: "registry.example/pg:1", ${env}}]
      volumes: [{name: v, secret: {secretName: db}}]
`;
const ofKey = (name: string, key: string) =>
  `env: [{name: ${name}, valueFrom: {secretKeyRef: {name: db, key: ${key}}}}]`;
const client = deployment('orders', ofKey('PGPASSWORD', 'password'));

test('a finding names a few of many clients, and the plan has all of them', () => {
  const names = Array.from({ length: 8 }, (_, index) => `client-${index}`);
  const clients = names.map((name) => deployment(name, ofKey('PGPASSWORD', 'password'))).join('');
  const { ends } = planFor('db/password', SECRET + server(ofKey('POSTGRES_PASSWORD', 'password')) + clients);
  expect(ends?.clients).toHaveLength(8);
  expect(ends?.text).toContain('Deployment shop/client-4 and 3 more show: key "password" of Secret shop/db.');
});

test.each<[string, string, string]>([
  ['a variable', ofKey('POSTGRES_PASSWORD', 'password'), 'key "password"'],
  [
    'a file',
    'env: [{name: POSTGRES_PASSWORD_FILE, value: /run/db/password}], volumeMounts: [{name: v, mountPath: /run/db}]',
    'key "password"',
  ],
])(
  'a server that reads by %s and its client are both ends: the plan cuts one off, whichever is first',
  (_name, env, key) => {
    const { ends, findings, steps } = planFor('db/password', SECRET + server(env) + client);
    expect(ends).toEqual({
      servers: ['StatefulSet shop/pg'],
      clients: ['Deployment shop/orders'],
      text:
        `StatefulSet shop/pg checks the value that Deployment shop/orders shows: ${key} of Secret shop/db. It holds `
          + 'one value at a time: ' +
        'whoever gets the new one first is refused by the other, until that one has it too.',
    });
    expect(findings[0]).toEqual({ id: 'cuts-one-end-off', level: 'error', text: ends!.text });
    expect(steps[0].actions[1].text).toContain(
      'only while its data is empty: neither a new value nor a restart changes anything in it',
    );
  },
);

test('by envFrom the keys are the variables', () => {
  const { ends } = planFor('db', SECRET + server('envFrom: [{secretRef: {name: db}}]')
    + deployment('orders', ofKey('PGPASSWORD', 'POSTGRES_PASSWORD')));
  expect(ends?.clients).toEqual(['Deployment shop/orders']);
});

test('two copies of one value in two namespaces are both ends, too', () => {
  const copy = (name: string, namespace: string) => `
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ${name}, namespace: ${namespace}}
spec: {secretStoreRef: {name: s, kind: ClusterSecretStore}, data: [{secretKey: password, remoteRef: {key: shop/db, property: password}}]}`;
  const input = copy('db', 'shop') + server(ofKey('POSTGRES_PASSWORD', 'password')) + copy('db', 'bank')
    + client.replace('namespace: shop', 'namespace: bank');
  const store = `
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: s}
spec: {provider: {aws: {service: SecretsManager, region: eu-central-1}}}`;
  expect(planFor('db/password', input + store, 'shop').ends?.clients).toEqual(['Deployment bank/orders']);
});

test('a client of another key, or a server alone, is not a pair of ends', () => {
  const only = server(ofKey('POSTGRES_PASSWORD', 'password'));
  expect(planFor('db', SECRET + only).ends).toBeUndefined();
  expect(planFor('db', SECRET + only + deployment('orders', ofKey('TOKEN', 'POSTGRES_PASSWORD'))).ends).toBeUndefined();
  expect(planFor('db', SECRET + client + deployment('other', ofKey('PGPASSWORD', 'password'))).ends).toBeUndefined();
});

test('the server is restarted after its clients', () => {
  const { steps } = planFor('db/password', SECRET + server(ofKey('POSTGRES_PASSWORD', 'password')) + client);
  const restarts = steps
    .find(({ title }) => title.startsWith('Replace'))!
    .actions.map(({ text }) => text.split(/[ .]/).slice(0, 2).join(' '));
  expect(restarts).toEqual(['Restart no', 'Deployment shop/orders', 'StatefulSet shop/pg']);
});
