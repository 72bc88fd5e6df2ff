/**
 * What the API server refuses in its encryption file, in its words, and what it takes and reads otherwise than it was
 * meant.
 *
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/apis/apiserver/validation/validation_encryption.go
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/server/options/encryptionconfig/config.go
 */

import { decodeBase64 } from './base64';
import { dotted, DocumentFault, FieldPath, unknownFields } from './document-fault';
import { API_VERSION, KIND, LOCAL_KINDS, readEntries } from './encryption-document';
import { AES_KEY_LENGTHS, KEY_BYTES } from './encryption-keys';
import { DECODED_STRICTLY, isKmsV1, KMS_VERSION_MISSING, kmsFaults } from './encryption-kms';
import { maskFaults, resourceListFaults } from './encryption-resources';
import { isSet, mappingOf, PlainFields } from './plain-fields';

const PROVIDERS: readonly string[] = [...LOCAL_KINDS, 'kms', 'identity'];
const NO_PROVIDER = 'provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity';

/**
 * Everything that is wrong with a file (`ValidateEncryptionConfiguration`, the strict decoder and the loader of
 * kubernetes/apiserver), and never a byte of a key.
 *
 * @param document the parsed file
 */
export function encryptionFaults(document: unknown): DocumentFault[] {
  if (!isSet(document)) {
    return [{ at: [], text: "EncryptionConfiguration can't be nil" }];
  }
  const fields = mappingOf(document);
  if (fields === undefined) {
    return [{ at: [], text: 'an EncryptionConfiguration is a map' }];
  }
  const faults = unknownFields([], fields, ['apiVersion', 'kind', 'resources'], DECODED_STRICTLY);
  if (fields.apiVersion !== API_VERSION || fields.kind !== KIND) {
    faults.push({
      at: [fields.kind === KIND ? 'apiVersion' : 'kind'],
      text: `apiVersion and kind must be "${API_VERSION}" and "${KIND}"`,
    });
  }
  const entries = listOf(fields.resources);
  if (entries.length === 0) {
    return [...faults, emptyList(['resources'], fields.resources, 'resources')];
  }
  const kmsNames = new Set<string>();
  faults.push(...entries.flatMap((entry, index) => entryFaults(['resources', index], entry, kmsNames)));
  // The loader comes to masked entries only where all else is right.
  return faults.length > 0 ? faults : maskFaults(readEntries(document));
}

/** KMS providers without a version, which the API server takes for version 1. */
export function missingVersionFaults(document: unknown): DocumentFault[] {
  return readEntries(document).flatMap((entry) => entry.providers)
    .filter(({ kind, settings }) => kind === 'kms' && isKmsV1(settings) && settings.apiVersion !== 'v1')
    .map(({ at }) => ({ at: [...at, 'apiVersion'], text: KMS_VERSION_MISSING }));
}

function entryFaults(at: FieldPath, entry: unknown, kmsNames: Set<string>): DocumentFault[] {
  const fields = mappingOf(entry);
  if (fields === undefined) {
    return [notMap(at)];
  }
  const providers = listOf(fields.providers);
  return [
    ...unknownFields(at, fields, ['resources', 'providers'], DECODED_STRICTLY),
    ...resourcesFaults([...at, 'resources'], fields.resources),
    ...providers.length > 0 ? [] : [emptyList([...at, 'providers'], fields.providers)],
    ...providers.flatMap((provider, index) => providerFaults([...at, 'providers', index], provider, kmsNames)),
  ];
}

function resourcesFaults(at: FieldPath, value: unknown): DocumentFault[] {
  const resources = listOf(value);
  if (resources.length === 0) {
    return [emptyList(at, value)];
  }
  if (!resources.every((resource) => typeof resource === 'string' || resource === null)) {
    return [{ at, text: 'must be a list of strings' }];
  }
  return resourceListFaults(at, resources.map((resource) => resource as string | null ?? ''));
}

function providerFaults(at: FieldPath, provider: unknown, kmsNames: Set<string>): DocumentFault[] {
  const fields = mappingOf(provider);
  if (fields === undefined) {
    return [notMap(at)];
  }
  const unknown = unknownFields(at, fields, PROVIDERS, DECODED_STRICTLY);
  const kinds = PROVIDERS.filter((kind) => isSet(fields[kind]));
  if (kinds.length > 1) {
    return [...unknown, {
      at,
      text: 'more than one provider specified in a single element, should split into different list elements; got '
        + kinds.join(' and '),
    }];
  }
  if (kinds.length === 0) {
    return unknown.length === 0
      ? [{ at, text: `${NO_PROVIDER} (an identity provider is written 'identity: {}')` }]
      : unknown.map((fault) => ({ ...fault, text: `${fault.text}; ${NO_PROVIDER}` }));
  }
  return [...unknown, ...settingsFaults([...at, kinds[0]], kinds[0], fields[kinds[0]], kmsNames)];
}

function settingsFaults(at: FieldPath, kind: string, settings: unknown, kmsNames: Set<string>): DocumentFault[] {
  const fields = mappingOf(settings);
  if (fields === undefined) {
    return [notMap(at)];
  }
  switch (kind) {
    case 'identity':
      return unknownFields(at, fields, [], DECODED_STRICTLY);
    case 'kms':
      return kmsFaults(at, fields, kmsNames);
    default:
      return keysFaults(at, fields, kind === 'secretbox' ? [KEY_BYTES] : AES_KEY_LENGTHS);
  }
}

function keysFaults(at: FieldPath, fields: PlainFields, lengths: readonly number[]): DocumentFault[] {
  const keys = listOf(fields.keys);
  return [
    ...unknownFields(at, fields, ['keys'], DECODED_STRICTLY),
    ...keys.length > 0 ? [] : [emptyList([...at, 'keys'], fields.keys, 'keys')],
    ...keys.flatMap((key, index) => keyFaults([...at, 'keys', index], key, lengths)),
  ];
}

function keyFaults(at: FieldPath, key: unknown, lengths: readonly number[]): DocumentFault[] {
  const fields = mappingOf(key);
  if (fields === undefined) {
    return [notMap(at)];
  }
  const faults = [
    ...unknownFields(at, fields, ['name', 'secret'], DECODED_STRICTLY),
    ...['name', 'secret'].flatMap((field): DocumentFault[] => {
      if (!isSet(fields[field]) || fields[field] === '') {
        return [{ at: [...at, field], text: `${field} is a mandatory field for a key` }];
      }
      return typeof fields[field] === 'string' ? []
        : [{ at: [...at, field], text: `${field} must be a string; put it in quotes` }];
    }),
  ];
  if (typeof fields.secret !== 'string' || fields.secret === '') {
    return faults;
  }
  const bytes = decodeBase64(fields.secret);
  if (bytes === undefined) {
    return [...faults, { at: [...at, 'secret'], text: 'secrets must be base64 encoded' }];
  }
  return lengths.includes(bytes.length) ? faults : [...faults, {
    at: [...at, 'secret'],
    text: `secret is not of the expected length, got ${bytes.length}, expected one of ${lengths.join(', ')}`,
  }];
}

function emptyList(at: FieldPath, value: unknown, name = dotted(at)): DocumentFault {
  return { at, text: isSet(value) && !Array.isArray(value) ? 'must be a list' : `at least one ${name} is required` };
}

function notMap(at: FieldPath): DocumentFault {
  return { at, text: 'must be a map' };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
