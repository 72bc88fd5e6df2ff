import { keyProblem } from '../../data/data-rules';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const invalidKey: GraphRule = {
  id: 'invalid-key',
  category: RuleCategory.VALUES,
  title: 'a key of a ConfigMap or Secret is not allowed',
  rationale: 'Keys become file names. The API server refuses an object with a key of other characters, with a key '
    + 'that leads out of the directory, and with a key that a ConfigMap has both in data and in binaryData.',
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
  },
};
