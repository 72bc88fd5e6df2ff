import { writeSync } from 'fs';

/** What a file system means that takes less than it was given, and says nothing. */
export function cutShort(): NodeJS.ErrnoException {
  return Object.assign(new Error(), { code: 'ENOSPC' });
}

/** Writes all bytes. One call may write less than it was given, as it does when the disk gets full. */
export function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    const written = writeSync(file, bytes, at, bytes.length - at);
    if (written === 0) {
      throw cutShort();
    }
    at += written;
  }
}
