import { Gate, policyName } from './gate';
import { PolicyRule, RulePolicy } from './model';

/** Operations that write an object which a rule judges. */
const OPERATIONS = ['CREATE', 'UPDATE'];

/** How Kyverno's reports call the levels of rules. */
const SEVERITIES: Readonly<Record<PolicyRule['level'], string>> = { error: 'high', warning: 'medium', note: 'low' };

/**
 * ValidatingPolicies of Kyverno, which evaluate the same CEL as a ValidatingAdmissionPolicy, and also judge what is in
 * the cluster already. Kyverno would derive rules for controllers from those for pods; these have them, so that is off.
 *
 * @see https://kyverno.io/docs/policy-types/validating-policy/
 */
export function kyvernoPolicies(policies: readonly RulePolicy[], gate: Gate): object[] {
  return policies.map(({ rule, targets, variables, validations }) => ({
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    metadata: {
      name: policyName(rule),
      annotations: {
        'policies.kyverno.io/title': rule.title,
        'policies.kyverno.io/category': 'ConfigMaps and Secrets',
        'policies.kyverno.io/severity': SEVERITIES[rule.level],
        'policies.kyverno.io/description': rule.remediation,
      },
    },
    spec: {
      validationActions: [gate.actionOf(rule)],
      autogen: { podControllers: { controllers: [] } },
      evaluation: { admission: { enabled: true }, background: { enabled: true } },
      matchConstraints: {
        ...gate.exemptNamespaces.length === 0 ? {} : {
          namespaceSelector: {
            matchExpressions: [
              { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...gate.exemptNamespaces] },
            ],
          },
        },
        resourceRules: targets.map(({ group, version, resources }) => ({
          apiGroups: [group], apiVersions: [version], operations: OPERATIONS, resources: [...resources],
        })),
      },
      ...gate.conditions.length === 0 ? {} : { matchConditions: [...gate.conditions] },
      variables: [...variables],
      validations: [...validations],
    },
  }));
}
