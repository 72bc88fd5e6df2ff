import { resolve } from 'path';
import { UsageError } from './usage-error';
import { ComposedConfig } from '../audit/configuration/compose-config';
import { NOTHING_SAID } from '../audit/configuration/config-layer';
import { loadConfig } from '../audit/configuration/load-config';
import { fromHere } from '../audit/shown-path';
import { DEFAULT_THRESHOLD, Threshold, THRESHOLDS } from '../audit/threshold';
import { PodTemplatePath } from '../facts/pod-template-path';
import { PRESET_NAMES } from '../rules/presets';
import { RulePreset } from '../rules/rule-preset';
import { noSuchRule, notOneOf } from '../rules/wrong-input';

/** Options that select rules on the command line. */
export interface RuleOptions {
  readonly preset?: string;
  readonly rule?: readonly string[];
  readonly off?: readonly string[];

  /** Path of the config file; false to read none. */
  readonly config?: string | false;
}

/** How to audit: from the options, else from the config file, else the defaults. */
export interface CommandSettings {
  readonly preset: RulePreset;
  readonly failOn: Threshold;
  readonly baseline?: string;
  readonly exclude: readonly string[];
  readonly podTemplates: readonly PodTemplatePath[];

  /** Files that the settings were read from. */
  readonly readFrom: readonly string[];
}

/** @throws InputError when an option or the config file names something that does not exist */
export function settingsOf(
  options: RuleOptions & { readonly failOn?: string; readonly baseline?: string },
): CommandSettings {
  const config = configOf(options);
  return {
    preset: narrowed(config.preset, options),
    failOn: wordOf('--fail-on', options.failOn, THRESHOLDS) ?? config.failOn ?? DEFAULT_THRESHOLD,
    baseline: options.baseline ?? (config.baseline === undefined ? undefined : fromHere(config.baseline)),
    exclude: config.exclude,
    podTemplates: config.podTemplates,
    readFrom: config.files.map(fromHere),
  };
}

/** The preset that results from the options and the config file. */
export function presetFor(options: RuleOptions): RulePreset {
  return narrowed(configOf(options).preset, options);
}

/** `--preset` replaces the preset of the config file; levels of single rules in the file still apply. */
function configOf({ config, preset }: RuleOptions): ComposedConfig {
  return loadConfig({
    file: config === undefined || config === false ? undefined : resolve(config),
    none: config === false,
    over: [{ ...NOTHING_SAID, preset: wordOf('--preset', preset, PRESET_NAMES) }],
  });
}

/** The preset reduced to the rules that `--rule` names, without those that `--off` names. */
function narrowed(preset: RulePreset, options: RuleOptions): RulePreset {
  const only = wordsOf(options.rule);
  const off = wordsOf(options.off);
  const known = preset._known;
  for (const [option, ids] of [['--rule', only], ['--off', off]] as const) {
    ids.forEach((id) => refuseUnknown(option, id, known.map((rule) => rule.id)));
  }
  const enabled = new Set(preset.ruleIds);
  const wanted = new Set(only);
  return preset.derive({
    // A rule that the preset turns off runs at its default level when `--rule` names it.
    levels: Object.fromEntries(known
      .filter(({ id }) => wanted.has(id) && !enabled.has(id) && !off.includes(id))
      .map(({ id, level }) => [id, level])),
    off: [...new Set([...off, ...known.map(({ id }) => id).filter((id) => only.length > 0 && !wanted.has(id))])],
  });
}

function wordsOf(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(',')).map((word) => word.trim()).filter((word) => word !== '');
}

function refuseUnknown(option: string, id: string, known: readonly string[]): void {
  if (!known.includes(id)) {
    throw new UsageError(`${option}: ${noSuchRule(id, known)}`);
  }
}

function wordOf<T extends string>(option: string, value: string | undefined, words: readonly T[]): T | undefined {
  if (value !== undefined && !words.includes(value as T)) {
    throw new UsageError(`${option} ${notOneOf(value, words)}`);
  }
  return value as T | undefined;
}
