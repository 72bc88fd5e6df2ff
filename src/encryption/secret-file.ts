import { readFileSync, statSync } from 'fs';
import { decodeCanonicalBase64 } from '../facts/base64';
import { writeFile } from '../output/durable-file';
import { writeFiles } from '../output/durable-files';
import { quoted } from '../redaction/quoted';

/** Readable and writable by the owner alone. */
const OWNER_ONLY = 0o600;
const FOLDER_OF_OWNER = 0o700;

/** Lengths of keys that the API server takes. */
const KEY_LENGTHS = [16, 24, 32];

export interface SecretFileOptions {
  readonly overwrite: boolean;
  /** End of the error where another file is: why that is kept, and what to do. */
  readonly refusal: string;
}

/**
 * Writes a file that only its owner may read, in one step: a reader sees the old file or the whole new one. A file of
 * the same content stays. One of other content is replaced only with `overwrite`, and never where it holds a single
 * key: the new content may have been made from it.
 *
 * @param what name of what is written, for errors
 * @throws Error when another file is there and must stay, or the file cannot be written
 */
export function writeSecretFile(what: string, path: string, content: string, options: SecretFileOptions): void {
  if (options.overwrite && isKeyFile(path)) {
    throw new Error(`${what} is not written to ${quoted(path)}: the file there holds a key, without which all that ` +
      'it encrypted is lost; write to another path');
  }
  const refusal = options.overwrite ? undefined : options.refusal;
  writeFile(what, path, content, { mode: OWNER_ONLY, folderMode: FOLDER_OF_OWNER, refusal });
}

/**
 * Writes files that belong together, by path relative to a folder: none of them where the folder has another file in
 * the place of one.
 *
 * @param what name of what is written, for errors
 * @param refusal end of the error where another file is
 * @throws Error when another file is in the place of one, or a file cannot be written
 */
export function writeSecretFiles(
  what: string, folder: string, files: ReadonlyMap<string, string>, refusal: string,
): void {
  writeFiles(what, folder, files, { mode: OWNER_ONLY, folderMode: FOLDER_OF_OWNER, refusal });
}

function isKeyFile(path: string): boolean {
  try {
    return statSync(path).isFile()
      && KEY_LENGTHS.includes(decodeCanonicalBase64(readFileSync(path, 'utf8').trim())?.length ?? 0);
  } catch {
    return false;
  }
}
