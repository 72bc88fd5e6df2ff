import { lstatSync, readlinkSync, realpathSync, Stats, statSync } from 'fs';
import { dirname, resolve } from 'path';

/** Maximum length of a chain of links; the same as in Linux. */
const MOST_LINKS = 40;

export interface Target {
  /** Path of the file behind all links. */
  readonly path: string;

  /** Status of the existing file. */
  readonly file?: Stats;

  /** Whether something other than a regular file exists. */
  readonly isSpecial?: boolean;
}

export function targetOf(path: string): Target {
  const absolute = resolve(path);
  const status = statSync(absolute, { throwIfNoEntry: false });
  if (status !== undefined) {
    // A path in /dev may be a file that something else has open, as in -o json:/dev/stdout > file.
    const isSpecial = !status.isFile() || /^\/(?:dev|proc)\//.test(absolute);
    return isSpecial ? { path: absolute, isSpecial } : { path: realpathSync(absolute), file: status };
  }
  let end = absolute;
  for (let link = 0; link < MOST_LINKS && lstatSync(end, { throwIfNoEntry: false })?.isSymbolicLink(); link++) {
    end = resolve(dirname(end), readlinkSync(end));
  }
  return { path: end };
}
