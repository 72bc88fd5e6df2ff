import { existsSync, readFileSync } from 'fs';
import { dirname, join, resolve } from 'path';
import { loadAll, YAMLException } from 'js-yaml';
import { messageOf, UsageError } from './usage-error';
import { CustomRule } from '../rules/custom-rule';
import { RuleLevel } from '../rules/finding';
import { didYouMean } from '../rules/nearest';

/** Names of the file, the first that is there. */
const FILE_NAMES = ['strongbox.yaml', 'strongbox.yml'];

export const PRESETS = ['recommended', 'strict'] as const;
export const THRESHOLDS = ['error', 'warning', 'note', 'never'] as const;
const LEVELS = [...Object.values(RuleLevel), 'off'] as const;

export type PresetName = (typeof PRESETS)[number];
export type Threshold = (typeof THRESHOLDS)[number];

/** What a `strongbox.yaml` says. Paths in it start from its folder. */
export interface ConfigFile {
  readonly path: string;
  readonly preset?: PresetName;

  /** Level by rule id. */
  readonly rules: ReadonlyMap<string, RuleLevel | 'off'>;
  readonly customRules: readonly CustomRule[];
  readonly unsuppressible: readonly string[];
  readonly failOn?: Threshold;

  /** Path of the baseline. */
  readonly baseline?: string;

  /** Paths of files and folders that are passed over when a folder is read. */
  readonly exclude: readonly string[];
}

/** The config file of a folder: its own, or that of the nearest folder above it, up to the root of the repository. */
export function findConfigFile(folder: string): string | undefined {
  const name = FILE_NAMES.find((each) => existsSync(join(folder, each)));
  if (name !== undefined) {
    return join(folder, name);
  }
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? undefined : findConfigFile(above);
}

/**
 * Reads a config file.
 *
 * @throws UsageError if it cannot be read, or says something that it cannot say
 */
export function readConfigFile(path: string): ConfigFile {
  const mapping = new Mapping(path, '', parse(path));
  const folder = dirname(path);
  const config: ConfigFile = {
    path,
    preset: mapping.oneOf('preset', PRESETS),
    rules: mapping.levels('rules'),
    customRules: mapping.mappings('customRules').map(customRule),
    unsuppressible: mapping.texts('unsuppressible'),
    failOn: mapping.oneOf('failOn', THRESHOLDS),
    baseline: mapping.path('baseline', folder),
    exclude: mapping.texts('exclude').map((each) => resolve(folder, each)),
  };
  mapping.refuseOthers();
  return config;
}

function parse(path: string): unknown {
  try {
    const documents = loadAll(readFileSync(path, 'utf8'));
    if (documents.length > 1) {
      throw new UsageError(`${path}: has ${documents.length} documents, and must be one`);
    }
    return documents[0] ?? {};
  } catch (error) {
    if (error instanceof YAMLException) {
      const place = error.mark === undefined ? '' : `:${error.mark.line + 1}:${error.mark.column + 1}`;
      throw new UsageError(`${path}${place}: not YAML: ${error.reason}`);
    }
    throw error instanceof UsageError ? error : new UsageError(`cannot read the config file ${path}: ${messageOf(error)}`);
  }
}

function customRule(mapping: Mapping): CustomRule {
  const level = mapping.oneOf('level', Object.values(RuleLevel));
  const rule: CustomRule = {
    id: mapping.required('id'),
    title: mapping.required('title'),
    // The library checks it, and names the scopes there are.
    scope: mapping.required('scope') as CustomRule['scope'],
    expression: mapping.required('expression'),
    message: mapping.required('message'),
    remediation: mapping.required('remediation'),
    rationale: mapping.text('rationale'),
    level,
    url: mapping.text('url'),
  };
  mapping.refuseOthers();
  return rule;
}

/** A mapping of the file that knows what was asked of it, so that it can say what it has beside that. */
class Mapping {
  private readonly fields: { readonly [key: string]: unknown };
  private readonly known: string[] = [];

  public constructor(private readonly file: string, private readonly where: string, value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.fault('', `must be a mapping, got ${shapeOf(value)}`);
    }
    this.fields = value as { readonly [key: string]: unknown };
  }

  public text(key: string): string | undefined {
    const value = this.value(key);
    if (value !== undefined && (typeof value !== 'string' || value.trim() === '')) {
      throw this.fault(key, `must be a text, got ${shapeOf(value)}`);
    }
    return value as string | undefined;
  }

  public required(key: string): string {
    const text = this.text(key);
    if (text === undefined) {
      throw this.fault(key, 'is missing');
    }
    return text;
  }

  public path(key: string, folder: string): string | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : resolve(folder, text);
  }

  public oneOf<T extends string>(key: string, words: readonly T[]): T | undefined {
    const value = this.value(key);
    if (value !== undefined && !words.includes(value as T)) {
      throw this.fault(key, `must be one of ${words.join(', ')}, got ${shapeOf(value)}`);
    }
    return value as T | undefined;
  }

  public texts(key: string): string[] {
    return this.list(key).map((item, index) => {
      if (typeof item !== 'string' || item.trim() === '') {
        throw this.fault(`${key}[${index}]`, `must be a text, got ${shapeOf(item)}`);
      }
      return item;
    });
  }

  public mappings(key: string): Mapping[] {
    return this.list(key).map((item, index) => new Mapping(this.file, this.pathOf(`${key}[${index}]`), item));
  }

  public levels(key: string): Map<string, RuleLevel | 'off'> {
    const value = this.value(key);
    if (value === undefined) {
      return new Map();
    }
    const levels = new Mapping(this.file, this.pathOf(key), value);
    return new Map(Object.keys(levels.fields).map((id) => {
      // YAML 1.1 reads `off` as false; whoever means it must not be told that it is none of these.
      const level = levels.fields[id] === false ? 'off' : levels.oneOf(id, LEVELS);
      if (level === undefined) {
        throw levels.fault(id, `must be one of ${LEVELS.join(', ')}, got nothing`);
      }
      return [id, level];
    }));
  }

  /** Refuses keys that nobody has asked for: a word that is misspelt must not be taken for one that is left out. */
  public refuseOthers(): void {
    for (const key of Object.keys(this.fields)) {
      if (!this.known.includes(key)) {
        throw this.fault(key, `is not a key here; ${didYouMean(key, this.known) ?? `the keys are ${this.known.join(', ')}`}`);
      }
    }
  }

  private list(key: string): readonly unknown[] {
    const value = this.value(key) ?? [];
    if (!Array.isArray(value)) {
      throw this.fault(key, `must be a list, got ${shapeOf(value)}`);
    }
    return value as unknown[];
  }

  private value(key: string): unknown {
    this.known.push(key);
    return Object.hasOwn(this.fields, key) ? this.fields[key] ?? undefined : undefined;
  }

  private pathOf(key: string): string {
    return [this.where, key].filter((part) => part !== '').join('.');
  }

  private fault(key: string, what: string): UsageError {
    return new UsageError(`${this.file}: ${this.pathOf(key) || 'the file'} ${what}`);
  }
}

function shapeOf(value: unknown): string {
  if (value === null || value === undefined) {
    return 'nothing';
  }
  if (typeof value === 'object') {
    return Array.isArray(value) ? 'a list' : 'a mapping';
  }
  return JSON.stringify(value);
}
