import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { differing, readClaims, verifiedPage } from './verified';

const PAGE = resolve(__dirname, '../../../docs/verified.md');

export interface Recording {
  /** The command line: `[--write] [arguments of jest]`. */
  readonly args: string[];
  /**
   * Starts jest, its suites told by STRONGBOX_CLAIMS to leave their claims below the folder, and gives its exit code.
   */
  readonly run: (jestArgs: string[], claims: string) => number | Promise<number>;
  /**
   * Whether the page has to say what was found, by every suite with every release or by a part of them. A run that
   * somebody narrowed, and a time that was measured, cannot require that.
   */
  readonly mustMatch: (jestArgs: string[]) => 'whole' | 'part' | false;
}

/**
 * Runs suites and, if they all pass, writes docs/verified.md from what they found, or compares it. Gives the exit code.
 */
export async function record({ args, run, mustMatch }: Recording): Promise<number> {
  const jestArgs = args.filter((arg) => arg !== '--write');
  const claims = mkdtempSync(join(tmpdir(), 'strongbox-claims-'));
  try {
    const status = await run(jestArgs, claims);
    if (status !== 0) {
      return status;
    }
    const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
    const files = readClaims(claims);
    if (args.includes('--write')) {
      writeFileSync(PAGE, verifiedPage(before, files));
      return 0;
    }
    const extent = mustMatch(jestArgs);
    const wrong = extent ? differing(before, files, extent === 'whole') : [];
    if (wrong.length > 0) {
      const titles = wrong.map((title) => `"${title}"`).join(', ');
      process.stderr.write(`docs/verified.md does not say what was found by ${titles}: `
        + 'run the same command with `-- --write`, and look at the difference.\n');
    }
    return wrong.length > 0 ? 1 : 0;
  } finally {
    rmSync(claims, { recursive: true, force: true });
  }
}
