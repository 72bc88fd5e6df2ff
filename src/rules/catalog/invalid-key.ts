import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const invalidKey: GraphRule = {
  id: 'invalid-key',
  category: RuleCategory.VALUES,
  title: 'a key of a ConfigMap or Secret is not allowed',
  rationale: 'Keys become file names. The API server refuses an object with a key of other characters, with a key that leads out of '
    + 'the directory, and with a key that a ConfigMap has in data and in binaryData.',
  remediation: 'Use letters, digits, dots, dashes and underscores, at most 253 of them, and not two dots at the beginning.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('ConfigMaps', 'concepts/configuration/configmap/#configmap-object')],
  * check(graph: Graph): Iterable<Violation> {
    for (const kind of ['ConfigMap', 'Secret']) {
      for (const resource of graph.ofKind('', kind)) {
        for (const field of kind === 'Secret' ? ['data', 'stringData'] : ['data', 'binaryData']) {
          for (const key of Object.keys(fieldsOf(resource.object[field]))) {
            const reason = reasonAgainst(key) ?? (field === 'binaryData' && Object.hasOwn(fieldsOf(resource.object.data), key) ? 'is also in data' : undefined);
            if (reason !== undefined) {
              yield violation(resource, pointerTo(resource.pointer, field, key), `key ${JSON.stringify(key)} ${reason}`);
            }
          }
        }
      }
    }
  },
};

function reasonAgainst(key: string): string | undefined {
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    return 'has other characters than letters, digits, ".", "-" and "_"';
  }
  if (key.length > 253) {
    return `has ${key.length} characters, and 253 is the most`;
  }
  return key === '.' || key.startsWith('..') ? 'is "." or begins with ".."' : undefined;
}
