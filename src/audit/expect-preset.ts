import { RulePreset } from '../rules/rule-preset';
import { shownValue } from '../rules/wrong-input';

/**
 * Refuses what is given in the place of a preset by callers without types: its name, its options.
 *
 * @throws Error when a value is given and is not a preset
 */
export function expectPreset(where: string, value: unknown): void {
  // Not `instanceof`: an app may have two copies of this library.
  if (value !== undefined && !Array.isArray((value as Partial<RulePreset> | null)?._rules)) {
    throw new Error(`${where} must be a preset, got ${shownValue(value)}; `
      + 'use RulePreset.RECOMMENDED, RulePreset.STRICT, what either derives, or that of AuditConfig.fromFile');
  }
}
