/** What `src/guard` checks arguments by: the types of the public API, as jsii has found them. */
import { readFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { ArgumentTypes, ClassType, Parameter, ThingType } from '../src/guard/argument-types';

/** A type of an assembly of jsii, as far as it is read here. */
interface AssemblyType {
  readonly name: string;
  readonly fqn: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: Method;
  readonly methods?: readonly Method[];
  readonly properties?: readonly (Typed & { readonly name: string; readonly static?: boolean })[];
}

interface Typed {
  readonly type?: TypeReference;
  readonly optional?: boolean;
  readonly protected?: boolean;
}

interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}

interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly parameters?: readonly (Typed & { readonly name: string; readonly variadic?: boolean })[];
  readonly returns?: Typed;
}

export interface Assembly {
  readonly name: string;
  readonly types: { readonly [fqn: string]: AssemblyType };
}

/** Types that are not checked, since any value may be one. */
const UNCHECKED = ['any', 'json', 'date'];

/** Reads the assembly that a compilation has left in a folder. */
export function readAssembly(folder: string): Assembly {
  const assembly = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
  return assembly.schema === 'jsii/file-redirect'
    ? JSON.parse(gunzipSync(readFileSync(join(folder, assembly.filename))).toString('utf8'))
    : assembly;
}

/**
 * The types of the public API of an assembly.
 *
 * @param others assemblies of the packages that it names types of, by name
 * @param valuesOf the values of an enum
 */
export function argumentTypes(
  assembly: Assembly, others: ReadonlyMap<string, Assembly>, valuesOf: (name: string) => readonly string[],
): ArgumentTypes {
  return new TypeReader(assembly, others, valuesOf).read();
}

class TypeReader {
  private readonly classes: { [name: string]: ClassType } = {};
  private readonly structs: { [name: string]: { [option: string]: string } } = {};
  private readonly enums: { [name: string]: readonly string[] } = {};
  private readonly things: { [name: string]: ThingType } = {};

  public constructor(
    private readonly assembly: Assembly,
    private readonly others: ReadonlyMap<string, Assembly>,
    private readonly valuesOf: (name: string) => readonly string[],
  ) {}

  public read(): ArgumentTypes {
    for (const type of Object.values(this.assembly.types)) {
      if (type.kind === 'class') {
        this.classes[type.name] = this.classOf(type);
      }
    }
    return { classes: this.classes, structs: this.structs, enums: this.enums, things: this.things };
  }

  private classOf({ initializer, methods = [] }: AssemblyType): ClassType {
    const open = methods.filter((method) => method.protected !== true);
    const byName = (list: readonly Method[]) =>
      Object.fromEntries(list.map((method) => [method.name, this.parametersOf(method)]));
    return {
      ...(isPublic(initializer) ? { create: this.parametersOf(initializer) } : {}),
      functions: byName(open.filter((method) => method.static === true)),
      methods: byName(open.filter((method) => method.static !== true)),
    };
  }

  private parametersOf({ parameters = [] }: Method): Parameter[] {
    return parameters.map((parameter) => {
      const type = this.typed(parameter);
      return [parameter.name, parameter.variadic === true ? `...${type}` : type];
    });
  }

  private typed({ type, optional }: Typed): string {
    return this.typeOf(type ?? {}) + (optional === true ? '?' : '');
  }

  private typeOf({ primitive, collection, fqn }: TypeReference): string {
    if (collection !== undefined) {
      return `${collection.kind === 'array' ? 'list' : 'map'}:${this.typeOf(collection.elementtype)}`;
    }
    if (fqn === undefined) {
      return primitive === undefined || UNCHECKED.includes(primitive) ? 'any' : primitive;
    }
    return this.named(fqn);
  }

  private named(fqn: string): string {
    const found = this.find(fqn);
    const ours = fqn.startsWith(`${this.assembly.name}.`);
    const name = ours ? found.name : fqn;
    // Values of an enum of another package are not at hand, and it checks them itself.
    if (found.kind === 'enum' && ours) {
      this.enums[name] ??= this.valuesOf(name);
    } else if (found.datatype === true) {
      this.addStruct(name, found);
    } else if (found.kind === 'enum') {
      return 'any';
    } else {
      this.things[name] ??= this.thingOf(found, ours);
    }
    return name;
  }

  private addStruct(name: string, type: AssemblyType): void {
    if (this.structs[name] === undefined) {
      const options: { [option: string]: string } = {};
      // Entered first: a struct may hold itself.
      this.structs[name] = options;
      for (const property of this.inherited(type).flatMap(({ properties = [] }) => properties)) {
        options[property.name] = this.typed(property);
      }
    }
  }

  private thingOf(type: AssemblyType, ours: boolean): ThingType {
    if (this.isConstruct(type)) {
      return { words: 'a construct', members: ['node'] };
    }
    const words = `${/^[AEIOU]/.test(type.name) ? 'an' : 'a'} ${type.name}`;
    if (ours && type.kind === 'class') {
      return { words, fqn: type.fqn, makers: this.makersOf(type) };
    }
    const all = this.inherited(type).flatMap(({ methods = [], properties = [] }) => [...methods, ...properties]);
    const members = all.filter((member) => member.static !== true && member.protected !== true)
      .filter((member) => !('optional' in member && member.optional === true)).map((member) => member.name);
    return { words, members: [...new Set(members)], makers: this.makersOf(type) };
  }

  /** `IConstruct` and `Construct` themselves: what else is a construct has more. */
  private isConstruct({ fqn }: AssemblyType): boolean {
    return fqn === 'constructs.IConstruct' || fqn === 'constructs.Construct';
  }

  /** Public functions and constructors that give a thing, ours first. */
  private makersOf(type: AssemblyType): string[] {
    const types = [this.assembly, ...this.others.values()].flatMap((each) => Object.values(each.types));
    return types.filter(({ kind }) => kind === 'class').flatMap((each) => {
      const functions = (each.methods ?? []).filter((method) => method.static === true && method.protected !== true
        && method.returns?.type?.fqn !== undefined && this.isA(method.returns.type.fqn, type.fqn));
      const ours = each.fqn.startsWith(`${this.assembly.name}.`);
      const creates = ours && isPublic(each.initializer) && this.isA(each.fqn, type.fqn);
      return [...(creates ? [`new ${each.name}`] : []), ...functions.map((method) => `${each.name}.${method.name}`)];
    });
  }

  /** Whether a type is another, or extends or implements it. */
  private isA(fqn: string, other: string): boolean {
    if (fqn === other) {
      return true;
    }
    const [name] = fqn.split('.');
    const found = (name === this.assembly.name ? this.assembly : this.others.get(name))?.types[fqn];
    const above = [...found?.base === undefined ? [] : [found.base], ...found?.interfaces ?? []];
    return above.some((each) => this.isA(each, other));
  }

  /** A type and all that it extends. */
  private inherited(type: AssemblyType): AssemblyType[] {
    const above = [
      ...type.base === undefined ? [] : [type.base],
      ...type.kind === 'interface' ? type.interfaces ?? [] : [],
    ];
    return [type, ...above.flatMap((fqn) => this.inherited(this.find(fqn)))];
  }

  private find(fqn: string): AssemblyType {
    const [name] = fqn.split('.');
    const found = (name === this.assembly.name ? this.assembly : this.others.get(name))?.types[fqn];
    if (found === undefined) {
      const read = [...this.others.keys()].join(', ');
      throw new Error(`the public API has the type ${fqn}, which is in no assembly that is read: ${read}`);
    }
    return found;
  }
}

function isPublic(method: Method | undefined): method is Method {
  return method !== undefined && method.protected !== true;
}

/** The types of the API in a folder with a compiled library. */
export function typesOfLibrary(root: string): ArgumentTypes {
  const load = createRequire(join(root, 'package.json'));
  const { peerDependencies } = load('./package.json') as { readonly peerDependencies: object };
  const others = Object.keys(peerDependencies).map((name) =>
    [name, readAssembly(join(root, 'node_modules', name))] as const);
  const library = load('./lib/index.js') as { readonly [name: string]: { readonly [member: string]: string } };
  return argumentTypes(readAssembly(root), new Map(others), (name) => Object.values(library[name]));
}
