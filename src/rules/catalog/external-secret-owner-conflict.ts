import { Graph } from '../../manifest/graph';
import { Production } from '../../manifest/producers';
import { isSameObject, Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';

export const externalSecretOwnerConflict: GraphRule = {
  id: 'external-secret-owner-conflict',
  category: RuleCategory.STORES,
  title: 'two objects own one Secret',
  rationale:
    'Each of two owners writes its own content over that of the other, or refuses to start, and removing one of '
      + 'them deletes what ' +
    'the other one made. It holds for ExternalSecrets, SealedSecrets, SecretProviderClasses, Vault secrets, '
      + 'Certificates, and for a ' +
    'Secret that is in the manifest as well.',
  remediation:
    'Let one object own the Secret, or set creationPolicy to Merge on the ExternalSecret that adds keys to it.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [externalSecrets('Ownership and deletion policy', 'guides/ownership-deletion-policy/')],
  * check(graph: Graph): Iterable<Violation> {
    const owners = new Map<string, Production[]>();
    for (const production of graph.productions.filter(({ overwrites }) => overwrites)) {
      const key = `${production.kind}/${production.namespace}/${production.name}`;
      const others = owners.get(key) ?? [];
      owners.set(key, others);
      others.push(production);
    }
    for (const [key, productions] of owners) {
      const declared = isDeclared(graph, productions[0], key);
      const rivalOf = rivals(productions);
      for (const production of productions) {
        const other = rivalOf(production);
        const inTheManifest = production.owner && declared ? 'the manifest itself' : undefined;
        const rival = other === undefined ? inTheManifest : `${other.kind} "${other.name}"`;
        if (rival !== undefined) {
          yield violation(
            production.by,
            production.pointer,
            `${production.kind} "${production.name}" is owned by ${rival} as well`,
          );
        }
      }
    }
  },
};

/** Finds another owner of what some objects own. A copy of an object in another file is the same owner. */
function rivals(productions: readonly Production[]): (production: Production) => Resource | undefined {
  const first = productions[0].by;
  const second = productions.find(({ by }) => !isSameObject(by, first))?.by;
  const seen = new Set<Resource>();
  const twice = new Set(productions.map(({ by }) => by).filter((by) => seen.has(by) || !seen.add(by)));
  return ({ by }) => {
    if (twice.has(by)) {
      return by;
    }
    return isSameObject(by, first) ? second : first;
  };
}

function isDeclared(graph: Graph, { kind, namespace, name }: Production, key: string): boolean {
  return graph.find(kind, namespace, name)
    .some(({ resource }) => resource !== undefined && `${kind}/${resource.namespace}/${name}` === key);
}
