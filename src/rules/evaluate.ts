import { Finding } from './finding';
import { lowerOf, rankOf } from './level-order';
import { ObjectEngine } from './object-engine';
import { CoveredFinding, GraphRule, isGraphRule, ObjectRule, Rule } from './rule';
import { RuleScope } from './rule-scope';
import { SCOPE_TARGETS } from './scopes';
import { Graph } from '../manifest/graph';
import { Resource } from '../manifest/resource';

const NOT_EVALUATED = 'the rule cannot be evaluated on these objects: please report this';

/** Kinds that have items of some scope, as `group/kind`. */
const KINDS_OF_SCOPES: ReadonlySet<string> = new Set(Object.values(SCOPE_TARGETS).flat()
  .flatMap(({ groups, kind }) => groups.map((group) => `${group}/${kind}`)));

/**
 * Checks objects with rules, each at its own level. Values that are not Kubernetes objects are skipped; a rule that
 * cannot be evaluated is itself a finding. Findings are in the order of the objects, and for one object in that of the
 * rules.
 */
export function evaluate(objects: readonly unknown[], rules: readonly Rule[]): Finding[] {
  return evaluateGraph(Graph.of(objects), rules);
}

/** Checks the objects of a graph. */
export function evaluateGraph(graph: Graph, rules: readonly Rule[]): Finding[] {
  const objectRules = rules.filter((rule): rule is ObjectRule => !isGraphRule(rule));
  const found = [...new ObjectEngine(objectRules).findings(graph)];
  const covered = new Map<string, number>();
  for (const rule of rules.filter(isGraphRule)) {
    collect(rule, graph, found, covered);
  }
  // A finding is not left out for one of a lower level.
  const findings = found.filter((finding) => (covered.get(placeOf(finding)) ?? -1) < rankOf(finding.level));
  const order = new Map(rules.map((rule, index) => [rule.id, index]));
  return atTexts(graph, findings).sort((one, other) =>
    one.objectIndex - other.objectIndex || order.get(one.ruleId)! - order.get(other.ruleId)!);
}

/** Moves findings in what a text describes to the text itself. */
function atTexts(graph: Graph, findings: Finding[]): Finding[] {
  const known = new Set(graph.pods.flatMap(({ resource, texts }) =>
    texts.map((text) => `${resource.objectIndex}${text}`)));
  return known.size === 0 ? findings : findings.map((finding) => {
    const { objectIndex, pointer } = finding;
    const ends = [...pointer.matchAll(/\//g)].map(({ index }) => index)
      .filter((index) => known.has(`${objectIndex}${pointer.slice(0, index)}`));
    return ends.length === 0 ? finding : { ...finding, pointer: pointer.slice(0, ends[0]) };
  });
}

/** Objects of a graph whose kind none of the rules reads. */
export function unjudged(graph: Graph, rules: readonly Rule[]): Resource[] {
  const checks = rules.flatMap((rule) => (isGraphRule(rule) ? [] : rule.checks));
  const anyObject = checks.some(({ scope }) => scope === RuleScope.ANY_OBJECT);
  return anyObject ? [] : graph.resources.filter((resource) => !graph.reads(resource)
    && graph.podsIn(resource).length === 0 && !KINDS_OF_SCOPES.has(`${resource.group}/${resource.kind}`));
}

function collect(rule: GraphRule, graph: Graph, findings: Finding[], covered: Map<string, number>): void {
  const { id: ruleId, level } = rule;
  try {
    for (const { message, objectIndex, pointer, atMost, covers = [] } of rule.check(graph)) {
      findings.push({ ruleId, level: lowerOf(level, atMost), message, objectIndex, pointer });
      for (const place of covers.map(placeOf)) {
        covered.set(place, Math.max(covered.get(place) ?? -1, rankOf(level)));
      }
    }
  } catch {
    findings.push({ ruleId, level, message: NOT_EVALUATED, objectIndex: 0, pointer: '' });
  }
}

function placeOf({ ruleId, objectIndex, pointer }: CoveredFinding): string {
  return `${ruleId} ${objectIndex} ${pointer}`;
}
