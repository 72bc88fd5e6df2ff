import { Graph } from '../../manifest/graph';
import { Reference, ReferenceUse } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

/** ConfigMaps that a controller puts into every namespace. */
const EVERYWHERE = ['kube-root-ca.crt', 'openshift-service-ca.crt'];

export const missingReference: GraphRule = {
  id: 'missing-reference',
  category: RuleCategory.REFERENCES,
  title: 'a named Secret, ConfigMap or SecretProviderClass is not in the manifest',
  rationale: 'A pod waits until what it names is there. Whether that is a mistake only the reader knows: it may be made elsewhere. '
    + 'Objects that a controller makes from an ExternalSecret, a SealedSecret, a SecretProviderClass, a Vault secret or a '
    + 'Certificate of the manifest count as there, and optional references are passed over.',
  remediation: 'Correct the name, add the object, mark the reference as optional, or suppress it and say in the reason where the object is made.',
  level: RuleLevel.NOTE,
  recommended: 'off',
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, optional Secrets', 'concepts/configuration/secret/#restriction-secret-must-exist')],
  * check(graph: Graph): Iterable<Violation> {
    for (const reference of graph.references) {
      if (isMissing(graph, reference)) {
        yield violation(reference.from, reference.pointer, `${reference.kind} "${reference.name}" is not in the manifest, and nothing in it makes one`);
      }
    }
  },
};

function isMissing(graph: Graph, reference: Reference): boolean {
  const { kind, namespace, name, optional, use, from } = reference;
  // A token controller used to fill in the Secrets of an account.
  const ofAccount = use === ReferenceUse.CONTROLLER && from.kind === 'ServiceAccount';
  return !optional && !ofAccount && !(kind === 'ConfigMap' && EVERYWHERE.includes(name))
    && graph.find(kind, namespace, name).length === 0 && graph.namespacesOf(kind, name).length === 0;
}
