import { decodeBase64 } from './base64';
import { DocumentFault } from './document-fault';
import { plainFields, PlainFields, plainList, plainText } from './plain-fields';

/**
 * What SOPS writes into a Kubernetes Secret, and what must not be changed in it: the `mac` is over all values of the
 * file, in their order, and each ciphertext is bound to the path of its key. Comments are not in it: a file without its
 * comments decrypts (tried with SOPS 3.13.3, test/secrets/sources/sops-program.test.ts).
 *
 * @see https://github.com/getsops/sops/blob/v3.11.0/aes/cipher.go
 * @see https://github.com/getsops/sops/blob/v3.11.0/sops.go (`Tree.Encrypt`)
 * @see https://github.com/getsops/sops/blob/v3.11.0/stores/stores.go (`Metadata`)
 */
const CIPHERTEXT = /^ENC\[AES256_GCM,data:([^,]+),iv:([^,]+),tag:([^,]+),type:(?:str|int|float|bool|bytes|time)\]$/;

/** Where SOPS writes for whom the key of a file is encrypted. */
const RECIPIENTS = ['kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'hckms', 'age', 'pgp', 'key_groups'];

const FIELDS = ['data', 'stringData'];

/** Encrypts what is secret in a Secret, and leaves what Kubernetes reads. */
const COMMAND = '`sops --encrypt --encrypted-regex \'^(data|stringData)$\'`';

/** Bytes of the value in a ciphertext of SOPS, which keeps their number; undefined for what is not all of one. */
export function sopsPlainSize(text: string): number | undefined {
  const parts = CIPHERTEXT.exec(text)?.slice(1).map((part) => decodeBase64(part));
  return parts === undefined || parts.includes(undefined) ? undefined : parts[0]!.length;
}

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
  if ([document.kind, document.apiVersion].some((field) => sopsPlainSize(plainText(field)) !== undefined)) {
    yield {
      at: ['kind'],
      text: `all of it is encrypted, also what Kubernetes reads; decrypt it, and encrypt it with ${COMMAND}`,
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
    yield { at: ['metadata', 'name'], text: `metadata.name is encrypted; encrypt the file with ${COMMAND}` };
  }
  yield* valueFaults(document);
  yield* metadataFaults(document.sops);
}

function* valueFaults(document: PlainFields): Generator<DocumentFault> {
  for (const [field, key, value] of sopsValues(document)) {
    if (value === '') {
      const text = `the value of key %q in ${field} is empty, and SOPS encrypts no empty value; leave out the key`;
      yield { at: [field, key], text, given: [key] };
    } else if (sopsPlainSize(plainText(value)) === undefined) {
      yield {
        at: [field, key],
        text: `the value of key %q in ${field} is not ciphertext of SOPS, or not all of it; if it is a plain value, `
          + `treat it as leaked: rotate it, and encrypt the file with ${COMMAND}`,
        given: [key],
      };
    }
  }
}

function* metadataFaults(given: unknown): Generator<DocumentFault> {
  const sops = plainFields(given);
  if (Object.keys(sops).length === 0) {
    yield { at: [], text: `it has no field \`sops\`, without which nothing decrypts it; encrypt it with ${COMMAND}` };
  } else if (sopsPlainSize(plainText(sops.mac)) === undefined) {
    const text = 'sops.mac is missing, or not ciphertext of SOPS; take the whole file that SOPS wrote';
    yield { at: ['sops', 'mac'], text };
  } else if (RECIPIENTS.every((field) => plainList(sops[field]).length === 0)) {
    const text = `sops names no key that decrypts the file (${RECIPIENTS.join(', ')}); encrypt it again`;
    yield { at: ['sops'], text };
  }
}
