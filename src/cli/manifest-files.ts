import { Dirent, existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { join, resolve } from 'path';
import { TextDecoder } from 'util';
import { messageOf, UsageError } from './usage-error';
import { AuditInput } from '../audit/audit-files';
import { AuditProblem } from '../audit/audit-report';
import { RuleLevel } from '../rules/finding';

/** What was found to audit. */
export interface ManifestInput {
  readonly inputs: readonly AuditInput[];

  /** What cannot be read. */
  readonly problems: readonly AuditProblem[];
}

/** Name of standard input, in place of a path and in the report. */
export const STDIN = '-';
const STDIN_NAME = '<stdin>';

const EXTENSIONS = /\.(?:ya?ml|json)$/i;
const SKIPPED = new Set(['node_modules', '.git']);

/** A file without this word holds no Kubernetes object: values of a chart, a kustomization of old, the settings of another tool. */
const MARK_OF_MANIFESTS = /apiVersion/;

/**
 * Reads files, folders and standard input. A file that is named is read whatever it is called; of a folder, what is
 * called like a manifest and looks like one.
 *
 * @param exclude absolute paths that are passed over within folders
 * @throws UsageError if a path leads nowhere, or standard input is named twice
 */
export function readManifests(paths: readonly string[], exclude: readonly string[]): ManifestInput {
  if (paths.filter((path) => path === STDIN).length > 1) {
    throw new UsageError('standard input, written as -, can be read only once');
  }
  const reader = new ManifestReader(new Set(exclude));
  paths.forEach((path) => reader.add(path));
  return reader;
}

class ManifestReader implements ManifestInput {
  public readonly inputs: AuditInput[] = [];
  public readonly problems: AuditProblem[] = [];
  private readonly seen = new Set<string>();

  public constructor(private readonly exclude: ReadonlySet<string>) {}

  public add(path: string): void {
    if (path === STDIN) {
      this.addText(STDIN_NAME, () => readFileSync(process.stdin.fd));
      return;
    }
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) {
      throw new UsageError(`there is no file or folder ${JSON.stringify(path)}`);
    }
    if (status.isDirectory()) {
      this.addFolder(path);
    } else {
      this.addFile(path);
    }
  }

  private addFolder(folder: string): void {
    const chart = existsSync(join(folder, 'Chart.yaml')) && existsSync(join(folder, 'templates'));
    if (chart) {
      this.problems.push(unreadable(folder, `it is a Helm chart, whose templates are no YAML yet; render it: helm template ${folder} | strongbox audit -`));
    }
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (this.exclude.has(resolve(path)) || (chart && entry.name === 'templates')) {
        continue;
      }
      const directory = entry.isDirectory();
      if (directory && !SKIPPED.has(entry.name)) {
        this.addFolder(path);
      } else if (!directory && EXTENSIONS.test(entry.name) && statSync(path, { throwIfNoEntry: false })?.isFile()) {
        this.addFile(path, MARK_OF_MANIFESTS);
      }
    }
  }

  private addFile(path: string, mark?: RegExp): void {
    const absolute = resolve(path);
    if (!this.seen.has(absolute)) {
      this.seen.add(absolute);
      this.addText(path, () => readFileSync(path), mark);
    }
  }

  private addText(file: string, read: () => Buffer, mark?: RegExp): void {
    let bytes: Buffer;
    try {
      bytes = read();
    } catch (error) {
      this.problems.push(unreadable(file, `it cannot be read: ${(error as NodeJS.ErrnoException).code ?? messageOf(error)}`));
      return;
    }
    const text = textOf(bytes);
    if (text === undefined) {
      const utf16 = bytes.length > 1 && (bytes.readUInt16BE(0) === 0xfffe || bytes.readUInt16BE(0) === 0xfeff);
      this.problems.push(unreadable(file, utf16 ? 'it is UTF-16, as PowerShell writes it; save it as UTF-8' : 'it is no text in UTF-8'));
    } else if (mark === undefined || mark.test(text)) {
      this.inputs.push({ file, text });
    }
  }
}

/** In an order that is the same on every machine. */
function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
}

function textOf(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function unreadable(file: string, message: string): AuditProblem {
  return {
    id: 'unreadable-input',
    level: RuleLevel.ERROR,
    message,
    location: { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}
