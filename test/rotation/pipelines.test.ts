import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { workplaces } from '../cli/command';

jest.setTimeout(120_000);

const page = readFileSync(join(__dirname, '../../docs/rotating.md'), 'utf8');
const section = page.slice(page.indexOf('### In a pipeline'), page.indexOf('### Alerts'));
const [github, gitlab] = [...section.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text]) => parse(text));
const workplace = workplaces();

/** The commands of each pipeline, by its jobs. */
const COMMANDS: readonly (readonly [string, string])[] = [
  ...github.jobs.wait.steps.flatMap((step: { run?: string }) => step.run ?? []),
  ...gitlab.wait.script,
].filter((command: string) => command.includes('strongbox')).map((command: string, index) =>
  [['GitHub Actions', 'GitLab'][index], command]);

test('each pipeline waits, and revokes only when that has ended with 0', () => {
  expect(COMMANDS).toHaveLength(2);
  expect(github.jobs.revoke.needs).toBe('wait');
  expect(github.on).toBe('workflow_dispatch');
  expect(github.jobs.wait.steps.find(({ env }: { env?: object }) => env !== undefined).env).toEqual({
    CHANGED: '${{ vars.PAYMENTS_DB_CHANGED }}',
  });
  expect(gitlab.stages).toEqual(['wait', 'revoke']);
  expect([gitlab.wait.stage, gitlab.revoke.stage, gitlab.wait.allow_failure]).toEqual(['wait', 'revoke', undefined]);
  // The command ends before the job is ended.
  expect(github.jobs.wait['timeout-minutes']).toBeGreaterThan(30);
});

test.each(COMMANDS)('the command of %s is one that the parser of the command takes', async (_name, command) => {
  expect(command).toMatch(/^npx strongbox rotate wait /);
  const words = command.replace('"$CHANGED"', '2026-05-02T10:00:00Z').split(' ').slice(2);
  const run = async (args: readonly string[]) => workplace().call([...args, '--no-config', '--print-role']);
  const { code, stdout, stderr } = await run(words);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('payments-db');
  expect((await run(words.map((word) => word.replace('--since', '--sinse')))).code).toBe(2);
});
