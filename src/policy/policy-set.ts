import { admissionPolicies, AdmissionPolicyOptions, PolicyObject } from './admission-policies';
import { ADMISSION_NAMES, EngineNames, RulePolicy } from './model';
import { MutatingPolicyOptions, mutatingPolicies } from './mutating-policies';
import { PolicyAction } from './policy-action';
import { expectTexts, withDefaults } from './policy-exemptions';
import { PolicyMutation } from './policy-mutation';
import { PolicyOptions } from './policy-options';
import { CarriedSuppressions, rulePolicies } from './rule-policies';
import { SECRET_WRITER_RULE, secretWriterPolicy } from './secret-writer-policy';
import { expectSubjects } from './subject-terms';
import { suppressorPolicy } from './suppressor-policy';
import { isDay } from '../facts/days';
import { RuleLevel } from '../rules/finding';
import { Rule } from '../rules/rule';
import { RulePreset } from '../rules/rule-preset';
import { expectOneOf, noSuchRule } from '../rules/wrong-input';

const DEFAULT_PREFIX = 'strongbox-';

/** Longest prefix: a name has 253 characters, and the id of a rule may be long. */
const PREFIX = /^(?=.{1,62}$)[a-z0-9]+(?:[-.][a-z0-9]+)*[-.]?$/;

/**
 * The policies of a preset as objects: a ValidatingAdmissionPolicy and a binding for each rule, and then a
 * MutatingAdmissionPolicy and a binding for each mutation.
 *
 * @throws Error when an option names a rule that is not in the preset or that no policy can check, or is not valid
 */
export function policyObjects(options: PolicyOptions = {}): PolicyObject[] {
  const { suppressors, suppressions = true } = options;
  expectSubjects('suppressors', suppressors ?? {});
  const mutations = mutationsOf(options);
  const rendering = renderingOf(options);
  const { prefix, exemptions } = rendering;
  const policies = policiesOf(options);
  const rendered = admissionPolicies(policies, rendering);
  return [
    ...rendered,
    ...suppressors === undefined || !suppressions ? []
      : suppressorPolicy(policies, suppressors, { prefix, exemptions }),
    ...mutatingPolicies(mutations, mutationOptions(options)),
  ];
}

/**
 * What is set in new objects.
 *
 * @throws Error when one is not known
 */
export function mutationsOf({ mutations = [] }: PolicyOptions): readonly PolicyMutation[] {
  mutations.forEach((mutation, index) =>
    expectOneOf(`mutations[${index}]`, mutation, Object.values(PolicyMutation)));
  return mutations;
}

/** How mutating policies are written, whatever the engine. */
export function mutationOptions(options: PolicyOptions): MutatingPolicyOptions {
  const { prefix, exemptions } = renderingOf(options);
  const { suppressions = true, preset = RulePreset.RECOMMENDED } = options;
  return { prefix, exemptions, isSuppressible: (id) => suppressions && !preset.unsuppressible.includes(id) };
}

/** How the policies are written, whatever the engine. */
export function renderingOf(options: PolicyOptions): AdmissionPolicyOptions {
  const { exempt, namePrefix: prefix = DEFAULT_PREFIX } = options;
  if (!PREFIX.test(prefix)) {
    throw new Error("namePrefix must be lower-case letters, digits, dots and dashes, at most 62, such as 'strongbox-'");
  }
  const { users, groups } = options.suppressors ?? {};
  expectTexts('suppressors', { users, groups });
  return { prefix, exemptions: withDefaults(exempt), actionOf: (policy) => actionFor(policy, options) };
}

/**
 * The policies of a preset in no form of an engine, without those that are off.
 *
 * @param names how the engine names what it passes
 */
export function policiesOf(options: PolicyOptions, names?: EngineNames): RulePolicy[] {
  const preset = options.preset ?? RulePreset.RECOMMENDED;
  refuseUnknown(options.actions ?? {}, preset);
  // What is admitted is in a cluster, and so are the levels.
  const rules = preset._live._rules;
  const suppressions = options.suppressions === false ? undefined
    : { generated: dayOf(options), unsuppressible: preset.unsuppressible };
  const policies = [
    ...rulePolicies(rules, { names, suppressions }),
    ...secretWriterPolicies(rules, options, names, suppressions),
  ];
  const missing = Object.keys(options.actions ?? {}).find((id) => !policies.some(({ rule }) => rule.id === id));
  if (missing !== undefined) {
    throw new Error(`actions: no policy checks the rule '${missing}': it is off in the preset, or CEL cannot express `
      + "it; 'strongbox policy --explain' lists what cannot be checked"
      + (missing === SECRET_WRITER_RULE ? '. Set secretWriters to check a part of it' : ''));
  }
  return policies.filter((policy) => actionFor(policy, options) !== PolicyAction.OFF);
}

function secretWriterPolicies(
  rules: readonly Rule[], { secretWriters }: PolicyOptions, names = ADMISSION_NAMES,
  suppressions?: CarriedSuppressions,
): RulePolicy[] {
  if (secretWriters === undefined) {
    return [];
  }
  expectSubjects('secretWriters', secretWriters);
  const { users = [], groups = [], configMap } = secretWriters;
  if (users.length + groups.length === 0 && configMap === undefined) {
    throw new Error('secretWriters lists nobody: name the users or groups that write Secrets, such as '
      + "'system:serviceaccount:external-secrets:external-secrets'");
  }
  const rule = rules.find(({ id }) => id === SECRET_WRITER_RULE);
  if (rule === undefined) {
    throw new Error(`secretWriters: the rule '${SECRET_WRITER_RULE}' is off in the preset, so it has no policy; turn `
      + 'it on, or leave secretWriters out');
  }
  return [secretWriterPolicy(rule, secretWriters, names, suppressions)];
}

/** The day on which the policies are generated. */
export function dayOf({ day }: PolicyOptions): string {
  if (day !== undefined && !isDay(day)) {
    throw new Error('day must be a date such as 2027-01-31');
  }
  return day ?? new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/**
 * The action of a rule: its own, or that of its level. Where other objects may make the audit accept what the policy
 * finds, a level does not refuse.
 */
export function actionFor({ rule }: RulePolicy, options: PolicyOptions): PolicyAction {
  const ofLevel = {
    [RuleLevel.ERROR]: options.errors ?? PolicyAction.WARN,
    [RuleLevel.WARNING]: options.warnings ?? PolicyAction.WARN,
    [RuleLevel.NOTE]: options.notes ?? PolicyAction.OFF,
  };
  const byLevel = ofLevel[rule.level];
  return options.actions?.[rule.id]
    ?? (byLevel === PolicyAction.DENY && rule.dependsOnOthers === true ? PolicyAction.WARN : byLevel);
}

function refuseUnknown(actions: { readonly [ruleId: string]: PolicyAction }, preset: RulePreset): void {
  const known = preset._known.map(({ id }) => id);
  for (const [id, action] of Object.entries(actions)) {
    if (!known.includes(id)) {
      throw new Error(`actions: ${noSuchRule(id, known)}`);
    }
    expectOneOf(`actions.${id}`, action, Object.values(PolicyAction));
  }
}
