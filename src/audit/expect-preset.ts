import { RulePreset } from '../rules/rule-preset';
import { shownValue } from '../rules/wrong-input';

/**
 * Refuses values of callers without types that are not a preset, such as its name or its options.
 *
 * @throws Error when a value is given and is not a preset
 */
export function expectPreset(where: string, value: unknown): void {
  // Not `instanceof`: an app may have two copies of this library.
  if (value !== undefined && !Array.isArray((value as Partial<RulePreset> | null)?._rules)) {
    throw new Error(`${where} must be a preset, got ${shownValue(value)}; `
      + 'use RulePreset.RECOMMENDED, RulePreset.STRICT, a preset derived from them, or that of AuditConfig.fromFile');
  }
}
