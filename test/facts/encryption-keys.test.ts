import { createHash } from 'crypto';
import * as fc from 'fast-check';
import { decodeBase64 } from '../../src/facts/base64';
import { isKeyInBase64, isKeyName, mayBeKey, weakKeyFault, weaknessOf } from '../../src/facts/encryption-keys';

const bytesOf = (seed: string) => createHash('sha256').update(`only for tests: ${seed}`).digest();

test('the API server skips line breaks in base64, and takes bits at the end that mean nothing', () => {
  const secret = Buffer.alloc(32, 7).toString('base64');
  expect(decodeBase64(`${secret.slice(0, 9)}\n${secret.slice(9)}\r\n`)).toHaveLength(32);
  expect(decodeBase64(secret.replace('c=', 'd='))).toEqual(Buffer.alloc(32, 7));
  for (const wrong of [secret.replace('=', ''), ` ${secret}`, `${secret}=`, '====', '<key>', 'a-_b']) {
    expect(decodeBase64(wrong)).toBeUndefined();
  }
});

test('a random key is never called weak', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (seed) => {
    expect(weaknessOf(bytesOf(Buffer.from(seed).toString('hex')))).toBeUndefined();
  }), { numRuns: 2000 });
});

test.each<[string, Buffer, RegExp]>([
  ['text', Buffer.from('a passphrase of 32 characters ...'.slice(0, 32)), /^is text/],
  ['text with tabs and line breaks', Buffer.from('a\tpassphrase\nof 32 characters..'.padEnd(32)), /^is text/],
  ['one byte', Buffer.alloc(32), /^repeats few byte values$/],
  [
    '16 byte values',
    Buffer.from(bytesOf('x').map((byte, at) => (at < 16 ? byte : bytesOf('x')[at - 16]))),
    /^repeats few/,
  ],
  ['even steps', Buffer.from(Array.from({ length: 32 }, (_, at) => 200 + at)), /^counts in even steps$/],
])('%s is weak', (_, key, reason) => {
  expect(weaknessOf(key)).toMatch(reason);
});

test('a short key is weak by its length', () => {
  expect(weakKeyFault(bytesOf('x').subarray(0, 16))).toBe('has 16 bytes, not 32');
  expect(weakKeyFault(bytesOf('x'))).toBeUndefined();
});

test('a name has no colon, and is not a key itself', () => {
  expect(['2026-11', 'k', 'a.b_c'].every(isKeyName)).toBe(true);
  expect(['a:b', '', '-a', 'a b', 'ä'].some(isKeyName)).toBe(false);
  const key = bytesOf('name');
  expect([isKeyInBase64(key.toString('base64')), isKeyInBase64('2026-11')]).toEqual([true, false]);
  expect(['base64url', 'hex', 'base64'].every((form) => mayBeKey(key.toString(form as BufferEncoding)))).toBe(true);
  expect(mayBeKey('key1')).toBe(false);
});

test.each([
  [Buffer.alloc(16, 0xa7).toString('base64'), true], [Buffer.alloc(32, 0xa7).toString('base64url'), true],
  [Buffer.alloc(17, 0xa7).toString('base64'), false], ['a'.repeat(21), false], ['!'.repeat(22), false],
  ['key-of-the-year-2026!!', false],
])('%s may be a key: %s', (text, expected) => {
  expect(mayBeKey(text)).toBe(expected);
});
