import { RulePolicy } from '../../../src/policy/model';
import { registerFunctions } from '../../../src/rules/cel-functions';
import { re2 } from '../../../src/rules/re2';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const cel = require('@marcbachmann/cel-js') as { readonly Environment: new (options?: object) => any };

/** An environment with the names that an API server passes, and those of its functions that policies use. */
function environment(): any {
  const made = new cel.Environment();
  ['object', 'oldObject', 'request', 'variables', 'params'].forEach((name) => made.registerVariable(name, 'dyn'));
  registerFunctions(made);
  made.registerFunction('string.replace(string, string): string',
    (text: string, from: string, to: string) => text.replaceAll(from, to));
  made.registerFunction('string.find(string): string',
    (text: string, pattern: string) => re2(pattern).exec(text)?.[0] ?? '');
  made.registerFunction('string.findAll(string): list',
    (text: string, pattern: string) => [...text.matchAll(new RegExp(re2(pattern), 'gu'))].map(([found]) => found));
  made.registerFunction('list.indexOf(dyn): int',
    (list: unknown[], item: unknown) => BigInt(list.map((each) => JSON.stringify(each)).indexOf(JSON.stringify(item))));
  return made;
}

const ENVIRONMENT = environment();
const parsed = new Map<string, (variables: object) => unknown>();

/** What CEL of a policy gives for the names that an API server passes. */
export function evaluated(expression: string, names: object): unknown {
  if (!parsed.has(expression)) {
    parsed.set(expression, ENVIRONMENT.parse(expression));
  }
  return parsed.get(expression)!(names);
}

/**
 * The messages with which a policy refuses an object: what an API server would say, by the evaluator of the rules.
 *
 * @param oldObject the object before an update
 */
export function refusals(policy: RulePolicy, object: unknown, oldObject?: unknown): string[] {
  const request = { operation: oldObject === undefined ? 'CREATE' : 'UPDATE' };
  const variables: Record<string, unknown> = {};
  const names = { object, oldObject: oldObject ?? null, request, variables };
  for (const { name, expression } of policy.variables) {
    variables[name] = evaluated(expression, names);
  }
  return policy.validations
    .filter(({ expression }) => evaluated(expression, names) !== true)
    .map(({ messageExpression }) => evaluated(messageExpression, names) as string);
}

/** Whether a policy is about objects of a kind. */
export function isAbout(policy: RulePolicy, object: any): boolean {
  return policy.targets.some(({ group, version, kind }) =>
    object?.kind === kind && object.apiVersion === (group === '' ? version : `${group}/${version}`));
}
