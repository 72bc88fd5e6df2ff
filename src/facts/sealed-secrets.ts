import { below, DocumentFault } from './document-fault';
import { secretMetadataFaults } from './object-labels';
import { isSet, mappingOf, plainFields, PlainFields } from './plain-fields';
import { beginsSealed } from './sealed-values';

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
