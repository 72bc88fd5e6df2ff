import * as fc from 'fast-check';
import { decodeBase64, decodeCanonicalBase64, decodedSize } from '../../src/facts/base64';

const encoded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

test('bytes come back', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    expect(decodeCanonicalBase64(encoded(bytes))).toEqual(Buffer.from(bytes));
    expect(decodeBase64(encoded(bytes))).toEqual(Buffer.from(bytes));
    expect(decodedSize(encoded(bytes))).toBe(bytes.length);
  }));
});

test('bytes come back from broken lines, and have the same size', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.integer({ min: 1, max: 80 }),
      fc.constantFrom('\n', '\r\n'),
      (bytes, width, lineBreak) => {
        const broken = encoded(bytes).replace(new RegExp(`.{${width}}`, 'g'), `$&${lineBreak}`);
        expect(decodeBase64(broken)).toEqual(Buffer.from(bytes));
        expect(decodedSize(broken)).toBe(bytes.length);
      },
    ),
  );
});

test.each(['a', 'aa', 'aa=', ' aaaa', 'aaaa!', 'a_-a', '===='])('%j is not base64', (text) => {
  expect(decodeBase64(text)).toBeUndefined();
  expect(decodeCanonicalBase64(text)).toBeUndefined();
});

test.each(['aa==\n', 'ab=='])('%j is read as Go reads it, and is not the one text of its bytes', (text) => {
  expect(decodeBase64(text)).toEqual(Buffer.from('69', 'hex'));
  expect(decodeCanonicalBase64(text)).toBeUndefined();
});
