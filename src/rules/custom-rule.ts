import { RuleLevel } from './finding';
import { RuleScope } from './rule-scope';

/**
 * A rule that a platform team writes itself, in CEL. It is asked about one item at a time and holds when the
 * item is fine, wherever the rules of this library are asked: at synth, and on the command line.
 */
export interface CustomRule {
  /** Kebab-case words, and not the id of another rule: `acme-secret-owner`. */
  readonly id: string;

  /** What is wrong, in one line. */
  readonly title: string;

  /** What the expression is asked about. */
  readonly scope: RuleScope;

  /**
   * CEL of type bool. `self` is the item and `object` the whole object; the scope says what else there is.
   * A field that may be missing has to be asked for with `has()` first. Numbers of a manifest are compared
   * through `int()`. Only what Kubernetes and this library read alike is allowed.
   */
  readonly expression: string;

  /** What is said of an item for which the expression is false. The item's name is put before it. */
  readonly message: string;

  /** What to do instead. */
  readonly remediation: string;

  /**
   * Why it matters.
   *
   * @default - the title
   */
  readonly rationale?: string;

  /** @default RuleLevel.ERROR */
  readonly level?: RuleLevel;

  /**
   * A page that explains the rule.
   *
   * @default - none
   */
  readonly url?: string;
}
