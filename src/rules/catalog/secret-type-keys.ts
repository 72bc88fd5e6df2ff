import { isPlaceholder } from '../../credentials/placeholders';
import { decodeBase64 } from '../../facts/base64';
import { isFilledInLater } from '../../facts/filled-in-later';
import { ContentFault, contentFaults, nameOfContent, PlaceFault, placeFaults } from '../../facts/secret-content';
import { missingAnnotation, missingKeys, needsOfType } from '../../facts/secret-types';
import { Graph } from '../../manifest/graph';
import { keysOf, Production } from '../../manifest/producers';
import { fieldsOf, isFields, pointerTo, textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { quoted } from '../../redaction/quoted';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretTypeKeys: GraphRule = {
  id: 'secret-type-keys',
  category: RuleCategory.VALUES,
  title: 'a Secret does not have what its type needs',
  rationale:
    'The API server refuses a Secret of a built-in type without the keys of that type, a docker config that is ' +
    'not JSON, and a Secret for a token of a service account without the annotation that names the account. That ' +
    'holds for a Secret that a controller makes, too: it is then never made. Other faults the API server accepts, ' +
    'but programs cannot use the Secret: a certificate that is not PEM or not that of the private key, an SSH key ' +
    'without its last line break, a docker config without a registry, a bootstrap token in a Secret with a name ' +
    'that nothing reads. These are warnings. Placeholders, certificates that are cut short with dots, and empty ' +
    'values that a tool fills in later are not reported.',
  remediation: 'Add the key or correct its value, or leave the type out: a Secret of type Opaque may have any keys.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, types', 'concepts/configuration/secret/#secret-types')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('', 'Secret')) {
      const type = textOf(resource.object.type);
      yield* missing(resource, resource.pointer, type, keysOf(resource), resource.object.metadata.annotations);
      yield* wrongContent(resource, type);
    }
    for (const production of graph.productions) {
      yield* missingOfProduction(production);
    }
  },
};

function* missing(
  resource: Resource, pointer: string, type: string, keys: readonly string[] | undefined, annotations: unknown,
): Generator<Violation> {
  const annotation = missingAnnotation(type, annotations);
  const absent = keys === undefined ? [] : missingKeys(type, keys);
  const parts = absent.map((group) => `key ${group.map((key) => `"${key}"`).join(' or ')}`);
  if (annotation !== undefined) {
    parts.push(`annotation ${annotation}`);
  }
  if (parts.length > 0) {
    yield levelled(
      violation(resource, pointer, `type ${type} needs ${parts.join(' and ')}`),
      needsOfType(type).refused,
    );
  }
}

/** A producer may have a type and not show the keys: those of a path in a store. */
function* missingOfProduction({ by, keys, type, name, namespace }: Production): Generator<Violation> {
  if (type !== undefined) {
    yield* missing(by, type.pointer, type.name, keys, type.annotations);
    for (const fault of placesWithFaults(type.name, name, namespace)) {
      yield levelled(violation(by, type.pointer, placeInWords(fault)), false);
    }
  }
}

/** What a value is, as the API server reads it, and where it stands. */
interface Values {
  readonly bytes: Map<string, Buffer>;
  readonly pointers: Map<string, string>;
}

function* wrongContent(resource: Resource, type: string): Generator<Violation> {
  // Values that SOPS encrypted stand in the place of those that are applied.
  if (isFields(resource.object.sops)) {
    return;
  }
  const { bytes, pointers } = valuesOf(resource);
  for (const fault of contentFaults(type, bytes)) {
    if (!isLeftOpen(fault)) {
      yield levelled(violation(resource, pointers.get(fault.key) ?? resource.pointer, fault.text), fault.refused);
    }
  }
  yield* wrongPlace(resource, type, bytes);
}

/** Values of `stringData` replace those of `data`; what is not base64 is not known. */
function valuesOf(resource: Resource): Values {
  const values: Values = { bytes: new Map(), pointers: new Map() };
  for (const field of ['data', 'stringData'] as const) {
    for (const [key, value] of Object.entries(fieldsOf(resource.object[field]))) {
      const bytes = typeof value !== 'string' ? undefined : field === 'data' ? decodeBase64(value) : Buffer.from(value);
      values.bytes.delete(key);
      if (bytes !== undefined) {
        values.bytes.set(key, bytes);
        values.pointers.set(key, pointerTo(resource.pointer, field, key));
      }
    }
  }
  return values;
}

/** Whether a tool or a person puts another value there. Braces of JSON do not say so. */
function isLeftOpen({ given, refused }: ContentFault): boolean {
  if (given.trim() === '') {
    return !refused;
  }
  return isFilledInLater(given) || ELIDED.test(given) || !/^\s*\{/.test(given) && isPlaceholder(given);
}

/** What stands for the content of PEM: dots, also as Latin-1 reads them, or a line of words in brackets. */
const ELIDED = /\.{3}|…|\u00e2\u0080\u00a6|^[ \t]*(?:<.*>|\[.*\])[ \t]*$/m;

function* wrongPlace(resource: Resource, type: string, values: ReadonlyMap<string, Buffer>): Generator<Violation> {
  const { name, namespace } = resource;
  if (isOpenPlace(name, namespace)) {
    return;
  }
  const faults = placesWithFaults(type, name, namespace);
  for (const fault of faults) {
    const place = pointerTo(resource.pointer, 'metadata', fault.field);
    yield levelled(violation(resource, place, placeInWords(fault)), false);
  }
  const known = nameOfContent(type, values);
  if (
    known !== undefined &&
    known !== name &&
    faults.every(({ field }) => field !== 'name') &&
    /^[-a-z0-9]+$/.test(known)
  ) {
    const text = 'the name of a bootstrap token ends in its id, and this one does not end in what "token-id" has';
    yield levelled(violation(resource, pointerTo(resource.pointer, 'metadata', 'name'), text), false);
  }
}

function isOpenPlace(name: string, namespace: string): boolean {
  return name === '' || isPlaceholder(name) || isPlaceholder(namespace) && namespace !== '';
}

/** Anyone who applies the manifest picks the namespace of what names none. */
function placesWithFaults(type: string, name: string, namespace: string): PlaceFault[] {
  return isOpenPlace(name, namespace) ? [] : placeFaults(type, name, namespace === '' ? undefined : namespace)
    .filter(({ field }) => field === 'name' || namespace !== '');
}

function placeInWords({ what, got, words }: PlaceFault): string {
  return `${what}${got === undefined ? '' : ` ${quoted(got)}`}${words}`;
}

/** What the server takes harms only the reader of the type, who may be another one than the type promises. */
function levelled(found: Violation, refused: boolean): Violation {
  return refused ? found : { ...found, atMost: RuleLevel.WARNING };
}
