import { existsSync, readFileSync, realpathSync, statSync } from 'fs';
import { dirname, isAbsolute, join, resolve } from 'path';
import { Stated } from './config-mapping';
import { isInside } from '../../output/inside-folder';
import { quoted } from '../../redaction/quoted';
import { shownValue } from '../../rules/wrong-input';
import { fromHere } from '../shown-path';

/** File names; the first one that exists is used. */
const FILE_NAMES = ['strongbox.yaml', 'strongbox.yml'];

/** Field of a package.json that names the config file of the package, when it has another name. */
const PACKAGE_FIELD = 'strongbox';

const PACKAGE = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/(.+))?$/i;

/** The config file of a folder: its own, or that of the nearest folder above it, up to the root of the repository. */
export function findConfigFile(folder: string): string | undefined {
  const own = fileIn(folder);
  if (own !== undefined) {
    return own;
  }
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? undefined : findConfigFile(above);
}

/**
 * The file that `extends` names: by a path that is absolute or begins with `./` or `../`, or by the name of a package
 * that is installed beside the file or above it, optionally with a path into it. A folder stands for its config file.
 *
 * @param folder folder of the file that extends
 * @throws InputError when the file does not exist
 */
export function resolveParent({ value: name, fault }: Stated<string>, folder: string): string {
  if (isAbsolute(name) || /^\.{1,2}(?:[/\\]|$)/.test(name)) {
    const path = resolve(folder, name);
    return fileAt(path) ?? refuse(fault(`names ${quoted(name)}, but there is no config file`));
  }
  const [, packageName, inside] = PACKAGE.exec(name) ?? [];
  if (packageName === undefined) {
    throw fault(`must be a path or the name of an installed package, got ${shownValue(name)}; nothing is downloaded`);
  }
  const root = packageFolder(packageName, folder);
  if (root === undefined) {
    const isFile = existsSync(resolve(folder, name));
    const beside = isFile ? `; for the file beside this one write ${quoted(`./${name}`)}` : '';
    const where = quoted(fromHere(folder));
    throw fault(`names the package ${quoted(packageName)}, which is not installed in ${where} or above${beside}`);
  }
  const path = inside === undefined ? root : join(root, inside);
  if (!isInside(path, root)) {
    throw fault(`names ${quoted(name)}, which is outside the package`);
  }
  return (inside === undefined ? declaredBy(root, fault) : undefined) ?? fileAt(path)
    ?? refuse(fault(
      `names ${quoted(name)}, but the package has no config file there; a package has ${FILE_NAMES[0]}, or names its `
        + `file in the field "${PACKAGE_FIELD}" of its package.json`,
    ));
}

/** As Node finds packages: from the folder upwards, and from its real path, since pnpm links packages. */
function packageFolder(name: string, folder: string): string | undefined {
  for (const start of new Set([folder, realpathSync(folder)])) {
    for (let current = start; ; current = dirname(current)) {
      const candidate = join(current, 'node_modules', name);
      if (existsSync(candidate)) {
        return candidate;
      }
      if (current === dirname(current)) {
        break;
      }
    }
  }
  return undefined;
}

function declaredBy(root: string, fault: Stated<string>['fault']): string | undefined {
  let declared: unknown;
  try {
    const content: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    declared = (content as { readonly [field: string]: unknown } | null)?.[PACKAGE_FIELD];
  } catch {
    // A folder without a readable package.json may still have the file.
    return undefined;
  }
  if (declared === undefined) {
    return undefined;
  }
  const path = typeof declared === 'string' ? join(root, declared) : undefined;
  const file = path !== undefined && isInside(path, root) ? fileAt(path) : undefined;
  const field = `a field "${PACKAGE_FIELD}" that names no file of it`;
  return file ?? refuse(fault(`names a package whose package.json has ${field}`));
}

function fileAt(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isDirectory() === true ? fileIn(path) : status === undefined ? undefined : path;
}

function fileIn(folder: string): string | undefined {
  const name = FILE_NAMES.find((each) => existsSync(join(folder, each)));
  return name === undefined ? undefined : join(folder, name);
}

function refuse(error: Error): never {
  throw error;
}
