import { realpathSync, Stats, statSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { quoted } from '../redaction/quoted';

/** A file that is read, as errors name it. */
export interface ReadFile {
  /** Its purpose, with an article: `the baseline`. */
  readonly what: string;
  readonly path: string;
}

/**
 * Refuses to overwrite a file that is read, whatever its path.
 *
 * @throws Error when the path leads to one of the files
 */
export function refuseOwnInput(what: string, path: string, inputs: readonly ReadFile[]): void {
  const identity = identityOf(path);
  const input = inputs.find((each) => identityOf(each.path) === identity);
  if (input !== undefined) {
    throw new Error(
      `${what} is not written to ${quoted(path)}: that is ${input.what}, an input, and would be overwritten; `
        + 'choose another path',
    );
  }
}

/**
 * An identity that all paths of one file share: links, other spellings, and other letter case where the file system
 * ignores case.
 */
export function identityOf(path: string): string {
  try {
    const status = statSync(path);
    return status.isFile() ? inodeOf(status) : placeOf(path);
  } catch {
    return placeOf(path);
  }
}

/** The identity of an existing file. */
export function inodeOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The identity of a file that does not exist yet. A device or pipe may be read and written at the same time. */
function placeOf(path: string): string {
  const absolute = resolve(path);
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute));
  } catch {
    return absolute;
  }
}
