import { PolicyCondition, PolicyParams, RulePolicy } from './model';
import { PolicyAction, VALIDATION_ACTIONS } from './policy-action';
import { Exemptions, exemptionConditions, judgedNamespaces } from './policy-exemptions';
import { AdmissionKind } from '../facts/admission-kinds';

export const API_VERSION = 'admissionregistration.k8s.io/v1';

/** Annotations of a policy say what its rule is, and what it checks of it where that is not all. */
const TITLE = 'cdk8s-strongbox/title';
const RULE = 'cdk8s-strongbox/rule';
const PART = 'cdk8s-strongbox/checks-only';

/** How policies are written. */
export interface AdmissionPolicyOptions {
  /** Begins the name of every policy and binding. */
  readonly prefix: string;
  readonly exemptions: Exemptions;

  /** The action of each rule. */
  actionOf(policy: RulePolicy): PolicyAction;
}

/** An object of Kubernetes. */
export interface PolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: { readonly [key: string]: string } };
  readonly spec: object;
}

/**
 * The policies as ValidatingAdmissionPolicy, each followed by its binding.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-v1/
 */
export function admissionPolicies(policies: readonly RulePolicy[], options: AdmissionPolicyOptions): PolicyObject[] {
  return policies.flatMap((policy) => {
    const action = options.actionOf(policy);
    return action === PolicyAction.OFF ? [] : policyAndBinding(policy, action, options);
  });
}

function policyAndBinding(
  policy: RulePolicy, action: PolicyAction, { prefix, exemptions }: AdmissionPolicyOptions,
): PolicyObject[] {
  const { id, title, part } = policy.rule;
  const name = `${prefix}${id}`;
  const annotations = { [RULE]: id, [TITLE]: title, ...part !== undefined && { [PART]: part } };
  const namespaceSelector = judgedNamespaces(exemptions);
  return [
    {
      apiVersion: API_VERSION,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, annotations },
      spec: {
        failurePolicy: 'Fail',
        ...policy.params && { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } },
        matchConstraints: { resourceRules: resourceRules(policy.targets) },
        matchConditions: [...exemptionConditions(exemptions), ...policy.conditions ?? []].map(condition),
        variables: policy.variables.map(({ name: variable, expression }) => ({ name: variable, expression })),
        validations: policy.validations.map(({ expression, message, messageExpression }) =>
          ({ expression, message, messageExpression })),
      },
    },
    {
      apiVersion: API_VERSION,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name, annotations },
      spec: {
        policyName: name,
        validationActions: [...VALIDATION_ACTIONS[action]],
        ...policy.params && { paramRef: paramRef(policy.params, action) },
        ...namespaceSelector && { matchResources: { namespaceSelector } },
      },
    },
  ];
}

/**
 * Without its parameter, a policy refuses or is left out, whatever its binding does with what it finds.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go
 */
function paramRef({ name, namespaceName }: PolicyParams, action: PolicyAction): object {
  return {
    name,
    namespace: namespaceName,
    parameterNotFoundAction: action === PolicyAction.DENY ? 'Deny' : 'Allow',
  };
}

function condition({ name, expression }: PolicyCondition): object {
  return { name, expression };
}

/** One rule for each API version, which `Equivalent` also applies to requests of other versions. */
export function resourceRules(
  targets: readonly AdmissionKind[], operations: readonly string[] = ['CREATE', 'UPDATE'],
): object[] {
  const byVersion = new Map<string, AdmissionKind[]>();
  for (const target of targets) {
    const key = `${target.group}/${target.version}`;
    byVersion.set(key, [...byVersion.get(key) ?? [], target]);
  }
  return [...byVersion.values()].map((kinds) => ({
    apiGroups: [kinds[0].group],
    apiVersions: [kinds[0].version],
    operations: [...operations],
    resources: kinds.flatMap(({ resources }) => resources),
  }));
}
