/**
 * Types of the public API, as `projenrc/argument-types.ts` writes them from the jsii assembly when the library is
 * compiled.
 *
 * A type is `string`, `number`, `boolean` or `any`; `list:` or `map:` before the type of the items; or the name of a
 * struct, an enum or a thing.
 */
export interface ArgumentTypes {
  readonly classes: { readonly [name: string]: ClassType };

  /** Types of the options of a struct, by name; a trailing `?` marks an optional one. */
  readonly structs: { readonly [name: string]: { readonly [option: string]: string } };

  /** Values of an enum. */
  readonly enums: { readonly [name: string]: readonly string[] };

  /** Objects with behaviour: classes and interfaces, ours or of another package. */
  readonly things: { readonly [name: string]: ThingType };
}

export interface ClassType {
  /** Parameters of the constructor; undefined when it is not public. */
  readonly create?: readonly Parameter[];

  /** Parameters of static functions, by name: `generated` of `SecretSource`. */
  readonly functions: { readonly [name: string]: readonly Parameter[] };

  /** Parameters of methods, by name. */
  readonly methods: { readonly [name: string]: readonly Parameter[] };
}

/** Name and type of a parameter; `...` before the type accepts any number of arguments. */
export type Parameter = readonly [name: string, type: string];

export interface ThingType {
  /** In words: `a SecretSource`, `a construct`. */
  readonly words: string;

  /** Name of the class in jsii, when it is one of ours. */
  readonly fqn?: string;

  /** Members of an interface, or of a class of another package. */
  readonly members?: readonly string[];

  /** Functions that make one. */
  readonly makers?: readonly string[];
}
