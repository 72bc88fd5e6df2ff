import { estimatedCost } from './cel-cost';
import { FunctionRegistry, registerFunctions } from './cel-functions';
import { CelNode, refuseOutside, withReplaced } from './cel-subset';
import { RuleScope } from './rule-scope';
import { variablesOf } from './scopes';

/** The part of the evaluator that is used. Node loads its ES modules by `require`, which TypeScript refuses here. */
interface CelEnvironment extends FunctionRegistry {
  registerVariable(name: string, type: string): CelEnvironment;
  parse(expression: string): CelExpression;
}

interface CelExpression {
  (variables: { readonly [name: string]: unknown }): unknown;
  readonly ast: unknown;
  check(): { readonly valid: boolean; readonly type?: string; readonly error?: Error };
}

// eslint-disable-next-line @typescript-eslint/no-require-imports
const cel = require('@marcbachmann/cel-js') as { readonly Environment: new () => CelEnvironment };

/** Variables that an expression is evaluated with. */
interface Variables {
  readonly [name: string]: unknown;
}

/** A CEL expression of type bool that is ready to be evaluated. */
export interface CompiledExpression {
  /**
   * Whether it holds.
   *
   * @throws Error when an item does not have the shape that the expression expects
   */
  holds(variables: Variables): boolean;
}

/** A CEL expression of type string that is ready to be evaluated. */
export interface CompiledText {
  /**
   * Evaluates the text.
   *
   * @throws Error when an item does not have the shape that the expression expects
   */
  text(variables: Variables): string;
}

const environments = new Map<RuleScope, CelEnvironment>();
const compiled = new Map<string, CompiledExpression>();
const compiledTexts = new Map<string, CompiledText>();

/**
 * Compiles a CEL expression for the items of a scope. Every expression is compiled once.
 *
 * @throws Error when it is not CEL, is not of type bool, names a variable that the scope does not have, or uses
 * something that Kubernetes and our evaluator do not both have
 */
export function compileExpression(scope: RuleScope, expression: string): CompiledExpression {
  return once(compiled, scope, expression, () => {
    const holds = compile(scope, expression, 'bool', "a rule's expression");
    return { holds: (variables) => holds(variables) as boolean };
  });
}

/**
 * Compiles a CEL expression that makes a message for an item of a scope.
 *
 * @throws Error when compileExpression would, or the expression is not of type string
 */
export function compileText(scope: RuleScope, expression: string): CompiledText {
  return once(compiledTexts, scope, expression, () => {
    const text = compile(scope, expression, 'string', 'an expression for a message');
    return { text: (variables) => text(variables) as string };
  });
}

/** An upper bound of the cost of an expression for one item of a scope, in units of the API server. */
export function costOf(scope: RuleScope, expression: string, entries?: number): number {
  return estimatedCost(parse(scope, expression).ast, entries);
}

/** The parsed expression of a rule of a scope. */
export function parsedExpression(scope: RuleScope, expression: string): CelNode {
  return parse(scope, expression).ast as CelNode;
}

function once<T>(known: Map<string, T>, scope: RuleScope, expression: string, make: () => T): T {
  const key = `${scope}\n${expression}`;
  let result = known.get(key);
  if (result === undefined) {
    result = make();
    known.set(key, result);
  }
  return result;
}

function compile(
  scope: RuleScope, expression: string, type: 'bool' | 'string', what: string,
): (variables: Variables) => unknown {
  const written = parse(scope, expression);
  refuseOutside(expression, written.ast);
  const parsed = parse(scope, withReplaced(expression, written.ast));
  const check = parsed.check();
  if (!check.valid) {
    throw new Error(`not valid CEL for scope '${scope}', which has the variables ${variablesOf(scope).join(', ')}: `
      + summaryOf(check.error));
  }
  if (check.type !== type && check.type !== 'dyn') {
    throw new Error(`${what} must be of type ${type}, got ${check.type}`);
  }
  return (variables) => {
    const value: unknown = parsed(variables);
    if (typeof value !== (type === 'bool' ? 'boolean' : 'string')) {
      throw new Error(`the expression did not give a ${type}`);
    }
    return value;
  };
}

function parse(scope: RuleScope, expression: string): CelExpression {
  try {
    return environmentOf(scope).parse(expression);
  } catch (error) {
    throw new Error(`not valid CEL: ${summaryOf(error)}`);
  }
}

function environmentOf(scope: RuleScope): CelEnvironment {
  let environment = environments.get(scope);
  if (environment === undefined) {
    environment = new cel.Environment();
    for (const variable of variablesOf(scope)) {
      environment.registerVariable(variable, 'dyn');
    }
    registerFunctions(environment);
    environments.set(scope, environment);
  }
  return environment;
}

/** The evaluator's errors carry the source with a marker below it; the first line is what happened. */
function summaryOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
