import { testFaults } from './fault-table';
import { vaultGeneratorFaults } from '../../src/facts/external-secret-stores';
import { passwordFaults, sourceKeys, sshKeyFaults, weakPassword, weakSshKey } from '../../src/facts/generators';
import { vaultGeneratorWithoutTls } from '../../src/facts/store-tls';

testFaults('Password', passwordFaults, { length: 32, allowRepeat: true }, [
  [{ length: 31.5 }, 'length'],
  [{ length: -4 }, 'length'],
  [{ digits: -1 }, 'length'],
  [{ symbols: 0.5 }, 'length'],
  [{ length: undefined }, 'length'],
  [{ digits: 16, symbols: 16 }],
  [{ digits: 16, symbols: 17 }, 'length'],
  [{ digits: 0, symbols: 0 }],
  // Without repeats there are 52 letters, 26 of one case, 10 digits, and 30 symbols or those that are given.
  [{ allowRepeat: false, length: 52, digits: 0, symbols: 0 }],
  [{ allowRepeat: false, length: 53, digits: 0, symbols: 0 }, 'length'],
  [{ allowRepeat: false, length: 26, digits: 0, symbols: 0, noUpper: true }],
  [{ allowRepeat: false, length: 27, digits: 0, symbols: 0, noUpper: true }, 'length'],
  [{ allowRepeat: false, length: 10, digits: 10, symbols: 0 }],
  [{ allowRepeat: false, length: 11, digits: 11, symbols: 0 }, 'length'],
  [{ allowRepeat: undefined, length: 11, digits: 11, symbols: 0 }, 'length'],
  [{ allowRepeat: false, length: 30, digits: 0, symbols: 30 }],
  [{ allowRepeat: false, length: 31, digits: 0, symbols: 31 }, 'length'],
  [{ allowRepeat: false, length: 20, digits: 0, symbols: 2, symbolCharacters: '-_' }],
  [{ allowRepeat: false, length: 20, digits: 0, symbols: 3, symbolCharacters: '-_-' }, 'length'],
  // A quarter of the length are digits, and a quarter symbols, where no count is given.
  [{ allowRepeat: false, length: 43 }],
  [{ allowRepeat: false, length: 44 }, 'length'],
  [{ encoding: 'raw' }],
  [{ encoding: 'base32' }],
  [{ encoding: 'rot13' }, 'encoding'],
  [{ encoding: null }],
]);

testFaults('SSHKey', sshKeyFaults, {}, [
  [{ keySize: 256 }],
  [{ keySize: 255 }, 'keySize'],
  [{ keySize: 8192 }],
  [{ keySize: 8193 }, 'keySize'],
  [{ keySize: 2048.5 }, 'keySize'],
  [{ keyType: 'ecdsa', keySize: 256 }],
  [{ keyType: 'ecdsa', keySize: 384 }],
  [{ keyType: 'ecdsa', keySize: 521 }],
  [{ keyType: 'ecdsa', keySize: 512 }, 'keySize'],
  [{ keyType: 'ecdsa' }],
  [{ keyType: 'ed25519' }],
  [{ keyType: 'dsa', keySize: 100 }, 'keyType'],
  [{ keyType: null }],
]);

test.each<[from: object, keys: string[] | undefined]>([
  [{ sourceRef: { generatorRef: { kind: 'SSHKey', name: 'till' } } }, ['privateKey', 'publicKey']],
  [{ sourceRef: { generatorRef: { kind: 'UUID', name: 'till' } }, rewrite: [] }, ['uuid']],
  [{ sourceRef: { generatorRef: { kind: 'UUID', name: 'till' } }, rewrite: [{ transform: {} }] }, undefined],
  [{ sourceRef: { generatorRef: { kind: 'Password', name: 'till' } } }, undefined],
  [{ sourceRef: { generatorRef: { kind: 'ClusterGenerator', name: 'till' } } }, undefined],
  [{ sourceRef: { storeRef: { name: 'till' } }, find: {} }, undefined],
  [{ extract: { key: 'till' } }, undefined],
])('the source %j gives the keys %j', (from, keys) => {
  expect(sourceKeys({ ...from })).toEqual(keys);
});

testFaults('weak values', (spec) => [weakPassword(spec) ?? [], weakSshKey(spec) ?? []].flat(), {}, [
  [{ length: 16 }],
  [{ length: 15 }, 'length'],
  [{ length: '15' }],
  [{ keySize: 2048 }],
  [{ keySize: 2047 }, 'keySize'],
  [{ keyType: 'rsa', keySize: 1024 }, 'keySize'],
  [{ keyType: 'ecdsa', keySize: 256 }],
  [{ keyType: 'ed25519', keySize: 4096 }, 'keySize'],
  [{ keyType: 'ed25519' }],
]);

const vault = { server: 'https://vault.example', auth: { kubernetes: { role: 'till', mountPath: 'kubernetes' } } };
testFaults('VaultDynamicSecret', vaultGeneratorFaults, { path: 'database/creds/till', provider: vault }, [
  [{ path: 'pki/cert' }], [{ path: '/pki//cert/' }], [{ path: '' }, 'path'], [{ path: undefined }, 'path'],
  [{ path: 'till/' }, 'path'], [{ path: 'pki/a b' }, 'path'],
  [{ provider: { ...vault, server: 'vault.example' } }, 'provider.server'],
  [{ provider: { ...vault, auth: { kubernetes: { mountPath: 'kubernetes' } } } }, 'provider.auth.kubernetes.role'],
  [
    { provider: { ...vault, auth: { tokenSecretRef: { name: 'a', key: 'a b' } } } }, 'provider.auth.tokenSecretRef.key',
  ],
]);

testFaults('VaultDynamicSecret without TLS', vaultGeneratorWithoutTls, { provider: vault }, [
  [{ provider: { server: 'http://vault.example' } }, 'provider.server'], [{ provider: undefined }],
]);
