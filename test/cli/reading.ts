import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { auditEnvironments } from '../../src/audit/audit-files';
import { ManifestInput, readManifests, ReadOptions } from '../../src/cli/manifest-files';
import { RulePreset } from '../../src/rules/rule-preset';

/** Folders of files to read in this process. They are gone after the test. */
export function folders(): (files?: { readonly [path: string]: string | Buffer }) => string {
  const all: string[] = [];
  const before = process.cwd();
  afterEach(() => process.chdir(before));
  afterAll(() => all.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  return (files = {}) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'strongbox-read-')));
    all.push(folder);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    process.chdir(folder);
    return folder;
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Ends at once.
}

export async function read(paths: readonly string[], options: Partial<ReadOptions> = {}): Promise<ManifestInput> {
  return readManifests(paths, {
    exclude: [],
    kustomize: 'never',
    separate: false,
    stdin: nothing(),
    say: () => undefined,
    ...options,
  });
}

/** Files that were read, and problems as `file: message`. */
export function told({ environments, problems }: ManifestInput): {
  readonly files: string[];
  readonly problems: string[];
} {
  return {
    files: environments.flatMap(({ inputs }) => inputs).map(({ file }) => file),
    problems: problems.map(
      ({ id, location, message }) => `${id === 'unreadable-input' ? '' : `${id} `}${location?.file}: ${message}`,
    ),
  };
}

/** Findings of the strict preset as `rule file:line:column environments`. */
export function findings({ environments }: ManifestInput): string[] {
  return auditEnvironments(environments, { preset: RulePreset.STRICT }).findings.map(
    ({ ruleId, location, subject }) =>
      [ruleId, `${location?.file}:${location?.line}:${location?.column}`, ...(subject.environments ?? [])].join(' '),
  );
}
