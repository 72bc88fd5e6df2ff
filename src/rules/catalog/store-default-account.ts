import { DEFAULT_ACCOUNT } from '../../facts/account-token';
import { logsInAsPod } from '../../facts/vault-agent-annotations';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { anyOf, atWay } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { externalSecrets, FIRST_VERSION } from '../sources';
import { accountsOfStores } from '../store-accounts';

/** Where providers name the account that the store authenticates with. */
const ACCOUNTS = [
  'vault.auth.kubernetes.serviceAccountRef', 'vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef',
  'vault.auth.iam.jwt.serviceAccountRef', 'aws.auth.jwt.serviceAccountRef',
  'gcpsm.auth.workloadIdentity.serviceAccountRef', 'azurekv.serviceAccountRef', 'kubernetes.auth.serviceAccount',
];

export const storeDefaultAccount: GraphRule = {
  id: 'store-default-account',
  category: RuleCategory.STORES,
  title: 'a store authenticates with the service account that every pod has',
  rationale: 'Pods that name no service account run under the one called default. What the store gives to it, every '
    + 'such pod of the namespace can fetch with its own token, whatever it was made for. The same holds for Vault '
    + 'Agent, which logs in with the account of its pod.',
  remediation: 'Make a service account for the store, and bind the role of the store to it.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'The namespace may have no other pods.',
  since: FIRST_VERSION,
  references: [externalSecrets('Security best practices', 'guides/security-best-practices/')],
  policyPart: {
    what: 'the accounts of SecretStores and ClusterSecretStores',
    checks: [{
      scope: RuleScope.SECRET_STORE,
      violation: anyOf(...ACCOUNTS.map((way) =>
        atWay('self', `spec.provider.${way}.name`, (name) => `${name} == '${DEFAULT_ACCOUNT}'`))),
      message: 'the service account is "default", which every pod that names none runs under',
    }],
  },
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, account } of accountsOfStores(graph)) {
      if (account.name === DEFAULT_ACCOUNT) {
        yield violation(resource, pointerTo(resource.pointer, 'spec', ...account.at),
          'the service account is "default", which every pod that names none runs under');
      }
    }
    for (const { resource, pointer, metadata, serviceAccount, decidesAccount } of graph.pods) {
      if (decidesAccount && serviceAccount === DEFAULT_ACCOUNT && logsInAsPod(fieldsOf(metadata.annotations))) {
        yield violation(resource, pointerTo(pointer, 'serviceAccountName'),
          'Vault Agent logs in with the service account "default", which every pod that names none runs under');
      }
    }
  },
};
