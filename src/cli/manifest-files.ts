import { statSync } from 'fs';
import { relative } from 'path';
import { FileTree, sortOf } from './file-tree';
import {
  cannotBeRead,
  fileKey,
  FileText,
  InputPath,
  mayHoldObjects,
  readText,
  textIn,
  unreadable,
} from './input-file';
import { environmentsOf } from './kustomize/environments';
import { Kustomizations } from './kustomize/kustomization';
import { KustomizeChoice } from './kustomize/render';
import { InputStream, isStandardInput, readStandardInput, STDIN_NAME } from './standard-input';
import { UsageError } from './usage-error';
import { AuditInput, Environment } from '../audit/audit-files';
import { AuditProblem } from '../audit/audit-report';
import { ObjectOrigin } from '../manifest/origin';
import { quoted } from '../redaction/quoted';

/** How to read the paths of the command line. */
export interface ReadOptions {
  /** Absolute paths to skip within folders. */
  readonly exclude: readonly string[];
  readonly kustomize: KustomizeChoice;

  /** Treats each path as a separate environment. */
  readonly separate: boolean;
  readonly stdin: InputStream;

  /** Prints a message for the user who waits. */
  say(text: string): void;
}

/** The manifests that were found. */
export interface ManifestInput {
  readonly environments: readonly Environment[];

  /** What could not be read. */
  readonly problems: readonly AuditProblem[];

  /** Files in folders that contain no Kubernetes object. */
  readonly withoutObjects: readonly string[];

  /** Files in folders named like manifests with a further extension. */
  readonly otherEndings: readonly string[];
}

/** A file and its content. */
interface ReadFile {
  readonly input: AuditInput;
  readonly pathIndex: number;
}

/**
 * Reads files, folders and standard input. A file that is named is read whatever its name and content; in a folder,
 * only files named like manifests that may contain an object are read. A folder with a kustomization is rendered.
 *
 * @throws UsageError when a path does not exist or is a device, or standard input is named twice
 */
export async function readManifests(paths: readonly string[], options: ReadOptions): Promise<ManifestInput> {
  if (paths.filter(isStandardInput).length > 1) {
    throw new UsageError('standard input (-) can be read only once');
  }
  const tree = new FileTree(new Set(options.exclude));
  const read: ReadFile[] = [];
  for (const [pathIndex, path] of paths.entries()) {
    if (isStandardInput(path)) {
      const input = await standardInput(options, tree.problems);
      read.push(...(input === undefined ? [] : [{ input, pathIndex }]));
    } else {
      addPath(tree, path, pathIndex);
    }
  }
  const kustomizations = new Kustomizations(tree.kustomizations);
  const kustomized = await environmentsOf(kustomizations.roots, options.kustomize);
  const taken = new Set(
    kustomizations.roots.flatMap(({ files }) => files).map(({ path }) => fileKey(statSync(path))),
  );
  const withoutObjects: string[] = [];
  const problems = [...tree.problems, ...kustomizations.problems, ...kustomized.problems];
  for (const file of tree.files.filter(({ key }) => !taken.has(key))) {
    const found = readText(file.path);
    if ('fault' in found) {
      problems.push(unreadable(file.path.shown, found.fault));
    } else if (file.isNamed || mayHoldObjects(found.text)) {
      read.push({ input: { file: file.path.shown, text: found.text }, pathIndex: file.pathIndex });
    } else {
      withoutObjects.push(file.path.shown);
    }
  }
  read.push(...kustomizations.manifests.map((input) => ({ input, pathIndex: pathOf(input.file, paths) })));
  const plain = options.separate ? apart(read, paths) : together(read, kustomized.environments);
  return {
    environments: [...plain, ...kustomized.environments],
    problems,
    withoutObjects,
    otherEndings: tree.otherEndings,
  };
}

/** Index of the command-line path that a file belongs to. */
function pathOf(file: string, paths: readonly string[]): number {
  return Math.max(
    0,
    paths.findIndex((path) => !relative(path, file).startsWith('..')),
  );
}

function addPath(tree: FileTree, path: string, pathIndex: number): void {
  const named = InputPath.of(path);
  const { stats, error } = named.status();
  if (stats !== undefined) {
    if (stats.isCharacterDevice() || stats.isBlockDevice() || stats.isSocket()) {
      throw new UsageError(
        `${quoted(path)} is ${sortOf(stats)}; name files or folders, or - for standard input`,
      );
    }
    tree.add(named, stats, pathIndex);
  } else if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    throw new UsageError(`there is no file or folder ${quoted(path)}`);
  } else {
    tree.problems.push(unreadable(path, cannotBeRead(error)));
  }
}

async function standardInput({ stdin, say }: ReadOptions, problems: AuditProblem[]): Promise<AuditInput | undefined> {
  let read: FileText;
  try {
    const bytes = await readStandardInput(stdin, say);
    read =
      bytes.length === 0
        ? { fault: 'it is empty: nothing is piped in, or the command on the other end printed nothing' }
        : textIn(bytes);
  } catch (error) {
    read = { fault: cannotBeRead(error) };
  }
  if ('fault' in read) {
    problems.push(unreadable(STDIN_NAME, read.fault));
    return undefined;
  }
  if (!mayHoldObjects(read.text)) {
    problems.push(unreadable(STDIN_NAME, 'it contains no Kubernetes object'));
  }
  return { file: STDIN_NAME, text: read.text, origin: ObjectOrigin.STANDARD_INPUT };
}

function together(read: readonly ReadFile[], others: readonly Environment[]): Environment[] {
  return read.length === 0 && others.length > 0 ? [] : [{ inputs: read.map(({ input }) => input) }];
}

function apart(read: readonly ReadFile[], paths: readonly string[]): Environment[] {
  return paths
    .map((path, index) => ({
      name: isStandardInput(path) ? STDIN_NAME : path,
      inputs: read.filter(({ pathIndex }) => pathIndex === index).map(({ input }) => input),
    }))
    .filter(({ inputs }) => inputs.length > 0);
}
