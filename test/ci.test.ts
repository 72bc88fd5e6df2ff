import { spawnSync } from 'child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';

const root = resolve(__dirname, '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongbox-ci-'));
  mkdirSync(join(folder, 'bin'));
  cpSync(join(root, '.ci'), join(folder, '.ci'), { recursive: true });
  program('shellcheck', 'exit 0');
});

afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** An `npm` whose stages print what jest prints; by default each passes. */
function npm(stages: { install?: string; test?: string; cluster?: string }): void {
  const {
    install = ':',
    test = 'echo "Tests:       1 skipped, 40 passed, 41 total"',
    cluster = 'echo "Tests:       2 passed, 2 total"',
  } = stages;
  program('npm', `case "$*" in
    ci) ${install};;
    "test -- --coverage") ${test};;
    "run test:cluster --"*) echo "args $*"; ${cluster};;
    # Whatever other stages there are.
    "run "*) echo "Tests:       0 total";;
    *) exit 9;;
  esac`);
}

function bash(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}`, GIT_CEILING_DIRECTORIES: folder };
  return spawnSync('bash', args, { encoding: 'utf8', env });
}

function ci(...args: string[]): { status: number | null; last: string; output: string } {
  const { status, stdout, stderr } = bash(join(folder, '.ci/run'), ...args);
  const lines = stdout.trimEnd().split('\n');
  // One line of counts, and it is the last.
  expect(lines.filter((line) => /^\d+ passed, \d+ failed/.test(line))).toEqual([lines.at(-1)]);
  return { status, last: lines.at(-1)!, output: stdout + stderr };
}

test('the counts of all stages are added up', () => {
  npm({});
  expect(ci()).toMatchObject({ status: 0, last: '42 passed, 0 failed, 1 skipped' });
});

test('a stage with several runs of jest is counted whole, colours or not', () => {
  const coloured = '\\033[1mTests:       \\033[22m\\033[32m3 passed\\033[39m, 3 total';
  npm({ cluster: `printf "Tests:       2 passed, 2 total\\n${coloured}\\n"` });
  expect(ci()).toMatchObject({ status: 0, last: '45 passed, 0 failed, 1 skipped' });
});

test('tests that fail are counted, and the other stages run', () => {
  npm({ test: 'echo "Tests:       3 failed, 40 passed, 43 total"; exit 1' });
  expect(ci()).toMatchObject({ status: 1, last: '42 passed, 3 failed' });
});

test('a file of tests that does not load is one failure, beside tests that fail, though jest says it twice', () => {
  const unloaded = (file: string) => `echo "FAIL test/${file}.test.ts"; echo "  ● Test suite failed to run"`;
  const files = ['a', 'b', 'a'].map(unloaded).join('; ');
  npm({ test: `${files}; echo "Tests:       1 failed, 40 passed, 41 total"; exit 1` });
  expect(ci()).toMatchObject({ status: 1, last: '42 passed, 3 failed' });
});

test('a stage that fails without a test that fails is one failure: the types, the linter', () => {
  npm({ test: 'echo "Tests:       40 passed, 40 total"; exit 2' });
  expect(ci()).toMatchObject({ status: 1, last: '42 passed, 1 failed' });
});

test('a stage that ran no test has failed, whatever it says', () => {
  npm({ cluster: 'echo "nothing to do"; exit 0' });
  expect(ci()).toMatchObject({ status: 1, last: '40 passed, 1 failed, 1 skipped' });
});

test('without the packages no stage is run', () => {
  npm({ install: 'exit 1' });
  expect(ci()).toMatchObject({ status: 1, last: '0 passed, 1 failed' });
});

test('before a release every suite is run with every release of Kubernetes', () => {
  npm({});
  expect(ci('--all').output).toContain('args run test:cluster -- --all\n');
  expect(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')).toContain('run: bash .ci/run --all\n');
});

test('tests that change a file of the project have failed', () => {
  const identity = ['-c', 'user.name=n', '-c', 'user.email=e'];
  const git = (...args: string[]) => spawnSync('git', [...identity, ...args], { cwd: folder });
  npm({ test: 'echo changed > file; echo "Tests:       40 passed, 40 total"' });
  writeFileSync(join(folder, 'file'), 'before\n');
  git('init');
  git('add', '.');
  git('commit', '--message', 'all');
  const { status, last, output } = ci();
  expect({ status, last }).toEqual({ status: 1, last: '42 passed, 1 failed' });
  expect(output).toContain('== the tests changed files:\n M file\n');
});

test('shellcheck is installed where it is not, and a machine that cannot is told what to do', () => {
  npm({});
  rmSync(join(folder, 'bin/shellcheck'));
  program('apt-get', 'echo "apt-get $*"');
  program('sudo', 'shift; exec "$@"');
  // The machine may have another one.
  const hidden = 'command() { [ "$2" != shellcheck ] && builtin command "$@"; }; export -f command;';
  const run = () => bash('-c', `${hidden} bash "$0"`, join(folder, '.ci/run'));
  expect(run().stdout).toContain('apt-get -qy install --no-install-recommends shellcheck\n');
  program('apt-get', 'exit 100');
  const advice = 'shellcheck could not be installed: install it, or tests that need it say what is missing\n';
  expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining(advice) });
});

test('workflows use actions by commit, since a tag can be moved', () => {
  const workflows = ['ci', 'release'].map((name) => readFileSync(join(root, `.github/workflows/${name}.yml`), 'utf8'));
  const actions = workflows.flatMap((text) => [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action));
  expect(actions.length).toBeGreaterThan(3);
  expect(actions.filter((action) => !/^actions\/[a-z-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
});
