import { existsSync } from 'fs';
import { dirname, extname } from 'path';
import { messageOf, UsageError } from './usage-error';
import { writeFile } from '../output/durable-file';
import { mayBeShown, quoted, WORD } from '../redaction/quoted';

/** The formats of a command. */
export interface Formats<F extends string> {
  readonly formats: readonly F[];
  readonly byExtension: { readonly [extension: string]: F };

  /** A format and a path with an extension of it: `sarif:audit.sarif`. */
  readonly example: string;
}

/** A file that a report is written to. */
export interface FormatFile<F extends string> {
  readonly path: string;
  readonly format: F;
}

/** What to print, and what to write into which file. */
export interface FormatOutputs<F extends string> {
  readonly printed: F | 'text';
  readonly files: readonly FormatFile<F>[];
}

/**
 * Reads `--format` and `--output`. The format of a file is the prefix of its path (`sarif:audit.json`), else
 * `--format`, else given by its extension. When files are written, text is printed.
 *
 * @throws UsageError when a format does not exist, or that of a file cannot be told
 */
export function formatOutputs<F extends string>(
  kinds: Formats<F>, format: string | undefined, outputs: readonly string[] = [],
): FormatOutputs<F> {
  const found = kinds.formats.find((each) => each === format);
  if (format !== undefined && found === undefined) {
    throw new UsageError(`--format ${quoted(format, WORD)}: use one of ${kinds.formats.join(', ')}`);
  }
  return {
    printed: outputs.length > 0 ? 'text' : found ?? 'text',
    files: outputs.map((output) => formatFile(kinds, output, found)),
  };
}

function formatFile<F extends string>(
  { formats, byExtension, example }: Formats<F>,
  output: string,
  format: F | undefined,
): FormatFile<F> {
  const prefix = formats.find((each) => output.startsWith(`${each}:`));
  const path = prefix === undefined ? output : output.slice(prefix.length + 1);
  const extension = extname(path).toLowerCase();
  const found = prefix ?? format ?? (Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined);
  if (found === undefined) {
    const [named, file] = example.split(':');
    throw new UsageError(`--output ${quoted(output)} has no known extension; write the format before the path, as in `
      + `${named}:${mayBeShown(path) ? path : file}`);
  }
  if (path === '' || !existsSync(dirname(path))) {
    throw new UsageError(`--output ${quoted(output)}: no such folder ${quoted(path === '' ? '' : dirname(path))}`);
  }
  return { path, format: found };
}

/** Writes each file of a report. */
export function writeFormats<F extends string>(
  what: string, files: readonly FormatFile<F>[], render: (format: F) => string,
): void {
  for (const { path, format } of files) {
    try {
      writeFile(what, path, render(format));
    } catch (error) {
      throw new UsageError(messageOf(error));
    }
  }
}
