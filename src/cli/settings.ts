import { relative, resolve } from 'path';
import { ConfigFile, findConfigFile, PresetName, PRESETS, readConfigFile, Threshold, THRESHOLDS } from './config-file';
import { messageOf, UsageError } from './usage-error';
import { RuleLevel } from '../rules/finding';
import { didYouMean } from '../rules/nearest';
import { RulePreset } from '../rules/rule-preset';

/** The options by which rules are picked, as the command line has them. */
export interface RuleOptions {
  readonly preset?: string;
  readonly rule?: readonly string[];
  readonly off?: readonly string[];

  /** Path, or false for none. */
  readonly config?: string | false;
}

/** How to audit: what the options say, else what the config file says, else what is usual. */
export interface CommandSettings {
  readonly preset: RulePreset;
  readonly failOn: Threshold;
  readonly baseline?: string;
  readonly exclude: readonly string[];
}

const BUILT_IN: { readonly [name in PresetName]: RulePreset } = {
  recommended: RulePreset.RECOMMENDED,
  strict: RulePreset.STRICT,
};

/**
 * @throws UsageError if an option or the config file says something that there is not
 */
export function settingsOf(options: RuleOptions & { readonly failOn?: string; readonly baseline?: string }): CommandSettings {
  const config = configOf(options);
  return {
    preset: presetOf(options, config),
    failOn: wordOf('--fail-on', options.failOn, THRESHOLDS) ?? config?.failOn ?? 'error',
    baseline: options.baseline ?? (config?.baseline === undefined ? undefined : relative(process.cwd(), config.baseline)),
    exclude: config?.exclude ?? [],
  };
}

/** The preset that the options and the config file come to. */
export function presetFor(options: RuleOptions): RulePreset {
  return presetOf(options, configOf(options));
}

function configOf({ config }: RuleOptions): ConfigFile | undefined {
  const path = config === undefined ? findConfigFile(process.cwd()) : config;
  return path === undefined || path === false ? undefined : readConfigFile(resolve(path));
}

function presetOf(options: RuleOptions, config: ConfigFile | undefined): RulePreset {
  const name = wordOf('--preset', options.preset, PRESETS) ?? config?.preset ?? 'recommended';
  const preset = config === undefined ? BUILT_IN[name] : derivedBy(config, BUILT_IN[name]);
  return narrowed(preset, options);
}

function derivedBy(config: ConfigFile, preset: RulePreset): RulePreset {
  const levels = [...config.rules].filter((entry): entry is [string, RuleLevel] => entry[1] !== 'off');
  const off = [...config.rules].filter(([, level]) => level === 'off').map(([id]) => id);
  try {
    return preset.derive({
      levels: Object.fromEntries(levels),
      off,
      customRules: [...config.customRules],
      unsuppressible: [...config.unsuppressible],
    });
  } catch (error) {
    throw new UsageError(`${config.path}: ${messageOf(error)}`);
  }
}

/** The preset with those rules alone that `--rule` names, and without those that `--off` names. */
function narrowed(preset: RulePreset, options: RuleOptions): RulePreset {
  const only = wordsOf(options.rule);
  const off = wordsOf(options.off);
  const known = preset._known;
  for (const [option, ids] of [['--rule', only], ['--off', off]] as const) {
    ids.forEach((id) => refuseUnknown(option, id, known.map((rule) => rule.id)));
  }
  const asked = new Set(preset.ruleIds);
  const wanted = new Set(only);
  return preset.derive({
    // A rule that the preset has off is asked at its own level when somebody asks for it by name.
    levels: Object.fromEntries(known.filter(({ id }) => wanted.has(id) && !asked.has(id) && !off.includes(id)).map(({ id, level }) => [id, level])),
    off: [...new Set([...off, ...(only.length === 0 ? [] : known.map(({ id }) => id).filter((id) => !wanted.has(id)))])],
  });
}

function wordsOf(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(',')).map((word) => word.trim()).filter((word) => word !== '');
}

function refuseUnknown(option: string, id: string, known: readonly string[]): void {
  if (!known.includes(id)) {
    throw new UsageError(`${option}: ${unknownRule(id, known)}`);
  }
}

/** What is said of a rule that there is not. */
export function unknownRule(id: string, known: readonly string[]): string {
  return `there is no rule ${JSON.stringify(id)}; ${didYouMean(id, known) ?? '`strongbox rules` lists them'}`;
}

function wordOf<T extends string>(option: string, value: string | undefined, words: readonly T[]): T | undefined {
  if (value !== undefined && !words.includes(value as T)) {
    throw new UsageError(`${option} ${JSON.stringify(value)}: use one of ${words.join(', ')}`);
  }
  return value as T | undefined;
}
