import { printable } from '../redaction/printable';

/** What the caller has to change: an option, a config file, a baseline. Its message quotes no secret. */
export class InputError extends Error {
  /**
   * @param message may hold names, paths and words of other programs as they are
   * @param further lines below it
   */
  public constructor(message: string, ...further: readonly string[]) {
    super([message, ...further].map(printable).join('\n  '));
  }
}
