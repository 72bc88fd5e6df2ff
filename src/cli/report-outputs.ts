import { existsSync } from 'fs';
import { dirname, join } from 'path';
import { FormatOutputs, formatOutputs, writeFormats } from './format-outputs';
import { renderJson } from '../audit/reports/json';
import { renderJunit } from '../audit/reports/junit';
import { ReportInput } from '../audit/reports/report-input';
import { renderSarif } from '../audit/reports/sarif';
import { renderText, TextOptions } from '../audit/reports/text';

export const FORMATS = ['text', 'json', 'sarif', 'junit'] as const;
export type ReportFormat = (typeof FORMATS)[number];

const BY_EXTENSION: { readonly [extension: string]: ReportFormat } = {
  '.txt': 'text',
  '.json': 'json',
  '.sarif': 'sarif',
  '.xml': 'junit',
};

/** What to print, and what to write into which file. */
export type ReportOutputs = FormatOutputs<ReportFormat>;

/** Reads `--format` and `--output` of `strongbox audit`. */
export function outputsOf(format: string | undefined, outputs: readonly string[] = []): ReportOutputs {
  return formatOutputs({ formats: FORMATS, byExtension: BY_EXTENSION, example: 'sarif:audit.sarif' }, format, outputs);
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
export function writeFiles(files: ReportOutputs['files'], input: ReportInput, width: number): void {
  writeFormats('the report', files, (format) => render(format, input, { colour: false, width }));
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
