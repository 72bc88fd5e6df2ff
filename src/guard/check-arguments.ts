import { ArgumentTypes, Parameter, ThingType } from './argument-types';
import { named } from '../redaction/quoted';
import { didYouMean, distanceBetween } from '../rules/nearest';

/** Property by which jsii marks each compiled class. */
const RTTI = Symbol.for('jsii.rtti');

/** Returns the beginning of an error. */
type Place = () => string;

/** How many functions that make a thing an error names. */
const MAKERS = 3;

/** Functions whose name says that they give safety up. */
const RISKY = /\.(?:unsafe|weak|deprecated|plaintext|unencrypted)/;

/** Minimum length of an option name for which a similar name is a slip, unless they differ in case only. */
const SHORTEST_SLIP = 5;

type Words = { readonly [type: string]: string };

const PRIMITIVES: Words = { string: 'a text', number: 'a number', boolean: 'true or false' };
const PLURALS: Words = { string: 'texts', number: 'numbers', any: 'values' };

/** Objects whose properties are their content. A Map, a Promise or a Date has none, and would be taken as empty. */
const PLAIN = ['[object Object]', '[object Module]'];

/** Half of a character outside of the first plane, which no file can contain. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const NOT_UNICODE = 'contains half of a surrogate pair, which no file can contain';

const OPTIONAL = '?';
const REST = '...';
const ITEMS = /^(list|map):(.*)$/;

/** What is wrong with an argument, other than that reading it throws. */
class WrongArgument extends Error {}

/** Checks the arguments of callers without types. */
export class ArgumentCheck {
  /** The argument or option that is being read. */
  private reading = '';

  public constructor(private readonly types: ArgumentTypes) {}

  /**
   * @param where returns the beginning of an error; only called for an error
   * @throws Error when an argument, or anything in it, is not of its type or cannot be read
   */
  public check(where: Place, parameters: readonly Parameter[], given: readonly unknown[]): void {
    try {
      this.arguments(where, parameters, given);
    } catch (error) {
      if (error instanceof WrongArgument) {
        throw error;
      }
      // What a getter or a proxy throws may quote a value.
      throw new WrongArgument(`${where()}: ${this.reading} cannot be read: a getter or proxy in it throws an error`);
    }
  }

  private arguments(where: Place, parameters: readonly Parameter[], given: readonly unknown[]): void {
    parameters.forEach(([name, type], index) => {
      if (type.startsWith(REST)) {
        const rest = type.slice(REST.length);
        given.slice(index).forEach((value, place) => this.value(where, `${name}[${place}]`, rest, value));
      } else if (this.isProps(type, index, parameters)) {
        this.props(where, type, given[index]);
      } else {
        this.optional(where, name, type, given[index]);
      }
    });
  }

  /** Whether an argument is an options object: a struct in the last place. */
  private isProps(type: string, index: number, parameters: readonly Parameter[]): boolean {
    return index === parameters.length - 1 && this.types.structs[withoutMark(type)] !== undefined;
  }

  private props(where: Place, type: string, value: unknown): void {
    this.reading = 'the options object';
    const struct = withoutMark(type);
    if (value === undefined && type !== struct) {
      return;
    }
    if (value === undefined) {
      const needed = this.needed(struct);
      const way = needed.length === 0 ? 'pass an object with the options to set' : `it needs ${needed.join(', ')}`;
      throw new WrongArgument(`${where()}: the options are missing; ${way}`);
    }
    if (!isPlain(value)) {
      throw new WrongArgument(`${where()}: the options must be an object, got ${kindOf(value)}`);
    }
    this.struct(where, '', struct, value);
  }

  private optional(where: Place, path: string, type: string, value: unknown): void {
    this.reading = path;
    const required = withoutMark(type);
    if (value === undefined && required !== type) {
      return;
    }
    if (value === null && required !== type) {
      const words = `must be ${this.words(required)}, got null; omit it to use the default`;
      throw new WrongArgument(`${where()}: ${path} ${words}`);
    }
    this.value(where, path, required, value);
  }

  private value(where: Place, path: string, type: string, value: unknown): void {
    this.reading = path;
    if (type === 'any') {
      return;
    }
    // Most values have the right type, which is fast to check.
    if (typeof value === type) {
      return this.expect(isWhole(value), where, path, type, value);
    }
    const { structs, enums, things } = this.types;
    const items = type.includes(':') ? ITEMS.exec(type) : null;
    if (items !== null) {
      this.items(where, path, items[1], items[2], value);
    } else if (structs[type] !== undefined) {
      this.expect(isPlain(value), where, path, type, value);
      this.struct(where, path, type, value as object);
    } else if (enums[type] !== undefined) {
      this.oneOf(where, path, type, value);
    } else {
      this.expect(things[type] !== undefined && isThing(things[type], value), where, path, type, value);
    }
  }

  private oneOf(where: Place, path: string, type: string, value: unknown): void {
    const allowed = this.types.enums[type];
    const hint = typeof value === 'string' && !allowed.includes(value) ? didYouMean(value, allowed) : undefined;
    if (hint !== undefined) {
      // Only a word that resembles an allowed one is repeated: anything else may be a secret in the wrong place.
      throw new WrongArgument(
        `${where()}: ${path} must be ${this.words(type)}, got ${named(value as string)}; ${hint}`,
      );
    }
    this.expect(allowed.includes(value as string), where, path, type, value);
  }

  private items(where: Place, path: string, container: string, type: string, value: unknown): void {
    const list = container === 'list';
    this.expect(list ? Array.isArray(value) : isPlain(value), where, path, `${container}:${type}`, value);
    const thing = this.types.things[type] as ThingType | undefined;
    const entries: Iterable<[key: unknown, item: unknown]> = list
      ? (value as unknown[]).entries()
      : Object.entries(value as object);
    for (const [key, item] of entries) {
      // The name is only needed for an error.
      const isRight = typeof item === type ? isWhole(item) : thing !== undefined && isThing(thing, item);
      if (!isRight) {
        this.value(where, `${path}[${list ? String(key) : named(String(key))}]`, type, item);
      }
      if (!isWhole(key)) {
        throw new WrongArgument(`${where()}: ${path} has a name that ${NOT_UNICODE}`);
      }
    }
  }

  private struct(where: Place, path: string, struct: string, value: object): void {
    const fields = value as { readonly [option: string]: unknown };
    const options = this.types.structs[struct];
    for (const key of Object.keys(fields)) {
      if (options[key] === undefined) {
        this.refuseSlip(where, path, key, Object.keys(options).filter((option) => fields[option] === undefined));
      }
    }
    for (const option of Object.keys(options)) {
      const place = path === '' ? option : `${path}.${option}`;
      this.reading = place;
      this.optional(where, place, options[option], fields[option]);
    }
  }

  /**
   * Refuses a key that resembles an option that is not given. Other unknown keys are accepted: an object may have more
   * properties than needed.
   */
  private refuseSlip(where: Place, path: string, key: string, left: readonly string[]): void {
    const meant = slipOf(key, left);
    if (meant !== undefined) {
      const option = `${path === '' ? '' : `${path}.`}${named(key)}`;
      throw new WrongArgument(`${where()}: there is no option ${option}; did you mean ${meant}`);
    }
  }

  private expect(condition: boolean, where: Place, path: string, type: string, value: unknown): void {
    if (!condition) {
      const got = value === undefined ? 'is missing; it must be' : 'must be';
      const instead = value === undefined ? '' : `, got ${kindOf(value)}`;
      throw new WrongArgument(`${where()}: ${path} ${got} ${this.words(type)}${instead}${this.wayTo(type)}`);
    }
  }

  /** Describes a type. */
  private words(type: string): string {
    const items = ITEMS.exec(type);
    if (items !== null) {
      const each = this.plural(items[2]);
      return items[1] === 'list' ? `a list of ${each}` : `an object with ${each} by name`;
    }
    if (type in this.types.structs) {
      return `an object with ${this.needed(type).join(', ') || 'options'}`;
    }
    if (type in this.types.enums) {
      return `one of ${this.types.enums[type].join(', ')}`;
    }
    return this.types.things[type]?.words ?? PRIMITIVES[type] ?? type;
  }

  private plural(type: string): string {
    const { things, structs } = this.types;
    if (things[type] !== undefined) {
      return `${type.split('.').at(-1)!}s`;
    }
    return structs[type] === undefined ? PLURALS[type] ?? this.words(type) : 'objects';
  }

  private wayTo(type: string): string {
    const makers = this.types.things[type]?.makers ?? [];
    // What gives safety up is not the first that a reader should try.
    const risky = makers.filter((maker) => RISKY.test(maker));
    const some = [...makers.filter((maker) => !risky.includes(maker)), ...risky].slice(0, MAKERS).join(', ');
    return makers.length === 0 ? '' : `; make it with ${some}${makers.length > MAKERS ? ' and others' : ''}`;
  }

  private needed(struct: string): string[] {
    const options = this.types.structs[struct];
    return Object.keys(options).filter((option) => !options[option].endsWith(OPTIONAL));
  }
}

function withoutMark(type: string): string {
  return type.endsWith(OPTIONAL) ? type.slice(0, -1) : type;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && PLAIN.includes(Object.prototype.toString.call(value));
}

/** Whether a text can be written to a file, and a number is one. */
function isWhole(value: unknown): boolean {
  return typeof value === 'string' ? !LONE_SURROGATE.test(value)
    : typeof value !== 'number' || Number.isFinite(value);
}

/** Describes the type of a value. Never the value, which may be a secret in the wrong place. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) {
    return value === null ? 'null' : 'nothing';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  switch (typeof value) {
    case 'object':
      return objectKind(value);
    case 'string':
      return value === '' ? 'an empty text' : isWhole(value) ? 'a text' : `a text that ${NOT_UNICODE}`;
    case 'number':
      return isWhole(value) ? 'a number' : String(value);
    case 'boolean':
      return String(value);
    default:
      return `a ${typeof value}`;
  }
}

function objectKind(value: object): string {
  const name = (Object.getPrototypeOf(value) as object | null)?.constructor?.name;
  return name === undefined || name === '' || name === 'Object' ? 'an object' : `a ${named(name)}`;
}

function isThing({ fqn, members = [] }: ThingType, value: unknown): boolean {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
    return false;
  }
  return fqn === undefined ? members.every((member) => member in (value as object)) : isOfClass(value as object, fqn);
}

/** Whether an object is an instance of a class that jsii compiled, even from another copy of the package. */
function isOfClass(value: object, fqn: string): boolean {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const { constructor } = at as { readonly constructor?: { readonly [RTTI]?: { readonly fqn: string } } };
    if (constructor?.[RTTI]?.fqn === fqn) {
      return true;
    }
  }
  return false;
}

/** The option that a key probably stands for: the same name in another case, or with one other character. */
function slipOf(key: string, options: readonly string[]): string | undefined {
  return options.find((option) => option.toLowerCase() === key.toLowerCase())
    ?? options.find((option) =>
      Math.min(key.length, option.length) >= SHORTEST_SLIP && distanceBetween(key, option) === 1);
}
