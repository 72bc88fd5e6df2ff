import { DocumentFault, dotted } from './document-fault';
import { plainFields, PlainFields, plainText } from './plain-fields';
import { hasFormOfSops, isCutSopsText, sopsPlainSize, sopsTypeOtherThanText } from './sops-ciphertext';
import {
  isEncryptedAt, isExcerptOfSops, isOfSops, openLeaves, selectorOf, SOPS_COMMAND, sopsMetadataFaults,
} from './sops-file';

/**
 * What SOPS writes into a Kubernetes Secret, and what must not be changed in it: the `mac` is over all values of the
 * file, in their order, and each ciphertext is bound to the path of its key. Comments are not in it: a file without its
 * comments decrypts (tried with SOPS 3.13.3, test/secrets/sources/sops-program.test.ts).
 *
 * @see https://github.com/getsops/sops/blob/v3.11.0/sops.go (`Tree.Encrypt`)
 * @see https://github.com/getsops/sops/blob/v3.11.0/stores/stores.go (`Metadata`)
 */
const FIELDS = ['data', 'stringData'];

/** The values of a Secret in the order of the file, with the field and key of each. */
export function* sopsValues(secret: PlainFields): Generator<readonly [field: string, key: string, value: unknown]> {
  for (const field of FIELDS) {
    for (const [key, value] of Object.entries(plainFields(secret[field]))) {
      yield [field, key, value];
    }
  }
}

/** Why a document is not a Secret that SOPS encrypted, or has a value that is not encrypted. */
export function* sopsFaults(document: PlainFields): Generator<DocumentFault> {
  if (isEncryptedAsAWhole(document)) {
    yield {
      at: ['kind'],
      text: `all of it is encrypted, also what Kubernetes reads; decrypt it, and encrypt it with ${SOPS_COMMAND}`,
    };
    return;
  }
  if (document.kind !== 'Secret' || document.apiVersion !== 'v1') {
    yield { at: ['kind'], text: 'it is not a Secret of apiVersion v1; give one that SOPS has encrypted' };
    return;
  }
  const name = plainFields(document.metadata).name;
  if (plainText(name) === '') {
    yield { at: ['metadata', 'name'], text: 'the Secret has no metadata.name; name it, and encrypt it again' };
  } else if (sopsPlainSize(plainText(name)) !== undefined) {
    yield { at: ['metadata', 'name'], text: `metadata.name is encrypted; encrypt the file with ${SOPS_COMMAND}` };
  }
  for (const [field, key, value] of sopsValues(document)) {
    if (value === '') {
      const text = `the value of key %q in ${field} is empty, and SOPS encrypts no empty value; leave out the key`;
      yield { at: [field, key], text, given: [key] };
    } else {
      yield* valueFaults(field, key, value);
    }
  }
  yield* sopsMetadataFaults(document, isCiphertext);
  if (isOfSops(document)) {
    yield* openElsewhere(document);
  }
}

/**
 * Why nothing decrypts an object that is applied as SOPS wrote it: of any kind, and by the settings of its file, which
 * may leave values in the clear. Ciphertext and metadata that were shortened are not judged.
 */
export function* sopsObjectFaults(object: PlainFields): Generator<DocumentFault> {
  const isSecret = object.kind === 'Secret' && object.apiVersion === 'v1';
  if (!isOfSops(object)) {
    const sealed = isSecret && [...sopsValues(object)].some(([, , value]) => isCiphertext(value));
    yield* sealed ? sopsMetadataFaults(object, isCiphertext) : [];
    return;
  }
  if (isEncryptedAsAWhole(object)) {
    return;
  }
  yield* isExcerptOfSops(object) ? [] : sopsMetadataFaults(object, hasFormOfSops);
  for (const [field, key, value] of isSecret ? sopsValues(object) : []) {
    const isSelected = isEncryptedAt(plainFields(object.sops), [field, key]) === 'yes';
    const isOpen = isSelected && value !== '' && !hasFormOfSops(plainText(value));
    if (isOpen || isCiphertext(value) || isCutSopsText(plainText(value))) {
      yield* valueFaults(field, key, value);
    }
  }
  yield* openElsewhere(object);
}

/**
 * A Secret in which the settings of SOPS select no value, so that it looks encrypted and is not.
 *
 * @see https://getsops.io/docs/#encrypting-only-parts-of-a-file
 */
export function sopsSelectsNothing(secret: PlainFields): DocumentFault | undefined {
  const values = [...sopsValues(secret)].filter(([, , value]) => value !== '');
  const sops = plainFields(secret.sops);
  const isOpen = isOfSops(secret) && values.length > 0 && values.every(([field, key, value]) =>
    !hasFormOfSops(plainText(value)) && isEncryptedAt(sops, [field, key]) === 'no');
  const field = selectorOf(secret);
  return isOpen ? {
    at: ['sops', field],
    text: `sops.${field} %q selects no value of the Secret, and all of them are in the clear; rotate what is secret `
      + `in it, and encrypt the file with ${SOPS_COMMAND}`,
    given: [plainText(sops[field])],
  } : undefined;
}

function isCiphertext(value: unknown): boolean {
  return sopsPlainSize(plainText(value)) !== undefined;
}

function isEncryptedAsAWhole({ kind, apiVersion }: PlainFields): boolean {
  return [kind, apiVersion].some((field) => hasFormOfSops(plainText(field)));
}

function* valueFaults(field: string, key: string, value: unknown): Generator<DocumentFault> {
  const type = sopsTypeOtherThanText(plainText(value));
  if (!isCiphertext(value)) {
    yield {
      at: [field, key],
      text: `the value of key %q in ${field} is not ciphertext of SOPS, or not all of it; if it is a plain value, `
        + `treat it as leaked: rotate it, and encrypt the file with ${SOPS_COMMAND}`,
      given: [key],
    };
  } else if (type !== undefined) {
    yield {
      at: [field, key],
      text: `the value of key %q in ${field} decrypts to ${type}, and the API server takes text alone; put it into `
        + 'quotes with `sops edit`',
      given: [key],
    };
  }
}

/** Values outside of the content of a Secret, such as a name, that SOPS would try to decrypt: the first one. */
function* openElsewhere(object: PlainFields): Generator<DocumentFault> {
  const content = object.kind === 'Secret' ? ['sops', ...FIELDS] : ['sops'];
  const [first, ...more] = openLeaves(object, Object.keys(object).filter((field) => !content.includes(field)));
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    yield {
      at: first.at,
      text: `the value of %q${others} is not ciphertext of SOPS, and sops.${selectorOf(object)} selects it, so that `
        + `nothing decrypts the file; encrypt it again with ${SOPS_COMMAND}`,
      given: [dotted(first.at)],
    };
  }
}
