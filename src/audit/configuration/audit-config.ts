import { mkdirSync, writeFileSync } from 'fs';
import { dirname, relative, resolve, sep } from 'path';
import { composeConfig, ComposedConfig } from './compose-config';
import { findConfigFile } from './find-config';
import { layersOfFile } from './load-config';
import { yamlText, YamlValue } from './yaml-text';
import { RuleLevel } from '../../rules/finding';
import { RulePreset } from '../../rules/rule-preset';
import { expectOneOf, expectOptions, expectText, expectTexts } from '../../rules/wrong-input';
import { expectPreset } from '../expect-preset';
import { CONFIG_SCHEMA } from '../reports/tool';
import { LEVELS } from '../threshold';

/** What an audit configuration says. */
export interface AuditConfigOptions {
  /**
   * The rules, their levels, and which of them nobody may suppress.
   *
   * @default RulePreset.RECOMMENDED
   */
  readonly preset?: RulePreset;

  /**
   * The level from which on a finding fails a synth or a command.
   *
   * @default - whoever reads the configuration decides; RuleLevel.ERROR where nobody does
   */
  readonly failOn?: RuleLevel;

  /**
   * Path of a file with findings that do not count, from the working directory.
   *
   * @default - none
   */
  readonly baseline?: string;

  /**
   * Paths of files and folders that are passed over when a folder is read, from the working directory.
   *
   * @default - none
   */
  readonly exclude?: string[];
}

/**
 * How to audit, in one document that every road reads: `Audit.attach`, the validation of the cdk8s CLI and the command
 * `strongbox`. A platform team writes it once, as a file or as a package that others extend.
 *
 * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/auditing.md#one-configuration-on-every-road
 */
export class AuditConfig {
  /**
   * Reads a config file with all that it extends.
   *
   * @param path path of the file, from the working directory
   * @throws Error when the file, or one that it extends, cannot be read or says something that does not exist; it names
   * the file and the line
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
   * Reads the config file that the other roads find: `strongbox.yaml` of the working directory, else of the nearest
   * folder above it, up to the root of the repository.
   *
   * @returns undefined where none is found
   * @throws Error when it cannot be read or says something that does not exist
   */
  public static find(): AuditConfig | undefined {
    const path = findConfigFile(process.cwd());
    return path === undefined ? undefined : AuditConfig.fromFile(path);
  }

  private static of(config: ComposedConfig): AuditConfig {
    const { preset, baseline, exclude } = config;
    const made = new AuditConfig({ preset, baseline, exclude: [...exclude] });
    made.threshold = config.failOn;
    return made;
  }

  /** The rules, their levels, and which of them nobody may suppress. */
  public readonly preset: RulePreset;

  /**
   * Path of the file with findings that do not count.
   *
   * @default - none
   */
  public readonly baseline?: string;

  private readonly exclude: readonly string[];
  private threshold?: string;

  /** @throws Error when an option does not exist, or has a value that is not allowed */
  public constructor(options: AuditConfigOptions = {}) {
    expectOptions('AuditConfig', options, ['preset', 'failOn', 'baseline', 'exclude']);
    expectPreset('AuditConfig: preset', options.preset);
    expectOneOf('AuditConfig: failOn', options.failOn, LEVELS);
    expectTexts('AuditConfig: exclude', options.exclude);
    if (options.baseline !== undefined) {
      expectText('AuditConfig: baseline', options.baseline);
    }
    this.preset = options.preset ?? RulePreset.RECOMMENDED;
    this.threshold = options.failOn;
    this.baseline = options.baseline;
    this.exclude = options.exclude ?? [];
  }

  /**
   * The document, with all that was extended written out. Whoever reads it gets an equal preset. Its paths start from
   * the working directory.
   */
  public toYaml(): string {
    return this.document(process.cwd());
  }

  /**
   * Writes the document, with its paths from the folder of the file. Folders on the way are made, and a file that is
   * there is replaced.
   *
   * @param path path of the file; a package that others extend has it as `strongbox.yaml`
   *
   * @example
   * const preset = RulePreset.STRICT.derive({ off: ['not-immutable'] });
   * new AuditConfig({ preset }).writeTo('presets/strongbox.yaml');
   */
  public writeTo(path: string): void {
    expectText('AuditConfig.writeTo: path', path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, this.document(dirname(resolve(path))));
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
    };
    const stated = Object.entries(content).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined);
    return `# yaml-language-server: $schema=${CONFIG_SCHEMA}\n${yamlText(Object.fromEntries(stated))}`;
  }
}

function unlessEmpty(list: readonly YamlValue[]): readonly YamlValue[] | undefined {
  return list.length === 0 ? undefined : list;
}
