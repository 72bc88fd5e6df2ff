import { callOf, CelNode, isNode } from '../rules/cel-subset';
import { parsedExpression } from '../rules/expression';
import { RuleScope } from '../rules/rule-scope';

/** Macros whose condition holds more often when more entries meet it. */
const MONOTONE = new Set(['exists', 'all']);

/** Names of variables that an expression uses, without those that its macros declare. */
export function variablesUsed(scope: RuleScope, expression: string): ReadonlySet<string> {
  return freeIn(parsedExpression(scope, expression));
}

/**
 * A condition without some variables that holds wherever the expression does; undefined where nothing is left. A policy
 * tests it once for each volume, or once for each mount, before it tests the expression for both.
 */
export function necessaryWithout(scope: RuleScope, expression: string, without: readonly string[]): string | undefined {
  return new Necessary(scope, expression, new Set(without)).of(parsedExpression(scope, expression), true);
}

class Necessary {
  public constructor(
    private readonly scope: RuleScope, private readonly text: string, private readonly without: ReadonlySet<string>,
  ) {}

  /** A weaker condition (`more`), or a stronger one; undefined for one that always, or never, holds. */
  public of(node: CelNode, more: boolean): string | undefined {
    const written = this.written(node);
    if (written !== undefined) {
      return written;
    }
    const parts = Array.isArray(node.args) ? node.args as CelNode[] : [node.args as CelNode];
    switch (node.op) {
      case '&&':
        return this.joined(parts, ' && ', more, more);
      case '||':
        return this.joined(parts, ' || ', more, !more);
      case '!_': {
        const inner = this.of(parts[0], !more);
        return inner && `!${inner}`;
      }
      case 'rcall':
        return this.walk(node, more);
      default:
        return undefined;
    }
  }

  /** @param drops the parts that nothing is left of may be left out: they are the neutral element of the operator */
  private joined(parts: readonly CelNode[], operator: string, more: boolean, drops: boolean): string | undefined {
    const terms = parts.map((part) => this.of(part, more));
    const left = terms.filter((term) => term !== undefined);
    return left.length === 0 || (!drops && left.length < terms.length) ? undefined : `(${left.join(operator)})`;
  }

  private walk(node: CelNode, more: boolean): string | undefined {
    const { name, receiver, args } = callOf(node)!;
    const list = MONOTONE.has(name) && receiver !== undefined ? this.written(receiver) : undefined;
    const condition = list && this.of(args[1], more);
    return condition && `${list}.${name}(${String(args[0].args)}, ${condition})`;
  }

  /** The text of a node, where it has none of the variables and is in one piece. */
  private written(node: CelNode): string | undefined {
    if ([...freeIn(node)].some((variable) => this.without.has(variable))) {
      return undefined;
    }
    const text = this.text.slice(node.start, node.end);
    return text.includes('//') || !this.isWhole(text, node) ? undefined : `(${text})`;
  }

  private isWhole(text: string, node: CelNode): boolean {
    try {
      return shapeOf(parsedExpression(this.scope, text)) === shapeOf(node);
    } catch {
      return false;
    }
  }
}

function freeIn(node: unknown, bound: ReadonlySet<string> = new Set()): Set<string> {
  if (Array.isArray(node)) {
    return new Set(node.flatMap((part) => [...freeIn(part, bound)]));
  }
  if (!isNode(node)) {
    return new Set();
  }
  if (node.op === 'id') {
    return new Set(bound.has(String(node.args)) ? [] : [String(node.args)]);
  }
  const call = callOf(node);
  if (call?.receiver !== undefined && LOOPS.has(call.name)) {
    const [variable, ...rest] = call.args;
    const inside = new Set([...bound, String(variable.args)]);
    return new Set([...freeIn(call.receiver, bound), ...freeIn(rest, inside)]);
  }
  return freeIn(node.args, bound);
}

const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** A node without the places of its parts. */
function shapeOf(node: CelNode): string {
  return JSON.stringify(withoutPlaces(node));
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutPlaces);
  }
  return isNode(value) ? [value.op, withoutPlaces(value.args)]
    : typeof value === 'bigint' ? `${value}n` : value;
}
