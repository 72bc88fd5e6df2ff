import { printableText } from '../redaction/printable';

const IGNORED = (): void => undefined;

/**
 * Prints printable text on standard error. Errors are ignored when standard error is closed or full: the caller has a
 * result that matters more.
 */
export function warn(text: string): void {
  const { stderr } = process;
  if (!stderr.listeners('error').includes(IGNORED)) {
    stderr.on('error', IGNORED);
  }
  try {
    stderr.write(printableText(text));
  } catch {
    // Neither is there anywhere to say so.
  }
}
