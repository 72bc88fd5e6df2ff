import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmdirSync, rmSync, statSync } from 'fs';
import { dirname } from 'path';

/** Error codes of file systems that cannot sync a folder, or that do not allow opening one to sync it. */
const NO_FOLDER_SYNC = ['EINVAL', 'EPERM', 'EACCES', 'EISDIR', 'ENOTSUP', 'EBADF', 'ENOSYS'];

/**
 * Creates a folder and its missing parents, one by one: Node's recursive mode never returns on a file system that does
 * not allow creating folders and reports that they do not exist, as /proc does.
 *
 * @param made receives the folders that were created, the outermost first
 */
export function makeFolder(folder: string, mode: number | undefined, made: string[] = []): void {
  const missing: string[] = [];
  for (let each = folder; !existsSync(each) && each !== dirname(each); each = dirname(each)) {
    missing.unshift(each);
  }
  for (const each of missing) {
    if (makeOne(each, mode)) {
      made.push(each);
      syncFolder(dirname(each));
    }
  }
}

/** Whether the folder was created here: another process may create it at the same time. */
function makeOne(folder: string, mode: number | undefined): boolean {
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(folder).isDirectory()) {
      return false;
    }
    throw error;
  }
}

/** Flushes the names in a folder to the disk. */
export function syncFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  } finally {
    if (handle !== undefined) {
      closeSync(handle);
    }
  }
}

/** What cannot be removed now is removed by a later run. */
export function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Whatever made the write fail is told.
  }
}

export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has put something into it.
  }
}
