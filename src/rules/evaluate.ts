import { Graph } from '../manifest/graph';
import { Finding } from './finding';
import { isGraphRule, Rule } from './rule';

/** Judges objects by rules. Junk among the objects is passed over; a rule that cannot be evaluated says so in a finding. */
export function evaluate(objects: readonly unknown[], rules: readonly Rule[]): Finding[] {
  const graph = Graph.of(objects);
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (!isGraphRule(rule)) {
      continue;
    }
    for (const violation of rule.check(graph)) {
      findings.push({ ruleId: rule.id, level: rule.level, ...violation });
    }
  }
  return findings;
}
