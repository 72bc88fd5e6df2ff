import { realpathSync, Stats, statSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { quoted } from '../redaction/quoted';

/** A file that something is read from, as errors name it. */
export interface ReadFile {
  /** What it is, with an article: `the baseline`. */
  readonly what: string;
  readonly path: string;
}

/**
 * Refuses to write over a file that is read, under whatever name.
 *
 * @throws Error when the path leads to one of the files
 */
export function refuseOwnInput(what: string, path: string, inputs: readonly ReadFile[]): void {
  const identity = identityOf(path);
  const input = inputs.find((each) => identityOf(each.path) === identity);
  if (input !== undefined) {
    throw new Error(
      `${what} is not written to ${quoted(path)}: it is ${input.what}, which is read, and would be overwritten; ` +
        'choose another path',
    );
  }
}

/**
 * What all names of one file have in common: links, other spellings, other cases where the file system takes those for
 * one.
 */
export function identityOf(path: string): string {
  try {
    const status = statSync(path);
    return status.isFile() ? inodeOf(status) : placeOf(path);
  } catch {
    return placeOf(path);
  }
}

/** The identity of a file that is there. */
export function inodeOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Where a file is to be that is not there yet. A device or pipe may be read and written at once. */
function placeOf(path: string): string {
  const absolute = resolve(path);
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute));
  } catch {
    return absolute;
  }
}
