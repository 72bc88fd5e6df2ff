import * as fc from 'fast-check';
import { decodeBase64 } from '../../src/data/base64';

test('bytes come back', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes));
  }));
});

test.each(['a', 'aa', 'aa=', 'aa==\n', ' aaaa', 'aaaa!', 'a_-a', '====', 'ab=='])('%j is not padded base64 on one line', (text) => {
  expect(decodeBase64(text)).toBeUndefined();
});
