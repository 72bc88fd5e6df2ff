import { existsSync, readdirSync, readFileSync } from 'fs';
import { builtinModules } from 'module';
import { dirname, join, relative, resolve } from 'path';
import * as ts from 'typescript';

const root = resolve(__dirname, '..');
const src = join(root, 'src');

interface Layer {
  readonly folder: string;
  readonly folders: string[];
  readonly packages: string[];
}

/** The rows of the table "Layers" in docs/architecture.md. */
function layers(): Layer[] {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const words = (cell: string, none: string) =>
    cell
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== none);
  return page
    .split('\n')
    .filter((line) => /^\| `\w+\/` \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, folder, , folders, packages]) => ({
      folder: folder.replace(/[`/]/g, ''),
      folders: words(folders, 'nothing'),
      packages: words(packages, 'none'),
    }));
}

function sourceFiles(): string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(src, file));
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map((found) => found.fileName);
}

function resolveLocal(file: string, specifier: string): string {
  const target = resolve(dirname(file), specifier);
  return [`${target}.ts`, join(target, 'index.ts'), target].find(existsSync) ?? target;
}

const folderOf = (file: string) => relative(src, file).split('/').slice(0, -1)[0];
const isOwnPackageFile = (file: string, specifier: string) =>
  resolve(dirname(file), specifier) === join(root, 'package.json');
const isLocal = (specifier: string) => specifier.startsWith('.');
const packageOf = (specifier: string) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
const isBuiltin = (specifier: string) => builtinModules.includes(specifier.replace(/^node:/, '').split('/')[0]);
const withoutIo = ['facts', 'credentials', 'manifest', 'rules'];

test('the table of layers has a row for every folder of src, and no other', () => {
  const folders = readdirSync(src, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(
    layers()
      .map((layer) => layer.folder)
      .sort(),
  ).toEqual(folders.sort());
});

test('the table of layers has no cycle: a folder may import only folders of rows above its own', () => {
  const wrong = layers().flatMap((layer, index, all) => {
    const above = all.slice(0, index).map((other) => other.folder);
    return layer.folders.filter((folder) => !above.includes(folder)).map((folder) => `${layer.folder} -> ${folder}`);
  });
  expect(wrong).toEqual([]);
});

test('every import stays within the row of its folder', () => {
  const byFolder = new Map(layers().map((layer) => [layer.folder, layer]));
  const wrong: string[] = [];
  for (const file of sourceFiles()) {
    const layer = byFolder.get(folderOf(file));
    if (!layer) {
      continue; // src/index.ts, the barrel
    }
    for (const specifier of importsOf(file)) {
      const allowed = isLocal(specifier)
        ? isOwnPackageFile(file, specifier) ||
          [layer.folder, ...layer.folders].includes(folderOf(resolveLocal(file, specifier)))
        : isBuiltin(specifier)
          ? !withoutIo.includes(layer.folder) || layer.packages.includes(specifier)
          : layer.packages.includes(packageOf(specifier));
      if (!allowed) {
        wrong.push(`${relative(root, file)} imports ${specifier}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('src/index.ts is the only barrel', () => {
  expect(
    sourceFiles()
      .filter((file) => file.endsWith('index.ts'))
      .map((file) => relative(src, file)),
  ).toEqual(['index.ts']);
});

test('no import cycle between files', () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: string[]) => {
    if (trail.includes(file)) {
      cycles.push([...trail.slice(trail.indexOf(file)), file].map((step) => relative(src, step)).join(' -> '));
      return;
    }
    if (done.has(file) || !existsSync(file)) {
      return;
    }
    importsOf(file).filter(isLocal).forEach((specifier) => visit(resolveLocal(file, specifier), [...trail, file]));
    done.add(file);
  };
  sourceFiles().forEach((file) => visit(file, []));
  expect(cycles).toEqual([]);
});

test('files and standard output are written by src/output alone, which does it whole or not at all', () => {
  const calls = [
    'writeFile',
    'appendFile',
    'copyFile',
    'createWriteStream',
    'writeSync',
    'renameSync',
    'openSync',
    'mkdirSync',
    'linkSync',
  ];
  const writing = new RegExp(`\\b(?:${calls.join('|')})\\w*\\b|process\\.std(?:out|err)\\.write|console\\.`);
  // A temporary folder for kubectl to read, which is nobody's result.
  const scratch = ['cli/kustomize/render.ts'];
  const code = (file: string) => readFileSync(file, 'utf8')
    .replace(/\/\*[^]*?\*\/|\/\/.*/g, '').replace(/\bwriteFiles?\b/g, '');
  const writers = sourceFiles()
    .filter((file) => folderOf(file) !== 'output' && writing.test(code(file))).map((file) => relative(src, file));
  expect(writers.filter((file) => !scratch.includes(file))).toEqual([]);
});

test('a source file that grows past 340 lines asks to be two', () => {
  const long = sourceFiles()
    .filter((file) => readFileSync(file, 'utf8').split('\n').length > 340)
    .map((file) => relative(root, file));
  expect(long).toEqual([]);
});
