import { createHash, randomBytes } from 'crypto';
import { lstatSync, readdirSync, rmSync } from 'fs';
import { hostname } from 'os';
import { join } from 'path';
import { threadId } from 'worker_threads';

/** A write takes milliseconds. What is older belongs to nobody, whichever machine made it. */
const OLDEST_MS = 60_000;

const NAME = /^\.strongbox-draft-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{12}$/;

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Name of a draft beside its target, which says whose it is. */
export function draftName(): string {
  return `.strongbox-draft-${host}-${process.pid}-${threadId}-${randomBytes(6).toString('hex')}`;
}

/**
 * Removes the drafts in a folder that a process left behind which was killed: it runs no more on this machine, or they
 * are older
 * than a minute. Whatever else is there stays. To be called when this thread has no draft of its own in the folder.
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
