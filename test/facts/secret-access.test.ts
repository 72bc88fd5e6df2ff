import { AccessRule } from '../../src/facts/rbac';
import { readsEverySecret, readsSecret, readsSecrets, UNLIMITING_NAMES, wayOf } from '../../src/facts/secret-access';

function rule(groups: string[], resources: string[], verbs: string[], names: string[] = []): AccessRule {
  return { groups, resources, verbs, names };
}

function secrets(verbs: string[], names: string[] = []): AccessRule {
  return rule([''], ['secrets'], verbs, names);
}

// Measured on kube-apiserver 1.37.2, with a subject of one verb.
test.each([
  ['get', true],
  ['list', true],
  ['watch', true],
  ['patch', true],
  ['deletecollection', true],
  ['*', true],
  ['create', false],
  ['update', false],
  ['delete', false],
  ['impersonate', false],
])('%s reads Secrets: %s', (verb, reads) => {
  expect(readsSecrets(secrets([verb]))).toBe(reads);
  expect(readsEverySecret(secrets([verb]))).toBe(reads);
});

test('names limit what is read, and a deletecollection of named ones reads nothing', () => {
  expect(readsEverySecret(secrets(['get', 'list', 'patch'], ['db']))).toBe(false);
  expect(readsSecret(secrets(['get'], ['db']), 'db')).toBe(true);
  expect(readsSecret(secrets(['get'], ['db']), 'other')).toBe(false);
  expect(readsSecret(secrets(['get']), 'other')).toBe(true);
  expect(readsSecrets(secrets(['deletecollection'], ['db']))).toBe(false);
});

test.each<[string, AccessRule]>([
  ['reads Secrets', secrets(['patch'])],
  ['writes or gives roles beyond its own rights', rule(['rbac.authorization.k8s.io'], ['clusterroles'], ['bind'])],
  ['impersonates others', rule([''], ['serviceaccounts'], ['*'])],
  ['impersonates others', rule(['authentication.k8s.io'], ['nodes'], ['impersonate:arbitrary-node'])],
  ['approves certificates of users', rule(['certificates.k8s.io'], ['signers'], ['approve'], ['kubernetes.io/*'])],
  ['creates tokens of service accounts', rule([''], ['serviceaccounts/token'], ['create'])],
  [
    'changes objects on admission',
    rule(['admissionregistration.k8s.io'], ['mutatingwebhookconfigurations'], ['patch']),
  ],
  [
    'sees objects on admission',
    rule(['admissionregistration.k8s.io'], ['validatingwebhookconfigurations'], ['update']),
  ],
  ['decides what pods mount', rule(['apps'], ['deployments'], ['patch'])],
  ['runs commands in pods', rule([''], ['nodes/proxy'], ['get'])],
  ['makes an operator fetch from a store', rule(['external-secrets.io'], ['externalsecrets'], ['create'])],
  ['makes an operator fetch from a store', rule(['secrets.hashicorp.com'], ['vaultconnections'], ['patch'])],
  ['makes an operator fetch from a store', rule(['generators.external-secrets.io'], ['webhooks'], ['create'])],
  ['makes an operator fetch from a store', rule(['onepassword.com'], ['onepassworditems'], ['create'])],
  ['makes cert-manager send Secrets to a server', rule(['cert-manager.io'], ['clusterissuers'], ['create'])],
  ['tells a deployer what to apply', rule(['helm.toolkit.fluxcd.io'], ['helmreleases'], ['update'])],
  ['changes objects on admission', rule(['kyverno.io'], ['clusterpolicies'], ['create'])],
  ['writes Secrets', rule(['bitnami.com'], ['sealedsecrets'], ['create'])],
  ['writes Secrets', secrets(['update'], ['db'])],
])('a rule %s', (does, one) => {
  expect(wayOf(one, false)?.does).toBe(does);
});

test('what opens no way', () => {
  expect(wayOf(rule(['certificates.k8s.io'], ['signers'], ['approve'], ['example.com/own']), false)).toBeUndefined();
  expect(wayOf(rule([''], ['configmaps', 'pods', 'pods/log'], ['get', 'list', 'watch']), false)).toBeUndefined();
  expect(wayOf(rule([''], ['secrets/status', 'pods/exec'], ['get']), false)).toBeUndefined();
  expect(wayOf(rule(['generators.external-secrets.io'], ['passwords', 'uuids'], ['create']), false)).toBeUndefined();
  expect(wayOf(rule(['cert-manager.io'], ['certificates'], ['create']), false)).toBeUndefined();
});

test('in one namespace, nothing of no namespace is reached', () => {
  expect(wayOf(rule([''], ['nodes/proxy'], ['get']), true)).toBeUndefined();
  expect(wayOf(rule([''], ['users', 'groups'], ['*']), true)).toBeUndefined();
  const clusterStores = rule(['external-secrets.io'], ['clustersecretstores'], ['create']);
  expect([wayOf(clusterStores, true), wayOf(clusterStores, false)?.does]).toEqual([
    undefined, 'makes an operator fetch from a store',
  ]);
  expect(wayOf(rule([''], ['serviceaccounts'], ['impersonate']), true)?.does).toBe('impersonates others');
});

test('names of what reads every Secret do not limit a bind or an impersonation', () => {
  expect(UNLIMITING_NAMES).toEqual(
    expect.arrayContaining(['system:masters', 'cluster-admin', 'admin', 'edit', 'system:kube-controller-manager']),
  );
  expect(UNLIMITING_NAMES).not.toContain('view');
  expect(UNLIMITING_NAMES).not.toContain('system:controller:job-controller');
});
