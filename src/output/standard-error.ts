import { printableText } from '../redaction/printable';

const IGNORED = (): void => undefined;

/**
 * Says something on standard error, where it does nothing but show. Where that is closed or full nobody hears it, and
 * nothing else fails: whoever calls has a result that matters more.
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
