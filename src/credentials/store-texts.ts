import { judgeName, SecretName } from './secret-names';
import { FieldPath } from '../facts/document-fault';
import { mappingOf, plainText } from '../facts/plain-fields';
import { FREE_MAPS } from '../facts/written-texts';

/** How deep texts are looked for. */
const DEPTH = 16;

/** Fields whose texts become parts of Secrets, and are judged as such. */
const TEMPLATES: ReadonlySet<string> = new Set([
  'template', 'destination', 'transformation', 'secretObjects', 'managedSecretReference', 'managedKubeSecretReferences',
  'managedKubeConfigMapReferences',
]);

/** A text of an object that describes a store. */
export interface StoreText {
  /** Where it is, from the spec. */
  readonly at: FieldPath;
  readonly text: string;

  /** What it is called, where that says what it is. */
  readonly name?: string;
}

/** Which parts are read, and which names say what a value is. */
interface Reading {
  /** Fields that are not read. */
  readonly skipped: ReadonlySet<string>;

  /** Least that a field of a schema has to say of its value. The key of a map always says what the value is. */
  readonly least: SecretName;
}

/** A field whose parts name a Secret and its keys: `passwordSecret`, `tokenSecretRef`, `valueFrom`. */
const REFERENCE = /(?:[a-z]Secret|Ref|Reference|Selector|From|secretKeys)$/;

/** In a store, a field that is not a password names a key or a Secret. */
const OF_STORE: Reading = { skipped: TEMPLATES, least: SecretName.PASSWORD };
const OF_CUSTOM: Reading = { skipped: new Set(), least: SecretName.TOKEN };

/** Texts in the spec of a store, a connection, a login or a generator: any of them may be a credential. */
export function storeTexts(spec: unknown): Generator<StoreText> {
  return textsIn(spec, [], undefined, DEPTH, OF_STORE);
}

/** Texts in a part of a custom object, such as the values of a Helm chart: any of them may be a credential. */
export function customTexts(part: unknown, at: FieldPath): Generator<StoreText> {
  return textsIn(part, at, undefined, DEPTH, OF_CUSTOM);
}

function* textsIn(
  value: unknown, at: FieldPath, name: string | undefined, depth: number, reading: Reading,
): Generator<StoreText> {
  if (typeof value === 'string') {
    yield { at, text: withoutReferences(value), name };
  } else if (depth > 0 && Array.isArray(value)) {
    for (const [index, item] of Array.from(value).entries()) {
      yield* textsIn(item, [...at, index], typeof item === 'string' ? name : undefined, depth - 1, reading);
    }
  } else if (depth > 0) {
    const fields = mappingOf(value) ?? {};
    const isFree = FREE_MAPS.has(String(at.at(-1)));
    const isReference = 'secretName' in fields || REFERENCE.test(String(at.at(-1)));
    for (const [field, part] of Object.entries(fields).filter(([key]) => isFree || !reading.skipped.has(key))) {
      const called = field === 'value' ? plainText(fields.name) || plainText(fields.key) || name || '' : field;
      const isNamed = !isReference && (isFree || field === 'value' || judgeName(called) >= reading.least);
      yield* textsIn(part, [...at, field], isNamed ? called : undefined, depth - 1, reading);
    }
  }
}

/** The objects of a SecretProviderClass are YAML that names keys of the store. */
function withoutReferences(text: string): string {
  return text.includes('\n') ? text.replace(/\b(?:secretKey|objectName|objectAlias|secretPath)\b/g, 'name') : text;
}
