import { CustomRule } from './custom-rule';
import { compileExpression } from './expression';
import { RuleLevel } from './finding';
import { ObjectRule, RuleCategory } from './rule';
import { RuleScope } from './rule-scope';
import { expectOneOf, expectOptions, shownValue } from './wrong-input';
import { named, withoutSecrets } from '../redaction/quoted';

const FIELDS = ['id', 'title', 'scope', 'violation', 'message', 'remediation', 'rationale', 'level', 'url'] as const;
const TEXTS = ['title', 'violation', 'message', 'remediation', 'rationale', 'url'] as const;
const OPTIONAL: readonly string[] = ['rationale', 'url'];

/** Advice for a rule in the form of a validation of an admission policy. */
export const EXPRESSION_HINT = 'a rule has no expression but a violation: CEL that is true for what breaks '
  + 'the rule; put the expression of an admission policy into !( )';

/**
 * Compiles the description of a custom rule.
 *
 * @throws Error when the id is not kebab-case words, a text is empty, a field, scope or level does not exist, or the
 * violation does not compile to a bool
 */
export function compileCustomRule(rule: CustomRule): ObjectRule {
  expectOptions('custom rule', withoutExpression(rule), FIELDS);
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
    compileExpression(rule.scope, rule.violation);
  } catch (error) {
    throw new Error(`custom rule '${named(rule.id)}': ` +
      `${withoutSecrets(error instanceof Error ? error.message : String(error), [rule.violation])}`);
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
    checks: [{ scope: rule.scope, violation: rule.violation, message: rule.message }],
  };
}

/** The description that a custom rule was compiled from. Fields that equal their default are left out. */
export function describeCustomRule(rule: ObjectRule): CustomRule {
  const { id, title, level, rationale, remediation, references, checks: [check] } = rule;
  return {
    id,
    title,
    scope: check.scope,
    violation: check.violation,
    message: check.message,
    remediation,
    ...(rationale === title ? {} : { rationale }),
    ...(level === RuleLevel.ERROR ? {} : { level }),
    ...(references.length === 0 ? {} : { url: references[0].url }),
  };
}

/** A validation of an admission policy has an `expression`, which says the opposite: it is refused. */
function withoutExpression(rule: CustomRule): CustomRule {
  if (isObject(rule) && 'expression' in rule) {
    throw new Error(`custom rule ${shownValue(rule.id)}: ${EXPRESSION_HINT}`);
  }
  return rule;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
