import { writeSync } from 'fs';

/** Error of a file system that writes less than requested without an error. */
export function cutShort(): NodeJS.ErrnoException {
  return Object.assign(new Error(), { code: 'ENOSPC' });
}

/** Writes all bytes. A single call may write fewer, as it does when the disk gets full. */
export function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    const written = writeSync(file, bytes, at, bytes.length - at);
    if (written === 0) {
      throw cutShort();
    }
    at += written;
  }
}
