import { mkdirSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { renderJson } from './json';
import { ReportInput } from './report-input';
import { isInside } from '../../output/inside-folder';

/**
 * Writes a report as JSON. Folders on the way are made.
 *
 * @param outputs folders of manifests, which are applied to clusters
 * @throws Error when the path is inside such a folder
 */
export function writeJsonReport(path: string, input: ReportInput, outputs: readonly string[]): void {
  const outdir = outputs.find((folder) => isInside(path, folder));
  if (outdir !== undefined) {
    throw new Error(
      `the report of the audit is not written to ${JSON.stringify(path)}: ${JSON.stringify(outdir)} `
      + 'is the output folder of the app, whose files are applied to clusters; choose a path outside it',
    );
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, renderJson(input));
}
