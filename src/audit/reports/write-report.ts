import { renderJson } from './json';
import { ReportInput } from './report-input';
import { writeFile } from '../../output/durable-file';
import { isInside } from '../../output/inside-folder';
import { ReadFile, refuseOwnInput } from '../../output/same-file';
import { quoted } from '../../redaction/quoted';

const WHAT = 'the report of the audit';

/**
 * Writes a report as JSON in one step: whatever fails, either the old or the new file is there. Missing folders are
 * created.
 *
 * @param outputs folders of manifests, which are applied to clusters
 * @param inputs files that the audit reads
 * @throws Error when the path is inside such a folder or is such a file, or the file cannot be written
 */
export function writeJsonReport(
  path: string, input: ReportInput, outputs: readonly string[], inputs: readonly ReadFile[],
): void {
  const outdir = outputs.find((folder) => isInside(path, folder));
  if (outdir !== undefined) {
    throw new Error(
      `${WHAT} is not written to ${quoted(path)}: ${quoted(outdir)} `
      + 'is the output folder of the app, whose files are applied to clusters; choose a path outside it',
    );
  }
  refuseOwnInput(WHAT, path, inputs);
  writeFile(WHAT, path, renderJson(input));
}
