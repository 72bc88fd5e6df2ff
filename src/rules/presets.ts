import { CATALOG } from './catalog';
import { RuleLevel } from './finding';
import { Rule } from './rule';

/** The level of every rule of the catalog, or that it is off. */
export type PresetLevels = ReadonlyMap<string, RuleLevel | 'off'>;

/**
 * For manifests of others: what breaks at run time or gives a credential away is an error, what has a better
 * way a warning or a note, and what only the reader can judge is off.
 */
export const RECOMMENDED: PresetLevels = new Map(CATALOG.map((rule) => [rule.id, rule.recommended ?? rule.level]));

/** What the constructs of this library hold themselves to: every rule. */
export const STRICT: PresetLevels = new Map(CATALOG.map((rule) => [rule.id, rule.level]));

/** The rules that a preset has on, each at the preset's level. */
export function rulesAt(rules: readonly Rule[], levels: PresetLevels): Rule[] {
  return rules.flatMap((rule) => {
    const level = levels.get(rule.id) ?? rule.level;
    return level === 'off' ? [] : [{ ...rule, level }];
  });
}
