import { keyProblem } from '../../data/data-rules';
import { mayBeFilledIn } from '../../facts/filled-in-later';
import { exactKey } from '../../facts/vault-operator';
import { WRITTEN_KEYS, WrittenKeys } from '../../facts/written-keys';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { follow } from '../../manifest/ways';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const invalidKey: GraphRule = {
  id: 'invalid-key',
  category: RuleCategory.VALUES,
  title: 'a key of a ConfigMap or Secret is not allowed',
  rationale: 'Keys become file names. The API server refuses an object with a key of other characters, with a key '
    + 'that leads out of the directory, and with a key that a ConfigMap has both in data and in binaryData. That '
    + 'holds for a Secret that a controller makes, too: it is then never made.',
  remediation: 'Use letters, digits, dots, dashes and underscores, at most 253 of them, and do not begin with two '
    + 'dots.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('ConfigMaps', 'concepts/configuration/configmap/#configmap-object')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.dataObjects()) {
      const { object, pointer } = resource;
      for (const field of resource.kind === 'Secret' ? ['data', 'stringData'] : ['data', 'binaryData']) {
        for (const key of Object.keys(fieldsOf(object[field]))) {
          const isInBoth = field === 'binaryData' && Object.hasOwn(fieldsOf(object.data), key);
          const fault = keyProblem(key)
            ?? (isInBoth ? `key ${JSON.stringify(key)} is in data and in binaryData` : undefined);
          if (fault !== undefined) {
            yield violation(resource, pointerTo(pointer, field, key), fault);
          }
        }
      }
    }
    // An object that makes something else than a Secret or ConfigMap has other keys.
    const makers = new Set(graph.productions.map(({ by }) => by));
    for (const written of WRITTEN_KEYS) {
      for (const kind of written.kinds) {
        const [group, name] = kind.split('/');
        for (const resource of graph.ofKind(group, name).filter((each) => makers.has(each))) {
          yield* wrongKeys(resource, written);
        }
      }
    }
  },
};

function* wrongKeys(resource: Resource, written: WrittenKeys): Generator<Violation> {
  for (const { key, pointer } of keysIn(resource, written)) {
    const fault = mayBeFilledIn(key) ? undefined : keyProblem(key);
    if (fault !== undefined) {
      yield violation(resource, pointer, fault);
    }
  }
}

interface KeyPlace {
  readonly key: string;
  readonly pointer: string;
}

function* keysIn({ object, pointer: start }: Resource, { mappings, patterns = [] }: WrittenKeys): Generator<KeyPlace> {
  for (const { value, pointer } of mappings.flatMap((way) => follow(object, start, way))) {
    for (const key of Object.keys(fieldsOf(value))) {
      yield { key, pointer: pointerTo(pointer, key) };
    }
  }
  for (const { value, pointer } of patterns.flatMap((way) => follow(object, start, way))) {
    const key = exactKey(value);
    if (key !== undefined) {
      yield { key, pointer };
    }
  }
}
