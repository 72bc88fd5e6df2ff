import { mayBeFilledIn } from '../../facts/filled-in-later';
import { cleanPath } from '../../facts/secrets-store';
import { Graph, Target } from '../../manifest/graph';
import { at, mappingsOf, pointerTo, textOf } from '../../manifest/read';
import { Reference } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { storeObjectsOf } from '../../manifest/secret-provider-class';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes, secretsStore } from '../sources';

export const missingKey: GraphRule = {
  id: 'missing-key',
  category: RuleCategory.REFERENCES,
  title: 'a key that a pod or a controller needs is not in the object it names',
  rationale: 'The object exists and the key does not, so the container never starts: CreateContainerConfigError for '
    + 'a variable, ContainerCreating for a file. Keys that a controller will write are known as far as the manifest '
    + 'shows them. A SecretProviderClass that copies a file which its provider does not write under that name makes '
    + 'no Secret at all: files have the alias of an object on AWS and Azure, and no slash on AWS.',
  remediation: 'Correct the name of the key or file, add it to the object, or mark the reference as optional.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets', 'concepts/configuration/secret/'),
    secretsStore('sync as Kubernetes Secret', 'topics/sync-as-kubernetes-secret'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    const sets = new Map<readonly Target[], ReadonlySet<string> | undefined>();
    for (const reference of graph.references) {
      const known = reference.optional || reference.keys.length === 0 ? undefined : knownKeys(graph, reference, sets);
      for (const { key, pointer } of known === undefined ? [] : reference.keys) {
        if (!known!.has(key)) {
          const { kind, name, from } = reference;
          yield violation(from, pointer, `${kind} "${name}" has no key "${key}", only ${listed(known!)}`);
        }
      }
    }
    for (const resource of graph.ofKind('secrets-store.csi.x-k8s.io', 'SecretProviderClass')) {
      yield* missingFiles(resource);
    }
  },
};

/** The driver copies files to a Secret by the names that the provider gives them, each provider in its own way. */
function* missingFiles(resource: Resource): Iterable<Violation> {
  const objects = storeObjectsOf(resource)?.objects;
  if (objects === undefined || objects.length === 0) {
    return;
  }
  const files = objects.flatMap((object) => object.files);
  const names = new Set(files.map(({ name }) => cleanPath(name)));
  const listedNames = new Set(files.filter((file) => file.listed).map(({ name }) => cleanPath(name)));
  for (const [secret, index] of mappingsOf(at(resource.object, 'spec', 'secretObjects'))) {
    for (const [item, place] of mappingsOf(secret.data)) {
      const name = textOf(item.objectName).trim();
      if (name !== '' && !mayBeFilledIn(name) && !names.has(name)) {
        yield violation(
          resource,
          pointerTo(resource.pointer, 'spec', 'secretObjects', index, 'data', place, 'objectName'),
          `SecretProviderClass "${resource.name}" mounts no file "${name}", only ${listed(listedNames)}`,
        );
      }
    }
  }
}

/**
 * The keys of everything that the name may mean, or undefined when those of one are not known.
 *
 * @param sets what was found before, since one object may be named very often
 */
function knownKeys(
  graph: Graph, { kind, namespace, name }: Reference, sets: Map<readonly Target[], ReadonlySet<string> | undefined>,
): ReadonlySet<string> | undefined {
  const targets = graph.find(kind, namespace, name);
  if (!sets.has(targets)) {
    const unknown = targets.length === 0 || targets.some((target) => target.keys === undefined);
    sets.set(targets, unknown ? undefined : new Set(targets.flatMap((target) => target.keys!)));
  }
  return sets.get(targets);
}

const LISTED = 5;

function listed(keys: ReadonlySet<string>): string {
  const shown: string[] = [];
  for (const key of keys) {
    if (shown.length === LISTED) {
      break;
    }
    shown.push(`"${key}"`);
  }
  return `${shown.join(', ')}${keys.size > LISTED ? ` and ${keys.size - LISTED} more` : ''}`;
}
