import { createHash, randomBytes } from 'crypto';
import { lstatSync, readdirSync, rmSync } from 'fs';
import { hostname } from 'os';
import { join } from 'path';
import { threadId } from 'worker_threads';

/** A write takes milliseconds: an older draft is not in use, whichever machine made it. */
const OLDEST_MS = 60_000;

const NAME = /^\.strongbox-draft-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{12}$/;

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Name of a draft beside its target, which identifies the process that owns it. */
export function draftName(): string {
  return `.strongbox-draft-${host}-${process.pid}-${threadId}-${randomBytes(6).toString('hex')}`;
}

/**
 * Removes drafts that killed processes left in a folder: their process does not run any more on this machine, or they
 * are older than a minute. Anything else stays. Call it while this thread has no draft in the folder.
 */
export function removeDeadDrafts(folder: string): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    try {
      if (isDead(name, path)) {
        rmSync(path, { recursive: true, force: true });
      }
    } catch {
      // Another process removes it too, or it is not ours to remove: the write says what keeps it.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isDead(name: string, path: string): boolean {
  const [, madeOn, pid, thread] = NAME.exec(name) ?? [];
  if (madeOn === undefined) {
    return false;
  }
  if (madeOn === host && (Number(pid) === process.pid ? Number(thread) === threadId : !isRunning(Number(pid)))) {
    return true;
  }
  return Date.now() - lstatSync(path).mtimeMs > OLDEST_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
