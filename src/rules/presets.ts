import { CATALOG } from './catalog';
import { CustomRule } from './custom-rule';
import { RuleLevel } from './finding';
import { Rule } from './rule';

/** Names of the presets of this library. */
export const PRESET_NAMES = ['recommended', 'strict'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** The level of every rule of the catalog, or that it is off. */
export type PresetLevels = ReadonlyMap<string, RuleLevel | 'off'>;

/** A preset in the words of a document: a built-in one, and what is otherwise. */
export interface PresetDescription {
  readonly base: PresetName;
  readonly levels: readonly (readonly [id: string, level: RuleLevel])[];
  readonly off: readonly string[];
  readonly customRules: readonly CustomRule[];
  readonly unsuppressible: readonly string[];
}

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
