import { readFileSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join, sep } from 'path';
import { Script } from 'vm';
import { transformSync } from '@swc/core';

type Factory = (
  exports: unknown, require: NodeJS.Require, module: { exports: unknown }, filename: string, folder: string,
) => void;

/**
 * Loads the modules of the repository as often as needed, and those of packages once: what a changed source computed
 * while it loaded, or keeps, does not reach the next change. A text is compiled once.
 */
export class Modules {
  private readonly factories = new Map<string, Factory>();
  private readonly resolved = new Map<string, string>();
  private loaded = new Map<string, { exports: unknown }>();

  /**
   * @param root folder of the repository
   * @param texts what to load in place of the file of that path
   * @param around runs a module; the default only runs it
   */
  constructor(
    private readonly root: string,
    private readonly texts: ReadonlyMap<string, string>,
    private readonly around: (path: string, run: () => void) => void = (_path, run) => run(),
  ) {}

  /** Forgets every module of the repository, so that it is loaded again. */
  reset(): void {
    this.loaded = new Map();
  }

  /** What a file of the repository exports. */
  load(path: string): unknown {
    const known = this.loaded.get(path);
    if (known !== undefined) {
      return known.exports;
    }
    const module: { exports: unknown } = { exports: {} };
    this.loaded.set(path, module);
    const native = createRequire(path);
    const local = (name: string): unknown => {
      const target = this.resolve(path, name, native);
      return this.isOurs(target) ? this.load(target) : native(target);
    };
    const require = Object.assign(local, native, { resolve: native.resolve }) as NodeJS.Require;
    this.around(path, () => this.factory(path)(module.exports, require, module, path, dirname(path)));
    return module.exports;
  }

  private isOurs(path: string): boolean {
    return path.endsWith('.ts') && path.startsWith(this.root + sep) && !path.includes(`${sep}node_modules${sep}`);
  }

  private resolve(from: string, name: string, native: NodeJS.Require): string {
    if (name === '@marcbachmann/cel-js') {
      return join(this.root, 'lib/vendor/cel-js.js');
    }
    if (!name.startsWith('.')) {
      return name;
    }
    const key = `${dirname(from)}\0${name}`;
    const target = this.resolved.get(key) ?? native.resolve(name);
    this.resolved.set(key, target);
    return target;
  }

  private factory(path: string): Factory {
    const known = this.factories.get(path);
    if (known !== undefined) {
      return known;
    }
    const { code } = transformSync(this.texts.get(path) ?? readFileSync(path, 'utf8'), {
      filename: path,
      swcrc: false,
      configFile: false,
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    });
    const script = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
      filename: path,
    });
    const factory = script.runInThisContext() as Factory;
    this.factories.set(path, factory);
    return factory;
  }
}
