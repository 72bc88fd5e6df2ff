import { AdmissionPolicyOptions, PolicyObject } from './admission-policies';
import { descriptionOf, withoutUser } from './kyverno-policies';
import { EngineNames, PolicyCondition, RulePolicy } from './model';
import { PolicyAction } from './policy-action';
import { exemptionConditions, judgedNamespaces } from './policy-exemptions';
import { quoted } from '../redaction/quoted';

/**
 * How Gatekeeper names what it passes. `object` is not set for a deletion, which is never refused, and `oldObject` only
 * for an update. Its audit of what is in the cluster passes the object alone, with no operation.
 *
 * @see https://github.com/open-policy-agent/gatekeeper/blob/v3.23.1/pkg/drivers/k8scel/driver.go
 */
export const GATEKEEPER_NAMES: EngineNames = {
  objects: 'object == null ? [] : oldObject == null ? [object] : [object, oldObject]',
  isCreated: 'object != null && oldObject == null',
};

const ENFORCEMENT: Readonly<Record<PolicyAction, string>> = { off: '', audit: 'dryrun', warn: 'warn', deny: 'deny' };

/** Longest name of a kind, which is a label of DNS. */
const MAX_KIND = 63;

/**
 * A ConstraintTemplate with CEL and its constraint for each rule, for Gatekeeper 3.18 and later. A template makes a
 * kind of constraints; a constraint that is applied before it is there is refused, so templates come first.
 *
 * @param policies rendered with `GATEKEEPER_NAMES`
 * @throws Error when the id of a rule is too long for the name of a kind, or two differ in dashes alone
 * @see https://open-policy-agent.github.io/gatekeeper/website/docs/validating-admission-policy/
 */
export function gatekeeperTemplates(policies: readonly RulePolicy[], options: AdmissionPolicyOptions): PolicyObject[] {
  refuseAlike(policies.map(({ rule }) => rule.id), options.prefix);
  return [
    ...policies.map((policy) => template(policy, options)), ...policies.map((policy) => constraint(policy, options)),
  ];
}

function template(
  { rule, conditions = [], variables, validations }: RulePolicy, { prefix, exemptions }: AdmissionPolicyOptions,
): PolicyObject {
  const kind = kindOf(rule.id, prefix);
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: {
      name: kind.toLowerCase(),
      annotations: { 'metadata.gatekeeper.sh/title': rule.title, 'description': descriptionOf(rule) },
    },
    spec: {
      crd: { spec: { names: { kind } } },
      targets: [{
        target: 'admission.k8s.gatekeeper.sh',
        code: [{
          engine: 'K8sNativeValidation',
          source: {
            matchCondition: [...exemptionConditions(exemptions).map(withoutUser), ...conditions].map(alsoOfDeletions),
            variables: [...variables],
            validations: [...validations],
          },
        }],
      }],
    },
  };
}

function alsoOfDeletions({ name, expression }: PolicyCondition): PolicyCondition {
  return { name, expression: `object == null || (${expression})` };
}

function constraint(policy: RulePolicy, { prefix, exemptions, actionOf }: AdmissionPolicyOptions): PolicyObject {
  const { namespaces } = exemptions;
  const namespaceSelector = judgedNamespaces({ ...exemptions, namespaces: [] });
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: kindOf(policy.rule.id, prefix),
    metadata: { name: policy.rule.id },
    spec: {
      enforcementAction: ENFORCEMENT[actionOf(policy)],
      match: {
        ...namespaces.length === 0 ? {} : { excludedNamespaces: [...namespaces] },
        ...namespaceSelector && { namespaceSelector },
        kinds: kindsByGroup(policy.targets),
      },
    },
  };
}

function kindsByGroup(targets: RulePolicy['targets']): object[] {
  const groups = [...new Set(targets.map(({ group }) => group))];
  return groups.map((group) => ({
    apiGroups: [group],
    kinds: targets.filter((target) => target.group === group).map(({ kind }) => kind),
  }));
}

function refuseAlike(ids: readonly string[], prefix: string): void {
  const byName = new Map<string, string>();
  for (const id of ids) {
    const name = kindOf(id, prefix).toLowerCase();
    const other = byName.get(name);
    if (other !== undefined) {
      throw new Error(`rules ${quoted(other)} and ${quoted(id)} would have one template of Gatekeeper, ${name}; give `
        + 'one of them another id');
    }
    byName.set(name, id);
  }
}

/** The kind of constraints of a rule: `StrongboxSecretInEnv` for `secret-in-env`. */
function kindOf(id: string, prefix: string): string {
  const words = `${prefix}${id}`.split(/[-.]/);
  const kind = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  if (kind.length > MAX_KIND) {
    throw new Error(`rule ${quoted(id)} has no constraint of Gatekeeper: its kind ${kind} has ${kind.length} `
      + `characters, of at most ${MAX_KIND}; give the rule a shorter id`);
  }
  return kind;
}
