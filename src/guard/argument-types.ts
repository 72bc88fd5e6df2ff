/**
 * What the public API takes, as `projenrc/argument-types.ts` writes it from the jsii assembly when the library is
 * compiled.
 *
 * A type is `string`, `number`, `boolean` or `any`; `list:` or `map:` before the type of the items; or the name of a
 * struct, an enum or a thing.
 */
export interface ArgumentTypes {
  readonly classes: { readonly [name: string]: ClassType };

  /** Types of the options of a struct, by name; one with a `?` behind it may be left out. */
  readonly structs: { readonly [name: string]: { readonly [option: string]: string } };

  /** The values of an enum. */
  readonly enums: { readonly [name: string]: readonly string[] };

  /** What is an object with a behaviour: a class or an interface, ours or of another package. */
  readonly things: { readonly [name: string]: ThingType };
}

export interface ClassType {
  /** Parameters of the constructor; none where it is not public. */
  readonly create?: readonly Parameter[];

  /** Parameters of functions, by name: `SecretSource.generated`. */
  readonly functions: { readonly [name: string]: readonly Parameter[] };

  /** Parameters of methods, by name. */
  readonly methods: { readonly [name: string]: readonly Parameter[] };
}

/** The name of a parameter and its type; `...` before the type takes any number of arguments. */
export type Parameter = readonly [name: string, type: string];

export interface ThingType {
  /** In words: `a SecretSource`, `a construct`. */
  readonly words: string;

  /** Name by which jsii knows the class, where it is one of ours. */
  readonly fqn?: string;

  /** What an object of an interface, or of a class of another package, has. */
  readonly members?: readonly string[];

  /** Functions that make one. */
  readonly makers?: readonly string[];
}
