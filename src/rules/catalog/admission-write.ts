import { GET_SECRETS, LIST_SECRETS, WRITE_MUTATION, WRITE_VALIDATION } from '../../facts/secret-access';
import { WRITE_ENGINE_POLICIES } from '../../facts/steering-access';
import { allOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllowsAll } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Anyone who reads every Secret needs no webhook, and another rule reports that. */
const READS_ANYWAY = ruleAllowsAll(LIST_SECRETS, GET_SECRETS);

export const admissionWrite: ObjectRule = {
  id: 'admission-write',
  category: RuleCategory.ACCESS,
  title: 'a role may write webhooks or policies that see every object on admission',
  rationale: 'The API server sends an admission webhook every object that its configuration names, including Secrets '
    + 'with their content. A mutating webhook, or a MutatingAdmissionPolicy, also changes objects: it can make a '
    + 'pod mount a Secret, or run another image. Policies of Kyverno that mutate or generate, and mutators of '
    + 'Gatekeeper, do the same. Anyone who writes one needs no right on Secrets.',
  remediation: 'Name the configurations in resourceNames; a program that only renews the certificate of one '
    + 'webhook needs no more than patch on that one. Let the tool that installs the webhook create it.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'Programs that install webhooks need this right.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.12', 'Minimize access to webhook configuration objects'),
    kubernetes(
      'RBAC good practices, control admission webhooks',
      'concepts/security/rbac-good-practices/#control-admission-webhooks',
    ),
    kubernetes('Mutating admission policy', 'reference/access-authn-authz/mutating-admission-policy/'),
  ],
  exempt: GIVEN_RULES,
  checks: [
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(ruleAllowsAll(WRITE_MUTATION), not(READS_ANYWAY), RULE_IS_OWN),
      message: 'allows writing webhooks or policies that see and change every Secret and pod on admission',
    },
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(ruleAllowsAll(...WRITE_ENGINE_POLICIES), not(READS_ANYWAY), RULE_IS_OWN),
      otherwise: true,
      message: 'allows writing policies by which an engine changes pods, or makes other objects, on admission',
    },
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(ruleAllowsAll(WRITE_VALIDATION), not(READS_ANYWAY), RULE_IS_OWN),
      otherwise: true,
      message: 'allows writing webhooks that see every Secret on admission',
    },
  ],
};
