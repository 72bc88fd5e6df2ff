/**
 * `npx projen compat`: fails when the public API breaks its users. It compares with the newest release on npm, by
 * jsii-diff; before the first release, with docs/api-baseline.json. `npx projen compat:accept` writes that file.
 */
import { spawnSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { ApiBaseline, BASELINE_FILE, baselineOf, breakingChanges } from './api-baseline';
import { publicTypes } from './public-api';

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The newest release, as `npm view <package> version --json` tells it; undefined where there is none.
 *
 * @throws Error when npm cannot tell
 */
export function releaseOf({ status, stdout, stderr }: Ended): string | undefined {
  if (status === 0) {
    return JSON.parse(stdout) as string;
  }
  if (/\bE404\b/.test(stdout + stderr)) {
    return undefined;
  }
  const reason = stderr.trim() || 'no message';
  throw new Error(`npm cannot tell whether there is a release, and nothing was compared: ${reason}`);
}

/** What `npx projen compat` says of the API before the first release. */
export function verdictOf(before: ApiBaseline, now: ApiBaseline): { readonly text: string; readonly breaks: boolean } {
  const changes = breakingChanges(before, now);
  return {
    breaks: changes.length > 0,
    text: changes.length === 0
      ? `nothing is released yet; the API has all that ${BASELINE_FILE} has\n`
      : [
        `nothing is released yet; compared with ${BASELINE_FILE}, the API breaks its users:`,
        ...changes.map((change) => `  ${change}`),
        'If this is meant, run `npx projen compat:accept`, and name each change in CHANGELOG.md.',
        '',
      ].join('\n'),
  };
}

function main(accept: boolean): number {
  const root = resolve(__dirname, '..');
  const file = join(root, BASELINE_FILE);
  const now = baselineOf(publicTypes(root));
  if (accept) {
    writeFileSync(file, `${JSON.stringify(now, undefined, 1)}\n`);
    return 0;
  }
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string };
  const release = releaseOf(spawnSync('npm', ['view', name, 'version', '--json'], { encoding: 'utf8' }));
  if (release !== undefined) {
    const diff = ['jsii-diff', `npm:${name}@${release}`, '-k', '--ignore-file', '.compatignore'];
    return spawnSync('npx', ['--no-install', ...diff], { cwd: root, stdio: 'inherit' }).status ?? 1;
  }
  const { text, breaks } = verdictOf(JSON.parse(readFileSync(file, 'utf8')) as ApiBaseline, now);
  process.stdout.write(text);
  return breaks ? 1 : 0;
}

if (require.main === module) {
  try {
    process.exitCode = main(process.argv.includes('--accept'));
  } catch (error) {
    process.stderr.write(`compat: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
