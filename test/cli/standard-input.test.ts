import { spawn, spawnSync, SpawnSyncReturns } from 'child_process';
import { closeSync, constants, openSync } from 'fs';
import { join } from 'path';
import { CLEAN, Workplace, workplaces } from './command';
import { isStandardInput, readStandardInput } from '../../src/cli/standard-input';
import { projectRoot } from '../support/package-under-test';

jest.setTimeout(120_000);
const workplace = workplaces();
const COMMAND = `'${process.execPath}' '${join(projectRoot, 'lib/cli/strongbox.js')}' audit --no-config`;

/** Runs a line of bash in the folder; STRONGBOX is the command. */
function bash(place: Workplace, line: string, stdin: 'ignore' | number = 'ignore'): SpawnSyncReturns<string> {
  return spawnSync('bash', ['-c', `set -o pipefail; ${line.replaceAll('STRONGBOX', COMMAND)}`], {
    cwd: place.folder,
    encoding: 'utf8',
    stdio: [stdin, 'pipe', 'pipe'],
    timeout: 60_000,
  });
}

/** A place with an object, and many objects: more than a pipe holds. */
function filled(): Workplace {
  const place = workplace();
  place.write({
    'one.yaml': CLEAN,
    'many.yaml': Array.from({ length: 3000 }, (_, index) => CLEAN.replace('settings', `settings-${index}`)).join(
      '---\n',
    ),
  });
  return place;
}

describe('standard input is read to its end', () => {
  test.each([
    ['of a slow producer', '(sleep 0.7; cat one.yaml) | STRONGBOX -', 1],
    [
      'of one that stops in between',
      '(cat one.yaml; echo ---; sleep 0.7; sed s/settings/b/ one.yaml) | STRONGBOX -',
      2,
    ],
    ['with more than a pipe holds', 'cat many.yaml | STRONGBOX -', 3000],
    [
      'with more than a pipe holds, from a slow producer',
      '(head -c 70000 many.yaml; sleep 0.7; tail -c +70001 many.yaml) | STRONGBOX -',
      3000,
    ],
    ['of a file', 'STRONGBOX - < many.yaml', 3000],
    ['under its name in the file system', '(sleep 0.7; cat one.yaml) | STRONGBOX /dev/stdin', 1],
    ['of a process that stands for a file', 'STRONGBOX <(sleep 0.7; cat one.yaml)', 1],
    ['of a named pipe', 'mkfifo pipe; (sleep 0.7; cat one.yaml > pipe) & STRONGBOX pipe', 1],
  ])('%s', (_name, line, objects) => {
    const outcome = bash(filled(), line);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toContain(`no findings in ${objects} object${objects === 1 ? '' : 's'}`);
  });

  test('of a pipe that does not block, as some parents leave it', async () => {
    const place = filled();
    bash(place, 'mkfifo pipe');
    // Open for both, so that opening waits for nobody.
    const writer = openSync(join(place.folder, 'pipe'), constants.O_RDWR + constants.O_NONBLOCK);
    const reader = openSync(join(place.folder, 'pipe'), constants.O_RDONLY + constants.O_NONBLOCK);
    const child = spawn(process.execPath, [join(projectRoot, 'lib/cli/strongbox.js'), 'audit', '-', '--no-config'], {
      stdio: [reader, 'pipe', 'pipe'],
    });
    closeSync(reader);
    let stdout = '';
    child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = new Promise((resolve) => child.on('close', resolve));
    await new Promise((resolve) => setTimeout(resolve, 700));
    spawnSync('sh', ['-c', 'cat one.yaml > pipe'], { cwd: place.folder });
    closeSync(writer);
    expect([await ended, stdout]).toEqual([0, expect.stringContaining('no findings in 1 object')]);
  });

  test('of a socket, which is what Node makes for a child', () => {
    expect(filled().run(['audit', '/dev/stdin', '--no-config'], { input: CLEAN })).toMatchObject({
      code: 0,
      stderr: '',
    });
  });
});

describe('a gate that read nothing says so, with exit code 2', () => {
  test.each([
    [
      'nothing was written',
      'true | STRONGBOX -',
      'it is empty: nothing is piped in',
    ],
    ['it is closed', 'STRONGBOX - <&-', 'it is empty'],
    ['it is /dev/null', 'STRONGBOX - </dev/null', 'it is empty'],
    ['beside files that were read', 'true | STRONGBOX one.yaml -', 'it is empty'],
    [
      'the producer wrote something else',
      'echo Error: no such chart | STRONGBOX -',
      'it contains no Kubernetes object',
    ],
    ['it is binary', "printf '\\000\\001\\377\\376' | STRONGBOX -", 'it is not valid UTF-8'],
    ['it is compressed', 'gzip -c one.yaml | STRONGBOX -', 'it is compressed; unpack it first'],
    [
      'it ends in the middle of a character',
      "printf 'apiVersion: v1\\nkind: ConfigMap\\ndata: {a: \\303' | STRONGBOX -",
      'it ends in the middle of a character and was probably cut off',
    ],
  ])('%s', (_name, line, message) => {
    const outcome = bash(filled(), line);
    expect(outcome.status).toBe(2);
    expect(outcome.stdout).toContain(`error  unreadable-input  <stdin>:1:1: ${message}`);
  });

  test('twice the same input', () => {
    expect(bash(filled(), 'STRONGBOX - /dev/stdin < one.yaml')).toMatchObject({
      status: 2,
      stderr: 'strongbox: standard input (-) can be read only once\n',
    });
  });

  test('a device', () => {
    expect(bash(filled(), 'STRONGBOX /dev/zero')).toMatchObject({
      status: 2,
      stderr: 'strongbox: "/dev/zero" is a device; name files or folders, or - for standard input\n',
    });
  });
});

describe('a terminal', () => {
  async function* typed(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a: ');
    yield Buffer.from('b\n');
  }

  test('is told what is awaited, and how to pipe', async () => {
    const words: string[] = [];
    const text = await readStandardInput(Object.assign(typed(), { isTTY: true }), (word) => words.push(word));
    expect([text.toString(), words]).toEqual([
      'a: b\n',
      [
        'reading manifests from the terminal until Ctrl-D; to check the output of a command, pipe it in: '
        + 'kubectl kustomize <folder> | strongbox audit -',
      ],
    ]);
  });

  test('is the only one that is told', async () => {
    const say = jest.fn();
    await readStandardInput(typed(), say);
    expect(say).not.toHaveBeenCalled();
  });
});

test.each([
  ['-', true],
  ['/dev/stdin', true],
  ['/dev/fd/0', true],
  ['./-', false],
  ['/dev/fd/63', false],
])('%s is standard input: %s', (path, expected) => {
  expect(isStandardInput(path)).toBe(expected);
});
