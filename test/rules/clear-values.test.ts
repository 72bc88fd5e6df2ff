import { clearValues } from '../../src/rules/clear-values';

const encoded = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const isClear = (key: string, text: string) => {
  const both = [clearValues({ data: { [key]: encoded(text) } }), clearValues({ stringData: { [key]: text } })];
  expect(both[0].map((value) => value.key)).toEqual(both[1].map((value) => value.key));
  return both[0].length === 1;
};

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

test.each<[string, string]>([
  ['password', 'maple-anvil-7'],
  ['password', ' maple-anvil-7\n'],
  ['password', '1234'],
  ['level', 'Kx9vQ2gTz81LwRb4oBh2'],
  ['tls.key', 'something'],
  ['ca.key', CERTIFICATE.replace(/CERTIFICATE/g, 'FORM')],
  ['ssh-privatekey', 'a\nb'],
  ['token-secret', 'x1'],
  ['settings', `${'QUJDREVGR0hJSktMTU5P'.repeat(2)}\n${'QUJDREVGR0hJSktMTU5P'.repeat(2)}==`],
])('key %s with value %j is in the clear', (key, text) => {
  expect(isClear(key, text)).toBe(true);
});

test.each<[string, string]>([
  ['password', ''],
  ['password', ' \n'],
  ['password', '${DB_PASSWORD}'],
  ['password', ' ${DB_PASSWORD}\n'],
  ['password', 'changeme'],
  ['password', ' changeme\n'],
  ['password', 'true'],
  ['password', ' True \n'],
  ['password', 'off'],
  ['password', '123'],
  ['tls.key', '${TLS_KEY}'],
  ['tls.key', '<path:kv/data/tls#key>'],
  ['tls.crt', 'something'],
  ['ca.crt', 'something'],
  ['ca-bundle.crt', 'something'],
  ['other', CERTIFICATE],
  ['other', `\n ${CERTIFICATE}`],
  ['other', CERTIFICATE.replace(/CERTIFICATE/g, 'TRUSTED CERTIFICATE')],
  ['other', CERTIFICATE.replace(/CERTIFICATE/g, 'PUBLIC KEY')],
  ['other', CERTIFICATE.replace(/CERTIFICATE/g, 'X509 CRL')],
  ['username', 'cart'],
  ['settings', 'db.user=cart\ndb.host=db\n'],
  ['settings', '{"user": "cart"}'],
  ['settings', '["cart"]'],
  ['credentials', 'user=cart\nhost=db\n'],
  ['credentials', '{"user": "cart"}'],
])('key %s with value %j is not', (key, text) => {
  expect(isClear(key, text)).toBe(false);
});

test('bytes that are not text are in the clear, but for those of a certificate', () => {
  const data = Object.fromEntries(['keystore', 'tls.crt', 'ca.crt', 'ca-bundle.crt']
    .map((key) => [key, encoded(Uint8Array.of(0xda, 0x1f, 0x6f, 0xff))]));
  expect(clearValues({ data })).toEqual([{ key: 'keystore', field: 'data' }]);
});

test('a value of stringData replaces that of data, and keeps its place', () => {
  expect(clearValues({
    data: { password: encoded('maple-anvil-7'), token: encoded('maple-anvil-8') },
    stringData: { password: 'maple-anvil-9' },
  })).toEqual([{ key: 'password', field: 'stringData' }, { key: 'token', field: 'data' }]);
  expect(clearValues({ data: { password: encoded('maple-anvil-7') }, stringData: { password: '' } })).toEqual([]);
  expect(clearValues({ data: { password: encoded('maple-anvil-7') }, stringData: { password: 7 } })).toEqual([]);
});

test('what is not base64 or not a text is not read as bytes', () => {
  expect(clearValues({ data: { password: 'maple-anvil 7!' } })).toEqual([{ key: 'password', field: 'data' }]);
  const data = { password: '${DB_PASSWORD}', other: 'changeme', number: 7, nothing: null };
  expect(clearValues({ data })).toEqual([]);
  expect(clearValues({})).toEqual([]);
});
