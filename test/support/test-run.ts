import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Names the folder of one run of jest, which all its workers read. */
const VARIABLE = 'STRONGBOX_TEST_RUN';

/** Makes the folder for what the test files of one run share. It is private to the user: some of it are keys. */
export function beginTestRun(): void {
  process.env[VARIABLE] = mkdtempSync(join(tmpdir(), 'strongbox-run-'));
}

export function endTestRun(): void {
  rmSync(testRun(), { recursive: true, force: true });
}

function testRun(): string {
  const folder = process.env[VARIABLE];
  if (!folder) {
    throw new Error(
      `${VARIABLE} is not set: the configuration of jest needs test/support/global-setup.ts as its globalSetup`,
    );
  }
  return folder;
}

/**
 * The folder that the work filled, once in a run of jest however many test files need it; the others wait for it.
 * They read it only: whoever changes something takes a copy.
 *
 * @param name name of the folder
 * @param work fills the folder, which exists
 */
export function oncePerRun(name: string, work: (folder: string) => void): string {
  const folder = join(testRun(), name);
  const done = `${folder}.done`;
  locked(`${folder}.lock`, () => {
    if (!existsSync(done)) {
      mkdirSync(folder, { recursive: true });
      work(folder);
      writeFileSync(done, '');
    }
  });
  return folder;
}

/** Whether the process that took a lock is another one, and still there. */
function isHeld(lock: string): boolean {
  let holder: string;
  try {
    holder = readFileSync(lock, 'utf8');
  } catch {
    return false;
  }
  try {
    // Empty for the moment between making the file and writing to it.
    return holder === '' || (Number(holder) !== process.pid && process.kill(Number(holder), 0));
  } catch {
    return false;
  }
}

/** Does the work while no other process has the lock; one that was killed has none. */
export function locked<T>(lock: string, work: () => T): T {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    }
    if (isHeld(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    } else {
      rmSync(lock, { force: true });
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}
