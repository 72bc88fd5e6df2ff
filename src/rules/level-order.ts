import { RuleLevel } from './finding';

/** The level, or the one that it does not exceed. */
export function lowerOf(level: RuleLevel, atMost: RuleLevel = level): RuleLevel {
  return rankOf(atMost) < rankOf(level) ? atMost : level;
}

/** Higher for a level that weighs more. */
export function rankOf(level: RuleLevel): number {
  return [RuleLevel.NOTE, RuleLevel.WARNING, RuleLevel.ERROR].indexOf(level);
}
