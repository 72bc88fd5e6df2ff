import { enforcesMountableSecrets, holdsToken } from '../../facts/account-token';
import { Graph } from '../../manifest/graph';
import { fieldsOf, mappingsOf, pointerTo, textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { serviceAccounts } from '../../manifest/service-accounts';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const accountListsSecrets: GraphRule = {
  id: 'account-lists-secrets',
  category: RuleCategory.IDENTITY,
  title: 'a service account lists Secrets, as tokens that never expire are listed',
  rationale: 'Until Kubernetes 1.24, a controller made a token without an expiry for each service account, in a '
    + 'Secret that it added to the list secrets of the account. Today Kubernetes reads that list only where the '
    + 'deprecated annotation kubernetes.io/enforce-mountable-secrets limits what pods may mount. Not reported are '
    + 'accounts with that annotation, and Secrets which the manifest shows to hold no token, by their type or by '
    + 'the keys that are used of them; Tekton, for example, reads such Secrets from the list.',
  remediation: 'Remove the list, and the Secret with the token. Pods get a token that expires without it; for a '
    + 'program outside of the cluster, use kubectl create token.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'The manifest does not show what the listed Secret holds.',
  since: FIRST_VERSION,
  references: [
    kubernetes(
      'Managing service accounts',
      'reference/access-authn-authz/service-accounts-admin/#manual-secret-management-for-serviceaccounts',
    ),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const account of serviceAccounts(graph)) {
      if (!enforcesMountableSecrets(fieldsOf(account.object.metadata.annotations))) {
        yield* tokensListedBy(graph, account);
      }
    }
  },
};

function* tokensListedBy(graph: Graph, account: Resource): Iterable<Violation> {
  for (const [item, index] of mappingsOf(account.object.secrets)) {
    const name = textOf(item.name);
    const targets = graph.find('Secret', account.namespace, name);
    const types = targets.map(({ resource }) => resource && textOf(resource.object.type));
    const uses = graph.referencesTo('Secret', account.namespace, name);
    const keys = uses.flatMap((reference) => reference.keys.map(({ key }) => key));
    // A Secret of the manifest that holds a token is reported by long-lived-token-secret, with the same remedy.
    if (name !== '' && holdsToken(name, types, keys) === 'unknown') {
      yield violation(
        account, pointerTo(account.pointer, 'secrets', index),
        `lists Secret "${name}", which may hold a token that never expires`,
      );
    }
  }
}
