import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  Stats,
  statSync,
} from 'fs';
import { dirname, join } from 'path';
import { draftName, removeDeadDrafts } from './drafts';
import { targetOf } from './file-target';
import { makeFolder, remove, syncFolder } from './folders';
import { inWords, Refusal, refused } from './write-refusal';
import { cutShort, writeWhole } from './write-whole';
import { quoted } from '../redaction/quoted';
import { reasonOf } from '../redaction/system-error';

/** How a file is written. */
export interface WriteOptions {
  /**
   * Error when a file with other content exists: why it is kept, and what to do.
   *
   * @default - an existing file is replaced
   */
  readonly refusal?: string;

  /**
   * Mode of the file, whatever the umask is. A file with a mode is only written to regular files.
   *
   * @default - the mode of the file that is replaced, else as the umask allows
   */
  readonly mode?: number;

  /**
   * Mode of folders that are created.
   *
   * @default - as the umask allows
   */
  readonly folderMode?: number;
}

/** Error codes of file systems without hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EOPNOTSUPP'];

/**
 * Writes a file in one step: whenever the process or the machine stops, and whatever fails, either the complete old
 * file or the complete new file is there. It is written to a draft beside the target, flushed to the disk, and renamed
 * to the target.
 *
 * A symbolic link stays, and the file that it points to is replaced. What is not a regular file, such as a pipe, is
 * written to directly. Drafts of processes that were killed are removed.
 *
 * @param what what is written, named in errors
 * @throws Error when the file cannot be written, or a file with other content exists and must stay
 */
export function writeFile(what: string, path: string, content: string, options: WriteOptions = {}): void {
  inWords(what, path, () => {
    const bytes = Buffer.from(content);
    const target = targetOf(path);
    if (target.isSpecial) {
      return writeThrough(what, path, bytes, options);
    }
    removeDeadDrafts(dirname(target.path));
    if (target.file !== undefined) {
      if (options.mode !== undefined && readFileSync(target.path).equals(bytes)) {
        return chmodSync(target.path, options.mode);
      }
      if (options.refusal !== undefined) {
        throw refused(what, path, options.refusal);
      }
      // A read-only file is kept, although a rename would replace it.
      accessSync(target.path, constants.W_OK);
    }
    makeFolder(dirname(target.path), options.folderMode);
    const draft = join(dirname(target.path), draftName());
    try {
      writeDraft(draft, bytes, options.mode, target.file);
      publish(what, path, draft, target.path, options.refusal);
      syncWritten(what, path, dirname(target.path));
    } finally {
      remove(draft);
    }
  });
}

/** Writes to a pipe, a terminal or a device, which has no old content. */
function writeThrough(what: string, path: string, bytes: Buffer, options: WriteOptions): void {
  if (options.mode !== undefined || options.refusal !== undefined || statSync(path).isDirectory()) {
    throw refused(what, path, options.refusal ?? 'the path is not a regular file; choose another path');
  }
  const file = openSync(path, 'w');
  try {
    writeWhole(file, bytes);
  } finally {
    closeSync(file);
  }
}

export function writeDraft(path: string, bytes: Buffer, mode: number | undefined, replaced?: Stats): void {
  const kept = mode ?? (replaced === undefined ? undefined : replaced.mode % 0o1000);
  const file = openSync(path, 'wx', kept === undefined ? 0o666 : 0o600);
  try {
    writeWhole(file, bytes);
    if (mode === undefined && replaced !== undefined) {
      keepOwner(file, replaced);
    }
    if (kept !== undefined) {
      fchmodSync(file, kept);
    }
    fsyncSync(file);
    if (fstatSync(file).size !== bytes.length) {
      throw cutShort();
    }
  } finally {
    closeSync(file);
  }
}

/** Only a user who may change owners keeps the owner of another user's file. */
function keepOwner(file: number, { uid, gid }: Stats): void {
  const own = fstatSync(file);
  if (own.uid !== uid || own.gid !== gid) {
    try {
      fchownSync(file, uid, gid);
    } catch {
      // The file belongs to whoever wrote it last.
    }
  }
}

export function publish(
  what: string,
  path: string,
  draft: string,
  target: string,
  refusal: string | undefined,
): void {
  if (refusal === undefined) {
    return renameSync(draft, target);
  }
  try {
    // Unlike a rename, this fails when another process has created the file in the meantime.
    linkSync(draft, target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST' || (NO_LINKS.includes(code) && existsSync(target))) {
      throw refused(what, path, refusal);
    }
    if (!NO_LINKS.includes(code)) {
      throw error;
    }
    renameSync(draft, target);
  }
}

export function syncWritten(what: string, path: string, folder: string): void {
  try {
    syncFolder(folder);
  } catch (error) {
    throw new Refusal(
      `${what} is written to ${quoted(path)}, but may be lost if the machine stops: ${reasonOf(error)}`,
    );
  }
}
