import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import { ApiBaseline, BASELINE_FILE, baselineOf, breakingChanges } from '../../projenrc/api-baseline';
import { releaseOf, verdictOf } from '../../projenrc/compat';
import { PublicApi, publicTypes } from '../../projenrc/public-api';

const root = resolve(__dirname, '../..');

/** The API of some files of an imaginary `src`, in the form of the baseline. */
function baseline(files: { readonly [file: string]: string }): ApiBaseline {
  return baselineOf(new PublicApi((file) => files[file]).types());
}

/** What a change of one exported file breaks. */
function broken(before: string, after: string): string[] {
  const index = "export * from './a';\n";
  const [old, now] = [before, after].map((text) => baseline({ 'index.ts': index, 'a.ts': text }));
  return breakingChanges(old, now);
}

test('the API breaks nothing of its baseline; `npx projen compat:accept` accepts a change that does', () => {
  const accepted = JSON.parse(readFileSync(join(root, BASELINE_FILE), 'utf8')) as ApiBaseline;
  expect(breakingChanges(accepted, baselineOf(publicTypes(root)))).toEqual([]);
  expect(Object.keys(accepted).length).toBeGreaterThan(150);
});

describe('what breaks its users', () => {
  test.each([
    ['a type that is gone', 'export class A {}\nexport class B {}', 'export class A {}', 'B is gone'],
    ['a member that is gone', 'export class A { public b(): void {} }', 'export class A {}', 'A: b(): void is gone'],
    [
      'a parameter of another type',
      'export class A { public static of(b: string): A { return new A(); } }',
      'export class A { public static of(b: number): A { return new A(); } }',
      'A: static of(b: string): A is now static of(b: number): A',
    ],
    [
      'a property that becomes required',
      'export interface Props { readonly b?: string }',
      'export interface Props { readonly b: string }',
      'Props: readonly b?: string is now readonly b: string',
    ],
    [
      'a required property that is new',
      'export interface Props { readonly b?: string }',
      'export interface Props { readonly b?: string; readonly c: string }',
      'Props: readonly c: string is required and new',
    ],
    ['another value of an enum', "export enum A { B = 'b' }", "export enum A { B = 'c' }", "A: B = 'b' is now B = 'c'"],
    [
      'a member that becomes private',
      'export class A { b = 1; }',
      'export class A { private b = 1; }',
      'A: b: by its value is gone',
    ],
    [
      'a base that is gone',
      'export class A extends Construct {}',
      'export class A {}',
      'A: class A extends Construct is now class A',
    ],
  ])('%s', (_what, before, after, change) => {
    expect(broken(before, after)).toEqual([change]);
  });
});

test('what breaks nobody is free: a new type, an optional property, a method, words and order', () => {
  const before = 'export interface Props { readonly b?: string }\nexport class A { public b(): void {} }';
  const after = `/** Other words. */
    export class A { public c(): void {} /** And. */ public b(): void {} private d = 1; }
    export interface Props { readonly a?: number; readonly b?: string }
    export class New {}`;
  expect(broken(before, after)).toEqual([]);
});

test('what a base that is not exported brings is part of the type; the base itself is not', () => {
  const plain = {
    'index.ts': "export * from './x/a';",
    'x/a.ts': 'export class A extends Construct { readonly name: string; }',
  };
  const based = {
    'index.ts': "export * from './x/a';",
    'x/a.ts': "import { Base } from '../base';\nexport class A extends Base {}",
    'base.ts': 'export abstract class Base extends Construct { readonly name: string; protected hidden(): void {} }',
  };
  expect(baseline(based)).toEqual(baseline(plain));
});

test('what is private, internal or begins with an underscore is not part of the API', () => {
  const text = `/** @internal */ export interface Hidden { readonly a: string }
    export class A {
      /** @internal */ public readonly _b = 1;
      /** @internal */ public c(): void {}
      readonly #d = 1;
      protected e = 1;
      private constructor(f: string) {}
    }
    class Local {}`;
  expect(baseline({ 'index.ts': "export * from './a';", 'a.ts': text })).toEqual({ A: ['class A'] });
});

test('a property that a private constructor declares is part of the type, unless it is internal', () => {
  const source = `export class Mode {
    private constructor(
      /** Permission bits. */
      public readonly value: number,
      /** @internal */
      public readonly _unsafe = false,
      private readonly name?: string,
    ) {}
  }`;
  expect(baseline({ 'index.ts': "export * from './a';", 'a.ts': source })).toEqual({
    Mode: ['class Mode', 'readonly value: number'],
  });
});

test('the verdict names each change and what to do', () => {
  expect(verdictOf({ A: ['class A'] }, { A: ['class A'] })).toEqual({
    breaks: false, text: 'nothing is released yet; the API has all that docs/api-baseline.json has\n',
  });
  expect(verdictOf({ A: ['class A'] }, {})).toEqual({
    breaks: true, text: expect.stringMatching(/:\n {2}A is gone\nIf this is meant, run `npx projen compat:accept`/),
  });
});

test('the release is what npm says; a registry that does not answer is not one without a release', () => {
  expect(releaseOf({ status: 0, stdout: '"0.1.0"\n', stderr: '' })).toBe('0.1.0');
  expect(releaseOf({ status: 1, stdout: '', stderr: 'npm error code E404\n' })).toBeUndefined();
  expect(() => releaseOf({ status: 1, stdout: '', stderr: 'npm error code ENOTFOUND\n' }))
    .toThrow('npm cannot tell whether there is a release, and nothing was compared: npm error code ENOTFOUND');
});
