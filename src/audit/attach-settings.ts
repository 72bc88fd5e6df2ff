import { auditInputs } from './audit-inputs';
import { AuditOptions } from './audit-options';
import { loadConfig } from './configuration/load-config';
import { expectPodTemplates } from './expect-pod-templates';
import { expectPreset } from './expect-preset';
import { DEFAULT_THRESHOLD, LEVELS, Threshold } from './threshold';
import { PodTemplatePath } from '../facts/pod-template-path';
import { ReadFile } from '../output/same-file';
import { RulePreset } from '../rules/rule-preset';
import { expectBoolean, expectOneOf, expectOptions, expectText } from '../rules/wrong-input';

/** Settings that result from the options of `Audit.attach` and the config file. */
export interface AttachSettings {
  readonly preset: RulePreset;
  readonly failOn: Threshold;
  readonly baseline?: string;
  readonly podTemplates: readonly PodTemplatePath[];
  readonly quiet: boolean;

  /** Files that the audit reads beside objects, and that no output may overwrite. */
  readonly inputs: readonly ReadFile[];
}

const OPTIONS = ['preset', 'config', 'noConfig', 'failOn', 'baseline', 'podTemplates', 'quiet'];

/**
 * Settings come from the options, else from the config file, else from the defaults. A misspelt value is an error, so
 * that it cannot turn the audit off.
 */
export function attachSettings(options: AuditOptions): AttachSettings {
  expectOptions('Audit.attach', options, OPTIONS);
  expectPreset('Audit.attach: preset', options.preset);
  expectOneOf('Audit.attach: failOn', options.failOn, LEVELS);
  expectPodTemplates('Audit.attach: podTemplates', options.podTemplates);
  expectBoolean('Audit.attach: noConfig', options.noConfig);
  expectBoolean('Audit.attach: quiet', options.quiet);
  for (const key of ['config', 'baseline'] as const) {
    if (options[key] !== undefined) {
      expectText(`Audit.attach: ${key}`, options[key]);
    }
  }
  if (options.config !== undefined && (options.noConfig === true || options.preset !== undefined)) {
    throw new Error(options.noConfig === true
      ? 'Audit.attach: config and noConfig exclude each other; remove one of the two'
      : 'Audit.attach: config and preset both set the rules; remove one of the two, or derive the preset from '
        + 'AuditConfig.fromFile(…).preset');
  }
  const config = loadConfig({ file: options.config, none: options.noConfig });
  const baseline = options.baseline ?? config.baseline;
  return {
    preset: options.preset ?? config.preset,
    failOn: options.failOn ?? config.failOn ?? DEFAULT_THRESHOLD,
    baseline,
    podTemplates: [...config.podTemplates, ...options.podTemplates ?? []],
    inputs: auditInputs(config.files, baseline),
    quiet: options.quiet ?? false,
  };
}
