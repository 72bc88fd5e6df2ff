import { CATALOG } from './catalog';
import { CustomRule } from './custom-rule';
import { RuleLevel } from './finding';
import { Rule } from './rule';

/** Names of the built-in presets. */
export const PRESET_NAMES = ['recommended', 'strict'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** Level of every rule of the catalog, or `off`. */
export type PresetLevels = ReadonlyMap<string, RuleLevel | 'off'>;

/** A preset as a document states it: the built-in one it comes from, and the differences. */
export interface PresetDescription {
  readonly base: PresetName;
  readonly levels: readonly (readonly [id: string, level: RuleLevel])[];
  readonly off: readonly string[];
  readonly customRules: readonly CustomRule[];
  readonly unsuppressible: readonly string[];
}

/**
 * For manifests of any origin: what breaks at run time or gives a credential away is an error, what weakens a boundary
 * a warning, what could be better a note, and what only the reader can judge is off.
 */
export const RECOMMENDED: PresetLevels = new Map(CATALOG.map((rule) => [rule.id, rule.recommended ?? rule.level]));

/** For manifests that constructs of this library write: every rule. */
export const STRICT: PresetLevels = new Map(CATALOG.map((rule) => [rule.id, rule.level]));

/** Rules that a preset turns on, each at the level of the preset. */
export function rulesAt(rules: readonly Rule[], levels: PresetLevels): Rule[] {
  return rules.flatMap((rule) => {
    const level = levels.get(rule.id) ?? rule.level;
    return level === 'off' ? [] : [{ ...rule, level }];
  });
}
