import { API_VERSION, ConfigDocument, keyBytes, KIND, LOCAL_KINDS } from './document';
import { kmsProblems } from './kms-rules';
import { Fields, fieldsOf, unknownFields } from './plain-fields';
import { maskProblems, resourceProblems } from './resource-rules';

/**
 * Everything that the API server refuses in an encryption file (`ValidateEncryptionConfiguration`, the strict decoder and the
 * loader of kubernetes/apiserver), in its words. It is told of the whole file at once, and never of a key's bytes.
 *
 * @param document the parsed file
 */
export function documentProblems(document: unknown): string[] {
  if (document === undefined || document === null) return ["EncryptionConfiguration can't be nil"];
  const fields = fieldsOf(document);
  if (!fields) return ['an EncryptionConfiguration is a map'];
  const problems = unknownFields('', fields, ['apiVersion', 'kind', 'resources']);
  if (fields.apiVersion !== API_VERSION || fields.kind !== KIND) {
    problems.push(`apiVersion and kind must be ${JSON.stringify(API_VERSION)} and ${JSON.stringify(KIND)}`);
  }
  const entries = listOf(fields.resources);
  if (!entries || entries.length === 0) return [...problems, 'at least one resources is required'];
  const kmsNames = new Set<string>();
  const ofEntries = entries.flatMap((entry, index) => entryProblems(`resources[${index}]`, entry, kmsNames));
  const all = [...problems, ...ofEntries];
  return all.length > 0 ? all : maskProblems((document as ConfigDocument).resources.map((entry) => entry.resources));
}

function entryProblems(where: string, entry: unknown, kmsNames: Set<string>): string[] {
  const fields = fieldsOf(entry);
  if (!fields) return [`${where} must be a map`];
  let problems = unknownFields(where, fields, ['resources', 'providers']);
  const resources = listOf(fields.resources) ?? [];
  const providers = listOf(fields.providers) ?? [];
  if (resources.length === 0) {
    problems.push(`at least one ${where}.resources is required`);
  } else if (!resources.every((resource) => typeof resource === 'string' || resource === null)) {
    problems.push(`${where}.resources must be a list of strings`);
  } else {
    const names = resources.map((resource) => resource as string | null ?? '');
    problems = [...problems, ...resourceProblems(`${where}.resources`, names)];
  }
  if (providers.length === 0) problems.push(`at least one ${where}.providers is required`);
  return [
    ...problems,
    ...providers.flatMap((provider, index) => providerProblems(`${where}.providers[${index}]`, provider, kmsNames)),
  ];
}

function providerProblems(where: string, provider: unknown, kmsNames: Set<string>): string[] {
  const fields = fieldsOf(provider);
  if (!fields) return [`${where} must be a map`];
  const problems = unknownFields(where, fields, [...LOCAL_KINDS, 'kms', 'identity']);
  const kinds = [...LOCAL_KINDS, 'kms', 'identity'].filter((kind) => fields[kind] !== undefined && fields[kind] !== null);
  if (kinds.length === 0) {
    return [...problems, `${where}: provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity (an identity provider is written 'identity: {}')`];
  }
  if (kinds.length > 1) {
    return [...problems, `${where}: more than one provider specified in a single element, should split into different list elements; got ${kinds.join(' and ')}`];
  }
  const [kind] = kinds;
  const content = fieldsOf(fields[kind]);
  if (!content) return [...problems, `${where}.${kind} must be a map`];
  if (kind === 'identity') return [...problems, ...unknownFields(`${where}.identity`, content, [])];
  if (kind === 'kms') return [...problems, ...kmsProblems(`${where}.kms`, content, kmsNames)];
  return [...problems, ...keysProblems(`${where}.${kind}`, content, kind === 'secretbox' ? [32] : [16, 24, 32])];
}

function keysProblems(where: string, fields: Fields, lengths: readonly number[]): string[] {
  const problems = unknownFields(where, fields, ['keys']);
  const keys = listOf(fields.keys) ?? [];
  if (keys.length === 0) problems.push(`${where}: at least one keys is required`);
  return [...problems, ...keys.flatMap((key, index) => keyProblems(`${where}.keys[${index}]`, key, lengths))];
}

function keyProblems(where: string, key: unknown, lengths: readonly number[]): string[] {
  const fields = fieldsOf(key);
  if (!fields) return [`${where} must be a map`];
  const problems = unknownFields(where, fields, ['name', 'secret']);
  for (const field of ['name', 'secret']) {
    if (fields[field] === undefined || fields[field] === null || fields[field] === '') {
      problems.push(`${where}.${field}: ${field} is a mandatory field for a key`);
    } else if (typeof fields[field] !== 'string') {
      problems.push(`${where}.${field} must be a string; put it in quotes`);
    }
  }
  if (problems.length > 0) return problems;
  const bytes = keyBytes(fields.secret as string);
  if (bytes === undefined) return [`${where}.secret: secrets must be base64 encoded`];
  if (!lengths.includes(bytes.length)) {
    return [`${where}.secret: secret is not of the expected length, got ${bytes.length}, expected one of ${lengths.join(', ')}`];
  }
  return [];
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
