import { PolicyExemptions } from './exempt-options';
import { PolicyAction } from './policy-action';
import { PolicyMutation } from './policy-mutation';
import { PolicySubjects } from './policy-subjects';
import { RulePreset } from '../rules/rule-preset';

/** Which rules become admission policies, and what these do. */
export interface PolicyOptions {
  /**
   * The rules and their levels, with rules of your own. Those that CEL can express become policies.
   *
   * @default RulePreset.RECOMMENDED
   */
  readonly preset?: RulePreset;

  /**
   * Action for rules at the level error.
   *
   * @default PolicyAction.WARN
   */
  readonly errors?: PolicyAction;

  /**
   * Action for rules at the level warning.
   *
   * @default PolicyAction.WARN
   */
  readonly warnings?: PolicyAction;

  /**
   * Action for rules at the level note.
   *
   * @default PolicyAction.OFF
   */
  readonly notes?: PolicyAction;

  /**
   * Action of single rules, by the id of the rule. It has precedence over that of the level.
   *
   * @default - that of the level
   */
  readonly actions?: { readonly [ruleId: string]: PolicyAction };

  /**
   * What is not judged: namespaces, users, objects.
   *
   * @default - kube-system, the controllers of Kubernetes, the API server and nodes
   */
  readonly exempt?: PolicyExemptions;

  /**
   * Lets the annotations that suppress a rule in the audit also let an object pass at admission. Rules that the preset
   * lists as unsuppressible are not suppressed. A place that is a JSON pointer has no effect at admission.
   *
   * @default true
   */
  readonly suppressions?: boolean;

  /**
   * The only users who may add or change such an annotation. An additional policy refuses others, whatever the action
   * of the rules.
   *
   * @default - whoever may write the object
   */
  readonly suppressors?: PolicySubjects;

  /**
   * The only users who may set values in Secrets, beside those who are exempt, such as the accounts of the operators
   * that fetch them from stores. A policy checks it as a part of the rule `plaintext-secret`, with the action of that
   * rule. It judges no value: a user name is refused as well. A release that Helm keeps in a Secret is not checked.
   *
   * @default - the rule `plaintext-secret` has no policy
   */
  readonly secretWriters?: PolicySubjects;

  /**
   * What additional policies set in new objects, as MutatingAdmissionPolicy: Kubernetes 1.36 and later. A controlled
   * object is left as it is, as is one with an annotation that suppresses the rule. What a policy sets is not in the
   * manifest: whoever replaces the whole object loses it.
   *
   * @default - no object is changed
   */
  readonly mutations?: PolicyMutation[];

  /**
   * Day of the policies, as `YYYY-MM-DD`. Suppressions that have expired by then have no effect on updates. CEL has no
   * clock: generate the policies again from time to time. When an object is created, its time of creation decides.
   *
   * @default - today, in UTC
   */
  readonly day?: string;

  /**
   * Begins the name of each policy; the id of its rule follows.
   *
   * @default 'strongbox-'
   */
  readonly namePrefix?: string;
}
