import { CompiledExpression, compileExpression } from './expression';
import { Finding } from './finding';
import { ObjectRule } from './rule';
import { RuleScope } from './rule-scope';
import { ScopePath, ScopeStep, stepsByKind, WHOLE_OBJECT } from './scopes';
import { at, Fields, isFields, pointerTo, textOf } from '../manifest/read';
import { Resource } from '../manifest/resource';

interface Question {
  readonly rule: ObjectRule;
  readonly message: string;
  readonly expression: CompiledExpression;
}

interface Item {
  readonly variables: Fields;
  readonly value: unknown;
  readonly pointer: string;

  /** What led here, for the message: made into text only when there is something to say. */
  readonly parent?: Item;
  readonly path?: ScopePath;
}

/** Asks the CEL rules about every object. Rules of one scope share one walk through an object. */
export class ObjectEngine {
  private readonly questions = new Map<RuleScope, Question[]>();
  private readonly walks = new Map<string, [steps: readonly ScopeStep[], questions: readonly Question[]][]>();
  private readonly broken: Finding[] = [];

  public constructor(rules: readonly ObjectRule[]) {
    for (const rule of rules) {
      for (const check of rule.checks) {
        this.add(rule, check.scope, check.expression, check.message);
      }
    }
    for (const [scope, questions] of this.questions) {
      for (const [kind, steps] of stepsByKind(scope)) {
        const walks = this.walks.get(kind) ?? [];
        this.walks.set(kind, walks);
        walks.push([steps, questions]);
      }
    }
  }

  public *findings(resources: readonly Resource[]): Generator<Finding> {
    yield* this.broken;
    const anyObject = this.questions.get(RuleScope.ANY_OBJECT);
    for (const resource of resources) {
      if (anyObject !== undefined) {
        yield* ask(resource, WHOLE_OBJECT, anyObject);
      }
      for (const [steps, questions] of this.walks.get(`${resource.group}/${resource.kind}`) ?? []) {
        yield* ask(resource, steps, questions);
      }
    }
  }

  private add(rule: ObjectRule, scope: RuleScope, expression: string, message: string): void {
    try {
      const questions = this.questions.get(scope) ?? [];
      questions.push({ rule, message, expression: compileExpression(scope, expression) });
      this.questions.set(scope, questions);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.broken.push({ ruleId: rule.id, level: rule.level, objectIndex: 0, pointer: '', message: `the rule cannot be evaluated: ${reason}` });
    }
  }
}

function* ask(resource: Resource, steps: readonly ScopeStep[], questions: readonly Question[]): Generator<Finding> {
  const start: Item = { variables: { object: resource.object }, value: resource.object, pointer: resource.pointer };
  for (const item of walk(start, steps, 0)) {
    for (const { rule, message, expression } of questions) {
      let said: string | undefined;
      try {
        said = expression.holds(item.variables) ? undefined : message;
      } catch {
        // The evaluator's own words may quote values.
        said = 'the rule cannot be evaluated here, since a field has a type that Kubernetes does not expect';
      }
      if (said !== undefined) {
        yield { ruleId: rule.id, level: rule.level, objectIndex: resource.objectIndex, pointer: item.pointer, message: nameOf(item) + said };
      }
    }
  }
}

function* walk(from: Item, steps: readonly ScopeStep[], depth: number): Generator<Item> {
  const step = steps[depth];
  if (step === undefined) {
    yield from;
    return;
  }
  for (const path of step.paths) {
    const value = at(from.value, ...path.fields);
    const pointer = pointerTo(from.pointer, ...path.fields);
    if (!step.each) {
      yield* enter(from, path, value, pointer, steps, depth);
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        yield* enter(from, path, value[index], `${pointer}/${index}`, steps, depth);
      }
    }
  }
}

function* enter(
  from: Item, path: ScopePath, value: unknown, pointer: string, steps: readonly ScopeStep[], depth: number,
): Generator<Item> {
  if (isFields(value)) {
    const variables = { ...from.variables, [steps[depth].variable]: value };
    yield* walk({ variables, value, pointer, parent: from, path }, steps, depth + 1);
  }
}

function nameOf(item: Item): string {
  const parts: string[] = [];
  for (let current: Item | undefined = item; current !== undefined; current = current.parent) {
    const { path } = current;
    if (path?.noun !== undefined && path.nameField !== undefined) {
      const name = textOf(at(current.value, path.nameField));
      parts.unshift(name === '' ? path.noun : `${path.noun} ${JSON.stringify(name)}`);
    }
  }
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}
