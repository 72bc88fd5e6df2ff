import { findCredentialInBytes } from '../../credentials/detector';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { credentialInText } from '../credential-text';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { CONFIG_MAP_VALUES, tokensIn } from '../searched-texts';
import { FIRST_VERSION, kubernetes } from '../sources';

export const credentialInConfigmap: GraphRule = {
  id: 'credential-in-configmap',
  category: RuleCategory.VALUES,
  title: 'a ConfigMap holds a credential',
  rationale: 'Everybody with the built-in role view can read ConfigMaps, kubectl describe prints them in full, every '
    + 'node that mounts one writes it to disk, and no common default encrypts them at rest.',
  remediation: 'Put the credential into a Secret that comes from a store, and rotate it: it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('ConfigMaps', 'concepts/configuration/configmap/')],
  policyPart: { what: tokensIn('data'), tokensIn: CONFIG_MAP_VALUES },
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('', 'ConfigMap')) {
      for (const field of ['data', 'binaryData']) {
        for (const [key, value] of Object.entries(fieldsOf(resource.object[field]))) {
          const found = typeof value === 'string' ? find(field, key, value) : undefined;
          if (found !== undefined) {
            yield violation(resource, pointerTo(resource.pointer, field, key), `key "${key}" contains ${found}`);
          }
        }
      }
    }
  },
};

function find(field: string, key: string, value: string): string | undefined {
  return field === 'data'
    ? credentialInText(value, key) : findCredentialInBytes(Buffer.from(value, 'base64'), key)?.description;
}
