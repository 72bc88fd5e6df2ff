import { allOf, hasEntries, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { externalSecrets, FIRST_VERSION } from '../sources';

export const clusterStoreWithoutConditions: ObjectRule = {
  id: 'cluster-store-without-conditions',
  category: RuleCategory.STORES,
  title: 'a ClusterSecretStore serves every namespace',
  rationale:
    "Without conditions, anyone who may create an ExternalSecret in any namespace reads everything that the store's "
      + 'identity may read.',
  remediation:
    'List the namespaces in spec.conditions, or use a SecretStore in each namespace with a dedicated identity.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'RBAC may limit who creates an ExternalSecret.',
  since: FIRST_VERSION,
  references: [externalSecrets('Security best practices', 'guides/security-best-practices/')],
  checks: [{
    scope: RuleScope.SECRET_STORE,
    violation: allOf("object.kind == 'ClusterSecretStore'", 'has(self.spec)', not(hasEntries('self.spec.conditions'))),
    message: 'has no conditions, so that every namespace may read through it',
  }],
};
