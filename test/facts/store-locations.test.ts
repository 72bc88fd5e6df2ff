import {
  externalSecretsLocation, injectedLocation, locationInWords, mayBeSamePlace, providerLocation, vaultOperatorLocation,
  vaultPath,
} from '../../src/facts/store-locations';

test.each([
  ['secret/data/shop/db', '', 'secret/shop/db'],
  ['shop/db', 'secret', 'secret/shop/db'],
  ['secret/shop/db', 'secret', 'secret/shop/db'],
  ['secret/data/shop/db', 'secret', 'secret/shop/db'],
  ['/secret/data/shop/db/?version=3', '', 'secret/shop/db'],
  ['database/creds/shop', '', 'database/creds/shop'],
  ['shop/db', 'teams/shop/kv', 'teams/shop/kv/shop/db'],
])('%s of mount "%s" is one place: %s', (path, mount, expected) => {
  expect(vaultPath(path, mount)).toBe(expected);
});

const vault = { vault: { server: 'https://vault.example', path: 'secret' } };
const aws = { aws: { service: 'SecretsManager', region: 'eu-central-1' } };

test('a secret of Vault is one place, whoever reads it', () => {
  const one = externalSecretsLocation(vault, { key: 'shop/db', property: 'password' });
  const others = [
    vaultOperatorLocation('VaultStaticSecret', { mount: 'secret', path: 'shop/db', type: 'kv-v2' }),
    injectedLocation('secret/data/shop/db'),
    providerLocation('vault', { secretPath: 'secret/data/shop/db', secretKey: 'password' }, {}),
  ];
  expect(others.map((other) => mayBeSamePlace(one, other))).toEqual([true, true, true]);
  const elsewhere = [
    externalSecretsLocation({ vault: { server: 'https://vault.other', path: 'secret' } }, { key: 'shop/db' }),
    externalSecretsLocation(vault, { key: 'shop/db', property: 'username' }),
    externalSecretsLocation(vault, { key: 'shop/db2' }),
    externalSecretsLocation(aws, { key: 'secret/shop/db' }),
  ];
  expect(elsewhere.map((other) => mayBeSamePlace(one, other))).toEqual([false, false, false, false]);
});

test('a secret of AWS has a name, an ARN, and a region', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-AbCdEf';
  const one = externalSecretsLocation(aws, { key: 'shop/db' });
  expect(providerLocation('aws', { objectName: arn }, {})).toMatchObject({ path: 'shop/db', instance: 'eu-central-1' });
  expect(mayBeSamePlace(one, providerLocation('aws', { objectName: arn }, {}))).toBe(true);
  expect(mayBeSamePlace(one, providerLocation('aws', { objectName: 'shop/db' }, { region: 'us-east-1' }))).toBe(false);
  expect(mayBeSamePlace(one, providerLocation('aws', { objectName: 'shop/db', objectType: 'ssmparameter' }, {}))).toBe(
    false,
  );
  expect(externalSecretsLocation({ aws: { service: 'ParameterStore' } }, { key: '/shop/db' })).toMatchObject({
    product: 'AWS Parameter Store', path: 'shop/db',
  });
});

test('secrets of Google Cloud and Azure have a project and a vault', () => {
  const google = externalSecretsLocation({ gcpsm: { projectID: 'acme' } }, { key: 'shop-db', version: 'latest' });
  const file = providerLocation('gcp', { resourceName: 'projects/acme/secrets/shop-db/versions/4' }, {});
  expect(mayBeSamePlace(google, file)).toBe(true);
  expect([google.version, file.version]).toEqual([undefined, '4']);
  const azure = externalSecretsLocation(
    { azurekv: { vaultUrl: 'https://acme-shop.vault.azure.net' } },
    { key: 'secret/db' },
  );
  expect(mayBeSamePlace(azure, providerLocation('azure', { objectName: 'db' }, { keyvaultName: 'acme-shop' }))).toBe(
    true,
  );
  expect(mayBeSamePlace(azure, providerLocation('azure', { objectName: 'db' }, { keyvaultName: 'acme-bank' }))).toBe(
    false,
  );
});

test('a place in words has the store and what is fixed', () => {
  expect(
    locationInWords(externalSecretsLocation(aws, { key: 'shop/db', property: 'password', version: 'AWSPREVIOUS' })),
  ).toBe('shop/db#password in AWS Secrets Manager (eu-central-1), version AWSPREVIOUS');
  expect(locationInWords(externalSecretsLocation({}, { key: 'shop/db' }))).toBe('shop/db in a store');
  expect(locationInWords(externalSecretsLocation({ doppler: {} }, { key: 'DB' }))).toBe('DB in the store "doppler"');
});

test.each([
  [{ version: 3 }, '3'], [{ version: 1 }, '1'], [{ version: 0 }, undefined], [{ version: '3' }, undefined],
])('a VaultStaticSecret with %j reads version %s', (spec, version) => {
  expect(vaultOperatorLocation('VaultStaticSecret', { mount: 'secret', path: 'db', ...spec }).version).toBe(version);
});

test.each([
  ['projects/shop/secrets/db', 'shop', 'db', undefined],
  ['projects/shop/secrets/db/versions/7', 'shop', 'db', '7'],
  ['projects/shop/secrets/db/versions/latest', 'shop', 'db', undefined],
  ['projects/shop/locations/europe-west3/secrets/db/versions/2', 'shop', 'db', '2'],
  ['projects/shop/locations/europe-west3/parameters/db/versions/2', 'shop', 'db', '2'],
])('%s is of project %s', (resourceName, instance, path, version) => {
  expect(providerLocation('gcp', { resourceName }, {})).toMatchObject({ instance, path });
  expect(providerLocation('gcp', { resourceName }, {}).version).toBe(version);
});

test('the project in the name of a secret of Google Cloud is before that of the store', () => {
  const google = { gcpsm: { projectID: 'store' } };
  expect(externalSecretsLocation(google, { key: 'projects/shop/secrets/db' }).instance).toBe('shop');
  expect(externalSecretsLocation(google, { key: 'db' }).instance).toBe('store');
  expect(externalSecretsLocation({ gcpsm: {} }, { key: 'db' }).instance).toBeUndefined();
});

test.each([
  [{ objectVersion: 'a1', objectVersionLabel: 'AWSPREVIOUS' }, 'a1'],
  [{ objectVersionLabel: 'AWSPREVIOUS' }, 'AWSPREVIOUS'],
  [{ objectVersion: 'a1' }, 'a1'], [{ objectVersionLabel: 'AWSCURRENT' }, undefined],
])('an object of AWS with %j is of version %s', (object, version) => {
  const location = providerLocation('aws', { objectName: 'db', objectType: 'secretsmanager', ...object }, {});
  expect(location.version).toBe(version);
});
