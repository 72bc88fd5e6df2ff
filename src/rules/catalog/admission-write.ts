import { GET_SECRETS, LIST_SECRETS, WRITE_MUTATION, WRITE_VALIDATION } from '../../facts/secret-access';
import { allOf, finds, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllowsAll } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Whoever reads every Secret sees them, and another rule has said so. */
const READS_ANYWAY = ruleAllowsAll(LIST_SECRETS, GET_SECRETS);
const MUTATES = ruleAllowsAll(WRITE_MUTATION);

export const admissionWrite: ObjectRule = {
  id: 'admission-write',
  category: RuleCategory.ACCESS,
  title: 'a role lets write what sees every object on its way in',
  rationale: 'An admission webhook is sent every object that its configuration names, Secrets with their content '
    + 'among them, and a mutating one, or a MutatingAdmissionPolicy, changes them: it may as well have a pod mount '
    + 'a Secret, or run another image. Whoever writes one needs no right on Secrets.',
  remediation: 'Name the configurations in resourceNames; a program that only keeps the certificate of its own '
    + 'webhook current needs no more than patch on that one. Let the tool that installs it make it.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
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
    finds({
      scope: RuleScope.RBAC_RULE,
      wrong: allOf(MUTATES, not(READS_ANYWAY), RULE_IS_OWN),
      message: 'lets write webhooks or policies that see and change every Secret and pod that is written',
    }),
    finds({
      scope: RuleScope.RBAC_RULE,
      wrong: allOf(ruleAllowsAll(WRITE_VALIDATION), not(MUTATES), not(READS_ANYWAY), RULE_IS_OWN),
      message: 'lets write webhooks that see every Secret that is written',
    }),
  ],
};
