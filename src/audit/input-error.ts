import { printable } from '../redaction/printable';

/** A problem that the caller has to solve: an option, a config file, a baseline. The message never quotes a secret. */
export class InputError extends Error {
  /**
   * @param message may contain names, paths and messages of other programs as they are
   * @param further lines after it
   */
  public constructor(message: string, ...further: readonly string[]) {
    super([message, ...further].map(printable).join('\n  '));
  }
}
