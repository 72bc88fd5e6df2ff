import { Graph } from '../../manifest/graph';
import { keysOf } from '../../manifest/producers';
import { textAt, textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

/** Keys without which the API server refuses a Secret of a type. */
const ALL_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
]);

export const secretTypeKeys: GraphRule = {
  id: 'secret-type-keys',
  category: RuleCategory.VALUES,
  title: 'a Secret lacks a key that its type needs',
  rationale: 'The API server refuses a Secret of a built-in type without the keys of that type, and a Secret for a '
    + 'token of a service account without the annotation that names the account.',
  remediation: 'Add the key, or leave the type out: a Secret of type Opaque may have any keys.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, types', 'concepts/configuration/secret/#secret-types')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('', 'Secret')) {
      const missing = missingOf(resource);
      if (missing !== undefined) {
        yield violation(resource, resource.pointer, `type ${textOf(resource.object.type)} needs ${missing}`);
      }
    }
  },
};

function missingOf(resource: Resource): string | undefined {
  const type = textOf(resource.object.type);
  const keys = keysOf(resource);
  if (type === 'kubernetes.io/basic-auth') {
    return keys.includes('username') || keys.includes('password') ? undefined : 'key "username" or "password"';
  }
  if (type === 'kubernetes.io/service-account-token') {
    const account = textAt(resource.object, 'metadata', 'annotations', 'kubernetes.io/service-account.name');
    return account === '' ? 'annotation kubernetes.io/service-account.name' : undefined;
  }
  const missing = (ALL_OF.get(type) ?? []).filter((key) => !keys.includes(key));
  return missing.length === 0 ? undefined : missing.map((key) => `key "${key}"`).join(' and ');
}
