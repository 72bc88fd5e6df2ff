import { readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { ConfigFolder } from './config-folder';
import { validateSize } from '../data/data-rules';
import { MAX_DATA_BYTES } from '../facts/data-limits';
import { envLinesOf } from '../facts/env-files';
import { quoted } from '../redaction/quoted';
import { reasonOf } from '../redaction/system-error';

/** Files that operating systems add to a folder: with them, the content would differ between machines. */
const LEFTOVERS = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

/** The bytes of one file, under the key that it has. */
export interface ConfigFile {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** One value of an env file. */
export interface EnvEntry {
  readonly key: string;
  readonly value: string;
  /** Line and file in words. */
  readonly place: string;
}

/**
 * Reads one file. A symbolic link is followed: whoever names a file has looked at it.
 *
 * @param constructPath construct path, named in the error
 * @param key key of the entry
 * @param file path of the file
 */
export function readFile(constructPath: string, key: string, file: string): ConfigFile {
  const where = `${constructPath}: file ${quoted(file)} for key ${quoted(key)}`;
  const size = sizeOf(where, file, 'give a folder in `folders`');
  if (size > MAX_DATA_BYTES) {
    // Too big even alone: said before gigabytes are read.
    validateSize(constructPath, 'ConfigMap', new Map([[key, size]]));
  }
  return { key, bytes: attempt(where, () => readFileSync(file)) };
}

/**
 * Reads env files, as kustomize does.
 *
 * @param constructPath construct path, named in the error
 * @param files paths of the files
 * @param merge a later file may set keys of an earlier one
 */
export function readEnvFiles(constructPath: string, files: readonly string[], merge: boolean): EnvEntry[] {
  const entries = new Map<string, EnvEntry>();
  for (const [index, file] of files.entries()) {
    const where = `${constructPath}: env file ${quoted(file)}`;
    if (files.indexOf(file) < index) {
      throw new Error(`${where} is given twice; leave one of them out`);
    }
    if (sizeOf(where, file, 'name each env file') > MAX_DATA_BYTES) {
      throw new Error(`${where} has more than ${MAX_DATA_BYTES} bytes, which is what a ConfigMap holds`);
    }
    for (const { key, value, line, fault } of envLinesOf(attempt(where, () => readFileSync(file)))) {
      if (fault !== undefined || key === undefined || value === undefined) {
        throw new Error(`${where}: line ${line} ${fault}`);
      }
      const earlier = entries.get(key);
      if (earlier !== undefined && !merge) {
        throw new Error(`${where}: line ${line} sets the key ${quoted(key)}, which ${earlier.place} sets; leave one ` +
          'of them out, or set `mergeEnvFiles` to let a later file replace the values of an earlier one');
      }
      entries.set(key, { key, value, place: `line ${line} of ${quoted(file)}` });
    }
  }
  return [...entries.values()];
}

function sizeOf(where: string, file: string, hint: string): number {
  const stats = attempt(where, () => statSync(file));
  if (!stats.isFile()) {
    throw new Error(`${where} is not a regular file${stats.isDirectory() ? `; ${hint}` : ''}`);
  }
  return stats.size;
}

/**
 * Reads the files of one folder, in the order of their names. Nothing in it is silently ignored: what is not a
 * regular file is either excluded or an error. Symbolic links are errors, since they can lead out of the folder.
 *
 * @param constructPath construct path, named in the error
 * @param folder the folder
 */
export function readFolder(constructPath: string, folder: ConfigFolder): ConfigFile[] {
  const where = `${constructPath}: folder ${quoted(folder.path)}`;
  const excluded = [...LEFTOVERS, ...folder.exclude ?? []].map(matcher);
  const entries = attempt(where, () => readdirSync(folder.path, { withFileTypes: true }))
    .filter((entry) => !excluded.some((pattern) => pattern.test(entry.name)))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  if (entries.length === 0) {
    throw new Error(
      `${where} has no files${folder.exclude === undefined ? '' : ' but those that `exclude` leaves out'}`,
    );
  }
  for (const entry of entries) {
    if (entry.isDirectory()) {
      throw new Error(`${where} has a folder ${quoted(entry.name)} in it, and keys cannot hold a path; ` +
        'give it as a separate folder with a `keyPrefix`, or leave it out with `exclude`');
    }
    if (!entry.isFile()) {
      throw new Error(`${where} has ${quoted(entry.name)} in it, which is ` +
        `${entry.isSymbolicLink() ? 'a symbolic link' : 'not a regular file'}; ` +
        'name the file itself in `files`, or leave it out with `exclude`');
    }
  }
  return entries.map((entry) =>
    readFile(constructPath, `${folder.keyPrefix ?? ''}${entry.name}`, join(folder.path, entry.name)),
  );
}

/**
 * File systems answer with an error that has a path and a code; both are safe to show, and the construct is what it
 * lacks.
 */
function attempt<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${where} cannot be read: ${reasonOf(error)}`);
  }
}

function matcher(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}
