/**
 * `tsx projenrc/vendor.ts`, after jsii: puts the packages that the library uses into `lib/vendor/`, one file of
 * CommonJS each, with their licenses beside the library's own. See docs/decisions/0006-vendored-packages.md.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'fs';
import { builtinModules } from 'module';
import { basename, dirname, join, relative, resolve, sep } from 'path';
import { buildSync } from 'esbuild';

/** What is built in: devDependencies of this repository, and nothing that a user installs. */
export const VENDORED: readonly string[] = ['@marcbachmann/cel-js', 'commander', 'js-yaml'];

/** A package as one text of CommonJS. */
export interface Bundle {
  /** The package and all that it requires. */
  readonly code: string;

  /** Folders of the packages that the text is made of. */
  readonly packages: readonly string[];
}

/** The file of a package, seen from `lib/`. */
export function vendorFile(name: string): string {
  return `vendor/${basename(name)}.js`;
}

/**
 * Makes one text of a package, of the files that `require` takes where a package has several editions.
 *
 * @param root folder from which the package is found
 */
export function bundle(name: string, root: string): Bundle {
  const entry = `${basename(name)}.js`;
  const { outputFiles, metafile } = buildSync({
    stdin: { contents: `module.exports = require(${JSON.stringify(name)});`, resolveDir: root, sourcefile: entry },
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    legalComments: 'inline',
    logLevel: 'error',
    metafile: true,
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const files = Object.keys(metafile.inputs).filter((input) => input !== entry);
  return { code: outputFiles[0].text, packages: [...new Set(files.map((file) => packageFolder(resolve(root, file))))] };
}

function packageFolder(file: string): string {
  const parts = file.split(sep);
  const start = parts.lastIndexOf('node_modules') + 1;
  return parts.slice(0, start + (parts[start].startsWith('@') ? 2 : 1)).join(sep);
}

/**
 * Writes the files of packages below `lib`. Who reads one meanwhile sees a whole file.
 *
 * @returns the folders of the packages that they are made of
 */
export function writeVendored(names: readonly string[], root: string, lib: string): string[] {
  return [...new Set(names.flatMap((name) => {
    const { code, packages } = bundle(name, root);
    const file = join(lib, vendorFile(name));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, code);
    renameSync(`${file}.${process.pid}`, file);
    return packages;
  }))];
}

/**
 * The text of a compiled file that takes the built-in packages from `lib/vendor/`.
 *
 * @param file path of the file below `lib/`
 * @param peers packages that an app brings
 * @throws Error when it requires a package that is neither built in nor a peer, which an app may not have, or loads a
 * module by `import()`, which jest does not do
 */
export function withVendored(code: string, file: string, peers: readonly string[]): string {
  if (/^(?! *(?:\*|\/\/)).*\bimport\(/m.test(code)) {
    throw new Error(`${file} loads a module by import(), which jest does not do; load it by require()`);
  }
  return code.replace(/\brequire\((["'])([^"'.][^"']*)\1\)/g, (call, _quote, name: string) => {
    if (VENDORED.includes(name)) {
      const path = relative(dirname(file), vendorFile(name)).replace(/\.js$/, '');
      return `require(${JSON.stringify(path.startsWith('.') ? path : `./${path}`)})`;
    }
    const isPeer = peers.some((peer) => name === peer || name.startsWith(`${peer}/`));
    if (!isPeer && !builtinModules.includes(name.replace(/^node:/, ''))) {
      throw new Error(
        `${file} requires '${name}', which no app has for it; require a peer dependency, `
        + 'or add it to VENDORED in projenrc/vendor.ts',
      );
    }
    return call;
  });
}

/**
 * The page of the packages that are built in, with the license of each in full.
 *
 * @throws Error when a package has no file with its license, without which it may not be passed on
 */
export function notices(packages: readonly string[]): string {
  const sections = packages.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    if (file === undefined) {
      throw new Error(`${name} has no file LICENSE, which has to come with it; take a package that has one`);
    }
    const text = readFileSync(join(folder, file), 'utf8').trim();
    return `## ${name} ${version} (${license})\n\n\`\`\`\n${text}\n\`\`\`\n`;
  });
  return [
    '# Third-party notices\n',
    'The folder `lib/vendor` of cdk8s-strongbox holds these packages, each with its license.',
    'Nothing in them was changed but their form.\n',
    ...sections.sort(),
  ].join('\n');
}

if (require.main === module) {
  const root = resolve(__dirname, '..');
  const lib = join(root, 'lib');
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), notices(writeVendored(VENDORED, root, lib)));
  const compiled = readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && !file.startsWith(`vendor${sep}`));
  for (const file of compiled) {
    const code = readFileSync(join(lib, file), 'utf8');
    writeFileSync(join(lib, file), withVendored(code, file, Object.keys(peerDependencies)));
  }
}
