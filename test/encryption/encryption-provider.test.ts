import { writeFileSync } from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { Duration } from 'cdk8s';
import { temporaryFolder, testKey } from './support';
import { EncryptionKey } from '../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../src/encryption/encryption-provider';

const plan = { rotateEvery: Duration.days(30), writesPerDay: 5000, rotatedBy: 'nightly rotation job' };

test('KMS is v2, and says so in the file', () => {
  expect(EncryptionProvider.kmsV2()._toDocument()).toEqual({
    kms: { apiVersion: 'v2', name: 'kms', endpoint: 'unix:///var/run/kmsplugin/socket.sock', timeout: '3s' },
  });
  expect(EncryptionProvider.kmsV2({ timeout: Duration.millis(1500) })._toDocument().kms!.timeout).toBe('1.5s');
});

test.each([
  [{ name: '' }, 'name is a mandatory field for a provider'],
  [{ name: 'a:b' }, "must not contain ':'"],
  [{ timeout: Duration.seconds(0) }, 'timeout should be a positive value'],
  [{ endpoint: '' }, 'endpoint is a mandatory field for a kms'],
  [{ endpoint: 'http://kms' }, 'only unix is supported'],
  [{ endpoint: 'unix:///@kms' }, 'an abstract socket (@name) has no owner'],
  [{ endpoint: 'unix://@kms' }, 'it has a host, where a path needs a third slash'],
  [{ endpoint: 'unix:run/kms' }, 'give the absolute path of a socket file'],
  [{ endpoint: 'unix://run/kms' }, 'it has a host, where a path needs a third slash'],
  [{ endpoint: 'unix:///run/kms?a' }, "'?', '#' and '%' end or change a path in a URL"],
])('kmsV2(%j) is refused', (options, message) => {
  expect(() => EncryptionProvider.kmsV2(options)).toThrow(message);
});

test('KMS v1 is there by a name that says what it is', () => {
  expect(
    EncryptionProvider.deprecatedKmsV1({
      name: 'old',
      endpoint: 'unix:///run/kms/s.sock',
      cacheSize: -1,
    })._toDocument(),
  ).toEqual({
    kms: { apiVersion: 'v1', name: 'old', endpoint: 'unix:///run/kms/s.sock', timeout: '3s', cachesize: -1 },
  });
  expect(() =>
    EncryptionProvider.deprecatedKmsV1({ name: 'old', endpoint: 'unix:///run/kms/s.sock', cacheSize: 0 }),
  ).toThrow('cachesize should be a positive value');
});

test('local providers need keys', () => {
  expect(() => EncryptionProvider.secretbox()).toThrow('provider secretbox: no key was given; give at least one');
  expect(() => EncryptionProvider.weakAesCbc()).toThrow('provider aescbc: no key was given; give at least one');
  expect(() => EncryptionProvider.aesGcmWithRotation(plan)).toThrow(
    'provider aesgcm: no key was given; give at least one',
  );
});

test('secretbox takes only 32 bytes, however the key came', () => {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, Buffer.alloc(16, 1).toString('base64'));
  expect(() => EncryptionProvider.secretbox(EncryptionKey.weakFromFile('short', path))).toThrow(
    'secret of key short is not of the expected length, got 16, expected one of 32',
  );
});

describe('AES-GCM takes a plan that keeps a key under 200 000 writes', () => {
  test('one that does', () => {
    expect(EncryptionProvider.aesGcmWithRotation(plan, testKey('a'))._toDocument().aesgcm!.keys).toHaveLength(1);
  });

  test.each([
    [
      { ...plan, writesPerDay: 7000 },
      '7000 writes a day and a rotation every 30 days are 210000 writes with one key, but it must be rotated every '
        + '200000',
    ],
    [{ ...plan, writesPerDay: 0 }, 'needs the number of writes a day'],
    [{ ...plan, writesPerDay: NaN }, 'needs the number of writes a day'],
    [{ ...plan, rotatedBy: ' ' }, 'what rotates the key'],
  ])('%j is refused', (wrong, message) => {
    expect(() => EncryptionProvider.aesGcmWithRotation(wrong, testKey('a'))).toThrow(message);
  });
});

test('plaintext comes with words', () => {
  expect(() => EncryptionProvider.plaintextUntil(' ')).toThrow(
    'the plan is empty; give how and when plaintext will be removed',
  );
  for (const make of [EncryptionProvider.unencrypted, EncryptionProvider.plaintextUntil]) {
    expect(() => make('see postgres://app:hV4nRx81kQzt7Lp2@db.example/shop')).toThrow(
      /^provider identity: the (?:reason|plan) contains a URL with a password/,
    );
  }
  expect(() => EncryptionProvider.unencrypted('')).toThrow(
    'the reason is empty; give why the resource needs no encryption',
  );
});

test('nothing prints the keys of a provider', () => {
  const key = testKey('a');
  const provider = EncryptionProvider.secretbox(key);
  for (const form of [`${provider}`, JSON.stringify(provider), inspect(provider, { showHidden: true, depth: 9 })]) {
    expect(form).not.toContain(key._base64());
    expect(form).toContain('<encryption provider secretbox a>');
  }
});
