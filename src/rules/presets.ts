import { RuleLevel } from './finding';
import { Rule } from './rule';

/** The level of every rule of the catalog, or that it is off. */
export type PresetLevels = ReadonlyMap<string, RuleLevel | 'off'>;

/** Quiet on a typical public chart: what breaks or gives a Secret away is an error, the rest a warning, a note, or off. */
export const RECOMMENDED: PresetLevels = new Map();

/** Everything that the constructs of this library hold themselves to. */
export const STRICT: PresetLevels = new Map();

/** The rules that a preset has on, each at the preset's level. */
export function rulesAt(rules: readonly Rule[], levels: PresetLevels): Rule[] {
  return rules.flatMap((rule) => {
    const level = levels.get(rule.id) ?? rule.level;
    return level === 'off' ? [] : [{ ...rule, level }];
  });
}
