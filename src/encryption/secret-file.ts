import { randomBytes } from 'crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'fs';
import { basename, dirname, join } from 'path';

/** Readable and writable by the owner alone. */
export const OWNER_ONLY = 0o600;

export interface SecretFileOptions {
  readonly overwrite: boolean;
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
  if (current !== undefined && !options.overwrite) throw new Error(refusal(what, path));
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
      publishNew(what, draft, path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link, unlike a rename, fails when another process has made the file since it was looked for. */
function publishNew(what: string, draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new Error(refusal(what, path));
    throw error;
  }
}

function refusal(what: string, path: string): string {
  return `${what} is not written to ${JSON.stringify(path)}: another file is there, and a key that is lost makes a cluster unreadable; ` +
    'write to another path, or say overwrite once the old file is backed up';
}
