import { testFaults } from './fault-table';
import {
  openNamespaces, refersToSecret, secretStoreFaults, secretStoreIdle,
} from '../../src/facts/external-secret-stores';
import { PlainFields } from '../../src/facts/plain-fields';

const pem = (...labels: string[]) => Buffer.from(
  labels.map((label) => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`).join(''),
).toString('base64');
/** Tests the settings of one provider; places are those in it. */
function testProvider(name: string, valid: PlainFields, table: Parameters<typeof testFaults>[3]): void {
  const inProvider = (place: string) => `provider.${name}.${place}`;
  testFaults(`a store of ${name}`, (settings) => secretStoreFaults({ provider: { [name]: settings } }), valid,
    table.map(([change, ...places]) => [change, ...places.map(inProvider)]));
}

testFaults('a store', secretStoreFaults, { provider: {} }, [
  [{ retrySettings: { maxRetries: 0 } }],
  [{ provider: { other: { serviceAccountRef: { name: '${ACCOUNT}' } } } }],
  [{ provider: { other: { serviceAccountRef: { name: 'Till' } } } }, 'provider.other.serviceAccountRef.name'],
  [{ retrySettings: { maxRetries: -1 } }, 'retrySettings.maxRetries'],
  [{ retrySettings: { maxRetries: 1.5 } }, 'retrySettings.maxRetries'],
  [{ retrySettings: { maxRetries: '3' } }, 'retrySettings.maxRetries'],
  [{ provider: { other: { deep: { secretRef: { name: 'x', key: 'a b' } } } } }, 'provider.other.deep.secretRef.key'],
  [{ provider: { other: { deep: { secretRef: { name: 'x', key: 'a' } } } } }],
  [{ provider: { other: { deep: { reference: { name: 'x', key: 'a b' } } } } }],
]);

test.each<[field: string, refers: boolean]>([
  ['secretRef', true], ['tokenSecretRef', true], ['secretRefs', false], ['clientCert', true], ['clientKey', true],
  ['clientId', true], ['clientSecret', true], ['clientCertificate', true], ['clientSecrets', false],
  ['myclientId', false], ['bearerToken', true], ['bearerTokens', false], ['xbearerToken', false],
  ['secretAccessKeySecretRef', true], ['awsAccessKeyId', true], ['name', false],
])('the field %s refers to a key of a Secret: %s', (field, refers) => {
  expect(refersToSecret(field)).toBe(refers);
});

testProvider('vault', { server: 'https://vault.shop.example', path: 'kv' }, [
  [{ server: 'vault' }, 'server'],
  [{ namespace: 'team' }], [{ namespace: 'a`b' }, 'namespace'],
  [{ path: 'a`b' }, 'path'],
  [{ tls: {} }], [{ tls: { certSecretRef: {}, keySecretRef: {} } }],
  [{ tls: { certSecretRef: {} } }, 'tls'], [{ tls: { keySecretRef: {} } }, 'tls'],
  [{ version: 'v2', checkAndSet: { required: true } }], [{ version: 'v1', checkAndSet: { required: false } }],
  [{ version: 'v1', checkAndSet: { required: true } }, 'checkAndSet'],
  ...['kubernetes', 'jwt', 'gcp'].flatMap((method): [PlainFields, ...string[]][] => [
    [{ auth: { [method]: { role: 'shop' } } }], [{ auth: { [method]: {} } }, `auth.${method}.role`],
  ]),
  [{ auth: { iam: { vaultRole: 'shop' } } }], [{ auth: { iam: { role: 'shop' } } }, 'auth.iam.vaultRole'],
  [{ auth: { iam: { vaultRole: 'shop', region: 'eu-central-1' } } }],
  [{ auth: { iam: { vaultRole: 'shop', region: 'eu' } } }, 'auth.iam.region'],
  [{ auth: { kubernetes: { role: 'shop', mountPath: 'auth/x' } } }, 'auth.kubernetes.mountPath'],
  [{ auth: { kubernetes: { role: 'shop', path: 'auth/x' } } }],
  ...['appRole', 'userPass', 'ldap', 'cert'].flatMap((method): [PlainFields, ...string[]][] => [
    [{ auth: { [method]: { path: 'x' } } }], [{ auth: { [method]: { path: 'x/' } } }, `auth.${method}.path`],
  ]),
  [{ caBundle: pem('CERTIFICATE') }], [{ caBundle: '' }], [{ caBundle: 'not base64!' }],
  [{ caBundle: pem('PUBLIC KEY') }, 'caBundle'],
  [{ caBundle: pem('CERTIFICATE', 'RSA PRIVATE KEY') }, 'caBundle'],
]);

testProvider('aws', { service: 'SecretsManager', region: 'eu-central-1' }, [
  [{ service: 'ParameterStore' }], [{ service: 'CertificateManager' }], [{ service: 'S3' }, 'service'],
  [{ service: undefined }, 'service'],
  [{ region: 'eu-1' }, 'region'], [{ region: undefined }, 'region'], [{ region: 'us-gov-west-1' }],
  [{ region: 'xeu-eu-central-1x' }, 'region'], [{ region: '1eu-central-1' }, 'region'],
  ...[7, 30].map((days): [PlainFields] => [{ secretsManager: { recoveryWindowInDays: days } }]),
  ...[6, 31, 7.5, '7'].map((days): [PlainFields, string] =>
    [{ secretsManager: { recoveryWindowInDays: days } }, 'secretsManager.recoveryWindowInDays']),
  [{ secretsManager: { forceDeleteWithoutRecovery: true } }],
  [{ secretsManager: { forceDeleteWithoutRecovery: false, recoveryWindowInDays: 7 } }],
  [
    { secretsManager: { forceDeleteWithoutRecovery: true, recoveryWindowInDays: 7 } },
    'secretsManager.recoveryWindowInDays',
  ],
]);

const federation = (audience: unknown) => ({ auth: { workloadIdentityFederation: { audience } } });
testProvider('gcpsm', { projectID: 'shop-prod' }, [
  [{ projectID: undefined }], [{ projectID: '4815' }], [{ projectID: 'shop.example:shop-prod' }],
  [{ projectID: 'shopab' }], [{ projectID: 'shopa' }, 'projectID'], [{ projectID: `a${'b'.repeat(29)}` }],
  [{ projectID: `a${'b'.repeat(30)}` }, 'projectID'], [{ projectID: 'shop-prod-' }, 'projectID'],
  [{ projectID: '-shop-prod' }, 'projectID'], [{ projectID: 'Shop-prod' }, 'projectID'],
  [{ projectID: 'x:shop-prod' }, 'projectID'], [{ projectID: '4815x' }, 'projectID'],
  [federation('//iam.googleapis.com/projects/1/x')], [federation('//iam.googleapis.com/locations/1/x')],
  [federation(undefined)],
  [federation('https://iam.googleapis.com/projects/1'), 'auth.workloadIdentityFederation.audience'],
  [federation('x//iam.googleapis.com/projects/1'), 'auth.workloadIdentityFederation.audience'],
  [federation('x//iam.googleapis.com/locations/1'), 'auth.workloadIdentityFederation.audience'],
]);

const principal = { clientId: {}, clientSecret: {} };
testProvider('azurekv', { vaultUrl: 'https://shop.vault.azure.net', tenantId: 'f00' }, [
  [{ vaultUrl: 'HTTPS://shop' }], [{ vaultUrl: 'http://shop' }], [{ vaultUrl: 'https:///shop' }, 'vaultUrl'],
  [{ vaultUrl: 'x https://shop' }, 'vaultUrl'], [{ vaultUrl: 'https:// shop' }, 'vaultUrl'],
  [{ tenantId: '' }, 'tenantId'], [{ tenantId: undefined, authType: 'ServicePrincipal' }, 'tenantId'],
  [{ tenantId: undefined, authType: 'ManagedIdentity' }],
  [{ tenantId: undefined, authSecretRef: { ...principal, tenantId: {} } }],
  [{ authSecretRef: principal }], [{ authSecretRef: {} }, 'authSecretRef'],
  [{ authSecretRef: { ...principal, clientCertificate: {} } }, 'authSecretRef'],
  [{ authSecretRef: { clientCertificate: {} } }],
  [{ authSecretRef: {}, authType: 'WorkloadIdentity' }],
  [{ environmentType: 'PublicCloud' }], [{ environmentType: 'AzureStackCloud' }, 'environmentType'],
  [{ environmentType: 'AzureStackCloud', customCloudConfig: {}, useAzureSDK: true }],
  [{ customCloudConfig: {} }, 'customCloudConfig'],
  [{ customCloudConfig: {}, useAzureSDK: false }, 'customCloudConfig'],
]);

testProvider('kubernetes', {}, [
  [{ server: { url: 'https://api.shop.example' } }], [{ server: { url: 'http://api' } }],
  [{ server: { url: 'api.shop.example:6443' } }],
  [{ server: { url: 'ftp://api' } }, 'server.url'], [{ server: { url: 'https:///x' } }, 'server.url'],
  [{ server: { url: '/x' } }, 'server.url'], [{ server: { url: '' } }, 'server.url'],
  [{ server: { caBundle: pem('CERTIFICATE') } }], [{ server: { caBundle: pem('PUBLIC KEY') } }, 'server.caBundle'],
  [{ remoteNamespace: 'a' }], [{ remoteNamespace: 'a'.repeat(63) }],
  [{ remoteNamespace: 'a'.repeat(64) }, 'remoteNamespace'], [{ remoteNamespace: '-a' }, 'remoteNamespace'],
  [{ remoteNamespace: 'a-' }, 'remoteNamespace'], [{ remoteNamespace: 'A' }, 'remoteNamespace'],
  [{ remoteNamespace: '' }, 'remoteNamespace'],
]);

testFaults('a store of AWS without effect', (aws) => secretStoreIdle({ provider: { aws } }), {}, [
  [{ secretsManager: {}, service: 'SecretsManager' }], [{ secretsManager: {} }],
  [{ secretsManager: {}, service: 'ParameterStore' }, 'provider.aws.secretsManager'],
  [{ secretsManager: {}, service: 'CertificateManager' }, 'provider.aws.secretsManager'],
  [{ service: 'ParameterStore' }],
  [{ externalID: 'x' }, 'provider.aws.externalID'], [{ externalID: 'x', role: 'r' }],
  [{ sessionTags: [{}] }, 'provider.aws.sessionTags'], [{ sessionTags: [] }], [{ sessionTags: [{}], role: 'r' }],
  [{ sessionTagsPolicy: 'Simple' }, 'provider.aws.sessionTagsPolicy'],
  [{ sessionTagsPolicy: 'Custom' }, 'provider.aws.sessionTagsPolicy'],
  [{ sessionTagsPolicy: 'Disabled' }], [{ sessionTagsPolicy: 'Simple', role: 'r' }],
  ...['esoNamespace', 'esoStoreName', 'esoStoreKind'].map((tag): [PlainFields, string] => [
    { role: 'r', sessionTagsPolicy: 'Custom', customSessionTags: { team: 'x', [tag]: 'x' } },
    `provider.aws.customSessionTags.${tag}`,
  ]),
  [{ role: 'r', sessionTagsPolicy: 'Custom', customSessionTags: { team: 'x' } }],
  [{ role: 'r', sessionTagsPolicy: 'Simple', customSessionTags: { esoNamespace: 'x' } }],
]);

const pattern = (...namespaceRegexes: string[]) => ({ conditions: [{ namespaceRegexes }] });
testFaults('the conditions of a store', openNamespaces, { conditions: [{ namespaces: ['shop'] }] }, [
  [{ conditions: [] }, 'conditions'], [{ conditions: undefined }, 'conditions'],
  [{ conditions: [{}, { namespaceSelector: {} }] }, 'conditions[1].namespaceSelector'],
  [{ conditions: [{ namespaceSelector: { matchLabels: {} } }] }, 'conditions[0].namespaceSelector'],
  [{ conditions: [{ namespaceSelector: { matchLabels: { team: 'x' } } }] }],
  [{ conditions: [{ namespaceSelector: { matchExpressions: [{}] } }] }],
  [pattern('^shop$')], [pattern('^shop$', 'shop$'), 'conditions[0].namespaceRegexes[1]'],
  [pattern('^shop'), 'conditions[0].namespaceRegexes[0]'], [pattern('shop'), 'conditions[0].namespaceRegexes[0]'],
  ...['^.*$', '^.+$', '^(.*)$', '^((.*))$', '^(?i).*$', '^(?is)(.+)$'].map((each): [PlainFields, string] =>
    [pattern(each), 'conditions[0].namespaceRegexes[0]']),
  [pattern('^.$')], [pattern('^a.*$')], [pattern('^.*a$')], [pattern('^(?1).*$')],
]);
