import { existsSync } from 'fs';
import { dirname, extname, join } from 'path';
import { messageOf, UsageError } from './usage-error';
import { renderJson } from '../audit/reports/json';
import { renderJunit } from '../audit/reports/junit';
import { ReportInput } from '../audit/reports/report-input';
import { renderSarif } from '../audit/reports/sarif';
import { renderText, TextOptions } from '../audit/reports/text';
import { writeFile } from '../output/durable-file';
import { mayBeShown, quoted, WORD } from '../redaction/quoted';

export const FORMATS = ['text', 'json', 'sarif', 'junit'] as const;
export type ReportFormat = (typeof FORMATS)[number];

const BY_EXTENSION: { readonly [extension: string]: ReportFormat } = {
  '.txt': 'text',
  '.json': 'json',
  '.sarif': 'sarif',
  '.xml': 'junit',
};

/** A file that a report is written to. */
interface ReportFile {
  readonly path: string;
  readonly format: ReportFormat;
}

/** What to print, and what to write into which file. */
export interface ReportOutputs {
  readonly printed: ReportFormat;
  readonly files: readonly ReportFile[];
}

/**
 * Reads `--format` and `--output`. The format of a file is the prefix of its path (`sarif:audit.json`), else
 * `--format`, else given by its extension. When files are written, text is printed.
 *
 * @throws UsageError when a format does not exist, or that of a file cannot be told
 */
export function outputsOf(format: string | undefined, outputs: readonly string[] = []): ReportOutputs {
  if (format !== undefined && !isFormat(format)) {
    throw new UsageError(`--format ${quoted(format, WORD)}: use one of ${FORMATS.join(', ')}`);
  }
  return {
    printed: outputs.length > 0 ? 'text' : format ?? 'text',
    files: outputs.map((output) => reportFile(output, format)),
  };
}

function reportFile(output: string, format: ReportFormat | undefined): ReportFile {
  const prefix = FORMATS.find((each) => output.startsWith(`${each}:`));
  const path = prefix === undefined ? output : output.slice(prefix.length + 1);
  const found = prefix ?? format ?? BY_EXTENSION[extname(path).toLowerCase()];
  if (found === undefined) {
    throw new UsageError(`--output ${quoted(output)} has no known extension; write the format before the path, as in ` +
      `sarif:${mayBeShown(path) ? path : 'audit.sarif'}`);
  }
  if (path === '' || !existsSync(dirname(path))) {
    throw new UsageError(`--output ${quoted(output)}: no such folder ${quoted(path === '' ? '' : dirname(path))}`);
  }
  return { path, format: found };
}

/** Renders a report. */
export function render(format: ReportFormat, input: ReportInput, text: TextOptions): string {
  switch (format) {
    case 'text':
      return renderText(input, text);
    case 'json':
      return renderJson(input);
    case 'junit':
      return renderJunit(input);
    case 'sarif':
      return renderSarif(input, { root: repositoryOf(process.cwd()), cwd: process.cwd() });
  }
}

/** Writes the report files. */
export function writeFiles(files: readonly ReportFile[], input: ReportInput, width: number): void {
  for (const { path, format } of files) {
    try {
      writeFile('the report', path, render(format, input, { colour: false, width }));
    } catch (error) {
      throw new UsageError(messageOf(error));
    }
  }
}

/**
 * The root of the repository that a folder is in, which code scanning resolves paths from; the folder itself outside of
 * a repository.
 */
function repositoryOf(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, '.git'))) {
      return current;
    }
    if (current === dirname(current)) {
      return folder;
    }
  }
}

function isFormat(text: string): text is ReportFormat {
  return FORMATS.some((format) => format === text);
}
