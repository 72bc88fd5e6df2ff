import { fstatSync, readFileSync, statSync } from 'fs';
import { UsageError } from './usage-error';
import { AuditInput, Environment } from '../audit/audit-files';
import { ManifestFile } from '../audit/reading/manifest-file';
import { isFields } from '../manifest/read';
import { identityOf, inodeOf } from '../output/same-file';
import { quoted } from '../redaction/quoted';

/** A file that the command reads or writes, as errors name it. */
export interface NamedFile {
  /** The option or argument that names it, such as `--output`. */
  readonly by: string;
  readonly path: string;
}

/** Names of manifests, kustomizations, settings and templates. */
const MANIFEST_ENDING = /\.(?:ya?ml|json|tpl)$|(?:^|\/)Kustomization$/i;

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

/**
 * Refuses an output that is also an input or another output, under another spelling, through a link or through a
 * redirection of the shell. Runs before anything is written.
 *
 * An old report in a folder that is read is not an input and may be replaced. A file that contains an object, or cannot
 * be read, may not.
 *
 * @param outputs files that the command writes
 * @param inputs files that it was told to read
 * @param environments what it found in files and folders
 * @returns the environments without files that are replaced
 * @throws UsageError when an output is an input
 */
export function withoutOutputs(
  outputs: readonly NamedFile[],
  inputs: readonly NamedFile[],
  environments: readonly Environment[],
): Environment[] {
  const written = new Map<string, NamedFile>();
  for (const output of [...redirected(STANDARD_OUTPUT, 'standard output'), ...outputs.map(identified)]) {
    const other = written.get(output.identity);
    if (other !== undefined) {
      throw new UsageError(
        `${fileInWords(output)} is the same file as ${fileInWords(other)}, and one would overwrite the other; `
          + 'choose another file',
      );
    }
    written.set(output.identity, output);
  }
  for (const input of [...redirected(STANDARD_INPUT, 'standard input'), ...inputs.map(identified)]) {
    refuse(written.get(input.identity), fileInWords(input));
  }
  return environments.map((environment) => {
    // Files of a kustomization are read by kubectl, and all of them end up in its output.
    environment.files?.forEach((file) =>
      refuse(written.get(identityOf(file)), `the file ${quoted(file)} of a kustomization`),
    );
    return { ...environment, inputs: environment.inputs.filter((input) => !isReplaced(input, written)) };
  });
}

/**
 * Refuses a report in place of a file that people write: an object of Kubernetes, a kustomization, a template of a
 * chart or settings in YAML. Such a file costs more than a report, whether the command reads it or not.
 *
 * @param outputs reports that the command writes
 * @throws UsageError when one of them would replace such a file
 */
export function expectReports(outputs: readonly NamedFile[]): void {
  for (const output of outputs) {
    const text = MANIFEST_ENDING.test(output.path) ? textOf(output.path) : '';
    if (text.trim() !== '' && !isReport(output.path, text)) {
      throw new UsageError(
        `${fileInWords(output)} would overwrite a file that is not a report; choose another file, or delete that one`,
      );
    }
  }
}

/** No report is in YAML, whatever the name of its file. */
function isReport(path: string, text: string): boolean {
  return (/\.json$/i.test(path) || isJson(text)) && !hasObjects(new ManifestFile(path, text));
}

function isJson(text: string): boolean {
  try {
    return isFields(JSON.parse(text));
  } catch {
    return false;
  }
}

/** The content of a file; nothing where there is none. */
function textOf(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

function isReplaced({ file, text }: AuditInput, written: ReadonlyMap<string, NamedFile>): boolean {
  const output = written.get(identityOf(file));
  if (output !== undefined && isManifest(file, text)) {
    refuse(output, `the manifest ${quoted(file)}`);
  }
  return output !== undefined;
}

function refuse(output: NamedFile | undefined, input: string): void {
  if (output !== undefined) {
    throw new UsageError(
      `${fileInWords(output)} is the same file as ${input}, which is an input, and would overwrite it; choose `
        + 'another file',
    );
  }
}

function fileInWords({ by, path }: NamedFile): string {
  return path === '' ? by : `${by} ${quoted(path)}`;
}

function isManifest(file: string, text: string): boolean {
  const manifest = new ManifestFile(file, text);
  return manifest.problems.length > 0 || hasObjects(manifest);
}

function hasObjects({ documents }: ManifestFile): boolean {
  return documents.some((document) => {
    const { apiVersion, kind } = (document ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
    return typeof apiVersion === 'string' && typeof kind === 'string';
  });
}

interface IdentifiedFile extends NamedFile {
  readonly identity: string;
}

function identified(file: NamedFile): IdentifiedFile {
  return { ...file, identity: identityOf(file.path) };
}

/** The file that the shell redirected a stream to or from, if any. */
function redirected(stream: number, by: string): IdentifiedFile[] {
  try {
    const status = fstatSync(stream);
    return status.isFile() ? [{ by, path: '', identity: inodeOf(status) }] : [];
  } catch {
    return [];
  }
}
