import { chmodSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { modeOf, temporaryFolder, testKey, testKeyBytes } from './support';
import { EncryptionKey } from '../../src/encryption/encryption-key';

function fromText(text: string, name = 'k'): EncryptionKey {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, text);
  return EncryptionKey.fromFile(name, path);
}

test('generate makes 32 random bytes, others each time', () => {
  const [one, two] = [EncryptionKey.generate('2026-11'), EncryptionKey.generate('2026-11')];
  expect(Buffer.from(one._base64(), 'base64')).toHaveLength(32);
  expect(one._base64()).not.toBe(two._base64());
  expect(one.name).toBe('2026-11');
});

test('nothing prints a key', () => {
  const key = EncryptionKey.generate('k');
  for (const form of [
    `${key}`,
    JSON.stringify([key]),
    inspect(key, { showHidden: true, depth: 9 }),
    inspect([{ key }]),
  ]) {
    expect(form).not.toContain(key._base64());
    expect(form).toContain('<encryption key k>');
  }
});

test('a key that is written is read again, has mode 0600, and is never overwritten', () => {
  const path = join(temporaryFolder(), 'deep', 'key');
  const key = EncryptionKey.generate('k');
  key.writeTo(path);
  expect(modeOf(path)).toBe('600');
  expect(EncryptionKey.fromFile('k', path)._base64()).toBe(key._base64());
  chmodSync(path, 0o644);
  key.writeTo(path);
  expect(modeOf(path)).toBe('600');
  expect(() => EncryptionKey.generate('k').writeTo(path)).toThrow(
    /a different file already exists; .*\. Choose another path, and another name for the key$/,
  );
  expect(readFileSync(path, 'utf8')).toBe(`${key._base64()}\n`);
});

describe('fromEnvironment', () => {
  test.each(['constructor', '__proto__', 'toString'])('%s is a variable only where it is set', (name) => {
    expect(() => EncryptionKey.fromEnvironment('k', name)).toThrow(`environment variable ${name} is not set`);
  });

  afterEach(() => { delete process.env.STRONGBOX_TEST_KEY; });

  test('takes base64', () => {
    process.env.STRONGBOX_TEST_KEY = testKeyBytes('env');
    expect(EncryptionKey.fromEnvironment('k', 'STRONGBOX_TEST_KEY')._base64()).toBe(testKeyBytes('env'));
  });

  test.each([undefined, ''])('says which variable is not set: %j', (text) => {
    if (text !== undefined) {
      process.env.STRONGBOX_TEST_KEY = text;
    }
    expect(() => EncryptionKey.fromEnvironment('k', 'STRONGBOX_TEST_KEY'))
      .toThrow('encryption key "k": environment variable STRONGBOX_TEST_KEY is not set');
  });

  test('says which variable holds a key of another length', () => {
    process.env.STRONGBOX_TEST_KEY = Buffer.alloc(16, 1).toString('base64');
    expect(() => EncryptionKey.fromEnvironment('k', 'STRONGBOX_TEST_KEY')).toThrow(
      'encryption key "k": environment variable STRONGBOX_TEST_KEY: secret is not of the expected length, got 16',
    );
  });

  test('says which variable is not set', () => {
    expect(() => EncryptionKey.fromEnvironment('k', 'STRONGBOX_TEST_KEY')).toThrow(
      'environment variable STRONGBOX_TEST_KEY is not set',
    );
  });

  test('does not repeat a key that is given in place of a name', () => {
    const secret = testKeyBytes('slip');
    expect(() => EncryptionKey.fromEnvironment('k', secret)).toThrow(
      /^encryption key "k": a text of 44 characters that is not the name of an environment variable/,
    );
    for (const slip of [
      () => EncryptionKey.fromEnvironment(secret, 'A'),
      () => EncryptionKey.fromFile(secret, 'x'),
      () => EncryptionKey.fromFile('k', secret),
      () => EncryptionKey.generate(secret),
    ]) {
      let message = '';
      try { slip(); } catch (error) { message = (error as Error).message; }
      expect(message).toContain('a text of 44 characters');
      expect(message).not.toContain(secret.slice(0, 10));
    }
  });
});

test.each([
  ['', 'is empty: secret is a mandatory field for a key'],
  ['not base64', 'secrets must be base64 encoded'],
  [Buffer.alloc(16, 1).toString('base64'), 'secret is not of the expected length, got 16, expected 32 bytes'],
  [Buffer.alloc(24, 1).toString('base64'), 'got 24, expected 32 bytes'],
  ['dGhpcyBpcyBwYXNzd29yZA==', 'secret is not of the expected length, got 16'],
  [
    Buffer.from('<BASE 64 ENCODED SECRET, 32 BYTE>').subarray(0, 32).toString('base64'),
    'is text: a passphrase, a placeholder',
  ],
  [Buffer.from('0123456789abcdef0123456789abcdef').toString('base64'), 'is text'],
  [Buffer.alloc(32).toString('base64'), 'repeats few byte values'],
  [Buffer.concat([randomLike(16), randomLike(16)]).toString('base64'), 'repeats few byte values'],
  [Buffer.from(Array.from({ length: 32 }, (_, index) => 128 + index)).toString('base64'), 'counts in even steps'],
  [
    Buffer.from(Array.from({ length: 32 }, (_, index) => (255 - 7 * index + 256) % 256)).toString('base64'),
    'counts in even steps',
  ],
])('a file with %j is refused without repeating it', (text, message) => {
  expect(() => fromText(text)).toThrow(message);
  try { fromText(text); } catch (error) { if (text !== '') expect((error as Error).message).not.toContain(text); }
});

function randomLike(length: number): Buffer {
  return Buffer.from(testKeyBytes('halves'), 'base64').subarray(0, length);
}

test('a file that is not there is named', () => {
  expect(() => EncryptionKey.fromFile('k', '/nonexistent/key')).toThrow(
    'encryption key "k": cannot read the file "/nonexistent/key": ENOENT',
  );
});

test.each(['', 'a:b', 'a b', '-a', 'ä'])('a key cannot be named %j', (name) => {
  expect(() => EncryptionKey.generate(name)).toThrow("a ':' ends the name in etcd");
});

test('weakFromFile takes what the API server takes', () => {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, `${Buffer.alloc(16, 1).toString('base64')}\n`);
  expect(EncryptionKey.weakFromFile('old', path)._length()).toBe(16);
  writeFileSync(path, Buffer.alloc(20, 1).toString('base64'));
  expect(() => EncryptionKey.weakFromFile('old', path)).toThrow(
    `the file ${JSON.stringify(path)}: secret is not of the expected length, got 20, expected one of 16, 24, 32 bytes`,
  );
});

test('the same seed makes the same test key', () => {
  expect(testKey('a')._base64()).toBe(testKeyBytes('a'));
});
