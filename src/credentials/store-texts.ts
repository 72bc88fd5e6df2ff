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

/** Texts in the spec of a store, a connection, a login or a generator: any of them may be a credential. */
export function storeTexts(spec: unknown): Generator<StoreText> {
  return textsIn(spec, [], undefined, DEPTH);
}

function* textsIn(value: unknown, at: FieldPath, name: string | undefined, depth: number): Generator<StoreText> {
  if (typeof value === 'string') {
    yield { at, text: withoutReferences(value), name };
  } else if (depth > 0 && Array.isArray(value)) {
    for (const [index, item] of Array.from(value).entries()) {
      yield* textsIn(item, [...at, index], undefined, depth - 1);
    }
  } else if (depth > 0) {
    const fields = mappingOf(value) ?? {};
    const isFree = FREE_MAPS.has(String(at.at(-1)));
    for (const [field, part] of Object.entries(fields).filter(([key]) => isFree || !TEMPLATES.has(key))) {
      const called = field === 'value' ? plainText(fields.name) || plainText(fields.key) : field;
      const isNamed = isTelling(called, isFree || field === 'value');
      yield* textsIn(part, [...at, field], isNamed ? called : undefined, depth - 1);
    }
  }
}

/** A field of a schema names a key or a Secret unless it is a password; the key of a map says what the value is. */
function isTelling(name: string, isFree: boolean): boolean {
  return isFree || judgeName(name) === SecretName.PASSWORD;
}

/** The objects of a SecretProviderClass are YAML that names keys of the store. */
function withoutReferences(text: string): string {
  return text.includes('\n') ? text.replace(/\b(?:secretKey|objectName|objectAlias|secretPath)\b/g, 'name') : text;
}
