import { CompiledExpression, compileExpression, CompiledText, compileText } from './expression';
import { Finding } from './finding';
import { isPodScope, nameIn, POD_SCOPES, PodScope, variablesIn } from './pod-items';
import { ObjectCheck, ObjectRule } from './rule';
import { RuleScope } from './rule-scope';
import { ObjectScope, ScopeTarget, targetsByKind } from './scopes';
import { Graph } from '../manifest/graph';
import { Fields, fieldsOf, mappingsOf, pointerTo } from '../manifest/read';
import { Resource } from '../manifest/resource';

interface Question {
  readonly rule: ObjectRule;
  readonly message: string;

  /** What makes the message, where it depends on the item. */
  readonly text?: CompiledText;
  readonly expression: CompiledExpression;
}

/** Something that rules judge. */
interface Item {
  readonly variables: Fields;
  readonly pointer: string;

  /** Its name, for the message: made into text only when there is something to say. */
  name(): string;
}

/** Finds the items of a scope in an object. */
type Walk = (graph: Graph, resource: Resource) => Iterable<Item>;

/** Asks the CEL rules about every object. Rules of one scope share one walk through an object. */
export class ObjectEngine {
  private readonly questions = new Map<RuleScope, Question[]>();
  private readonly broken: Finding[] = [];

  public constructor(rules: readonly ObjectRule[]) {
    for (const rule of rules) {
      for (const check of rule.checks) {
        this.add(rule, check);
      }
    }
  }

  public *findings(graph: Graph): Generator<Finding> {
    yield* this.broken;
    const walks = [...this.questions].map(([scope, questions]) => [walkOf(scope), questions] as const);
    for (const resource of graph.resources) {
      for (const [walk, questions] of walks) {
        for (const item of walk(graph, resource)) {
          yield* ask(resource, item, questions);
        }
      }
    }
  }

  private add(rule: ObjectRule, { scope, expression, message, messageExpression }: ObjectCheck): void {
    try {
      const questions = this.questions.get(scope) ?? [];
      questions.push({
        rule,
        message,
        text: messageExpression === undefined ? undefined : compileText(scope, messageExpression),
        expression: compileExpression(scope, expression),
      });
      this.questions.set(scope, questions);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.broken.push({ ruleId: rule.id, level: rule.level, objectIndex: 0, pointer: '', message: `the rule cannot be evaluated: ${reason}` });
    }
  }
}

function walkOf(scope: RuleScope): Walk {
  if (isPodScope(scope)) {
    return (graph, resource) => podItems(graph, resource, scope);
  }
  if (scope === RuleScope.ANY_OBJECT) {
    return (_graph, resource) => [objectItem(resource)];
  }
  const targets = targetsByKind(scope as ObjectScope);
  return (_graph, resource) => {
    const target = targets.get(`${resource.group}/${resource.kind}`);
    return target === undefined ? [] : targetItems(resource, target);
  };
}

function* podItems(graph: Graph, resource: Resource, scope: PodScope): Generator<Item> {
  for (const pod of graph.podsIn(resource)) {
    for (const item of POD_SCOPES[scope].items(pod)) {
      yield { variables: variablesIn(resource.object, pod, item), pointer: item.pointer, name: () => nameIn(item) };
    }
  }
}

function* targetItems(resource: Resource, { list }: ScopeTarget): Generator<Item> {
  if (list === undefined) {
    yield objectItem(resource);
    return;
  }
  const { object } = resource;
  for (const [self, index] of mappingsOf(object[list])) {
    yield { variables: { object, self }, pointer: pointerTo(resource.pointer, list, index), name: () => '' };
  }
}

function objectItem({ object, pointer }: Resource): Item {
  return { variables: { object, self: object }, pointer, name: () => '' };
}

function* ask(resource: Resource, item: Item, questions: readonly Question[]): Generator<Finding> {
  for (const { rule, message, text, expression } of questions) {
    let said: string | undefined;
    try {
      said = expression.holds(item.variables) ? undefined : text?.text(item.variables) ?? message;
    } catch {
      // The evaluator's own words may quote values.
      said = 'the rule cannot be evaluated here, since a field has a type that Kubernetes does not expect';
    }
    if (said !== undefined && rule.exempt?.has(resource.object, fieldsOf(item.variables.self)) !== true) {
      const { id: ruleId, level } = rule;
      yield { ruleId, level, objectIndex: resource.objectIndex, pointer: item.pointer, message: item.name() + said };
    }
  }
}
