import { RuleLevel } from './finding';
import { RuleScope } from './rule-scope';

/**
 * A rule that a platform team writes itself, in CEL. It is evaluated for one item at a time, wherever the rules of this
 * library run: at synth, and on the command line. Like them it states the violation: what is wrong, not what is fine.
 */
export interface CustomRule {
  /** Kebab-case words, and not the id of another rule: `acme-secret-owner`. */
  readonly id: string;

  /** Title in one line: what the rule finds. */
  readonly title: string;

  /** Items that the rule is evaluated for. */
  readonly scope: RuleScope;

  /**
   * CEL of type bool that is true for an item that breaks the rule. A validation of an admission policy says the
   * opposite; put `!( )` around it. `self` is the item and `object` the whole object; the scope lists the other
   * variables. Test a field that may be missing with `has()` first, and put `int()` around a number to calculate with
   * it. Only what Kubernetes and this library evaluate alike is allowed, and at most 5,000 characters.
   *
   * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/decisions/0013-cel-subset.md
   */
  readonly violation: string;

  /** Message of the finding, such as `has no label owner`. The item's name is put before it. */
  readonly message: string;

  /** How to fix what the rule finds, in full sentences. */
  readonly remediation: string;

  /**
   * Why the violation matters.
   *
   * @default - the title
   */
  readonly rationale?: string;

  /** @default RuleLevel.ERROR */
  readonly level?: RuleLevel;

  /**
   * URL of a page that explains the rule.
   *
   * @default - none
   */
  readonly url?: string;
}
