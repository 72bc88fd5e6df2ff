/**
 * `tsx projenrc/lazy-index.ts`, after jsii: writes `lib/index.js` again, so that it loads a module when something of it
 * is first used, and guards the classes. See docs/decisions/0002-lazy-index.md and 0012-guarded-classes.md.
 */
import { readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { join, resolve } from 'path';
import { typesOfLibrary } from './argument-types';

/** One line of the barrel. */
export interface Reexport {
  /** Path of the module. */
  readonly module: string;

  /** What of it is exported; all of it where undefined. */
  readonly names?: readonly string[];
}

/**
 * What the barrel exports, in order.
 *
 * @param source text of `src/index.ts`
 * @throws Error when it has anything in it but exports from other files, which would be lost
 */
export function reexports(source: string): Reexport[] {
  return source.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const found = /^export (?:\*|\{ (?<names>\w+(?:, \w+)*) \}) from '(?<module>\.\/[^']+)';$/.exec(line);
    if (found === null) {
      throw new Error(
        `src/index.ts has the line ${JSON.stringify(line)}; write only lines like \`export * from './folder/file';\` `
          + 'and `export { Name } from \'./folder/file\';`',
      );
    }
    const { names, module } = found.groups!;
    return { module, names: names?.split(', ') };
  });
}

/**
 * The names that each module adds to the package, without those of types, which do not exist at run time.
 *
 * @param load what a module exports
 */
export function namesByModule(exported: readonly Reexport[], load: (module: string) => object): Map<string, string[]> {
  return new Map(exported.map(({ module, names }) => {
    const all = Object.keys(load(module));
    return [module, names === undefined ? all : all.filter((name) => names.includes(name))];
  }));
}

/**
 * The text of an index whose properties load their module when they are first read.
 *
 * @param modules names of what each module exports, by its path; a module of types alone has none
 * @param classes names of the classes that are guarded
 */
export function lazyIndex(
  modules: ReadonlyMap<string, readonly string[]>, classes: ReadonlySet<string> = new Set(),
): string {
  const all = [...modules].flatMap(([module, names]) => names.map((name) => ({ module, name })));
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // Node finds the names that an ES module may import by reading this text, and needs each to be assigned.
    ...all.map(({ name }) => `exports.${name} = void 0;`),
    'function lazy(name, load) {',
    '  const define = (property) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, '
      + '...property });',
    '  define({ get: () => { const value = load(); define({ value }); return value; } });',
    '}',
    ...(classes.size === 0 ? [] : [
      'const types = () => require("./guard/argument-types.json");',
      'const guarded = (value, name) => require("./guard/guarded").guarded(value, name, types);',
    ]),
    // A call of `require` with a literal each, since bundlers follow only these.
    ...all.map(({ module, name }) => {
      const value = `require(${JSON.stringify(module)}).${name}`;
      return `lazy("${name}", () => ${classes.has(name) ? `guarded(${value}, "${name}")` : value});`;
    }),
    '',
  ].join('\n');
}

if (require.main === module) {
  const root = resolve(__dirname, '..');
  const exported = reexports(readFileSync(join(root, 'src/index.ts'), 'utf8'));
  const index = join(root, 'lib/index.js');
  const names = namesByModule(exported, createRequire(index));
  writeFileSync(index, lazyIndex(names));
  const types = typesOfLibrary(root);
  writeFileSync(join(root, 'lib/guard/argument-types.json'), JSON.stringify(types));
  writeFileSync(index, lazyIndex(names, new Set(Object.keys(types.classes))));
}
