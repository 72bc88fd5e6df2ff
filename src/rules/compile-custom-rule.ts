import { CustomRule } from './custom-rule';
import { compileExpression } from './expression';
import { RuleLevel } from './finding';
import { ObjectRule, RuleCategory } from './rule';
import { RuleScope } from './rule-scope';

/**
 * The rule that a description stands for.
 *
 * @throws if the id is no kebab-case word, a text is empty, or the expression is not what a rule needs
 */
export function compileCustomRule(rule: CustomRule): ObjectRule {
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
