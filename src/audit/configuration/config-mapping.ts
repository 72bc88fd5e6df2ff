import { resolve } from 'path';
import { ConfigSource } from './config-source';
import { didYouMean } from '../../rules/nearest';
import { notOneOf, shownValue } from '../../rules/wrong-input';
import { InputError } from '../input-error';

/** A value and its location. */
export interface Stated<T> {
  readonly value: T;

  /** Makes an error that names the location. */
  fault(what: string): InputError;
}

/** A mapping of a configuration. It records which keys were read, to report unknown ones. */
export class ConfigMapping {
  /** Keys in the order of the source. */
  public readonly keys: readonly string[];

  private readonly fields: { readonly [key: string]: unknown };
  private readonly known: string[] = [];

  public constructor(
    private readonly source: ConfigSource,
    value: unknown,
    private readonly pointer = '',
    private readonly path = '',
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      // The content of a file that is not a configuration is never repeated, whatever it looks like.
      const shape = path === '' && typeof value === 'string' ? 'a text' : shownValue(value);
      throw this.fault(undefined, `must be a mapping, got ${shape}`);
    }
    this.fields = value as { readonly [key: string]: unknown };
    this.keys = Object.keys(value);
  }

  /** Folder that relative paths start from. */
  public get folder(): string {
    return this.source.folder;
  }

  public text(key: string): string | undefined {
    const value = this.value(key);
    if (value !== undefined && (typeof value !== 'string' || value.trim() === '')) {
      throw this.fault([key], `must be a text, got ${shownValue(value)}`);
    }
    return value as string | undefined;
  }

  public required(key: string): string {
    const text = this.text(key);
    if (text === undefined) {
      throw this.fault([key], 'is missing');
    }
    return text;
  }

  public flag(key: string): boolean {
    const value = this.value(key) ?? false;
    if (typeof value !== 'boolean') {
      throw this.fault([key], `must be true or false, got ${shownValue(value)}`);
    }
    return value;
  }

  public filePath(key: string): string | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : resolve(this.source.folder, text);
  }

  public oneOf<T extends string>(key: string, words: readonly T[]): T | undefined {
    const value = this.value(key);
    if (value !== undefined && !words.includes(value as T)) {
      throw this.fault([key], notOneOf(value, words));
    }
    return value as T | undefined;
  }

  /** One of some words, or `off`, which YAML 1.1 reads as false. */
  public oneOfOrOff<T extends string>(key: string, words: readonly T[]): T | 'off' {
    if (this.value(key) === false) {
      return 'off';
    }
    const word = this.oneOf(key, [...words, 'off']);
    if (word === undefined) {
      throw this.fault([key], notOneOf(undefined, [...words, 'off']));
    }
    return word;
  }

  public texts(key: string): Stated<string>[] {
    return this.items(key).map((value, index) => this.statedText(value, [key, index]));
  }

  /** One text, or a list of texts. */
  public textOrTexts(key: string): Stated<string>[] {
    const value = this.value(key);
    return value === undefined || Array.isArray(value) ? this.texts(key) : [this.statedText(value, [key])];
  }

  public mappings(key: string): Stated<ConfigMapping>[] {
    return this.items(key).map((value, index) => this.stated(this.child(value, [key, index]), [key, index]));
  }

  public mapping(key: string): ConfigMapping | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : this.child(value, [key]);
  }

  /** The value of a key whose type depends on its content. */
  public value(key: string): unknown {
    this.known.push(key);
    return Object.hasOwn(this.fields, key) ? this.fields[key] ?? undefined : undefined;
  }

  public stated<T>(value: T, steps: readonly (string | number)[]): Stated<T> {
    return { value, fault: (what) => this.fault(steps, what) };
  }

  /** Refuses unknown keys, since a misspelt key must not be treated as a missing one. */
  public refuseOthers(): void {
    for (const key of this.keys) {
      if (!this.known.includes(key)) {
        const hint = didYouMean(key, this.known);
        throw new InputError(`${this.source.placeOf(this.pointerOf([key]))}: ${[
          `${this.path === '' ? '' : `${this.path}: `}${shownValue(key)} is not a known key`,
          ...(hint === undefined ? [] : [hint]),
          `the known keys are ${[...new Set(this.known)].join(', ')}`,
        ].join('; ')}`);
      }
    }
  }

  public fault(steps: readonly (string | number)[] | undefined, what: string): InputError {
    const place = this.source.placeOf(steps === undefined ? this.pointer : this.pointerOf(steps));
    const path = steps === undefined ? this.path : this.pathOf(steps);
    return new InputError(`${place}: ${path === '' ? 'the configuration' : path} ${what}`);
  }

  private child(value: unknown, steps: readonly (string | number)[]): ConfigMapping {
    return new ConfigMapping(this.source, value, this.pointerOf(steps), this.pathOf(steps));
  }

  private statedText(value: unknown, steps: readonly (string | number)[]): Stated<string> {
    if (typeof value !== 'string' || value.trim() === '') {
      throw this.fault(steps, `must be a text, got ${shownValue(value)}`);
    }
    return this.stated(value, steps);
  }

  private items(key: string): readonly unknown[] {
    const value = this.value(key) ?? [];
    if (!Array.isArray(value)) {
      throw this.fault([key], `must be a list, got ${shownValue(value)}`);
    }
    return value as unknown[];
  }

  private pointerOf(steps: readonly (string | number)[]): string {
    return [this.pointer, ...steps.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
  }

  /** The path of a key: `customRules[0].level`. A key that users invented is shown like any of their texts. */
  private pathOf(steps: readonly (string | number)[]): string {
    return steps.reduce<string>((path, step) => {
      if (typeof step === 'number') {
        return `${path}[${step}]`;
      }
      const name = shownValue(step) === JSON.stringify(step) ? step : 'a key';
      return path === '' ? name : `${path}.${name}`;
    }, this.path);
  }
}
