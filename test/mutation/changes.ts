import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { CHANGES_LEFT_OUT, LEFT_OUT, type Area } from './areas';

/** One small change of a source. */
export interface Change {
  readonly id: string;

  /** Path in the repository. */
  readonly file: string;

  /** First line, from 1. */
  readonly line: number;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** The sources of an area with all their changes in them, and a list of these. */
export interface ChangedSources {
  readonly changes: readonly Change[];

  /** By absolute path; a change takes effect when it is switched on. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What Stryker takes as changes, and the texts that it makes. */
interface Instrumenter {
  instrument(files: readonly object[], options: object): Promise<{
    files: readonly { name: string; content: string }[];
    mutants: readonly {
      id: string;
      fileName: string;
      mutatorName: string;
      replacement: string;
      status?: string;
      location: { start: Position; end: Position };
    }[];
  }>;
}

/** Not a literal where it is imported: the types of this package are not needed, and it is large to install. */
const INSTRUMENTER: string = '@stryker-mutator/instrumenter';

interface Position {
  readonly line: number;
  readonly column: number;
}

const QUIET = new Proxy({}, { get: (_none, name) => () => !String(name).startsWith('is') && undefined });

/**
 * Makes every change of an area.
 *
 * @param only part of the path of a source, to change no other
 */
export async function changesOf(root: string, area: Area, only = ''): Promise<ChangedSources> {
  const sources = area.sources.flatMap((folder) => typescriptIn(root, `src/${folder}`))
    .filter((file) => !Object.hasOwn(LEFT_OUT, file) && file.includes(only));
  const before = new Map(sources.map((file) => [join(root, file), readFileSync(join(root, file), 'utf8')]));
  const { Instrumenter } = await import(INSTRUMENTER) as { Instrumenter: new (logger: unknown) => Instrumenter };
  const instrumenter = new Instrumenter(QUIET);
  const { files, mutants } = await instrumenter.instrument(
    [...before].map(([name, content]) => ({ name, content, mutate: true })),
    { plugins: null, ignorers: [], excludedMutations: Object.keys(CHANGES_LEFT_OUT) },
  );
  return {
    texts: Object.fromEntries(files.map(({ name, content }) => [name, content])),
    changes: mutants.filter(({ status }) => status === undefined).map((mutant) => ({
      id: mutant.id,
      file: mutant.fileName.slice(root.length + 1),
      line: mutant.location.start.line + 1,
      kind: mutant.mutatorName,
      before: between(before.get(mutant.fileName)!, mutant.location),
      after: mutant.replacement,
    })),
  };
}

/** Files with that ending in a folder of the repository, or the file itself. */
export function typescriptIn(root: string, path: string, ending = '.ts'): string[] {
  return /\.ts$/.test(path) ? [path] : readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending)).sort().map((file) => `${path}/${file}`);
}

function between(text: string, { start, end }: { start: Position; end: Position }): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column);
  lines[0] = lines[0].slice(start.column);
  return lines.join('\n');
}
