import { testFaults } from './fault-table';
import {
  exactPattern, staticRoleFault, syncedKeys, vaultAuthFaults, vaultConnectionFaults, vaultDynamicSecretFaults,
  vaultStaticSecretFaults, vaultStaticSecretIdle,
} from '../../src/facts/vault-operator';

testFaults('VaultConnection', vaultConnectionFaults, { address: 'https://vault.shop.example:8200' }, [
  [{ address: 'http://vault' }],
  [{ address: 'vault:8200' }, 'address'],
  [{ address: '' }, 'address'],
  [{ address: 'https://' }, 'address'],
  [{ address: 'https:///v1' }, 'address'],
  [{ address: 'x https://vault' }, 'address'],
  [{ address: 'https://vault\n' }, 'address'],
  [{ tlsServerName: 'vault.shop.example', caCertPath: '/etc/ca.pem' }],
  [{ tlsServerName: 'a"b' }, 'tlsServerName'],
  [{ caCertPath: '{{ x' }, 'caCertPath'],
  [{ caCertSecretRef: 'vault-ca' }],
  [{ caCertSecretRef: 'vault-ca', caCertPath: '' }],
  [{ caCertSecretRef: 'vault-ca', caCertPath: '/etc/ca.pem' }, 'caCertPath'],
  [{ caCertPath: '/etc/../ca.pem' }, 'caCertPath'],
  [{ timeout: '90s' }],
  [{ timeout: '1.5h' }],
  [{ timeout: null }],
  [{ timeout: '0s' }, 'timeout'],
  [{ timeout: '1h30m' }, 'timeout'],
  [{ timeout: '10ms' }, 'timeout'],
  [{ timeout: 90 }, 'timeout'],
]);

const kubernetes = { role: 'shop', serviceAccount: 'shop' };
const auth = { method: 'kubernetes', mount: 'kubernetes', kubernetes };
testFaults('VaultAuth', vaultAuthFaults, auth, [
  [{ method: 'jwt', jwt: kubernetes }],
  [{ method: 'jwt', jwt: { role: 'shop', secretRef: 'token' } }],
  [{ method: 'jwt', jwt: { role: 'shop' } }, 'jwt.serviceAccount'],
  [{ kubernetes: { role: 'shop' } }, 'kubernetes.serviceAccount'],
  [{ kubernetes: { role: 'shop', serviceAccount: '${ACCOUNT}_x' } }],
  [{ kubernetes: { role: 'shop', serviceAccount: 'Shop' } }, 'kubernetes.serviceAccount'],
  [{ method: 'gcp', gcp: { role: 'shop' } }, 'gcp.workloadIdentityServiceAccount'],
  [{ method: 'aws', aws: { role: 'shop', irsaServiceAccount: 'Shop' } }, 'aws.irsaServiceAccount'],
  [{ method: 'aws', aws: { role: 'shop', region: 'eu-central-1' } }],
  [{ method: 'aws', aws: { role: 'shop', region: 'Frankfurt' } }, 'aws.region'],
  [{ method: 'gcp', gcp: { role: 'shop', workloadIdentityServiceAccount: 'shop', region: 'europe-west3' } }],
  [{ allowedNamespaces: ['shop', '*', '${TEAM}'] }],
  [{ allowedNamespaces: ['shop', 'Shop', 'shop.eu'] }, 'allowedNamespaces[1]', 'allowedNamespaces[2]'],
  [{ storageEncryption: { mount: 'transit', keyName: 'shop' } }],
  [{ storageEncryption: { mount: '' } }, 'storageEncryption.mount', 'storageEncryption.keyName'],
  [{ method: 'aws', aws: { role: 'shop' } }],
  [{ method: 'gcp', gcp: { role: 'shop', workloadIdentityServiceAccount: 'shop' } }],
  [{ method: 'appRole', appRole: { roleId: 'f00', secretRef: 'id' } }],
  [{ method: 'appRole', appRole: { roleId: 'f00', secretIDPath: '/id' } }],
  [{ method: 'appRole', appRole: { roleId: 'f00' } }, 'appRole.secretRef'],
  [{ method: 'ldap' }, 'method'],
  [{ method: '' }, 'method'],
  [{ method: '', vaultAuthGlobalRef: { name: 'all' } }],
  [{ method: '', vaultAuthGlobalRef: {} }, 'method'],
  [{ method: 'ldap', vaultAuthGlobalRef: { name: 'all' } }, 'method'],
  // The role may come from the VaultAuthGlobal.
  [{ kubernetes: {}, vaultAuthGlobalRef: { name: 'all' } }],
  [{ kubernetes: {} }, 'kubernetes.role', 'kubernetes.serviceAccount'],
  [{ kubernetes: { ...kubernetes, role: '-shop' } }, 'kubernetes.role'],
  [{ kubernetes: { ...kubernetes, role: 's' } }],
  [{ kubernetes: { ...kubernetes, role: 'shop.' } }, 'kubernetes.role'],
  [{ method: 'appRole', appRole: { roleId: ' ', secretRef: 'id' } }, 'appRole.roleId'],
  [{ method: 'appRole', appRole: { roleId: 'a\\b', secretRef: 'id' } }, 'appRole.roleId'],
  [{ mount: 'auth/kubernetes' }, 'mount'],
  [{ mount: '/kubernetes' }, 'mount'],
  [{ mount: 'kubernetes/' }, 'mount'],
  [{ mount: 'a`b' }, 'mount'],
  [{ mount: 'clusters/shop' }],
  [{ vaultConnectionRef: '' }],
  [{ vaultConnectionRef: 'vault' }],
  [{ vaultConnectionRef: 'vault/eu.shop' }],
  [{ vaultConnectionRef: 'vault-%REGION%' }],
  [{ vaultConnectionRef: 'Vault' }, 'vaultConnectionRef'],
  [{ vaultConnectionRef: '/vault' }, 'vaultConnectionRef'],
  [{ vaultConnectionRef: 'vault/' }, 'vaultConnectionRef'],
  [{ vaultConnectionRef: 'vault.eu/shop' }, 'vaultConnectionRef'],
  [{ vaultConnectionRef: 'vault/eu/shop' }, 'vaultConnectionRef'],
  [{ namespace: 'team}}' }, 'namespace'],
  [{ kubernetes: { ...kubernetes, tokenExpirationSeconds: 600 } }],
  [{ kubernetes: { ...kubernetes, tokenExpirationSeconds: 599 } }, 'kubernetes.tokenExpirationSeconds'],
  [{ kubernetes: { ...kubernetes, tokenExpirationSeconds: 2 ** 32 } }],
  [{ kubernetes: { ...kubernetes, tokenExpirationSeconds: 2 ** 32 + 1 } }, 'kubernetes.tokenExpirationSeconds'],
  [{ kubernetes: { ...kubernetes, tokenExpirationSeconds: 600.5 } }, 'kubernetes.tokenExpirationSeconds'],
]);

const restarting = (...targets: object[]) => ({ rolloutRestartTargets: targets });

testFaults('VaultStaticSecret', vaultStaticSecretFaults, { mount: 'kv', path: 'shop/db', type: 'kv-v2' }, [
  [{ type: 'kv-v1' }],
  [{ type: 'kv' }, 'type'],
  [{ path: 'data/shop' }, 'path'],
  [{ path: 'metadata/shop' }, 'path'],
  [{ path: 'shop/data/db' }],
  [{ path: 'database' }],
  [{ type: 'kv-v1', path: 'data/shop' }],
  [{ path: '' }, 'path'],
  [{ path: '/shop' }, 'path'],
  [{ path: 'shop/' }, 'path'],
  [{ path: 'a"b' }, 'path'],
  [{ mount: undefined }, 'mount'],
  [{ mount: 'kv/' }, 'mount'],
  [{ mount: 'team/kv' }],
  [{ namespace: 'a\nb' }, 'namespace'],
  [{ version: 0 }],
  [{ version: 3 }],
  [{ version: -1 }, 'version'],
  [{ version: 1.5 }, 'version'],
  [{ version: '1' }, 'version'],
  [{ type: 'kv-v1', version: 0 }],
  [{ type: 'kv-v1', version: 1 }, 'version'],
  [{ refreshAfter: '5m' }],
  [{ refreshAfter: '5' }, 'refreshAfter'],
  [{ vaultAuthRef: 'shop/db' }],
  [{ vaultAuthRef: 'shop/Db' }, 'vaultAuthRef'],
  [restarting({ kind: 'Deployment', name: 'shop' }, { kind: 'DaemonSet', name: 'shop' })],
  [restarting({ kind: 'StatefulSet', name: 'shop' }, { kind: 'argo.Rollout', name: 'shop' })],
  [restarting({ kind: 'Deployment', name: '${SHOP}' }, { kind: 'Job', name: 'shop' }), 'rolloutRestartTargets[1].kind'],
  [
    restarting({ name: 'shop' }, { kind: 'Deployment' }),
    'rolloutRestartTargets[0].kind', 'rolloutRestartTargets[1].name',
  ],
  [restarting({ kind: 'Deployment', name: 'Shop' }), 'rolloutRestartTargets[0].name'],
]);

testFaults('VaultDynamicSecret', vaultDynamicSecretFaults, { mount: 'database', path: 'creds/shop' }, [
  [{ renewalPercent: 0 }],
  [{ renewalPercent: 90 }],
  [{ renewalPercent: 91 }, 'renewalPercent'],
  [{ renewalPercent: -1 }, 'renewalPercent'],
  [{ renewalPercent: 0.5 }, 'renewalPercent'],
  [{ renewalPercent: '50' }, 'renewalPercent'],
  [{ requestHTTPMethod: 'GET' }],
  [{ requestHTTPMethod: 'POST' }],
  [{ requestHTTPMethod: 'PUT' }],
  [{ requestHTTPMethod: 'get' }, 'requestHTTPMethod'],
  [{ params: { a: 'b' } }],
  [{ params: { a: 'b' }, requestHTTPMethod: 'PUT' }],
  [{ params: {}, requestHTTPMethod: 'POST' }],
  [{ params: { a: 'b' }, requestHTTPMethod: 'POST' }, 'requestHTTPMethod'],
  [{ path: 'creds/' }, 'path'],
  [{ refreshAfter: '0m' }, 'refreshAfter'],
]);

testFaults('VaultStaticSecret without effect', vaultStaticSecretIdle, { hmacSecretData: true }, [
  [{ rolloutRestartTargets: [{ kind: 'Deployment' }] }],
  [{ hmacSecretData: false }],
  [{ hmacSecretData: false, rolloutRestartTargets: [] }],
  [{ hmacSecretData: false, rolloutRestartTargets: [{ kind: 'Deployment' }] }, 'rolloutRestartTargets'],
]);

testFaults('a static role', (spec) => [staticRoleFault(spec) ?? []].flat(), { path: 'creds/shop' }, [
  [{ path: 'static-creds/shop' }, 'path'],
  [{ path: 'static-cred/shop' }, 'path'],
  [{ path: 'static-creds/shop', allowStaticCreds: true }],
  [{ path: 'static-creds/shop', allowStaticCreds: 'true' }, 'path'],
  [{ path: 'static-creds' }],
  [{ path: 'my/static-creds/shop' }],
]);

test.each<[object, string[] | undefined]>([
  [{}, undefined],
  [{ excludes: ['.*'] }, ['_raw']],
  [{ excludes: ['^.*$'], excludeRaw: true }, []],
  [{ excludes: ['a.*'] }, undefined],
  [{ includes: ['^user$', '^a\\.b$'], excludeRaw: true }, ['user', 'a.b']],
  // A pattern that is not tied to both ends, or has a meaning, matches other keys too.
  [{ includes: ['^user$', 'pass$'] }, undefined],
  [{ includes: ['^user'] }, undefined],
  [{ includes: ['^a.b$'] }, undefined],
  // A text without a meaning is one key, whatever keys a Secret may have.
  [{ includes: ['^a b$', '^a\\$b$', '^a/b$'], excludeRaw: true }, ['a b', 'a$b', 'a/b']],
  [{ includes: ['^\\d$'] }, undefined],
  [{ includes: ['^a|b$'] }, undefined],
  [{ includes: [7] }, undefined],
  [{ includes: ['^user$'], excludes: ['.*'], templates: { url: {} } }, ['_raw', 'url']],
  [{ includes: ['^url$'], excludeRaw: true, templates: { url: {} } }, ['url']],
  [{ excludes: ['.*'], transformationRefs: [{ name: 'shared' }] }, undefined],
  [{ excludes: ['.*'], transformationRefs: [] }, ['_raw']],
])('of the transformation %j come the keys %j', (transformation, keys) => {
  expect(syncedKeys({ ...transformation })).toEqual(keys);
});

test.each(['user', 'a.b.c', 'tls.crt', 'a-b_c'])('the pattern of %s is read as this key alone', (key) => {
  expect(syncedKeys({ includes: [exactPattern(key)], excludeRaw: true })).toEqual([key]);
  expect(new RegExp(exactPattern(key)).test(key.replaceAll('.', 'x'))).toBe(!key.includes('.'));
});
