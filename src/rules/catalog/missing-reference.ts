import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { Reference, ReferenceUse } from '../../manifest/references';
import { boundButMissing, missingAccountOf, tokensOfMissing } from '../../manifest/service-accounts';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

/** ConfigMaps that a controller creates in every namespace. */
const EVERYWHERE = ['kube-root-ca.crt', 'openshift-service-ca.crt'];

export const missingReference: GraphRule = {
  id: 'missing-reference',
  category: RuleCategory.REFERENCES,
  title: 'a named Secret, ConfigMap, SecretProviderClass, role or service account does not exist',
  rationale: 'A pod waits until what it names exists. A manifest does not show whether that is a mistake: the object '
    + 'may be made elsewhere. A cluster does, so the rule is on for --live. Objects that a controller makes from an '
    + 'ExternalSecret, a SealedSecret, a SecretProviderClass, a Vault secret or a Certificate of the manifest exist '
    + 'for this rule, and optional references are not reported. A pod whose service account does not exist is not '
    + 'admitted, and a Secret for a token of one is deleted. A binding to a role or an account that does not exist '
    + 'serves anyone who may create one; roles of Kubernetes and of platforms, which begin with system:, and the '
    + 'account default exist for this rule.',
  remediation: 'Correct the name, add the object, mark the reference as optional, or suppress it with the place '
    + 'where the object is made as the reason.',
  level: RuleLevel.NOTE,
  recommended: 'off',
  live: RuleLevel.WARNING,
  levelReason: 'A manifest does not show what else is in the cluster. For a cluster it is a warning: leftovers that '
    + 'nothing starts any more are common.',
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, optional Secrets', 'concepts/configuration/secret/#restriction-secret-must-exist')],
  * check(graph: Graph): Iterable<Violation> {
    for (const reference of graph.references) {
      if (isMissing(graph, reference)) {
        yield violation(
          reference.from, reference.pointer,
          `${reference.kind} "${reference.name}" is not among the audited objects, and none of them makes it`,
        );
      }
    }
    yield* missingRoles(graph);
    yield* missingAccounts(graph);
    yield* tokensWithoutAccount(graph);
  },
};

function* missingRoles(graph: Graph): Iterable<Violation> {
  for (const { binding, role, elsewhere } of graph.access.missingRoles) {
    const where = elsewhere.length === 0
      ? 'is not among the audited objects' : 'is of another namespace than the binding';
    const refused = role.kind === 'Role' && binding.kind === 'ClusterRoleBinding';
    yield violation(
      binding, pointerTo(binding.pointer, 'roleRef'),
      refused ? `a ClusterRoleBinding gives a ClusterRole, and not Role ${JSON.stringify(role.name)}: the API server `
        + 'refuses it'
        : `${role.kind} ${JSON.stringify(role.name)} ${where}: anyone who makes it decides what the binding gives`,
    );
  }
}

function* missingAccounts(graph: Graph): Iterable<Violation> {
  for (const pod of graph.pods) {
    const name = missingAccountOf(graph, pod);
    if (name !== undefined) {
      yield violation(
        pod.resource, pod.pointer,
        `ServiceAccount ${JSON.stringify(name)} ${whereIs(graph, name)}: the pod is not admitted without it`,
      );
    }
  }
  for (const { binding, pointer, subject: { name } } of boundButMissing(graph)) {
    yield violation(
      binding, pointer,
      `ServiceAccount ${JSON.stringify(name)} ${whereIs(graph, name)}: anyone who makes it has what the binding gives`,
    );
  }
}

function* tokensWithoutAccount(graph: Graph): Iterable<Violation> {
  for (const [secret, name] of tokensOfMissing(graph)) {
    yield violation(
      secret, pointerTo(secret.pointer, 'metadata', 'annotations'),
      `ServiceAccount ${JSON.stringify(name)} ${whereIs(graph, name)}: a controller deletes the Secret without it`,
    );
  }
}

function whereIs(graph: Graph, account: string): string {
  return graph.accountNamespaces(account).length === 0 ? 'is not among the audited objects' : 'is of another namespace';
}

function isMissing(graph: Graph, reference: Reference): boolean {
  const { kind, namespace, name, optional, use, from } = reference;
  // A token controller used to create the Secrets of an account.
  const ofAccount = use === ReferenceUse.CONTROLLER && from.kind === 'ServiceAccount';
  return !optional && !ofAccount && !(kind === 'ConfigMap' && EVERYWHERE.includes(name))
    && ![namespace, ...graph.namespacesOf(kind, name)].some((each) => graph.exists(kind, each, name));
}
