import { PolicyCondition, PolicyRule } from './model';

/** What a gate does with an object that breaks a rule: it notes it, tells the user as well, or refuses the object. */
export type GateAction = 'Audit' | 'Warn' | 'Deny';

/** How a gate is set up, in no form of an engine. */
export interface Gate {
  readonly actionOf: (rule: PolicyRule) => GateAction;

  /** Namespaces whose objects are not judged. */
  readonly exemptNamespaces: readonly string[];

  /** Conditions that all have to hold, or an object is not judged. */
  readonly conditions: readonly PolicyCondition[];
}

/** Prefix of the names of all that gates are made of, so that one command lists them and removes them. */
export const POLICY_PREFIX = 'strongbox';

/** Name of the policy of a rule. */
export function policyName({ id }: Pick<PolicyRule, 'id'>): string {
  return `${POLICY_PREFIX}-${id}`;
}
