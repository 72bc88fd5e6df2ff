import { Graph } from '../../manifest/graph';
import { Production } from '../../manifest/producers';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';

export const externalSecretOwnerConflict: GraphRule = {
  id: 'external-secret-owner-conflict',
  category: RuleCategory.STORES,
  title: 'two objects own one Secret',
  rationale: 'Each of two owners writes its own content over that of the other, or refuses to start, and removing one of them deletes what '
    + 'the other one made. It holds for ExternalSecrets, SealedSecrets, SecretProviderClasses, Vault secrets, Certificates, and for a '
    + 'Secret that is in the manifest as well.',
  remediation: 'Let one object own the Secret, or set creationPolicy to Merge on the ExternalSecret that adds keys to it.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [externalSecrets('Ownership and deletion policy', 'guides/ownership-deletion-policy/')],
  * check(graph: Graph): Iterable<Violation> {
    const owners = new Map<string, Production[]>();
    for (const production of graph.productions.filter(({ owner }) => owner)) {
      const key = `${production.kind}/${production.namespace}/${production.name}`;
      const others = owners.get(key) ?? [];
      owners.set(key, others);
      others.push(production);
    }
    for (const [key, productions] of owners) {
      const declared = declaredName(graph, productions[0], key);
      for (const production of productions) {
        const other = productions.find((one) => one !== production);
        const rival = other === undefined ? declared : `${other.by.kind} "${other.by.name}"`;
        if (rival !== undefined) {
          yield violation(production.by, production.pointer, `${production.kind} "${production.name}" is owned by ${rival} as well`);
        }
      }
    }
  },
};

function declaredName(graph: Graph, { kind, namespace, name }: Production, key: string): string | undefined {
  const declared = graph.find(kind, namespace, name).some(({ resource }) => resource !== undefined && `${kind}/${resource.namespace}/${name}` === key);
  return declared ? 'the manifest itself' : undefined;
}
