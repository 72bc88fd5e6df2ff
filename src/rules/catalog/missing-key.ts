import { Graph } from '../../manifest/graph';
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
    for (const reference of graph.references) {
      const known = reference.optional || reference.keys.length === 0 ? undefined : knownKeys(graph, reference);
      for (const { key, pointer } of known === undefined ? [] : reference.keys) {
        if (!known!.has(key)) {
          yield violation(reference.from, pointer, `${reference.kind} "${reference.name}" has no key "${key}", only ${listed([...known!])}`);
        }
      }
    }
  },
};

/** The keys of everything that the name may mean, or undefined when those of one are not known. */
function knownKeys(graph: Graph, { kind, namespace, name }: Reference): Set<string> | undefined {
  const targets = graph.find(kind, namespace, name);
  if (targets.length === 0 || targets.some((target) => target.keys === undefined)) {
    return undefined;
  }
  return new Set(targets.flatMap((target) => target.keys!));
}

function listed(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).map((key) => `"${key}"`).join(', ');
  return keys.length > 5 ? `${shown} and ${keys.length - 5} more` : shown;
}
