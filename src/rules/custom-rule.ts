import { compileExpression } from './expression';
import { RuleLevel } from './finding';
import { ObjectRule, RuleCategory } from './rule';
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

/**
 * The rule that a description stands for.
 *
 * @throws if the id is no kebab-case word, a text is empty, or the expression is not what a rule needs
 */
export function customRule(rule: CustomRule): ObjectRule {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(rule.id)) {
    throw new Error(`custom rule ${JSON.stringify(rule.id)}: an id is lower-case words with dashes between them, such as 'acme-secret-owner'`);
  }
  for (const field of ['title', 'message', 'remediation'] as const) {
    if (rule[field].trim() === '') {
      throw new Error(`custom rule '${rule.id}': ${field} is empty; say in a sentence what its reader needs`);
    }
  }
  if (!Object.values(RuleScope).includes(rule.scope)) {
    throw new Error(`custom rule '${rule.id}': unknown scope ${JSON.stringify(rule.scope)}; use one of ${Object.values(RuleScope).join(', ')}`);
  }
  try {
    compileExpression(rule.scope, rule.expression);
  } catch (error) {
    throw new Error(`custom rule '${rule.id}': ${error instanceof Error ? error.message : String(error)}`);
  }
  return {
    id: rule.id,
    category: RuleCategory.CUSTOM,
    title: rule.title,
    rationale: rule.rationale ?? rule.title,
    remediation: rule.remediation,
    level: rule.level ?? RuleLevel.ERROR,
    since: '',
    references: rule.url === undefined ? [] : [{ title: rule.title, url: rule.url }],
    checks: [{ scope: rule.scope, expression: rule.expression, message: rule.message }],
  };
}
