import { bind, celText, onOneLine, operand } from './cel-text';
import { Found, foundBy, judged, PODS } from './found';
import { foundTokens } from './found-tokens';
import { ADMISSION_NAMES, EngineNames, PolicyRule, PolicyValidation, PolicyVariable, RulePolicy } from './model';
import { suppressedPlaces, today } from './suppressions';
import { AdmissionKind } from '../facts/admission-kinds';
import { groupKind } from '../facts/api-kinds';
import { GraphRule, isGraphRule, ObjectCheck, ObjectRule, PartCheck, PolicyPart, Rule } from '../rules/rule';

/** Items that a message names; more are counted. */
const NAMED = 3;

/** Suppressions that policies carry. */
export interface CarriedSuppressions {
  /** The day on which the policies are generated, as `YYYY-MM-DD`: what has expired by then suppresses nothing. */
  readonly generated: string;

  /** IDs of rules that cannot be suppressed. */
  readonly unsuppressible: readonly string[];
}

export interface RulePolicyOptions {
  /**
   * How the engine names what it passes.
   *
   * @default - as the API server does
   */
  readonly names?: EngineNames;

  /**
   * Suppressions in annotations.
   *
   * @default - they have no effect
   */
  readonly suppressions?: CarriedSuppressions;
}

/** The rules in CEL among some rules, and those of which CEL can express a part, as policies. */
export function rulePolicies(rules: readonly Rule[], options: RulePolicyOptions = {}): RulePolicy[] {
  return rules.filter(isInPolicies).map((rule) => rulePolicy(rule, options));
}

/** Whether a policy can check the rule, or a part of it. */
export function isInPolicies(rule: Rule): rule is InPolicies {
  return !isGraphRule(rule) || rule.policyPart !== undefined;
}

type InPolicies = ObjectRule | (GraphRule & { readonly policyPart: PolicyPart });

function rulePolicy(rule: InPolicies, { names = ADMISSION_NAMES, suppressions }: RulePolicyOptions): RulePolicy {
  const part = isGraphRule(rule) ? rule.policyPart : undefined;
  const written = isGraphRule(rule) ? rule.policyPart.checks ?? [] : rule.checks;
  const tokens = part?.tokensIn === undefined ? undefined : foundTokens(part.tokensIn);
  const inPolicies = isGraphRule(rule) ? undefined : rule.exempt?.inPolicies;
  const checks = written.map((check, index) => {
    const found = foundBy(withoutReported(written, index), inPolicies?.expression);
    return { check, found, number: index + 1 };
  });
  const exempt = inPolicies === undefined ? [] : [{ name: inPolicies.variable[0], expression: inPolicies.variable[1] }];
  const { id, level, title, remediation, references } = rule;
  return {
    rule: {
      id, level, title, remediation, url: references[0]?.url, part: part?.what, dependsOnOthers: part?.dependsOnOthers,
    },
    targets: distinct([...tokens?.targets ?? [], ...checks.flatMap(({ found }) => found.targets)]),
    variables: [
      { name: 'objects', expression: names.objects },
      ...judgedVariables(rule, names, suppressions),
      ...tokens?.ofPods === true || checks.some(({ found }) => found.entries === 'names') ? [PODS] : [],
      ...exempt,
      ...checks.flatMap(({ found, number }) => variablesOf(found, number)),
      ...tokens === undefined ? [] : [...tokens.variables, newOf('tokens', TOKENS)],
    ],
    validations: [
      ...checks.map(({ check, found, number }) => validationOf(rule, check, found, number)),
      ...tokens === undefined ? [] : [validationOfTokens(rule)],
    ],
  };
}

/** The objects with the places at which their annotations suppress a rule. */
export function judgedVariables(
  rule: Pick<PolicyRule, 'id'>, names: EngineNames, carried?: CarriedSuppressions,
): PolicyVariable[] {
  return carried === undefined || carried.unsuppressible.includes(rule.id) ? [judged('[]')]
    : [today(names.isCreated, carried.generated), judged(suppressedPlaces(rule.id))];
}

/** A check that reports only what those before it do not. */
function withoutReported(checks: readonly PartCheck[], index: number): PartCheck {
  const check = checks[index];
  const before: string[] = [];
  for (let at = index; checks[at].otherwise === true && checks[at - 1]?.scope === check.scope; at--) {
    before.unshift(operand(checks[at - 1].violation));
  }
  const violation = [...before.map((term) => `!${term}`), operand(check.violation)].join(' && ');
  return before.length === 0 ? check : { ...check, violation };
}

/**
 * `foundN`: what the check finds, in the object and in the object before an update. `newN`: what only the object has,
 * since nobody is to be kept from changing an object that broke the rule before.
 */
function variablesOf({ expression }: Found, number: number): PolicyVariable[] {
  return [{ name: `found${number}`, expression }, newOf(`found${number}`, `new${number}`)];
}

/** What a variable has of the object and not of the object before an update. */
function newOf(variable: string, name: string): PolicyVariable {
  const found = `variables.${variable}`;
  return {
    name,
    expression: `size(${found}) == 0 ? [] : size(${found}) == 1 ? ${found}[0] : ${found}[0] == ${found}[1] ? [] : `
      + `${found}[0].filter(item, !(item in ${found}[1]))`,
  };
}

const TOKENS = 'newTokens';

/** Each item says what it is. */
function validationOfTokens(rule: PolicyRule): PolicyValidation {
  const advice = onOneLine(rule.remediation);
  const items = `variables.${TOKENS}`;
  return {
    expression: `size(${items}) == 0`,
    message: onOneLine(`${rule.id}: ${rule.title}. ${rule.remediation}`),
    messageExpression: [celText(`${rule.id}: `), bind('items', items, listed()), celText(`. ${advice}`)].join(' + '),
  };
}

/** The first of some items, as CEL, and how many more there are. */
export function listed(nameOf = (index: number) => `items[${index}]`): string {
  const first = Array.from({ length: NAMED }, (_, index) =>
    (index === 0 ? nameOf(index) : `(size(items) > ${index} ? '; ' + ${nameOf(index)} : '')`));
  const more = `(size(items) > ${NAMED} ? ' and ' + string(size(items) - ${NAMED}) + ' more' : '')`;
  return [...first, more].join(' + ');
}

function validationOf(rule: PolicyRule, check: ObjectCheck, found: Found, number: number): PolicyValidation {
  const advice = onOneLine(rule.remediation);
  const items = `variables.new${number}`;
  const place = found.entries === 'object' ? "''"
    : `${listed(found.entries === 'rules' ? nameOfRule : undefined)} + ': '`;
  const ofPod = `(items[0] == '' ? '' : ${place})`;
  const where = bind('items', items, found.entries === 'names' ? ofPod : place);
  return {
    expression: `size(${items}) == 0`,
    message: onOneLine(`${rule.id}: ${check.message}. ${rule.remediation}`),
    messageExpression: [celText(`${rule.id}: `), where, saidBy(check, found, items), celText(`. ${advice}`)]
      .join(' + '),
  };
}

function nameOfRule(index: number): string {
  return `'rules[' + string(variables.objects[0].rules.indexOf(items[${index}])) + ']'`;
}

/** What the check says of its first item. Items of pods are known by name only, for which no check makes a message. */
function saidBy(check: ObjectCheck, { entries }: Found, items: string): string {
  if (check.messageExpression === undefined || entries === 'names') {
    return celText(onOneLine(check.message));
  }
  const self = entries === 'rules' ? `${items}[0]` : 'variables.objects[0]';
  return bind('object', 'variables.objects[0]', bind('self', self, operand(check.messageExpression)));
}

function distinct(kinds: readonly AdmissionKind[]): AdmissionKind[] {
  return [...new Map(kinds.map((each) => [`${groupKind(each)} ${each.resources.join(' ')}`, each])).values()];
}
