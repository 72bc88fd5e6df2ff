import { randomBytes } from 'crypto';
import { App, Chart } from 'cdk8s';
import { isReference } from '../../src/credentials/placeholders';
import { looksSealed, sealedSize } from '../../src/facts/sealed-values';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecureSecret } from '../../src/secrets/secure-secret';

/** What kubeseal writes for a value of some bytes, with a key of some bits. */
function sealed(bits: number, size = 12): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bits / 8);
  return Buffer.concat([length, randomBytes(bits / 8 + size + 16)]);
}

function isTaken(bytes: Buffer): boolean {
  try {
    new SecureSecret(new Chart(new App(), 'test', { namespace: 'shop' }), 'Db', {
      source: SecretSource.sealedSecret({ name: 'db', encryptedData: { password: bytes.toString('base64') } }),
    });
    return true;
  } catch {
    return false;
  }
}

test.each([1024, 2048, 3072, 4096, 8192, 16384])('a value sealed by a key of %d bits is one for both', (bits) => {
  expect(sealedSize(sealed(bits, 5))).toBe(5);
  expect(isTaken(sealed(bits))).toBe(true);
  expect(isReference(sealed(bits).toString('base64'))).toBe(true);
  expect(looksSealed(sealed(bits, 0).toString('base64'))).toBe(true);
});

test.each([
  ['too small a key', sealed(512)],
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.alloc(1)],
])('%s is not a sealed value for either', (_, bytes) => {
  expect(isTaken(bytes)).toBe(false);
  expect(isReference(bytes.toString('base64'))).toBe(false);
});

test('what is cut is refused by the construct, and still not a credential', () => {
  for (const bytes of [sealed(2048).subarray(0, 200), sealed(2048, 0).subarray(0, 2 + 256 + 15)]) {
    expect(sealedSize(bytes)).toBeUndefined();
    expect(isReference(bytes.toString('base64'))).toBe(true);
  }
});

test('random bytes are seldom taken for a sealed value', () => {
  const texts = Array.from({ length: 2000 }, () => randomBytes(2048).toString('base64'));
  expect(texts.filter(looksSealed).length).toBeLessThan(10);
});
