import { CompiledExpression, compileExpression, CompiledText, compileText } from './expression';
import { Finding } from './finding';
import { lowerOf } from './level-order';
import { isPodScope, nameIn, POD_SCOPES, PodScope, variablesIn } from './pod-items';
import { ObjectCheck, ObjectRule } from './rule';
import { RuleScope } from './rule-scope';
import { ObjectScope, ScopeTarget, targetsByKind } from './scopes';
import { Graph } from '../manifest/graph';
import { Fields, fieldsOf, mappingsOf, pointerTo } from '../manifest/read';
import { Resource } from '../manifest/resource';

interface Check {
  readonly message: string;

  /** Makes the message, where it depends on the item. */
  readonly text?: CompiledText;
  readonly violation: CompiledExpression;
}

/** Checks of a rule of which the first that finds something is reported. */
interface Alternatives {
  readonly rule: ObjectRule;
  readonly checks: Check[];
}

/** One thing that rules judge. */
interface Item {
  readonly variables: Fields;
  readonly pointer: string;

  /** Its name for the message, computed only for a finding. */
  name(): string;
}

/** Finds the items of a scope in an object. */
type Walk = (graph: Graph, resource: Resource) => Iterable<Item>;

/** Evaluates the CEL rules on every object. Rules of one scope share one walk through an object. */
export class ObjectEngine {
  private readonly alternatives = new Map<RuleScope, Alternatives[]>();
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
    const walks = [...this.alternatives].map(([scope, alternatives]) => [walkOf(scope), alternatives] as const);
    for (const resource of graph.resources) {
      for (const [walk, alternatives] of walks) {
        for (const item of walk(graph, resource)) {
          yield* failures(resource, item, alternatives);
        }
      }
    }
  }

  private add(rule: ObjectRule, { scope, violation, message, messageExpression, otherwise }: ObjectCheck): void {
    try {
      const check = {
        message,
        text: messageExpression === undefined ? undefined : compileText(scope, messageExpression),
        violation: compileExpression(scope, violation),
      };
      const ofScope = this.alternatives.get(scope) ?? [];
      if (otherwise === true && ofScope.at(-1)?.rule === rule) {
        ofScope.at(-1)!.checks.push(check);
      } else {
        this.alternatives.set(scope, [...ofScope, { rule, checks: [check] }]);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.broken.push({
        ruleId: rule.id,
        level: rule.level,
        objectIndex: 0,
        pointer: '',
        message: `the rule cannot be evaluated: ${reason}`,
      });
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

function* failures(resource: Resource, item: Item, alternatives: readonly Alternatives[]): Generator<Finding> {
  for (const { rule, checks } of alternatives) {
    const said = failure(item, checks);
    if (said !== undefined && rule.exempt?.has(resource.object, fieldsOf(item.variables.self)) !== true) {
      const { id: ruleId } = rule;
      const level = lowerOf(rule.level, rule.atMost?.(resource));
      yield { ruleId, level, objectIndex: resource.objectIndex, pointer: item.pointer, message: item.name() + said };
    }
  }
}

/** Message of the first check that the item fails; undefined where it passes all of them. */
function failure({ variables }: Item, checks: readonly Check[]): string | undefined {
  try {
    const failed = checks.find(({ violation }) => violation.holds(variables));
    return failed?.text?.text(variables) ?? failed?.message;
  } catch {
    // The evaluator's own words may quote values.
    return 'the rule cannot be evaluated here, since a field has a type that Kubernetes does not expect';
  }
}
