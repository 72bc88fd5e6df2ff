/**
 * The module itself: an import of all of it would be a copy, and those who use it would not see what is put into it.
 */
const fs = jest.requireActual<typeof import('fs')>('fs');

/**
 * Calls that change something, in the order in which a writer makes them. Calls that only look fail too, once the
 * process is dead.
 */
const CHANGING = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'closeSync',
  'fchmodSync',
  'fchownSync',
  'chmodSync',
  'linkSync',
  'renameSync',
  'mkdirSync',
  'rmSync',
  'rmdirSync',
] as const;
const LOOKING = [
  'statSync',
  'lstatSync',
  'fstatSync',
  'existsSync',
  'accessSync',
  'readFileSync',
  'readdirSync',
  'readlinkSync',
  'realpathSync',
] as const;

/** How a file system call goes wrong. */
export type Fault = 'killed' | 'killed after half' | 'ENOSPC' | 'EIO';

/** The process was killed: none of its calls reaches the file system any more, those that clean up included. */
export class Killed extends Error {}

export interface Outcome {
  /** What was thrown. */
  readonly error?: Error;

  /** The call that went wrong; undefined where there were fewer calls. */
  readonly call?: string;

  /** What was brought to the disk, and what was renamed or linked, in order. */
  readonly synced: readonly string[];
}

/**
 * Runs something whose n-th call that changes the file system goes wrong. The faults of a disk come once, for a writer
 * goes on with
 * what it does then; after a kill nothing happens at all.
 *
 * @param n number of the call, from 0
 */
export function withFault(fault: Fault, n: number, work: () => void): Outcome {
  const opened = new Set<number>();
  const synced: string[] = [];
  const paths = new Map<number, string>();
  let calls = 0;
  let call: string | undefined;
  let dead = false;
  const mocks = [...CHANGING, ...LOOKING].map((name) => {
    // A disk is slow, and what is told of here does not depend on it.
    const real: (...args: any[]) => any = name === 'fsyncSync' ? () => undefined : (fs as any)[name];
    return jest.spyOn(fs as any, name).mockImplementation((...args: any[]) => {
      if (dead) {
        throw new Killed();
      }
      const hit = (CHANGING as readonly string[]).includes(name) && calls++ === n;
      call = hit ? name : call;
      if (hit && fault.startsWith('killed')) {
        dead = true;
        if (name === 'writeSync' && fault === 'killed after half') {
          real(args[0], args[1], args[2], Math.floor(args[3] / 2));
        } else if (fault === 'killed after half') {
          real(...args);
        }
        throw new Killed();
      }
      if (hit) {
        if (name === 'writeSync') {
          real(args[0], args[1], args[2], Math.floor(args[3] / 2)); // A disk takes what it has room for.
        }
        throw Object.assign(new Error(`${fault}: ${name} '${String(args[0])}'`), { code: fault, syscall: name });
      }
      const result = real(...args);
      if (name === 'fsyncSync' || name === 'renameSync' || name === 'linkSync') {
        synced.push(name === 'fsyncSync' ? `sync ${paths.get(args[0])}` : `name ${args[0]}`);
      }
      if (name === 'openSync') {
        opened.add(result);
        paths.set(result, args[0]);
      } else if (name === 'closeSync') {
        opened.delete(args[0]);
      }
      return result;
    });
  });
  try {
    work();
    return { call, synced };
  } catch (error) {
    return { error: error as Error, call, synced };
  } finally {
    mocks.forEach((mock) => mock.mockRestore());
    opened.forEach(close);
  }
}

/** Runs something with a disk that is fast and has no faults. */
export function withoutFault(work: () => void): Outcome {
  const outcome = withFault('EIO', Infinity, work);
  if (outcome.error !== undefined) {
    throw outcome.error;
  }
  return outcome;
}

function close(file: number): void {
  try {
    fs.closeSync(file);
  } catch {
    // It was closed, and then the process was killed.
  }
}

/** Runs something with a file system that takes at most some bytes at once. */
export function withShortWrites(most: number, work: () => void): void {
  const real = fs.writeSync as (...args: any[]) => number;
  const sync = jest.spyOn(fs, 'fsyncSync').mockReturnValue();
  const mock = jest
    .spyOn(fs, 'writeSync')
    .mockImplementation(((file: number, bytes: Buffer, at: number, length: number) =>
      real(file, bytes, at, Math.min(most, length))) as any);
  try {
    work();
  } finally {
    mock.mockRestore();
    sync.mockRestore();
  }
}
