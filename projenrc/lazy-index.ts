/**
 * `tsx projenrc/lazy-index.ts`, after jsii: writes `lib/index.js` anew, so that it loads a module when something of it is
 * first used. See docs/decisions/0002-lazy-index.md.
 */
import { readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { join, resolve } from 'path';

/**
 * The modules that the barrel exports, in order.
 *
 * @param source text of `src/index.ts`
 * @throws Error when it has anything but `export * from '…'` in it, which would be lost
 */
export function exportedModules(source: string): string[] {
  return source.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const module = /^export \* from '(\.\/[^']+)';$/.exec(line)?.[1];
    if (module === undefined) {
      throw new Error(`src/index.ts has the line ${JSON.stringify(line)}; write only lines like \`export * from './folder/file';\``);
    }
    return module;
  });
}

/**
 * The text of an index whose properties load their module when they are first read.
 *
 * @param modules names of what each module exports, by its path; a module of types alone has none
 */
export function lazyIndex(modules: ReadonlyMap<string, readonly string[]>): string {
  const all = [...modules].flatMap(([module, names]) => names.map((name) => ({ module, name })));
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // Node finds the names that an ES module may import by reading this text, and needs each to be assigned.
    ...all.map(({ name }) => `exports.${name} = void 0;`),
    'function lazy(name, load) {',
    '  const define = (property) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, ...property });',
    '  define({ get: () => { const value = load()[name]; define({ value }); return value; } });',
    '}',
    // A call of `require` with a literal each, since bundlers follow only these.
    ...all.map(({ module, name }) => `lazy(${JSON.stringify(name)}, () => require(${JSON.stringify(module)}));`),
    '',
  ].join('\n');
}

if (require.main === module) {
  const root = resolve(__dirname, '..');
  const modules = exportedModules(readFileSync(join(root, 'src/index.ts'), 'utf8'));
  const load = createRequire(join(root, 'lib/index.js'));
  const names = modules.map((path): [string, string[]] => [path, Object.keys(load(path))]);
  writeFileSync(join(root, 'lib/index.js'), lazyIndex(new Map(names)));
}
