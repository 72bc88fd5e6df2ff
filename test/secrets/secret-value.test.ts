import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { SecretValue } from '../../src/secrets/secret-value';

const reveal = (value: SecretValue) => value._reveal().toString();

describe('from the environment', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  test('the variable is read at once, exactly', () => {
    process.env.DB_PASSWORD = ' p ü\n';
    const value = SecretValue.fromEnvironment('DB_PASSWORD');
    process.env.DB_PASSWORD = 'later';
    expect(reveal(value)).toBe(' p ü\n');
  });

  test('base64 is decoded when the option says so', () => {
    process.env.KEYSTORE = Buffer.from([0, 255, 1]).toString('base64');
    expect(SecretValue.fromEnvironment('KEYSTORE', { base64: true })._reveal()).toEqual(Buffer.from([0, 255, 1]));
  });

  test('a line break at the end is left out when trimmed, also behind base64', () => {
    process.env.DB_PASSWORD = 'a\r\n';
    expect(reveal(SecretValue.fromEnvironment('DB_PASSWORD', { trimTrailingNewline: true }))).toBe('a');
    process.env.KEYSTORE = 'AP8=\n';
    const options = { base64: true, trimTrailingNewline: true };
    expect(SecretValue.fromEnvironment('KEYSTORE', options)._reveal()).toEqual(Buffer.from([0, 255]));
  });

  test.each(['constructor', '__proto__', 'toString'])('%s is a variable only where it is set', (name) => {
    expect(() => SecretValue.fromEnvironment(name)).toThrow(`no environment variable has the name "${name}"`);
  });

  test('a missing, an empty and an undecodable variable are named, without content', () => {
    delete process.env.DB_PASSWORD;
    process.env.EMPTY = '';
    process.env.NOT_BASE64 = 'hunter2!';
    expect(() => SecretValue.fromEnvironment('DB_PASSWORD')).toThrow(
      'no environment variable has the name "DB_PASSWORD"; set it where synth runs',
    );
    expect(() => SecretValue.fromEnvironment('EMPTY')).toThrow('environment variable "EMPTY" is empty');
    expect(() => SecretValue.fromEnvironment('NOT_BASE64', { base64: true })).toThrow(
      /^environment variable "NOT_BASE64" does not hold padded base64 on one line$/,
    );
  });

  test('a value given in place of a name is not repeated', () => {
    process.env.DB_PASSWORD = 'hunter2';
    expect(() => SecretValue.fromEnvironment(process.env.DB_PASSWORD!)).toThrow(
      /^no environment variable has the name that is the content of environment variable "DB_PASSWORD"; set/,
    );
    expect(() => SecretValue.fromEnvironment('-----BEGIN\nhunter2')).toThrow(
      /^no environment variable has the name given as a text of 18 characters, which cannot be one; set/,
    );
    expect(() => SecretValue.fromEnvironment('')).toThrow('no environment variable has the name ""');
  });
});

describe('from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secret-value-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test('every byte is kept', () => {
    const bytes = Buffer.from([0xff, 0, 0x0d, 0x0a]);
    expect(SecretValue.fromFile(file('bytes', bytes))._reveal()).toEqual(bytes);
  });

  test.each([
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    ['a\n\n', 'a\n'],
    ['a', 'a'],
    ['a\r', 'a\r'],
    ['\na', '\na'],
  ])('of %j, trimming keeps %j', (content, kept) => {
    expect(reveal(SecretValue.fromFile(file('text', content), { trimTrailingNewline: true }))).toBe(kept);
  });

  test('a file that is missing, no file, or empty is named', () => {
    const missing = join(folder, 'missing');
    expect(() => SecretValue.fromFile(missing)).toThrow(`cannot read the file "${missing}": ENOENT`);
    expect(() => SecretValue.fromFile(folder)).toThrow(`cannot read the file "${folder}": EISDIR`);
    expect(() => SecretValue.fromFile(file('empty', ''))).toThrow('empty" is empty; write the value to it');
    expect(() => SecretValue.fromFile(file('newline', '\n'), { trimTrailingNewline: true })).toThrow(
      'newline" is empty',
    );
  });

  test('a value given in place of a path is not repeated', () => {
    expect(() => SecretValue.fromFile('-----BEGIN PRIVATE KEY-----\nhunter2')).toThrow(
      /^cannot read the file given as a text of 35 characters, which cannot be one: ENOENT$/,
    );
    expect(() => SecretValue.fromFile('h'.repeat(5000))).toThrow(
      /^cannot read the file given as a text of 5000 characters, which cannot be one: ENAMETOOLONG$/,
    );
    expect(() => SecretValue.fromFile('a\0b')).toThrow(
      /^cannot read the file given as a text of 3 characters, which cannot be one: ERR_INVALID_ARG_VALUE$/,
    );
  });
});

test('plain text and base64 that stand in the source', () => {
  expect(reveal(SecretValue.unsafePlainText('ü'))).toBe('ü');
  expect(reveal(SecretValue.unsafePlainText(''))).toBe('');
  expect(SecretValue.unsafeBase64('AP8=')._reveal()).toEqual(Buffer.from([0, 255]));
  expect(() => SecretValue.unsafeBase64('hunter2')).toThrow(
    /^a text of 7 characters is not padded base64 without line breaks$/,
  );
});
