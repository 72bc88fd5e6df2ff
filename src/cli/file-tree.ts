import { Dirent, readdirSync, realpathSync, Stats } from 'fs';
import { dirname, resolve } from 'path';
import { cannotBeRead, fileKey, InputPath, unreadable } from './input-file';
import { AuditProblem } from '../audit/audit-report';
import { KUSTOMIZATION_FILES } from '../manifest/kustomize';
import { shellWord } from '../redaction/shell-word';

/** A file that was found. */
export interface FoundFile {
  readonly path: InputPath;

  /** Identifies the file, whatever path leads to it. */
  readonly key: string;

  /** Whether the file was named on the command line: such a file is read whatever its name and content. */
  readonly isNamed: boolean;

  /** Index of the command-line path that led to it. */
  readonly pathIndex: number;
}

const EXTENSIONS = /\.(?:ya?ml|json)$/i;

/** Names of manifests with something after the extension: templates, backups, compressed files. */
const OTHER_ENDINGS = /\.(?:ya?ml|json)[.~_-].*$|\.(?:ya?ml|json)~$/i;
const SKIPPED = new Set(['node_modules', '.git']);

/** The manifests and kustomizations below some paths. */
export class FileTree {
  public readonly files: FoundFile[] = [];

  /** Folders with a kustomization, in the order found. */
  public readonly kustomizations: InputPath[] = [];

  /** Files named like manifests with a further extension. */
  public readonly otherEndings: string[] = [];

  /** What could not be read. */
  public readonly problems: AuditProblem[] = [];

  private readonly seen = new Set<string>();
  private readonly seenKustomizations = new Set<string>();

  /** Folders above the one that is read: a link to one of them would leave the tree and enter it again. */
  private above = new Set<string>();
  private pathIndex = 0;

  /** @param exclude absolute paths to skip within folders */
  public constructor(private readonly exclude: ReadonlySet<string>) {}

  /** Adds the file or folder at a path that was named. */
  public add(path: InputPath, status: Stats, pathIndex: number): void {
    this.pathIndex = pathIndex;
    if (status.isDirectory()) {
      this.above = foldersAbove(path);
      this.addFolder(path, status);
    } else if (isKustomization(path)) {
      this.addKustomization(InputPath.of(dirname(path.shown)));
    } else {
      this.addFile(path, status, true);
    }
  }

  private addFolder(folder: InputPath, status: Stats): void {
    const key = fileKey(status);
    if (this.seen.has(key)) {
      return;
    }
    this.seen.add(key);
    let entries: Dirent<Buffer>[];
    try {
      entries = entriesOf(folder);
    } catch (error) {
      this.problems.push(unreadable(folder.shown, cannotBeRead(error)));
      return;
    }
    const names = new Set(entries.map(({ name }) => name.toString('utf8')));
    const chart = names.has('Chart.yaml') && names.has('templates');
    if (chart) {
      this.problems.push(
        unreadable(
          folder.shown,
          'it is a Helm chart, and its templates are not YAML yet; render it: '
            + `helm template ${shellWord(folder.shown)} | strongbox audit -`,
        ),
      );
    }
    for (const entry of entries) {
      const name = entry.name.toString('utf8');
      const path = folder.child(entry.name);
      if (!this.exclude.has(resolve(path.shown)) && !SKIPPED.has(name) && !(chart && name === 'templates')) {
        this.addEntry(folder, path, name, entry);
      }
    }
  }

  private addEntry(folder: InputPath, path: InputPath, name: string, entry: Dirent<Buffer>): void {
    const manifest = EXTENSIONS.test(name) || KUSTOMIZATION_FILES.includes(name);
    if (entry.isFile() && !manifest) {
      if (OTHER_ENDINGS.test(name)) {
        this.otherEndings.push(path.shown);
      }
      return;
    }
    const { stats, error } = path.status();
    if (stats === undefined) {
      // A link without an extension may have pointed to a folder.
      if (manifest || !name.slice(1).includes('.')) {
        this.problems.push(
          unreadable(path.shown, error.code === 'ENOENT' ? 'it is a broken link' : cannotBeRead(error)),
        );
      }
    } else if (stats.isDirectory()) {
      this.addSubfolder(path, stats);
    } else if (manifest && !stats.isFile()) {
      this.problems.push(
        unreadable(path.shown, `it is ${sortOf(stats)} and not a file; to read it, name it on the command line`),
      );
    } else if (KUSTOMIZATION_FILES.includes(name)) {
      this.addKustomization(folder);
    } else if (manifest) {
      this.addFile(path, stats, false);
    }
  }

  private addSubfolder(path: InputPath, status: Stats): void {
    if (this.above.has(fileKey(status)) && !this.seen.has(fileKey(status))) {
      this.problems.push(
        unreadable(
          path.shown,
          'it links to a parent of the folder that is read, and was not followed; name that parent folder, or add the '
            + 'link to exclude in the config file',
        ),
      );
    } else {
      this.addFolder(path, status);
    }
  }

  private addKustomization(folder: InputPath): void {
    if (!folder.isText) {
      this.problems.push(
        unreadable(folder.shown, 'its kustomization cannot be rendered: the path is not valid UTF-8'),
      );
      return;
    }
    const real = realpathSync(folder.shown);
    if (!this.seenKustomizations.has(real)) {
      this.seenKustomizations.add(real);
      this.kustomizations.push(folder);
    }
  }

  private addFile(path: InputPath, status: Stats, isNamed: boolean): void {
    // Each hard link to a file is a separate file.
    const key = status.nlink > 1 ? resolve(path.shown) : fileKey(status);
    if (!this.seen.has(key)) {
      this.seen.add(key);
      this.files.push({ path, key: fileKey(status), isNamed, pathIndex: this.pathIndex });
    }
  }
}

/** Names what is neither a file nor a folder. */
export function sortOf(status: Stats): string {
  if (status.isFIFO()) {
    return 'a named pipe';
  }
  return status.isSocket() ? 'a socket' : 'a device';
}

function isKustomization(path: InputPath): boolean {
  return KUSTOMIZATION_FILES.some((name) => path.shown === name || path.shown.endsWith(`/${name}`));
}

/** Entries in an order that is the same on every machine. */
function entriesOf(folder: InputPath): Dirent<Buffer>[] {
  return readdirSync(folder.raw, { withFileTypes: true, encoding: 'buffer' }).sort(
    ({ name: one }, { name: other }) => {
      const [text, otherText] = [one.toString('utf8'), other.toString('utf8')];
      return text < otherText ? -1 : text > otherText ? 1 : Buffer.compare(one, other);
    },
  );
}

function foldersAbove(folder: InputPath): Set<string> {
  const keys = new Set<string>();
  let current: string;
  try {
    current = realpathSync(folder.shown);
  } catch {
    return keys;
  }
  while (current !== dirname(current)) {
    current = dirname(current);
    const { stats } = InputPath.of(current).status();
    if (stats !== undefined) {
      keys.add(fileKey(stats));
    }
  }
  return keys;
}
