import { RuleLevel } from '../rules/finding';

/** Levels, the most severe first. */
export const LEVELS: readonly RuleLevel[] = [RuleLevel.ERROR, RuleLevel.WARNING, RuleLevel.NOTE];

export const THRESHOLDS = [...LEVELS, 'never'] as const;

/** The lowest level at which a finding fails the run, or `never`. */
export type Threshold = RuleLevel | 'never';

export const DEFAULT_THRESHOLD: Threshold = RuleLevel.ERROR;

/** The levels at which a finding fails the run. */
export function failingLevels(threshold: Threshold): readonly RuleLevel[] {
  return threshold === 'never' ? [] : LEVELS.slice(0, LEVELS.indexOf(threshold) + 1);
}
