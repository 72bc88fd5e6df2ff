import { below, DocumentFault } from './document-fault';
import { secretMetadataFaults } from './object-labels';
import { isSet, mappingOf, plainFields, PlainFields } from './plain-fields';

/**
 * A value that kubeseal encrypted: two bytes with the length of an RSA ciphertext, that ciphertext, and an AES-GCM
 * ciphertext with its tag.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets/blob/main/pkg/crypto/crypto.go
 */

const LENGTH_BYTES = 2;

/** Of a key of 1024 bits; kubeseal's controller makes one of 4096, and takes others. */
const SMALLEST_RSA_BYTES = 128;
const GCM_TAG_BYTES = 16;

/** Keys have a multiple of 512 bits, and at most 16384: random bytes seldom begin with such a number. */
const RSA_STEP = 64;
const LARGEST_RSA_BYTES = 2048;

/** Characters of base64 that the shortest has. */
const SHORTEST_TEXT = Math.ceil((LENGTH_BYTES + SMALLEST_RSA_BYTES + GCM_TAG_BYTES) * 4 / 3);
const SHORTEST = new RegExp(`^[A-Za-z0-9+/]{${SHORTEST_TEXT}}`);

/** Bytes of the value inside, since AES-GCM does not change the length; undefined for what cannot be a sealed value. */
export function sealedSize(sealed: Uint8Array): number | undefined {
  const rsaBytes = sealed.length < LENGTH_BYTES ? 0 : rsaBytesOf(sealed);
  const size = sealed.length - LENGTH_BYTES - rsaBytes - GCM_TAG_BYTES;
  return rsaBytes < SMALLEST_RSA_BYTES || size < 0 ? undefined : size;
}

/** Whether a text begins like a sealed value in base64. It may be cut: whoever reads it may see a part of it only. */
export function looksSealed(text: string): boolean {
  return SHORTEST.test(text) && beginsSealed(text);
}

/** Whether a text begins with the length of an RSA ciphertext, as `AgB…` does. */
function beginsSealed(text: string): boolean {
  const bytes = /^[A-Za-z0-9+/]{4}/.test(text) ? rsaBytesOf(Buffer.from(text.slice(0, 4), 'base64')) : 0;
  return bytes >= SMALLEST_RSA_BYTES && bytes <= LARGEST_RSA_BYTES && bytes % RSA_STEP === 0;
}

/** What is wrong with what stands in the place of a sealed value. It is not repeated: it may be the plain value. */
export function unsealedFault(key: string, value: unknown): DocumentFault {
  return {
    at: ['encryptedData', key],
    text: `the value of key %q${typeof value === 'string' ? ` (${value.length} characters)` : ''} is not ciphertext of `
      + 'kubeseal, or not all of it; if it is a plain value, treat it as leaked. Seal it with `kubeseal`, and give '
      + 'what it writes under `spec.encryptedData`',
    given: [key],
  };
}

/**
 * What the controller has against the spec of a SealedSecret. A value that begins as ciphertext does is not judged:
 * documentation cuts the rest.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets/blob/main/pkg/apis/sealedsecrets/v1alpha1/types.go
 */
export function* sealedSecretFaults(spec: PlainFields): Generator<DocumentFault> {
  // The older form has one ciphertext of a whole Secret.
  if (isSet(spec.data)) {
    return;
  }
  if (Object.keys(mappingOf(spec.encryptedData) ?? {}).length === 0) {
    yield { at: ['encryptedData'], text: 'encryptedData is empty; give the ciphertext of at least one key' };
  }
  const metadata = plainFields(plainFields(spec.template).metadata);
  yield* secretMetadataFaults(metadata).map((each) => below(['template', 'metadata'], each));
  for (const [key, value] of Object.entries(plainFields(spec.encryptedData))) {
    if (typeof value !== 'string' || !beginsSealed(value.trimStart())) {
      yield unsealedFault(key, value);
    }
  }
}

function rsaBytesOf([high, low]: Uint8Array): number {
  return high * 256 + low;
}
