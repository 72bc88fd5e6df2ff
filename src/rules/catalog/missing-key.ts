import { Graph, Target } from '../../manifest/graph';
import { Reference } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const missingKey: GraphRule = {
  id: 'missing-key',
  category: RuleCategory.REFERENCES,
  title: 'a key that a pod or a controller needs is not in the object it names',
  rationale: 'The object is there and the key is not, so the container never starts: CreateContainerConfigError for a variable, '
    + 'ContainerCreating for a file. Keys that a controller will write are known as far as the manifest tells.',
  remediation: 'Correct the name of the key, add it to the object, or mark the reference as optional.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Secrets', 'concepts/configuration/secret/')],
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
  },
};

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
