import { ALNUM, base64, draw, HEX } from './corpus';
import { isLiteralSecret, looksRandom, Writing } from '../../src/credentials/literals';
import { findBinaryPrivateKey } from '../../src/credentials/private-keys';
import { SecretName } from '../../src/credentials/secret-names';
import { findVendorToken } from '../../src/credentials/token-patterns';

/** What a value is by its form, as an entry, in quotes and bare. */

test.each<[value: string, entry: boolean, quoted: boolean, bare: boolean]>([
  ['', false, false, false], ['a b', false, false, false], [' kW3x ', true, true, true],
  // Digits, and marks without letters.
  ['123', false, false, false], ['1234', true, false, false], ['12345', true, false, false],
  ['123456', true, true, true], ['12-34', true, true, true], ['!!??', false, false, false], ['!!?7', true, true, false],
  ['a1', false, false, false], ['a1b', true, false, false], ['a1b2', true, true, true],
  // Words.
  ['ab', false, false, false], ['abc', true, true, false], ['Ab', false, false, false], ['Abc', true, false, false],
  ['Harbour', true, false, false], ['\u00e9cole', false, false, false], ['\u00e9cole7', true, true, true],
  ['kWxQpZmB', true, true, true], ['kWxQpZm', true, false, false], ['KWXQPZMB', true, false, false],
  ['abcD', true, false, false],
  // What configuration says, and what is notorious.
  ['enabled', false, false, false], ['ENABLED', false, false, false], ['password', true, false, false],
  ['Password', false, false, false], ['secret', true, false, false], ['token', false, false, false],
  ['Hunter', true, true, true], ['mongo-db', true, true, true], ['mongo.db', true, true, true],
  ['no-password', false, false, false], ['not-set', false, false, false], ['not-maple', true, true, true],
  // Joined words.
  ['maple-anvil', true, true, true], ['maple.anvil', true, false, false], ['maple_anvil', true, false, false],
  ['maple@anvil', true, false, false], ['maple/anvil', false, false, false], ['maple:anvil', false, false, false],
  ['tall.grey.iron.heron', true, true, true], ['tall.grey.heron', true, false, false],
  ['token-anvil', false, false, false],
  // Expressions, calls, variables.
  ['userShop$1x', true, true, true], ['_harbour', true, true, true], ['harbour.', true, true, true],
  ['harbourShop', true, false, false], ['userPassword', false, false, false], ['userShop$1', true, false, false],
  ['harbourShop7', true, true, true], ['getShop(a)', false, false, false], ['0x7f', false, false, false],
  ['0x7g', true, true, true], ['x[7]kW3', true, true, false], ['x{7kW3', true, true, false],
  ['$kW3x', false, false, false], ['!kW3x', true, true, false], ['*kW3x', true, true, false],
  ['k!W3x', true, true, true],
  // Places and types.
  ['/run/shop7', false, false, false], ['x:/run/shop7', true, true, true], ['varchar(16)', false, false, false],
  ['changeme', false, false, false], ['$2b$10$kW3x', false, false, false],
])('%j is a password as an entry: %s, in quotes: %s, bare: %s', (value, ...expected) => {
  const judge = (writing: Writing) => isLiteralSecret(SecretName.PASSWORD, value, writing);
  expect([judge(Writing.ENTRY), judge(Writing.QUOTED), judge(Writing.BARE)]).toEqual(expected);
});

test.each<[value: string, entry: boolean, quoted: boolean, bare: boolean]>([
  ['k3xq', false, false, false], ['k3xq9', true, false, false], ['k3xq9p', true, true, true],
  ['wz61kq0p3r8tlx2', true, true, true], ['48151623', false, false, false],
  ['eXteRnal', false, false, false], ['eXteRnax', true, false, false], ['pOstGres', false, false, false],
  ['pOstGrex', true, false, false], ['harbourShop', false, false, false], ['maple', false, false, false],
  ['mapl3', false, false, false], ['maple!', true, false, false], ['MAPLE!', true, false, false],
  ['MAPLEX', false, false, false], ['maple12', false, false, false], ['maple1234', true, true, true],
  ['0x7f123', false, false, false], ['call(7x)', false, false, false], ['key7xq9p', false, false, false],
  ['a7/xq9p', false, false, false], ['a7:xq9p', false, false, false], ['x[7]kq3p', true, true, false],
  ['2024-10', false, false, false], ['2024-1x', true, true, true],
  ['x2024-10kq', true, true, true],
])('%j is a token as an entry: %s, in quotes: %s, bare: %s', (value, ...expected) => {
  const judge = (writing: Writing) => isLiteralSecret(SecretName.TOKEN, value, writing);
  expect([judge(Writing.ENTRY), judge(Writing.QUOTED), judge(Writing.BARE)]).toEqual(expected);
});

test.each<[value: string, secret: boolean, token: boolean]>([
  ['acme-4711', true, true], ['acme-47', false, false], ['acme-x21', false, true], ['acme-v2.1', false, false],
  ['acme-4x7', true, true], ['acme-x2100', true, true],
  ['6f9619ff-8b86-4d01-b42d-00cf4fc964ff', true, true], ['abcdef.0123456789abcdef', true, true],
])('%j is a secret: %s, a token: %s', (value, ...expected) => {
  const judge = (name: SecretName) => isLiteralSecret(name, value, Writing.ENTRY);
  expect([judge(SecretName.SECRET), judge(SecretName.TOKEN)]).toEqual(expected);
});

const key = 'aB3cD4eF7gH9kLmQ2xRtZ5vY';
test.each<[value: string, isKey: boolean]>([
  [key, true], [key.slice(1), false], [key.toUpperCase(), false], [key.toLowerCase(), false],
  [`MII${key}`, false], [`AAAAB${key}`, false], [`xMII${key}`, true],
  ['aB3cD4eF7gH'.repeat(3), false], ['aB3cD4eF7gH9i'.repeat(2), true],
  ['abcdefghijkLMNOPQRSTUV1234', false], ['aBcDefghijklmnopqrstu123', true], ['aBcdefghijklmnopqrstu123', false],
  ['aBcDeFghijklmnopqrstuvwxyz0123456789abcd', true], ['aBcDefghijklmnopqrstuvwxyz0123456789abcd', false],
  [base64('the settings of the shop'), false],
])('%s under the name of a key is one: %s', (value, isKey) => {
  expect(isLiteralSecret(SecretName.KEY, value, Writing.ENTRY)).toBe(isKey);
  expect(isLiteralSecret(SecretName.NO, value, Writing.ENTRY)).toBe(false);
});

const long = draw(ALNUM, 256, 'long');
test.each<[value: string, isRandom: boolean]>([
  ['a1b2c3d4a1b2c3d4', true], ['a1b2c3d4a1b2c3d', false], ['a1b2c3d3a1b2c3d3', false],
  [`${long}"`, true], [`${long.slice(1)}"`, false], ['1234567890123456', false],
  ['2024-10-31T101112xyzw', false], ['2024-10-3xT101112xyzw', true], ['/a1b2c3d4a1b2c3d4', false],
  ['aBcDeFgHiJkLmNoP', true], ['aBcDeFgHiJkLmNo1', true], ['abcdefghijklmnopqrst', false],
  ['abcdefghijklmn12', true], ['abcdefghijklmno1', false], ['acme-abcdefghijkl1234.x', false],
  ['\u00e9a1b2c3d4a1b2c3d4', false], ['a1b2c3d4a1b2c3d4\u00e9', false],
  ['FooBarBazQuxNopTes', false], ['aBcDefghijklmnop', false], ['aBcDeFghijklmnop', false], ['aBcDeFgHijklmnop', false],
  ['aBcDeFgHiJklmnop', true],
  ['acme-0123456789abcdef', true], ['acme-0123456789abcdef0', false], ['acme-0123456789abcdeg0', true],
  ['acme-abcdefghijklm123', false], ['acme-abcdefghijkl1234', true], ['acme-abc4567890123456', false],
  ['acme-abcd567890123456', true], ['acme-abcdefghijk1234', false], ['acme.abcdefghijkl1234', false],
  ['acme_abcdefghijkl1234', true], ['a-b-c-d-abcdefghijkl1234', true], ['a-b-c-d-e-abcdefghijkl1234', false],
])('%j looks drawn at random: %s', (value, isRandom) => {
  expect(looksRandom(value)).toBe(isRandom);
});

const pkcs1 = '\x02\x01\0\x02\x81';
const bag = '\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01';
const store = '\xfe\xed\xfe\xed\0\0\0';
test.each<[title: string, binary: string, found: boolean]>([
  ...['\x04', '\x7f', '\x81\x80', '\x81\xff', '\x82\x01\0', '\x82\xff\n', '\x83\x01\0\n', '\x83\xff\0\0']
    .map((length): [string, string, boolean] => ['a sequence', `\x30${length}${pkcs1}`, true]),
  ...['\x03', '\x80', '\x81\x7f', '\x82\0\xff', '\x83\0\xff\xff', '\x84\x01\0\0\0']
    .map((length): [string, string, boolean] => ['a length that is none', `\x30${length}${pkcs1}`, false]),
  ['another tag', `\x31\x10${pkcs1}`, false], ['something before it', `a\x30\x10${pkcs1}`, false],
  ['a version of PKCS #1', '\x30\x10\x02\x01\x01\x02\x82', true], ['the next', '\x30\x10\x02\x01\x02\x02\x82', false],
  ['a short modulus', '\x30\x10\x02\x01\0\x02\x80', false], ['a long one', '\x30\x10\x02\x01\0\x02\x83', false],
  ['a key of 20 bytes', '\x30\x10\x02\x01\x01\x04\x14', true], ['of 19', '\x30\x10\x02\x01\x01\x04\x13', false],
  ['a key of 72 bytes', '\x30\x10\x02\x01\x01\x04\x48', true], ['of 73', '\x30\x10\x02\x01\x01\x04\x49', false],
  ['a key with the bytes of PKCS #8 in it', '\x30\x20\x02\x01\x01\x04\x20\x02\x01\0\x30', true],
  ['SEC 1 of another version', '\x30\x10\x02\x01\0\x04\x20', false],
  ['SEC 1 behind a byte', '\x30\x10a\x02\x01\x01\x04\x20', false], ['PKCS #1 behind one', `\x30\x10a${pkcs1}`, false],
  ['PKCS #8', '\x30\x20\x02\x01\0\x30\x0d\x06', true], ['PKCS #8, version 1', '\x30\x20\x02\x01\x01\x30\x0d\x06', true],
  ['version 2', '\x30\x20\x02\x01\x02\x30\x0d\x06', false], ['no identifier', '\x30\x20\x02\x01\0\x30\x0d\x05', false],
  ['an empty algorithm', '\x30\x20\x02\x01\0\x30\x03\x06', false],
  ['PKCS #12 with a key', `\x30\x20\x02\x01\x03\x30${bag}`, true], ['a key bag alone', `xx${bag}`, false],
  ['with an encrypted key', `\x30\x20\x02\x01\x03\x30${bag.slice(0, -1)}\x02`, true],
  ['with a certificate', `\x30\x20\x02\x01\x03\x30${bag.slice(0, -1)}\x03`, false],
  ['another version', `\x30\x20\x02\x01\x04\x30${bag}`, false],
  ['a key store of Java', `${store}\x02\0\0\0\x01\0\0\0\x01`, true],
  ['version 1', `${store}\x01\0\0\n\0\0\0\0\x01`, true],
  ['version 3', `${store}\x03\0\0\0\x01\0\0\0\x01`, false],
  ['a certificate', `${store}\x02\0\0\0\x01\0\0\0\x02`, false],
  ['a byte before', `a${store}\x02\0\0\0\x01\0\0\0\x01`, false],
])('%s: %j is a private key: %s', (_title, binary, found) => {
  expect(findBinaryPrivateKey(binary) !== undefined).toBe(found);
});

const body = draw(HEX.slice(1), 40, 'token');
test.each<[token: string, found: boolean]>([
  [`sntrys_${body}${'x'.repeat(12)}${body}`, true], [`sntrys_${body}${'x'.repeat(12)}`, false],
  [`sk-${'a1b2c3d'.repeat(3)}`, true], [`sk-${'a1b2c3'.repeat(4)}`, false],
  ['sk-the-quick-brown-fox-jumps-20241', true], ['sk-the-quick-brown-fox2024', false],
  ['sk-the-quick-brown-fox20241', true], ['sk-the.quick-4brown-fox', false],
])('%s is a token: %s', (token, found) => {
  expect(findVendorToken(token) !== undefined).toBe(found);
});
