import { quoted } from '../redaction/quoted';
import { reasonOf } from '../redaction/system-error';

/** An error whose message is complete and is not wrapped. */
export class Refusal extends Error {}

export function refused(what: string, path: string, refusal: string): Refusal {
  return new Refusal(`${what} is not written to ${quoted(path)}: ${refusal}`);
}

export function inWords(what: string, path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof Refusal) {
      throw error;
    }
    throw new Error(`${what} is not written to ${quoted(path)}: ${reasonOf(error)}; what was there is unchanged`);
  }
}
