import { existsSync, readFileSync, realpathSync, statSync } from 'fs';
import { join, relative, resolve } from 'path';
import { AuditProblem } from '../../audit/audit-report';
import { ManifestFile } from '../../audit/reading/manifest-file';
import {
  changesObjects,
  isAddress,
  isComponent,
  KUSTOMIZATION_FILES,
  kustomizationOf,
  KustomizeUse,
  pathsOf,
} from '../../manifest/kustomize';
import { Fields } from '../../manifest/read';
import { InputPath, mayHoldObjects, readText, unreadable } from '../input-file';

/** A folder with a kustomization. */
export interface Kustomization {
  /** Absolute path without links. */
  readonly folder: string;

  /** Path of the folder in messages. */
  readonly shown: string;
  readonly file: ManifestFile;
  readonly fields: Fields;
}

/** A file that a kustomization names. */
export interface KustomizedFile {
  /** Absolute path without links. */
  readonly path: string;
  readonly shown: string;
  readonly use: KustomizeUse;
}

/** Everything that a kustomization consists of. */
export interface KustomizationParts {
  /** The kustomization first, then those that it includes, each before those that it includes itself. */
  readonly kustomizations: readonly Kustomization[];
  readonly files: readonly KustomizedFile[];

  /** Remote resources that it includes. */
  readonly addresses: readonly string[];

  /** Files that it names and that do not exist. */
  readonly missing: readonly string[];

  /** Whether it may change the content of the objects in its files. */
  readonly changes: boolean;
}

/** A kustomization that is checked, since no other one includes it. */
export interface KustomizationRoot extends KustomizationParts {
  readonly root: Kustomization;
}

/** The kustomizations of a tree, and which includes which. */
export class Kustomizations {
  /** Those that no other one includes, and those that only include each other. */
  public readonly roots: readonly KustomizationRoot[];

  /** What could not be read. */
  public readonly problems: AuditProblem[] = [];

  /** Files named like kustomizations that contain objects. */
  public readonly manifests: { readonly file: string; readonly text: string }[] = [];

  private readonly loaded = new Map<string, Kustomization | undefined>();

  /** @param folders folders with a kustomization, in the order found */
  public constructor(folders: readonly InputPath[]) {
    const found = folders
      .map(({ shown }) => this.load(realpathSync(shown), shown))
      .filter((kustomization) => kustomization !== undefined);
    const taken = new Set(
      found
        .flatMap((kustomization) => this.foldersOf(kustomization))
        .filter(({ from, to }) => from !== to)
        .map(({ to }) => to),
    );
    const roots: KustomizationRoot[] = [];
    const reached = new Set<string>();
    const addRoot = (root: Kustomization) => {
      const parts = this.partsOf(root);
      parts.kustomizations.forEach(({ folder }) => reached.add(folder));
      roots.push({ root, ...parts });
    };
    found.filter(({ folder, fields }) => !taken.has(folder) && !isComponent(fields)).forEach(addRoot);
    for (const kustomization of found) {
      if (!reached.has(kustomization.folder)) {
        addRoot(kustomization);
      }
    }
    this.roots = roots;
  }

  private load(folder: string, shown: string): Kustomization | undefined {
    if (this.loaded.has(folder)) {
      return this.loaded.get(folder);
    }
    this.loaded.set(folder, undefined);
    const names = KUSTOMIZATION_FILES.filter((name) => existsSync(join(folder, name)));
    const path = InputPath.of(join(shown, names[0]));
    if (names.length > 1) {
      this.problems.push(
        unreadable(
          path.shown,
          `kustomize refuses a folder with several kustomization files: ${names.join(', ')}`,
        ),
      );
      return undefined;
    }
    const read = readText(path);
    if ('fault' in read) {
      this.problems.push(unreadable(path.shown, read.fault));
      return undefined;
    }
    const file = new ManifestFile(path.shown, read.text);
    const fields = kustomizationOf(file.documents);
    if (fields === undefined) {
      if (mayHoldObjects(read.text)) {
        this.manifests.push({ file: path.shown, text: read.text });
      }
      this.problems.push(
        ...(file.problems.length > 0
          ? file.problems
          : [unreadable(path.shown, 'it is not a kustomization: it must contain one mapping')]),
      );
      return undefined;
    }
    this.problems.push(...file.problems);
    const kustomization = { folder, shown, file, fields };
    this.loaded.set(folder, kustomization);
    return kustomization;
  }

  /** Folders with a kustomization that a kustomization includes. */
  private foldersOf({ folder, fields }: Kustomization): { readonly from: string; readonly to: string }[] {
    return pathsOf(fields)
      .map(({ path }) => real(resolve(folder, path)))
      .filter((to) => to !== undefined && isFolder(to))
      .map((to) => ({ from: folder, to: to! }));
  }

  private partsOf(root: Kustomization): KustomizationParts {
    const kustomizations = new Set<Kustomization>();
    const files = new Map<string, KustomizedFile>();
    const addresses = new Set<string>();
    const missing = new Set<string>();
    const waiting = [root];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (kustomizations.has(next)) {
        continue;
      }
      kustomizations.add(next);
      const { folder, shown, fields } = next;
      for (const { path, use } of pathsOf(fields)) {
        const target = real(resolve(folder, path));
        const name = join(shown, path);
        if (target === undefined) {
          (isAddress(path) ? addresses : missing).add(isAddress(path) ? withoutCredentials(path) : name);
        } else if (!isFolder(target)) {
          files.set(target, { path: target, shown: name, use });
        } else if (KUSTOMIZATION_FILES.some((file) => existsSync(join(target, file)))) {
          const inner = this.load(target, name);
          waiting.push(...(inner === undefined ? [] : [inner]));
        } else {
          missing.add(join(name, KUSTOMIZATION_FILES[0]));
        }
      }
    }
    return {
      kustomizations: [...kustomizations],
      files: [...files.values()],
      addresses: [...addresses],
      missing: [...missing],
      changes: [...kustomizations].some(({ fields }) => changesObjects(fields)),
    };
  }
}

/** Reads a file that a kustomization names. */
export function readBeside({ folder }: Kustomization, path: string): Uint8Array | undefined {
  try {
    return readFileSync(resolve(folder, path));
  } catch {
    return undefined;
  }
}

/** A path as messages show it: relative to the working directory. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path) || '.';
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A URL without its user, password and query, which may hold credentials. */
function withoutCredentials(address: string): string {
  return address
    .replace(/\/\/[^/]*@/, '//')
    .replace(/^[^/@\s]*@/, '')
    .replace(/\?.*$/, '');
}
