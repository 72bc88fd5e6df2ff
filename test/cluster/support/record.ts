import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { readClaims, verifiedPage } from './verified';

const PAGE = resolve(__dirname, '../../../docs/verified.md');

/**
 * Runs suites for the exit code of this process, and writes docs/verified.md from what they claim if they all pass.
 *
 * @param args the command line: `[--write] [arguments of jest]`; without `--write` the page stays as it is
 * @param run starts jest with the arguments, the suites told by STRONGBOX_CLAIMS to leave their claims below the folder; gives its exit code
 */
export async function record(args: string[], run: (jestArgs: string[], claims: string) => Promise<number>): Promise<void> {
  const claims = mkdtempSync(join(tmpdir(), 'strongbox-claims-'));
  try {
    const status = await run(args.filter((arg) => arg !== '--write'), claims);
    if (status === 0 && args.includes('--write')) {
      writeFileSync(PAGE, verifiedPage(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '', readClaims(claims)));
    }
    process.exitCode = status;
  } finally {
    rmSync(claims, { recursive: true, force: true });
  }
}
