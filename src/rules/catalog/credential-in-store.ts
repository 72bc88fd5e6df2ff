import { judgeName, SecretName } from '../../credentials/secret-names';
import { FREE_MAPS, STORE_KINDS } from '../../facts/written-texts';
import { Graph } from '../../manifest/graph';
import { keyIn } from '../../manifest/pointers';
import { isFields, itemsOf, pointerTo, textOf } from '../../manifest/read';
import { Place } from '../../manifest/ways';
import { placeIn, templateCredential } from '../credential-text';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';

export const credentialInStore: GraphRule = {
  id: 'credential-in-store',
  category: RuleCategory.VALUES,
  title: 'an object that describes a store holds a credential',
  rationale:
    'A header, a parameter or a URL of a store, a connection or a generator is readable in the repository and to ' +
    'everybody who may read the object, which is not a Secret. Often it opens the whole store.',
  remediation:
    'Let the controller log in with its service account, or name a Secret with the credential where the kind ' +
    'takes a reference. Rotate the credential: it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [externalSecrets('Security best practices', 'guides/security-best-practices/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const kind of STORE_KINDS) {
      const [group, name] = kind.split('/');
      for (const resource of graph.ofKind(group, name)) {
        const spec = { value: resource.object.spec, pointer: pointerTo(resource.pointer, 'spec') };
        for (const { value, pointer, called } of textsIn(spec, undefined, DEPTH)) {
          const found = templateCredential(value, called);
          if (found !== undefined) {
            yield violation(resource, pointer, `${placeIn(resource, pointer)} contains ${found}`);
          }
        }
      }
    }
  },
};

/** How deep texts are looked for. */
const DEPTH = 16;

/** Fields whose texts are judged by credential-in-template. */
const TEMPLATES: ReadonlySet<string> = new Set([
  'template', 'destination', 'transformation', 'secretObjects', 'managedSecretReference', 'managedKubeSecretReferences',
  'managedKubeConfigMapReferences',
]);

/** A text, and what it is called where that says what it is. */
interface Text extends Place<string> {
  readonly called?: string;
}

function* textsIn({ value, pointer }: Place, called: string | undefined, depth: number): Generator<Text> {
  if (typeof value === 'string') {
    yield { value: withoutReferences(value), pointer, called };
  } else if (depth > 0 && Array.isArray(value)) {
    for (const [index, item] of itemsOf(value).entries()) {
      yield* textsIn({ value: item, pointer: pointerTo(pointer, index) }, undefined, depth - 1);
    }
  } else if (depth > 0 && isFields(value)) {
    const isFree = FREE_MAPS.has(keyIn(pointer));
    for (const [field, part] of Object.entries(value).filter(([key]) => isFree || !TEMPLATES.has(key))) {
      const name = field === 'value' ? textOf(value.name) || textOf(value.key) : field;
      yield* textsIn(
        { value: part, pointer: pointerTo(pointer, field) },
        isTelling(name, isFree || field === 'value') ? name : undefined,
        depth - 1,
      );
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
