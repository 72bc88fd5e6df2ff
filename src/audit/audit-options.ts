import { PodTemplatePath } from '../facts/pod-template-path';
import { RuleLevel } from '../rules/finding';
import { RulePreset } from '../rules/rule-preset';

/** Options of `Audit.attach`. */
export interface AuditOptions {
  /**
   * The rules and how much each matters, in place of all that the config file says of rules.
   *
   * @default - that of the config file, else RulePreset.RECOMMENDED
   */
  readonly preset?: RulePreset;

  /**
   * Path of a config file, from the working directory. An option of this call goes before what the file says of it.
   *
   * @default - `strongbox.yaml` of the working directory, else of the nearest folder above it, up to the root of the
   * repository, as the command `strongbox` finds it; none where there is none
   */
  readonly config?: string;

  /**
   * Read no config file, also where one would be found.
   *
   * @default false
   */
  readonly noConfig?: boolean;

  /**
   * From which level on a finding fails the synth.
   *
   * @default - that of the config file, else RuleLevel.ERROR
   */
  readonly failOn?: RuleLevel;

  /**
   * Path of a baseline, from the working directory: findings that it has do not count. `Audit.writeBaseline`
   * and the command `strongbox audit --write-baseline` write one.
   *
   * @default - that of the config file; without one, no finding is suppressed by a baseline
   */
  readonly baseline?: string;

  /**
   * Where objects of kinds that the audit does not know, such as those of an operator of your own, hold a pod.
   *
   * @default - those of the config file; pods are found in the kinds of Kubernetes and of well-known operators anyway
   */
  readonly podTemplates?: PodTemplatePath[];

  /**
   * Keep silent about findings that do not fail the synth. They are in the report all the same.
   *
   * @default false - a line on standard error says how many there are, and one more for each problem of the audit
   */
  readonly quiet?: boolean;
}
