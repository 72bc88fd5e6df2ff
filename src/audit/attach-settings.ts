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

/** What the options of `Audit.attach` and the config file come to. */
export interface AttachSettings {
  readonly preset: RulePreset;
  readonly failOn: Threshold;
  readonly baseline?: string;
  readonly podTemplates: readonly PodTemplatePath[];
  readonly quiet: boolean;

  /** Files beside the objects that the audit reads, which nothing overwrites. */
  readonly inputs: readonly ReadFile[];
}

const OPTIONS = ['preset', 'config', 'noConfig', 'failOn', 'baseline', 'podTemplates', 'quiet'];

/** What holds: an option, else what the config file says, else what is usual. A typo never turns the gate off. */
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
      ? 'Audit.attach: config names a file and noConfig says to read none; keep one of the two'
      : 'Audit.attach: config and preset are given, and both say which rules there are; keep one of the two, '
        + 'or derive from AuditConfig.fromFile(…).preset');
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
