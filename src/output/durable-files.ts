import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, statSync } from 'fs';
import { dirname, join } from 'path';
import { draftName, removeDeadDrafts } from './drafts';
import { publish, syncWritten, writeDraft, WriteOptions } from './durable-file';
import { targetOf } from './file-target';
import { makeFolder, remove, removeEmpty, syncFolder } from './folders';
import { inWords, refused } from './write-refusal';

/** How files that belong together are written: an existing file is never replaced. */
export interface SetOptions extends WriteOptions {
  readonly refusal: string;
}

/**
 * Writes files that belong together, by path relative to a folder: all of them, or none when one cannot be written or
 * another file exists at its path. A new folder appears with all its files at once. An existing folder may contain some
 * of the files, each complete, when the process is killed; the same call completes them.
 *
 * @param what what is written, named in errors
 * @throws Error when a file cannot be written, or a file with other content exists
 */
export function writeFiles(
  what: string,
  folder: string,
  files: ReadonlyMap<string, string>,
  options: SetOptions,
): void {
  inWords(what, folder, () => {
    const root = existsSync(folder) ? realpathSync(folder) : targetOf(folder).path;
    removeDeadDrafts(dirname(root));
    if (existsSync(root)) {
      complete(what, folder, root, files, options);
    } else {
      createWhole(what, folder, root, files, options);
    }
  });
}

/** Writes the files to a draft folder, which then gets the final name. */
function createWhole(
  what: string,
  folder: string,
  root: string,
  files: ReadonlyMap<string, string>,
  options: SetOptions,
): void {
  makeFolder(dirname(root), options.folderMode);
  const draft = join(dirname(root), draftName());
  try {
    mkdirSync(draft, { mode: options.folderMode });
    const folders = new Set([draft]);
    for (const [path, content] of files) {
      const target = join(draft, path);
      makeFolder(dirname(target), options.folderMode);
      for (let above = dirname(target); above !== draft; above = dirname(above)) {
        folders.add(above);
      }
      writeDraft(target, Buffer.from(content), options.mode);
    }
    folders.forEach(syncFolder);
    try {
      renameSync(draft, root);
    } catch (error) {
      throw ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
        ? refused(what, folder, options.refusal)
        : error;
    }
    syncWritten(what, folder, dirname(root));
  } finally {
    remove(draft);
  }
}

/** Writes the files that a folder does not have yet. Files written so far are removed when one cannot be written. */
function complete(
  what: string,
  folder: string,
  root: string,
  files: ReadonlyMap<string, string>,
  options: SetOptions,
): void {
  const folders = new Set([...files.keys()].map((path) => dirname(join(root, path))));
  folders.forEach(removeDeadDrafts);
  const missing: { path: string; target: string; bytes: Buffer }[] = [];
  for (const [path, content] of files) {
    const target = join(root, path);
    const bytes = Buffer.from(content);
    if (!existsSync(target)) {
      missing.push({ path, target, bytes });
    } else if (!statSync(target).isFile() || !readFileSync(target).equals(bytes)) {
      throw refused(what, join(folder, path), options.refusal);
    } else if (options.mode !== undefined) {
      chmodSync(target, options.mode);
    }
  }
  const made: string[] = [];
  const published: string[] = [];
  const drafts: string[] = [];
  try {
    for (const { target, bytes } of missing) {
      makeFolder(dirname(target), options.folderMode, made);
      const draft = join(dirname(target), draftName());
      drafts.push(draft);
      writeDraft(draft, bytes, options.mode);
    }
    missing.forEach(({ path, target }, index) => {
      publish(what, join(folder, path), drafts[index], target, options.refusal);
      published.push(target);
    });
    missing.forEach(({ target }) => syncFolder(dirname(target)));
  } catch (error) {
    [...drafts, ...published].forEach(remove);
    made.reverse().forEach(removeEmpty);
    throw error;
  } finally {
    drafts.forEach(remove);
  }
}
