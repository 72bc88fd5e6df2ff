/** The public API as the sources declare it: what `src/index.ts` exports, without what is private or `@internal`. */
import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import * as ts from 'typescript';
import { reexports } from './lazy-index';

/** One part of the API. */
export interface PublicName {
  /** `SecureSecret`, `SecureSecret.keys`, or `SecretSource.existing(name)` for a parameter. */
  readonly path: string;

  /** The last word of the path: the name that a user writes. */
  readonly name: string;
}

/** A class, an interface or an enum. */
export interface PublicType {
  readonly name: string;

  /** Its head, then its members, each in one line without comments. */
  readonly signatures: string[];

  /** Its own name, and those of its members and their parameters. */
  readonly names: PublicName[];
}

type TypeDeclaration = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration;
type Member = ts.ClassElement | ts.TypeElement | ts.EnumMember | ts.ParameterDeclaration;

/** The API of a project, by name. */
export function publicTypes(root: string): PublicType[] {
  const api = new PublicApi((file) => readFileSync(join(root, 'src', file), 'utf8'));
  return api.types();
}

/** Reads the sources once, and knows which of their types are exported. */
export class PublicApi {
  private readonly sources = new Map<string, ts.SourceFile>();
  private readonly declarations: readonly (readonly [TypeDeclaration, file: string])[];
  private readonly exported: ReadonlySet<string>;

  /** @param read text of a file, by its path below `src` */
  public constructor(private readonly read: (file: string) => string) {
    this.declarations = reexports(read('index.ts')).flatMap(({ module, names }) => {
      const file = `${module.replace(/^\.\//, '')}.ts`;
      return this.declarationsOf(file)
        .filter((node) => hasModifier(node, ts.SyntaxKind.ExportKeyword) && !isInternal(node))
        .filter((node) => names === undefined || names.includes(node.name!.text))
        .map((node) => [node, file] as const);
    });
    this.exported = new Set(this.declarations.map(([node]) => node.name!.text));
  }

  public types(): PublicType[] {
    return this.declarations
      .map(([node, file]) => this.typeOf(node, file))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  private typeOf(node: TypeDeclaration, file: string): PublicType {
    const name = node.name!.text;
    const { members, bases } = this.partsOf(node, file);
    const abstract = hasModifier(node, ts.SyntaxKind.AbstractKeyword) ? 'abstract ' : '';
    const word = ts.isClassDeclaration(node) ? 'class' : ts.isInterfaceDeclaration(node) ? 'interface' : 'enum';
    const head = [`${abstract}${word} ${name}`, ...[...new Set(bases)].sort()].join(' ');
    return {
      name,
      signatures: [head, ...members.map(signatureOf).sort()],
      names: [{ path: name, name }, ...members.flatMap((member) => namesOf(name, member))],
    };
  }

  /** Members and bases of a type. What a base that is not exported brings is part of the type, as jsii has it. */
  private partsOf(node: TypeDeclaration, file: string): { members: Member[]; bases: string[] } {
    const members = [...node.members, ...parameterPropertiesOf(node)].filter(isPublic);
    const bases: string[] = [];
    for (const clause of ts.isEnumDeclaration(node) ? [] : node.heritageClauses ?? []) {
      for (const { expression } of clause.types) {
        const hidden = this.hiddenBase(textOf(expression), file);
        if (hidden === undefined) {
          bases.push(`${ts.tokenToString(clause.token)!} ${textOf(expression)}`);
        } else {
          const inherited = this.partsOf(...hidden);
          const known = new Set(members.map(nameOf));
          members.push(...inherited.members.filter((member) => !known.has(nameOf(member))));
          bases.push(...inherited.bases);
        }
      }
    }
    return { members, bases };
  }

  /** The declaration of a type of ours that is not exported; undefined for any other. */
  private hiddenBase(name: string, file: string): [TypeDeclaration, file: string] | undefined {
    if (this.exported.has(name)) {
      return undefined;
    }
    const module = this.sourceOf(file).statements.filter(ts.isImportDeclaration).find(({ importClause }) => {
      const bindings = importClause?.namedBindings;
      return bindings && ts.isNamedImports(bindings) && bindings.elements.some((element) => element.name.text === name);
    })?.moduleSpecifier as ts.StringLiteral | undefined;
    if (module !== undefined && !module.text.startsWith('.')) {
      return undefined;
    }
    const home = module === undefined ? file : `${join(dirname(file), module.text)}.ts`;
    const found = this.declarationsOf(home).find((node) => node.name?.text === name);
    return found && [found, home];
  }

  private declarationsOf(file: string): TypeDeclaration[] {
    return this.sourceOf(file).statements.filter((node): node is TypeDeclaration =>
      ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node));
  }

  private sourceOf(file: string): ts.SourceFile {
    const known = this.sources.get(file) ?? ts.createSourceFile(file, this.read(file), ts.ScriptTarget.ES2022, true);
    this.sources.set(file, known);
    return known;
  }
}

/** Properties that a constructor declares as its parameters, also a private one. */
function parameterPropertiesOf(node: TypeDeclaration): ts.ParameterDeclaration[] {
  const constructors = ts.isClassDeclaration(node) ? node.members.filter(ts.isConstructorDeclaration) : [];
  return constructors.flatMap((each) =>
    each.parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, each)));
}

/** A member without its body, its comments and the initial value of what is not a constant of an enum. */
function signatureOf(member: Member): string {
  if (ts.isEnumMember(member)) {
    return textOf(member);
  }
  const name = nameOf(member);
  const modifiers = modifiersOf(member)
    .filter(({ kind }) => kind !== ts.SyntaxKind.PublicKeyword && kind !== ts.SyntaxKind.AsyncKeyword)
    .map((modifier) => `${textOf(modifier)} `)
    .join('');
  if (ts.isGetAccessor(member)) {
    return `readonly ${modifiers}${name}: ${typeText(member.type)}`;
  }
  if (ts.isPropertyDeclaration(member) || ts.isPropertySignature(member) || ts.isParameter(member)) {
    const value = !ts.isPropertySignature(member) ? member.initializer : undefined;
    return `${modifiers}${name}${member.questionToken ? '?' : ''}: ${typeText(member.type, value)}`;
  }
  const { parameters, type } = member as ts.SignatureDeclaration;
  const list = parameters.map((each) => {
    const optional = each.questionToken !== undefined || each.initializer !== undefined;
    return `${each.dotDotDotToken ? '...' : ''}${textOf(each.name)}${optional ? '?' : ''}: ${typeText(each.type)}`;
  });
  return `${modifiers}${name}(${list.join(', ')})${ts.isConstructorDeclaration(member) ? '' : `: ${typeText(type)}`}`;
}

function nameOf(member: Member): string {
  return member.name === undefined ? 'constructor' : textOf(member.name);
}

function namesOf(type: string, member: Member): PublicName[] {
  const name = nameOf(member);
  const isConstructor = ts.isConstructorDeclaration(member);
  const owner = isConstructor ? type : `${type}.${name}`;
  const parameters = 'parameters' in member ? [...(member.parameters as ts.NodeArray<ts.ParameterDeclaration>)] : [];
  return [
    ...(isConstructor ? [] : [{ path: owner, name }]),
    ...parameters.map((each) => ({ path: `${owner}(${textOf(each.name)})`, name: textOf(each.name) })),
  ];
}

function isPublic(member: Member): boolean {
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  return !hidden.some((kind) => hasModifier(member, kind)) && !/^[_#]/.test(nameOf(member)) && !isInternal(member);
}

function isInternal(node: ts.Node): boolean {
  return ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'internal');
}

function modifiersOf(node: ts.Node): readonly ts.Modifier[] {
  return ts.canHaveModifiers(node) ? ts.getModifiers(node) ?? [] : [];
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return modifiersOf(node).some((modifier) => modifier.kind === kind);
}

/** The type as it is written, or that of the value which stands for it. */
function typeText(type: ts.TypeNode | undefined, value?: ts.Expression): string {
  if (type !== undefined) {
    return textOf(type);
  }
  if (value !== undefined && ts.isNewExpression(value)) {
    return textOf(value.expression);
  }
  return value !== undefined && ts.isStringLiteral(value) ? 'string' : 'by its value';
}

/** The text of a node in one line, without the comments in it. */
function textOf(node: ts.Node): string {
  const text = node.getText();
  const comments = /\/\*[^]*?\*\/|\/\/[^\n]*/g;
  const bare = ts.isStringLiteral(node) || ts.isEnumMember(node) ? text : text.replace(comments, '');
  return bare.replace(/\s+/g, ' ').trim();
}
