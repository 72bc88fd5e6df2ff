import { lstatSync, readlinkSync, realpathSync, Stats, statSync } from 'fs';
import { dirname, resolve } from 'path';

/** Most links to links that are followed; Linux follows as many. */
const MOST_LINKS = 40;

export interface Target {
  /** Where the file is or will be, behind all links. */
  readonly path: string;

  /** The file that is there now. */
  readonly file?: Stats;

  /** Whether there is something else than a regular file. */
  readonly isSpecial?: boolean;
}

export function targetOf(path: string): Target {
  const absolute = resolve(path);
  const status = statSync(absolute, { throwIfNoEntry: false });
  if (status !== undefined) {
    // What stands in /dev may be a file that something else has open, as in -o json:/dev/stdout > file.
    const isSpecial = !status.isFile() || /^\/(?:dev|proc)\//.test(absolute);
    return isSpecial ? { path: absolute, isSpecial } : { path: realpathSync(absolute), file: status };
  }
  let end = absolute;
  for (let link = 0; link < MOST_LINKS && lstatSync(end, { throwIfNoEntry: false })?.isSymbolicLink(); link++) {
    end = resolve(dirname(end), readlinkSync(end));
  }
  return { path: end };
}
