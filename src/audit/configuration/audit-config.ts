import { dirname, relative, resolve, sep } from 'path';
import { composeConfig, ComposedConfig } from './compose-config';
import { findConfigFile } from './find-config';
import { layersOfFile } from './load-config';
import { yamlText, YamlValue } from './yaml-text';
import { PodTemplatePath } from '../../facts/pod-template-path';
import { writeFile } from '../../output/durable-file';
import { refuseOwnInput } from '../../output/same-file';
import { RuleLevel } from '../../rules/finding';
import { RulePreset } from '../../rules/rule-preset';
import { expectOneOf, expectOptions, expectText, expectTexts } from '../../rules/wrong-input';
import { expectPodTemplates } from '../expect-pod-templates';
import { expectPreset } from '../expect-preset';
import { CONFIG_SCHEMA } from '../reports/tool';
import { LEVELS } from '../threshold';

/** Options of an audit configuration. */
export interface AuditConfigOptions {
  /**
   * The rules, their levels, and the rules that nobody may suppress.
   *
   * @default RulePreset.RECOMMENDED
   */
  readonly preset?: RulePreset;

  /**
   * Lowest level at which a finding fails a synth or a command.
   *
   * @default - the reader of the configuration decides; RuleLevel.ERROR if it does not
   */
  readonly failOn?: RuleLevel;

  /**
   * Path of a baseline file, from the working directory. Findings that it contains are not reported.
   *
   * @default - none
   */
  readonly baseline?: string;

  /**
   * Paths of files and folders to skip when a folder is read, from the working directory.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * Where objects of kinds that the audit does not know contain a pod.
   *
   * @default - pods are found in the kinds of Kubernetes and of well-known operators
   */
  readonly podTemplates?: PodTemplatePath[];
}

/**
 * The configuration of the audit, in one document for every way to run it: `Audit.attach`, the validation of the cdk8s
 * CLI and the command `strongbox`. A platform team writes it once, as a file or as a package that others extend.
 *
 * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/auditing.md#one-configuration-everywhere
 */
export class AuditConfig {
  /**
   * Reads a config file with everything that it extends.
   *
   * @param path path of the file, from the working directory
   * @throws Error when the file, or one that it extends, cannot be read or names something that does not exist; the
   * error gives the file and the line
   *
   * @example
   * const { preset } = AuditConfig.fromFile('strongbox.yaml');
   * Audit.attach(app, { preset: preset.derive({ levels: { 'secret-in-env': RuleLevel.ERROR } }) });
   */
  public static fromFile(path: string): AuditConfig {
    expectText('AuditConfig.fromFile: path', path);
    return AuditConfig.of(composeConfig(layersOfFile(path)));
  }

  /**
   * Reads the config file that the command and the validation find: `strongbox.yaml` of the working directory, else of
   * the nearest folder above it, up to the root of the repository.
   *
   * @returns undefined when there is none
   * @throws Error when it cannot be read or names something that does not exist
   */
  public static find(): AuditConfig | undefined {
    const path = findConfigFile(process.cwd());
    return path === undefined ? undefined : AuditConfig.fromFile(path);
  }

  private static of(config: ComposedConfig): AuditConfig {
    const { preset, baseline, exclude, podTemplates } = config;
    const made = new AuditConfig({ preset, baseline, exclude: [...exclude], podTemplates: [...podTemplates] });
    made.threshold = config.failOn;
    made.files = config.files;
    return made;
  }

  /** The rules, their levels, and the rules that nobody may suppress. */
  public readonly preset: RulePreset;

  /**
   * Path of the baseline file.
   *
   * @default - none
   */
  public readonly baseline?: string;

  private readonly exclude: readonly string[];
  private readonly podTemplates: readonly PodTemplatePath[];
  private threshold?: string;

  /** Files that it was read from. */
  private files: readonly string[] = [];

  /** @throws Error when an option does not exist, or has an invalid value */
  public constructor(options: AuditConfigOptions = {}) {
    expectOptions('AuditConfig', options, ['preset', 'failOn', 'baseline', 'exclude', 'podTemplates']);
    expectPreset('AuditConfig: preset', options.preset);
    expectOneOf('AuditConfig: failOn', options.failOn, LEVELS);
    expectTexts('AuditConfig: exclude', options.exclude);
    expectPodTemplates('AuditConfig: podTemplates', options.podTemplates);
    if (options.baseline !== undefined) {
      expectText('AuditConfig: baseline', options.baseline);
    }
    this.preset = options.preset ?? RulePreset.RECOMMENDED;
    this.threshold = options.failOn;
    this.baseline = options.baseline;
    this.exclude = options.exclude ?? [];
    this.podTemplates = options.podTemplates ?? [];
  }

  /**
   * The configuration as YAML, with everything that was extended written out: reading it results in an equal preset.
   * Its paths start from the working directory.
   */
  public toYaml(): string {
    return this.document(process.cwd());
  }

  /**
   * Writes the configuration as YAML, with paths from the folder of the file. Missing folders are created, and an
   * existing file is replaced in one step.
   *
   * @param path path of the file; in a package that others extend it is called `strongbox.yaml`
   * @throws Error when it is a file that this configuration was read from, or cannot be written
   *
   * @example
   * const preset = RulePreset.STRICT.derive({ off: ['not-immutable'] });
   * new AuditConfig({ preset }).writeTo('presets/strongbox.yaml');
   */
  public writeTo(path: string): void {
    expectText('AuditConfig.writeTo: path', path);
    const inputs = this.files.map((file) => ({ what: 'the file of this configuration', path: file }));
    refuseOwnInput('the configuration', path, inputs);
    writeFile('the configuration', path, this.document(dirname(resolve(path))));
  }

  private document(folder: string): string {
    const { base, levels, off, customRules, unsuppressible } = this.preset._description;
    const from = (path: string) => relative(folder, resolve(path)).split(sep).join('/') || '.';
    const content: { readonly [key: string]: YamlValue | undefined } = {
      preset: base,
      levels: levels.length === 0 ? undefined : Object.fromEntries(levels),
      off: unlessEmpty(off),
      customRules: unlessEmpty(customRules.map((rule) => ({ ...rule }))),
      unsuppressible: unlessEmpty(unsuppressible),
      failOn: this.threshold,
      baseline: this.baseline === undefined ? undefined : from(this.baseline),
      exclude: unlessEmpty(this.exclude.map(from)),
      podTemplates: unlessEmpty(this.podTemplates.map((place) => yamlPlace(place))),
    };
    const stated = Object.entries(content).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined);
    return `# yaml-language-server: $schema=${CONFIG_SCHEMA}\n${yamlText(Object.fromEntries(stated))}`;
  }
}

function yamlPlace(place: PodTemplatePath): { readonly [key: string]: YamlValue } {
  const entries = Object.entries(place) as [string, string | boolean | undefined][];
  return Object.fromEntries(entries.filter((entry): entry is [string, string | boolean] => entry[1] !== undefined));
}

function unlessEmpty(list: readonly YamlValue[]): readonly YamlValue[] | undefined {
  return list.length === 0 ? undefined : list;
}
