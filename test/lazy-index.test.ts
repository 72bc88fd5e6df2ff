import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import * as ts from 'typescript';
import { lazyIndex, namesByModule, reexports } from '../projenrc/lazy-index';

const root = resolve(__dirname, '..');
const src = join(root, 'src');
let lib: string;

/** What a program in a fresh process of Node prints, as JSON. */
function run(...args: string[]): any {
  return JSON.parse(
    execFileSync(process.execPath, args, {
      cwd: lib,
      encoding: 'utf8',
      env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
    }),
  );
}

/** Prints which files of the package are loaded after some statements. */
const loadedAfter = (statements: string) =>
  run(
    '-e',
    `${statements};
  console.log(JSON.stringify(Object.keys(require.cache).filter((file) => file.startsWith(process.cwd())).map((file) => file.slice(process.cwd().length + 1))))`,
  );

beforeAll(() => {
  // Real path, since that is what Node has in its cache.
  lib = ts.sys.realpath!(mkdtempSync(join(tmpdir(), 'lazy-index-')));
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(src, file), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const target = join(lib, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  writeFileSync(join(lib, 'eager.js'), readFileSync(join(lib, 'index.js')));
  const exported = reexports(readFileSync(join(src, 'index.ts'), 'utf8'));
  const keys = new Map<string, object>(Object.entries(run('-e', `
    const modules = ${JSON.stringify(exported.map(({ module }) => module))};
    console.log(JSON.stringify(Object.fromEntries(modules.map((path) => [path, Object.fromEntries(Object.keys(require(path)).map((name) => [name, true]))]))))`,
  ),
  ),
  );
  writeFileSync(join(lib, 'index.js'), lazyIndex(namesByModule(exported, (module) => keys.get(module)!)));
});

afterAll(() => rmSync(lib, { recursive: true, force: true }));

test('requiring the package loads its index alone', () => {
  expect(loadedAfter("require('./index.js')")).toEqual(['index.js']);
});

test('what is used is loaded, with what it needs, and nothing else', () => {
  const loaded = loadedAfter("const { FileMode } = require('./index.js')").sort();
  // Every error goes past what decides on what may be repeated, which knows credentials.
  expect(loaded.filter((file: string) => !/^(?:redaction|credentials)\//.test(file))).toEqual([
    'facts/file-access.js', 'facts/filled-in-later.js', 'facts/sealed-values.js', 'index.js', 'mounts/file-mode.js',
  ]);
});

test('the package has the same names as before, and each is the same thing at every use', () => {
  const [lazy, eager, same] = run('-e', `
    const lazy = require('./index.js'), eager = require('./eager.js');
    console.log(JSON.stringify([Object.keys(lazy), Object.keys(eager), Object.keys(eager).every((name) => lazy[name] === eager[name] && lazy[name] === eager[name])]))`,
  );
  expect(lazy.sort()).toEqual(eager.sort());
  expect(lazy.length).toBeGreaterThan(10);
  expect(same).toBe(true);
});

test('an ES module imports by name', () => {
  const file = join(lib, 'app.mjs');
  writeFileSync(
    file,
    "import { FileMode, SecretType } from './index.js'; console.log(JSON.stringify([`${FileMode.GROUP_READ}`, "
      + 'SecretType.TLS.name]));',
  );
  expect(run(file)).toEqual(['0440', 'kubernetes.io/tls']);
});

test('a class is guarded, and nothing else is', () => {
  const index = lazyIndex(new Map([['./a', ['AClass', 'AnEnum']]]), new Set(['AClass']));
  expect(index).toContain('lazy("AClass", () => guarded(require("./a").AClass, "AClass"));');
  expect(index).toContain('lazy("AnEnum", () => require("./a").AnEnum);');
});

test('a module of types alone has no place in the index', () => {
  expect(lazyIndex(new Map([['./types', []]]))).not.toContain('./types');
});

test('of a module that the barrel names things of, only these are in the index', () => {
  const exported = reexports("export { A, AType } from './a';\nexport * from './b';\n");
  expect(namesByModule(exported, (module) => (module === './a' ? { A: 1, Internal: 2 } : { B: 3 }))).toEqual(
    new Map([
      ['./a', ['A']],
      ['./b', ['B']],
    ]),
  );
});

test.each([
  "export { A as B } from './a';",
  "import './side-effect';",
  "export * from 'cdk8s';",
  'export const a = 1;',
])('the barrel with the line %s is refused', (line) => {
  expect(() => reexports(`export * from './a';\n${line}\n`)).toThrow(
    `src/index.ts has the line ${JSON.stringify(line)}; write only lines like`,
  );
});
