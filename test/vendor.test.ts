import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { compileFunction } from 'vm';
import { bundle, notices, VENDORED, vendorFile, withVendored, writeVendored } from '../projenrc/vendor';

const root = resolve(__dirname, '..');
let folder: string;

/** Writes a package into the folder. */
function install(name: string, manifest: object, files: { readonly [file: string]: string }): void {
  const home = join(folder, 'node_modules', name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '1.2.3', license: 'MIT', ...manifest }));
  Object.entries(files).forEach(([file, text]) => writeFileSync(join(home, file), text));
}

/** What a text of CommonJS exports, where it can require what is built into Node alone. */
function evaluate(code: string): any {
  const module = { exports: {} };
  compileFunction(code, ['module', 'exports', 'require'])(module, module.exports, (name: string) => {
    if (!name.startsWith('node:')) {
      throw new Error(`requires ${name}`);
    }
    return jest.requireActual(name);
  });
  return module.exports;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vendor-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a package of ES modules becomes CommonJS, with what it imports', () => {
  const manifest = { type: 'module', main: 'index.js' };
  install('inner', manifest, { 'index.js': 'export const inner = 1;' });
  install('@scope/outer', manifest, { 'index.js': "import { inner } from 'inner';\nexport const sum = inner + 1;" });
  const { code, packages } = bundle('@scope/outer', folder);
  expect(evaluate(code).sum).toBe(2);
  expect(packages).toEqual(['inner', '@scope/outer'].map((name) => join(folder, 'node_modules', name)));
});

test('of a package with both kinds of modules, the one that require takes is built in', () => {
  install('both', { exports: { import: './index.mjs', require: './index.cjs' } }, {
    'index.mjs': "export const kind = 'esm';",
    'index.cjs': "exports.kind = 'cjs';",
  });
  expect(evaluate(bundle('both', folder).code).kind).toBe('cjs');
});

test('what is built in needs no package', () => {
  const packages = writeVendored(VENDORED, root, folder);
  const exported = VENDORED.map((name) => Object.keys(evaluate(readFileSync(join(folder, vendorFile(name)), 'utf8'))));
  expect(exported).toEqual([
    expect.arrayContaining(['Environment']),
    expect.arrayContaining(['Command', 'InvalidArgumentError']),
    expect.arrayContaining(['loadAll', 'parseEvents', 'YAMLException']),
  ]);
  expect([...packages].sort()).toEqual(VENDORED.map((name) => join(root, 'node_modules', name)).sort());
});

test('the notices have each package with its version and its license in full', () => {
  install('one', {}, { LICENSE: 'Copyright One\n' });
  install('two', { license: 'ISC' }, { 'license.md': 'Copyright Two\n' });
  const page = notices(['two', 'one'].map((name) => join(folder, 'node_modules', name)));
  expect(page).toContain('## one 1.2.3 (MIT)\n\n```\nCopyright One\n```\n');
  expect(page).toContain('## two 1.2.3 (ISC)\n\n```\nCopyright Two\n```\n');
});

test('a package without its license is refused', () => {
  install('bare', {}, {});
  expect(() => notices([join(folder, 'node_modules/bare')]))
    .toThrow('bare has no file LICENSE, which has to come with it; take a package that has one');
});

test.each([
  ['deep/in/file.js', 'const a = require("js-yaml");', 'const a = require("../../vendor/js-yaml");'],
  ['file.js', "const a = require('@marcbachmann/cel-js');", 'const a = require("./vendor/cel-js");'],
])('%s takes what is built in from lib/vendor', (file, before, after) => {
  expect(withVendored(before, file, [])).toBe(after);
});

test.each([
  'require("fs")', 'require("node:fs/promises")', 'require("./js-yaml")',
  'require("cdk8s")', 'require("cdk8s/lib/yaml")',
])('%s stays', (code) => {
  expect(withVendored(code, 'a/b.js', ['cdk8s'])).toBe(code);
});

test('a file that requires a package that no app has is refused', () => {
  expect(() => withVendored('require("yaml")', 'a/b.js', ['cdk8s'])).toThrow(
    "a/b.js requires 'yaml', which no app has for it; require a peer dependency, or add it to VENDORED in "
    + 'projenrc/vendor.ts',
  );
});

test('a file that loads a module by import() is refused', () => {
  expect(() => withVendored('const a = await import("fs");', 'a/b.js', []))
    .toThrow('a/b.js loads a module by import(), which jest does not do; load it by require()');
  expect(withVendored('/**\n * not import("fs")\n */', 'a/b.js', [])).toContain('import');
});
