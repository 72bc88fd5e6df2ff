import { ALNUM, draw } from './corpus';
import { findCredential } from '../../src/credentials/detector';
import { findUrlPassword } from '../../src/credentials/url-passwords';

/** What a value under a telling name is, by its form: boundaries of what is taken for a secret. */

const found = (value: string, name: string) => findCredential(value, name) !== undefined;

test.each<[value: string, password: boolean, secret: boolean]>([
  // Numbers: a PIN has four digits.
  ['1234', true, false], ['123', false, false],
  // Words of settings in lower case name an option; one that is called a password is one.
  ['enabled', false, false], ['Enabled', false, false],
  // Notorious ones, however they are written.
  ['hunter', true, false], ['Hunter', true, false], ['super-secret', true, false],
  // Words.
  ['ab', false, false], ['abc', true, false], ['Harbour', true, false],
  // Joined words: all letters, or a passphrase.
  ['tall-grey-heron', true, false], ['tall-secret-heron', false, false], ['tall/grey/heron', false, false],
  // Names of variables and calls.
  ['config.db.host', true, false], ['config.db.password', false, false], ["getenv('HOST')", false, false],
  ["getenv('HOST')7x", true, false], ["7getenv('HOST')x", true, false],
  // Constants and places.
  ['0x7f', false, false], ['0x7g', true, false], ['/run/shop', false, false], ['s3://shop/x1', false, false],
  ['C:\\shop1', false, false], ['~/shop1', false, false],
  // Types.
  ['varchar(16)', false, false], ['String?', false, false],
])('%j is a password: %s, a secret: %s', (value, password, secret) => {
  expect([found(value, 'password'), found(value, 'clientSecret')]).toEqual([password, secret]);
});

test.each<[title: string, value: string, isRandom: boolean]>([
  ['sixteen characters', draw(ALNUM, 16, 'random'), true],
  ['a blank inside', `${draw(ALNUM, 16, 'random')} ${draw(ALNUM, 8, 'random')}`, false],
  ['a quote inside', `${draw(ALNUM, 16, 'random')}"${draw(ALNUM, 8, 'random')}`, false],
  ['a letter above ASCII', `${draw(ALNUM, 16, 'random')}é`, false],
  ['a date', '2024-10-31-shop-of-the-harbour', false],
  ['a time behind a word', 'x2024-10-31T10:11:12.131Z', true],
  ['characters that come again', 'a1b1a1b1a1b1a1b1a1b1a1b1', false],
  ['digits alone', '48151623421080480815', false],
])('%s: random %s', (_title, value, isRandom) => {
  expect(found(value, 'api_key_secret')).toBe(isRandom);
});

test.each<[url: string, isPassword: boolean]>([
  ['postgres://shop:kW3x@db/x', true],
  ['postgres://shop:kW3x@', true],
  ['://shop:kW3x@db', false],
  ['é://shop:kW3x@db', false],
  ['postgres://shop@db', false],
  ['postgres://db:5432/x@y', false],
  ['postgres://db:5432/x:y@z', false],
  ['postgres://db:5432?x:y@z', false],
  ['postgres://db:5432#x:y@z', false],
  ['postgres://shop:kW3x db@x', false],
  ['docker://shop/image:tag@sha256:f00', false],
  ['docker://image:tag@sha256:f00', false],
  ['docker://image:tag@sha512:f00', true],
  // A substitution may hold any character, and what stands behind it is read on.
  ['postgres://shop:${PASSWORD:-a/b}@db', false],
  ['postgres://shop:$(cat /run/x)@db', false],
  ['postgres://${USER:-a/b}:kW3x@db', true],
  ['postgres://$(cat /run/x):kW3x@db', true],
  ['postgres://${USER}/x:kW3x@db', false],
  ['postgres://$(user)/x:kW3x@db', false],
  ['postgres://shop:%24%7BPASSWORD%7D@db', false],
  ['postgres://shop:%zz@db', true],
  ['postgres://one/x postgres://shop:kW3x@db', true],
  ['postgres:\\/\\/shop:kW3x@db', true],
  ['shop:kW3x@tcp(db:3306)/x', true],
  ['shop:kW3x@udp(db:3306)/x', true],
  ['shop:kW3x@ftp(db:3306)/x', false],
  ['shop:changeme@tcp(db)/x shop:kW3x@tcp(db)/x', true],
  ['jdbc:oracle:thin:shop/kW3x@db', true],
  ['jdbc:oracle:oci:shop/kW3x@db', true],
  ['jdbc:oracle:kprb:shop/kW3x@db', false],
])('%j has a password: %s', (url, isPassword) => {
  expect(findUrlPassword(url) !== undefined).toBe(isPassword);
});
