import { randomBytes } from 'crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'fs';
import { basename, dirname, join } from 'path';

/** Readable and writable by the owner alone. */
export const OWNER_ONLY = 0o600;

export interface SecretFileOptions {
  readonly overwrite: boolean;
  /** What an error says where another file is: why that is kept, and what to do. */
  readonly refusal: string;
  readonly mode?: number;
}

/**
 * Writes a file that only its owner may read, in one step: a reader sees the old file or the whole new one. A file of the
 * same content is left, and one of another content only goes when told.
 *
 * @param what what is written, named in errors
 */
export function writeSecretFile(what: string, path: string, content: string, options: SecretFileOptions): void {
  const mode = options.mode ?? OWNER_ONLY;
  const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (current === content) {
    chmodSync(path, mode);
    return;
  }
  if (current !== undefined && !options.overwrite) throw refused(what, path, options.refusal);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Beside the target, since a rename is atomic only within one file system.
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = openSync(draft, 'wx', mode);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(draft, mode); // The umask may have taken bits from the mode.
    if (options.overwrite) {
      renameSync(draft, path);
    } else {
      publishNew(what, draft, path, options.refusal);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Writes files that belong together, by path relative to a folder: none of them where the folder has another file in the place of one.
 *
 * @param what what is written, named in errors
 * @param refusal what an error says where another file is
 */
export function writeSecretFiles(what: string, folder: string, files: ReadonlyMap<string, string>, refusal: string): void {
  for (const [path, content] of files) {
    const target = join(folder, path);
    if (existsSync(target) && readFileSync(target, 'utf8') !== content) throw refused(what, target, refusal);
  }
  for (const [path, content] of files) writeSecretFile(what, join(folder, path), content, { overwrite: false, refusal });
}

/** A link, unlike a rename, fails when another process has made the file since it was looked for. */
function publishNew(what: string, draft: string, path: string, refusal: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw refused(what, path, refusal);
    throw error;
  }
}

function refused(what: string, path: string, refusal: string): Error {
  return new Error(`${what} is not written to ${JSON.stringify(path)}: ${refusal}`);
}
