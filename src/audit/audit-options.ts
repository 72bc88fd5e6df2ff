import { PodTemplatePath } from '../facts/pod-template-path';
import { RuleLevel } from '../rules/finding';
import { RulePreset } from '../rules/rule-preset';

/** Options of `Audit.attach`. */
export interface AuditOptions {
  /**
   * The rules and their levels. Replaces everything that the config file sets for rules.
   *
   * @default - that of the config file, else RulePreset.RECOMMENDED
   */
  readonly preset?: RulePreset;

  /**
   * Path of a config file, from the working directory. The options of this call take precedence over the file.
   *
   * @default - `strongbox.yaml` of the working directory, else of the nearest folder above it, up to the root of the
   * repository, as the command `strongbox` finds it; none if there is none
   */
  readonly config?: string;

  /**
   * Do not read a config file, even if one would be found.
   *
   * @default false
   */
  readonly noConfig?: boolean;

  /**
   * Lowest level at which a finding fails the synth.
   *
   * @default - that of the config file, else RuleLevel.ERROR
   */
  readonly failOn?: RuleLevel;

  /**
   * Path of a baseline, from the working directory: findings that it contains are not reported. `Audit.writeBaseline`
   * and the command `strongbox audit --write-baseline` write one.
   *
   * @default - that of the config file; without one, no finding is suppressed by a baseline
   */
  readonly baseline?: string;

  /**
   * Where objects of kinds that the audit does not know, such as those of an operator of your own, contain a pod.
   *
   * @default - those of the config file; pods are found in the kinds of Kubernetes and of well-known operators in any
   * case
   */
  readonly podTemplates?: PodTemplatePath[];

  /**
   * Do not print anything about findings that do not fail the synth. They are still in the report.
   *
   * @default false - a line on standard error gives their number, and one more line each problem of the audit
   */
  readonly quiet?: boolean;
}
