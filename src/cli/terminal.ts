import { UsageError } from './usage-error';
import { quoted, WORD } from '../redaction/quoted';

/** When to use colours: as the option, else the environment, else whether the output is a terminal. */
export type ColourChoice = 'auto' | 'always' | 'never';

/** Width of an output that is not a terminal. */
const WIDTH = 100;

/** Widest line that is comfortable to read. */
const WIDEST = 120;

/** Reads the option `--color`. */
export function colourChoice(text: string): ColourChoice {
  if (text === 'auto' || text === 'always' || text === 'never') {
    return text;
  }
  throw new UsageError(`--color ${quoted(text, WORD)}: use one of auto, always, never`);
}

/** Whether a stream gets colours. Follows `NO_COLOR` and `FORCE_COLOR`, as other tools do; empty values are ignored. */
export function hasColour(
  stream: { readonly isTTY?: boolean }, choice: ColourChoice, environment: NodeJS.ProcessEnv = process.env,
): boolean {
  if (choice !== 'auto') {
    return choice === 'always';
  }
  const { NO_COLOR: none = '', FORCE_COLOR: force = '', TERM: terminal } = environment;
  if (none !== '') {
    return false;
  }
  if (force !== '') {
    return force !== '0' && force !== 'false';
  }
  return stream.isTTY === true && terminal !== 'dumb';
}

/** Columns of a stream. */
export function widthOf(stream: { readonly columns?: number }): number {
  return Math.min(stream.columns ?? WIDTH, WIDEST);
}
