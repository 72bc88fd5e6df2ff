import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { runProgram } from '../../src/cli/program';
import { acts, commandsIn, hostileText } from '../support/hostile-text';

const SRC = join(__dirname, '../../src');

/** What a command prints on both streams. */
async function printedBy(args: string[]): Promise<string> {
  let printed = '';
  const write = (chunk: string | Uint8Array) => {
    printed += String(chunk);
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(write));
  try {
    await runProgram(args);
  } finally {
    streams.forEach((stream) => stream.mockRestore());
  }
  return printed;
}

const commands: ((text: string) => string[])[] = [
  (text) => ['audit', text, '--no-config'],
  (text) => ['audit', 'x', '--no-config', '--format', text],
  (text) => ['audit', 'x', '--no-config', '--output', text],
  (text) => ['audit', 'x', '--config', text],
  (text) => ['audit', 'x', '--no-config', '--rule', text],
  (text) => ['audit', 'x', '--no-config', `--x${text}`],
  (text) => ['audit', 'x', '--no-config', '--baseline', text],
  (text) => ['explain', text, '--no-config'],
  (text) => ['rules', '--no-config', '--format', text],
  (text) => ['rules', '--no-config', '--color', text],
  (text) => ['rotate', 'plan', text, SRC, '--no-config'],
  (text) => ['rotate', 'plan', 'x', text, '--no-config'],
  (text) => ['rotate', 'plan', 'x', SRC, '--no-config', '--namespace', text],
  (text) => ['rotate', text],
  (text) => [text],
];

test('no argument does anything on either stream', async () => {
  await fc.assert(fc.asyncProperty(hostileText, fc.constantFrom(...commands), async (text, command) => {
    const printed = await printedBy(command(text));
    expect(printed).not.toBe('');
    expect([acts(printed), commandsIn(printed)]).toEqual([false, []]);
  }), { numRuns: 300 });
});

test('nor does a key of a config file, or the name of a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-'));
  try {
    const config = join(folder, 'strongbox.yaml');
    writeFileSync(config, '"x\\e[2J\\n::error::from-a-key": 1\n');
    const ofKey = await printedBy(['rules', '--config', config]);
    const file = join(folder, '::error file=z::from-a-name.yaml');
    writeFileSync(
      file,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: till}\ndata: {db-password: hV4nRx81kQzt7Lp2}\n',
    );
    const ofName = await printedBy(['audit', file, '--no-config']);
    expect(ofName).toContain('from-a-name.yaml');
    expect([ofKey, ofName].map((text) => [acts(text), commandsIn(text)])).toEqual([[false, []], [false, []]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('streams are written to by one function each, and by the progress bar', () => {
  const writers = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    .filter((file) => {
      const code = readFileSync(join(SRC, file), 'utf8').replace(/^\s*\*.*$/gm, '');
      return /std(?:out|err)\.write\(|console\.\w+\(/.test(code);
    });
  expect(writers.sort()).toEqual(['output/standard-error.ts', 'output/standard-output.ts']);
});
