import { RuleLevel } from '../rules/finding';

/** Levels, the gravest first. */
export const LEVELS: readonly RuleLevel[] = [RuleLevel.ERROR, RuleLevel.WARNING, RuleLevel.NOTE];

export const THRESHOLDS = [...LEVELS, 'never'] as const;

/** The level from which on a finding fails, or none. */
export type Threshold = RuleLevel | 'never';

export const DEFAULT_THRESHOLD: Threshold = RuleLevel.ERROR;

/** The levels that fail. */
export function failingLevels(threshold: Threshold): readonly RuleLevel[] {
  return threshold === 'never' ? [] : LEVELS.slice(0, LEVELS.indexOf(threshold) + 1);
}
