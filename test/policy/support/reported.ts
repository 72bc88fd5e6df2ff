import { findingPath } from '../../../src/audit/finding-path';
import { ObjectSuppressions } from '../../../src/audit/suppressions/object-suppressions';
import { Graph } from '../../../src/manifest/graph';
import { evaluateGraph } from '../../../src/rules/evaluate';
import { Rule } from '../../../src/rules/rule';
import { RulePreset } from '../../../src/rules/rule-preset';

/** What the audit says of an object alone: the messages of each rule, without what the object suppresses. */
export function reportedIn(object: object, rules: readonly Rule[], day: string): Map<string, string[]> {
  const graph = Graph.of([object]);
  const none = { suppressions: [], suppressionsOf: () => [] };
  const now = new Date(`${day}T12:00:00Z`);
  const suppressions = new ObjectSuppressions(none, graph.resources, RulePreset.STRICT, now);
  const found = new Map<string, string[]>();
  for (const { ruleId, objectIndex, pointer, message } of evaluateGraph(graph, rules)) {
    const path = findingPath(object, pointer);
    if (suppressions.suppress(ruleId, graph.resources[objectIndex], path) === undefined) {
      found.set(ruleId, [...found.get(ruleId) ?? [], message]);
    }
  }
  return found;
}

/** A message at admission begins with the rule and the place, and has the words of the audit. */
export function saysTheSame(said: string, message: string): boolean {
  const words = message.slice(message.lastIndexOf('": ') + 1).replace(/^: /, '');
  const place = message.slice(0, message.length - words.length).replace(/: $/, '');
  // A server cuts warnings that are too long together.
  return said.includes(place) && (said.includes(words) || said.length === 256);
}
