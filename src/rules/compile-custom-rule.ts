import { CustomRule } from './custom-rule';
import { compileExpression } from './expression';
import { RuleLevel } from './finding';
import { ObjectRule, RuleCategory } from './rule';
import { RuleScope } from './rule-scope';
import { expectOneOf, expectOptions, shownValue } from './wrong-input';
import { named, withoutSecrets } from '../redaction/quoted';

const FIELDS = ['id', 'title', 'scope', 'expression', 'message', 'remediation', 'rationale', 'level', 'url'] as const;
const TEXTS = ['title', 'expression', 'message', 'remediation', 'rationale', 'url'] as const;
const OPTIONAL: readonly string[] = ['rationale', 'url'];

/**
 * The rule that a description stands for.
 *
 * @throws Error when the id is not kebab-case words, a text is empty, a field, scope or level does not exist, or the
 * expression is not what a rule needs
 */
export function compileCustomRule(rule: CustomRule): ObjectRule {
  expectOptions('custom rule', rule, FIELDS);
  if (typeof rule.id !== 'string' || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(rule.id)) {
    throw new Error(`custom rule ${shownValue(rule.id)}: an id is lower-case words with dashes between them, `
      + "such as 'acme-secret-owner'");
  }
  for (const field of TEXTS) {
    const text: unknown = rule[field];
    if (text === undefined && OPTIONAL.includes(field)) {
      continue;
    }
    if (typeof text !== 'string' || text.trim() === '') {
      throw new Error(`custom rule '${named(rule.id)}': ${field} must be a text that says what its reader needs, `
        + `got ${shownValue(text)}`);
    }
  }
  if (rule.scope === undefined) {
    throw new Error(`custom rule '${named(rule.id)}': scope is missing; use one of ` +
      `${Object.values(RuleScope).join(', ')}`);
  }
  expectOneOf(`custom rule '${named(rule.id)}': scope`, rule.scope, Object.values(RuleScope));
  expectOneOf(`custom rule '${named(rule.id)}': level`, rule.level, Object.values(RuleLevel));
  try {
    compileExpression(rule.scope, rule.expression);
  } catch (error) {
    throw new Error(`custom rule '${named(rule.id)}': ` +
      `${withoutSecrets(error instanceof Error ? error.message : String(error), [rule.expression])}`);
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

/** The description that a custom rule was made of. What is left out of it is what it has without. */
export function describeCustomRule(rule: ObjectRule): CustomRule {
  const { id, title, level, rationale, remediation, references, checks: [check] } = rule;
  return {
    id,
    title,
    scope: check.scope,
    expression: check.expression,
    message: check.message,
    remediation,
    ...(rationale === title ? {} : { rationale }),
    ...(level === RuleLevel.ERROR ? {} : { level }),
    ...(references.length === 0 ? {} : { url: references[0].url }),
  };
}
