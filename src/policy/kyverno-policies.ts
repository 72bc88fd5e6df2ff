import { AdmissionPolicyOptions, PolicyObject, resourceRules } from './admission-policies';
import { PolicyCondition, PolicyRule, RulePolicy } from './model';
import { appliedUnless, MutatingPolicyOptions, mutationPolicies, MutationPolicy } from './mutating-policies';
import { PolicyAction } from './policy-action';
import { exemptionConditions, judgedNamespaces } from './policy-exemptions';
import { PolicyMutation } from './policy-mutation';

/** How Kyverno's reports call the levels of rules. */
const SEVERITIES: Readonly<Record<PolicyRule['level'], string>> = { error: 'high', warning: 'medium', note: 'low' };

const CATEGORY = 'ConfigMaps and Secrets';

/** Kyverno would derive rules for controllers from those for pods; these have them. */
const NO_AUTOGEN = { podControllers: { controllers: [] } };

const ACTIONS: Readonly<Record<PolicyAction, string>> = { off: '', audit: 'Audit', warn: 'Warn', deny: 'Deny' };

/**
 * ValidatingPolicies of Kyverno, which evaluate the same CEL as a ValidatingAdmissionPolicy, and also judge what is in
 * the cluster already.
 *
 * @see https://kyverno.io/docs/policy-types/validating-policy/
 */
export function kyvernoPolicies(policies: readonly RulePolicy[], options: AdmissionPolicyOptions): PolicyObject[] {
  const { prefix, exemptions } = options;
  const namespaceSelector = judgedNamespaces(exemptions);
  return policies.map((policy) => ({
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    metadata: {
      name: `${prefix}${policy.rule.id}`,
      annotations: {
        'policies.kyverno.io/title': policy.rule.title,
        'policies.kyverno.io/category': CATEGORY,
        'policies.kyverno.io/severity': SEVERITIES[policy.rule.level],
        'policies.kyverno.io/description': descriptionOf(policy.rule),
      },
    },
    spec: {
      validationActions: [ACTIONS[options.actionOf(policy)]],
      autogen: NO_AUTOGEN,
      evaluation: { admission: { enabled: true }, background: { enabled: true } },
      matchConstraints: { ...namespaceSelector && { namespaceSelector }, resourceRules: resourceRules(policy.targets) },
      matchConditions: [...exemptionConditions(exemptions).map(withoutUser), ...policy.conditions ?? []],
      variables: [...policy.variables],
      validations: [...policy.validations],
    },
  }));
}

/**
 * MutatingPolicies of Kyverno, which set in new objects what a MutatingAdmissionPolicy sets. The webhook of Kyverno is
 * before MutatingAdmissionPolicy, and after the plugin that adds tokens to pods.
 *
 * @see https://kyverno.io/docs/policy-types/mutating-policy/
 */
export function kyvernoMutatingPolicies(
  mutations: readonly PolicyMutation[], options: MutatingPolicyOptions,
): PolicyObject[] {
  const namespaceSelector = judgedNamespaces(options.exemptions);
  return mutationPolicies(mutations, options).map(({ name, title, conditions, ...mutation }) => ({
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'MutatingPolicy',
    metadata: {
      name,
      annotations: { 'policies.kyverno.io/title': title, 'policies.kyverno.io/category': CATEGORY },
    },
    spec: {
      // An object that cannot be evaluated is created as it is.
      failurePolicy: 'Ignore',
      reinvocationPolicy: 'Never',
      autogen: NO_AUTOGEN,
      evaluation: { admission: { enabled: true }, mutateExisting: { enabled: false } },
      matchConstraints: { ...namespaceSelector && { namespaceSelector }, resourceRules: [...mutation.resourceRules] },
      matchConditions: conditions.map(withoutUser),
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: expressionOf(mutation) } }],
    },
  }));
}

/** The command line of Kyverno may know nothing of a namespace. */
function expressionOf({ applied, unlessNamespace }: Pick<MutationPolicy, 'applied' | 'unlessNamespace'>): string {
  return appliedUnless(applied, unlessNamespace && `has(namespaceObject.metadata) && ${unlessNamespace}`);
}

/** What to do, and what the policy checks of the rule where that is not all. */
export function descriptionOf({ remediation, part }: PolicyRule): string {
  return part === undefined ? remediation : `${remediation} Checked are only ${part}.`;
}

/** A condition on the user holds where there is none: what is judged in the background was sent by nobody. */
export function withoutUser({ name, expression }: PolicyCondition): PolicyCondition {
  const isOfUser = expression.includes('request.userInfo');
  const isUnknown = '!has(request.userInfo) || !has(request.userInfo.username)';
  return { name, expression: isOfUser ? `${isUnknown} || (${expression})` : expression };
}
