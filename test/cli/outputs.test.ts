import { spawnSync } from 'child_process';
import { linkSync, readdirSync, readFileSync, symlinkSync } from 'fs';
import { join } from 'path';
import { CLEAN, CREDENTIAL, POD, Workplace, workplaces } from './command';
import { projectRoot } from '../support/package-under-test';

const workplace = workplaces();
const COMMAND = `'${process.execPath}' '${join(projectRoot, 'lib/cli/strongbox.js')}'`;

/** Runs the command with redirections of the shell. */
function shell(place: Workplace, script: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script.replace(/(^|; )strongbox /g, `$1${COMMAND} `)], {
    cwd: place.folder,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

describe('standard output that does not take all', () => {
  test.each([
    'audit credential.yaml',
    'audit clean.yaml',
    'audit credential.yaml --format sarif',
    'rules',
    'rules --format json',
    'explain secret-in-env',
    '--help',
    'audit --help',
    '--version',
  ])('%s: one line on standard error, and never the code of findings or of none', (args) => {
    const place = workplace();
    place.write({ 'credential.yaml': CREDENTIAL, 'clean.yaml': CLEAN });
    expect(shell(place, `strongbox ${args} > /dev/full`)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'strongbox: the output could not be written to standard output: ENOSPC, no space left on device\n',
    });
  });

  test.each([
    'audit credential.yaml', 'audit credential.yaml --format json', 'rotate plan db pod.yaml -n shop',
    'versions pod.yaml', 'policy', 'policy --explain', 'rules', 'explain secret-in-env', '--help',
    'rotate wait db -n shop --print-role',
  ])('%s: it ends without a message when its reader closes the pipe', (args) => {
    const place = workplace();
    place.write({ 'credential.yaml': CREDENTIAL, 'pod.yaml': POD });
    // The reader is gone before the first byte.
    const result = shell(place, `mkfifo pipe; : < pipe & exec 3> pipe; wait; strongbox ${args} >&3`);
    expect(result).toEqual({ code: 2, stdout: '', stderr: '' });
  });

  test('a file that gets full half way', () => {
    const place = workplace();
    place.write({ 'credential.yaml': CREDENTIAL });
    const { code, stderr } = shell(place, 'ulimit -f 1; strongbox audit credential.yaml --format sarif > out.txt');
    expect([code, stderr]).toEqual([
      2,
      'strongbox: the output could not be written to standard output: EFBIG, file too large\n',
    ]);
  });

  test('with a standard error that takes nothing either', () => {
    const place = workplace();
    place.write({ 'credential.yaml': CREDENTIAL });
    expect(shell(place, 'strongbox audit credential.yaml > /dev/full 2> /dev/full').code).toBe(2);
    expect(shell(place, 'strongbox audit none.yaml 2> /dev/full').code).toBe(2);
    expect(shell(place, 'strongbox audit credential.yaml 2> /dev/full').code).toBe(1);
    expect(shell(place, 'strongbox audit credential.yaml --baseline b.json --write-baseline 2> /dev/full').code).toBe(
      0,
    );
  });

  test('closed ones are as /dev/null, which Node puts in their place', () => {
    const place = workplace();
    place.write({ 'credential.yaml': CREDENTIAL });
    expect(shell(place, 'strongbox audit credential.yaml >&- 2>&-').code).toBe(1);
  });
});

describe('a file that cannot be written', () => {
  const pods = (count: number) =>
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: i\n    ' +
      `env:\n${Array.from(
        { length: count },
        (_, index) => `    - {name: P${index}_PASSWORD, value: hV4nRx81kQzt7Lp2}\n`,
      ).join('')}`;

  test('the old baseline stays whole, in one line, and the next run reads it', () => {
    const place = workplace();
    place.write({ 'in.yaml': pods(20) });
    expect(place.run(['audit', 'in.yaml', '--baseline', 'b.json', '--write-baseline']).code).toBe(0);
    const old = readFileSync(join(place.folder, 'b.json'), 'utf8');
    place.write({ 'in.yaml': pods(100) });
    const { code, stderr } = shell(place, 'ulimit -f 16; strongbox audit in.yaml --baseline b.json --write-baseline');
    expect([code, stderr]).toEqual([
      2,
      'strongbox: the baseline is not written to "b.json": EFBIG, file too large; what was there is unchanged\n',
    ]);
    expect(readFileSync(join(place.folder, 'b.json'), 'utf8')).toBe(old);
    expect(readdirSync(place.folder).sort()).toEqual(['b.json', 'in.yaml']);
  });

  test('the old report stays whole', () => {
    const place = workplace();
    place.write({ 'in.yaml': pods(200), 'report.json': 'old' });
    expect(shell(place, 'ulimit -f 16; strongbox audit in.yaml -o report.json')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'strongbox: the report is not written to "report.json": EFBIG, file too large; what was there is unchanged\n',
    });
    expect(readFileSync(join(place.folder, 'report.json'), 'utf8')).toBe('old');
  });

  test('a device may be written to', () => {
    const place = workplace();
    place.write({ 'in.yaml': CLEAN });
    expect(
      JSON.parse(shell(place, 'strongbox audit in.yaml -o json:/dev/stderr 2>&1 > /dev/null | cat').stdout),
    ).toHaveProperty('summary');
  });
});

describe('an output that is also an input is refused before anything is written', () => {
  const files = {
    'in.yaml': CLEAN,
    'in/a.yaml': CLEAN,
    'strongbox.yaml': 'baseline: b.json\n',
    'b.json': '{"version": 1, "findings": []}',
  };

  test.each([
    ['strongbox audit in.yaml -o json:in.yaml', '--output "in.yaml" is the same file as the input "in.yaml"'],
    ['strongbox audit in.yaml -o json:./in/../in.yaml', 'is the same file as the input "in.yaml"'],
    [
      'strongbox audit in.yaml -o first.json -o json:hard.yaml',
      '--output "hard.yaml" is the same file as the input "in.yaml"',
    ],
    ['strongbox audit soft.yaml -o json:in.yaml', '--output "in.yaml" is the same file as the input "soft.yaml"'],
    ['strongbox audit in -o json:in/a.yaml', '--output "in/a.yaml" is the same file as the manifest "in/a.yaml"'],
    [
      'strongbox audit in.yaml -o json:strongbox.yaml',
      '--output "strongbox.yaml" is the same file as the config file "strongbox.yaml"',
    ],
    ['strongbox audit in.yaml -o json:b.json', '--output "b.json" is the same file as the baseline "b.json"'],
    [
      'strongbox audit in.yaml --baseline in.yaml --write-baseline',
      'the baseline "in.yaml" is the same file as the input "in.yaml"',
    ],
    [
      'strongbox audit in.yaml --baseline strongbox.yaml --write-baseline',
      'the baseline "strongbox.yaml" is the same file as the config file',
    ],
    [
      'strongbox audit in.yaml --write-baseline -o b.json',
      'the baseline "b.json" is the same file as --output "b.json"',
    ],
    ['strongbox audit in.yaml -o x.json -o x.json', '--output "x.json" is the same file as --output "x.json"'],
    ['strongbox audit - -o json:in.yaml < in.yaml', '--output "in.yaml" is the same file as standard input'],
    ['strongbox audit in.yaml >> in.yaml', 'standard output is the same file as the input "in.yaml"'],
    [
      'strongbox audit --live -o json:strongbox.yaml',
      '--output "strongbox.yaml" is the same file as the config file',
    ],
  ])('%s', (command, message) => {
    const place = workplace();
    place.write(files);
    linkSync(join(place.folder, 'in.yaml'), join(place.folder, 'hard.yaml'));
    symlinkSync('in.yaml', join(place.folder, 'soft.yaml'));
    const before = readdirSync(place.folder);
    const { code, stdout, stderr } = shell(place, command);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^strongbox: [^\n]*; choose another file\n$/);
    expect(stderr).toContain(message);
    expect(readdirSync(place.folder)).toEqual(before);
    Object.entries(files).forEach(([path, content]) =>
      expect(readFileSync(join(place.folder, path), 'utf8')).toBe(content),
    );
  });

  test.each([
    ['audit in -o json:in/kustomization.yaml --kustomize never', 'in/kustomization.yaml'],
    ['audit in.yaml -o json:values.yaml', 'values.yaml'],
    ['audit in.yaml -o text:templates/pod.yaml', 'templates/pod.yaml'],
    ['audit in.yaml -o other.json', 'other.json'],
    ['audit in --baseline in/kustomization.yaml --write-baseline', 'in/kustomization.yaml'],
    ['rotate plan settings in.yaml -o json:values.yaml', 'values.yaml'],
    ['rotate plan settings --live -o json:values.yaml', 'values.yaml'],
  ])('%s: neither is a file replaced that people write', (command, file) => {
    const place = workplace();
    const written = {
      'in/kustomization.yaml': 'resources: [a.yaml]\n',
      'values.yaml': 'replicas: 3\n',
      'templates/pod.yaml': '{{ if .Values.on }}\n{{ end }}\n',
      'other.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}',
    };
    place.write({ ...files, ...written });
    const { code, stdout, stderr } = shell(place, `strongbox ${command}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`"${file}" would overwrite a file that is not a report; choose another file`);
    expect(readFileSync(join(place.folder, file), 'utf8')).toBe((written as { [path: string]: string })[file]);
  });

  test('policies are not written over the config file', () => {
    const place = workplace();
    place.write({ 'out/strongbox-secret-in-env.yaml': 'preset: strict\n' });
    const args = ['policy', '-o', 'out', '--config', 'out/strongbox-secret-in-env.yaml'];
    const { code, stderr } = place.run(args);
    expect([code, stderr]).toEqual([
      2,
      'strongbox: --output "out/strongbox-secret-in-env.yaml" is the same file as the config file '
        + '"out/strongbox-secret-in-env.yaml", which is an input, and would overwrite it; choose another file\n',
    ]);
    expect(readdirSync(join(place.folder, 'out'))).toHaveLength(1);
  });

  test('an old report in a folder that is read is replaced, and not judged', () => {
    const place = workplace();
    place.write({ 'a.yaml': CREDENTIAL });
    const results = [1, 2, 3].map(() => place.run(['audit', '.', '-o', 'audit.json']));
    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual([1, 2, 3].map(() => [1, results[0].stdout]));
  });
});

describe('what may be a secret is not repeated', () => {
  const TOKEN = `ghp_${'aB3dE9'.repeat(6)}`;

  test('the content of a file that is neither a baseline nor a configuration', () => {
    const place = workplace();
    place.write({
      'token.txt': 'acme-t0ken-Vx71qZ',
      'word.txt': 'sunshine',
      'in.yaml': CLEAN,
      'key.yaml': `&${TOKEN} *nothing`,
      'map.yaml': `${TOKEN}: 1`,
      'list.json': `["${TOKEN}"]`,
    });
    for (const file of ['token.txt', 'word.txt', 'key.yaml', 'map.yaml', 'list.json']) {
      for (const option of ['--baseline', '--config']) {
        const { code, stderr } = place.run(['audit', 'in.yaml', option, file]);
        expect(code).toBe(2);
        expect(stderr).not.toMatch(/acme-t0ken|Vx71qZ|sunshine|ghp_|aB3dE9/);
        expect(stderr).toMatch(/^strongbox: [^\n]+\n$/);
      }
    }
  });

  test.each([
    [`audit in.yaml --fail-on ${TOKEN}`],
    [`audit in.yaml --preset ${TOKEN}`],
    [`audit in.yaml --rule ${TOKEN}`],
    [`audit in.yaml --off secret-in-env,${TOKEN}`],
    [`audit in.yaml --format ${TOKEN}`],
    [`audit in.yaml --color ${TOKEN}`],
    [`audit in.yaml -o ${TOKEN}`],
    [`audit in.yaml -o json:/nowhere/${TOKEN}`],
    [`audit in.yaml --baseline ${TOKEN}`],
    [`audit in.yaml --config ${TOKEN}`],
    [`audit ${TOKEN}`],
    [`audit in.yaml --${TOKEN}`],
    [`audit in.yaml --${TOKEN}=1`],
    [`audit in.yaml --fail-onn=${TOKEN}`],
    [`audit in.yaml -x${TOKEN}`],
    [TOKEN],
    [`explain ${TOKEN}`],
    [`rules ${TOKEN}`],
    [`rules --format ${TOKEN}`],
    [`audit in.yaml --live --context ${TOKEN}`],
    [`audit in.yaml --namespace ${TOKEN}`],
  ])('an argument: strongbox %s', (args) => {
    const place = workplace();
    place.write({ 'in.yaml': CLEAN });
    const { code, stdout, stderr } = place.run(args.split(' '));
    expect(code).toBe(2);
    expect(`${stdout}${stderr}`).not.toMatch(/ghp_|aB3dE9/);
    expect(stderr).toMatch(/^strongbox: /);
  });
});

describe('an option whose variable is not set in a script', () => {
  test.each([
    ['audit in.yaml --config', '--config'], ['audit in.yaml --baseline', '--baseline'],
    ['audit --live --namespace', '--namespace'], ['audit --live --context', '--context'],
    ['audit in.yaml --off', '--off'], ['policy --output', '--output'],
    ['policy --exempt-namespace-label', '--exempt-namespace-label'], ['policy --name-prefix', '--name-prefix'],
    ['rotate plan db in.yaml --namespace', '--namespace'], ['rotate wait db --since', '--since'],
    ['rotate status --namespace', '--namespace'], ['versions --live --context', '--context'],
  ])('strongbox %s ""', (args, option) => {
    const place = workplace();
    place.write({ 'in.yaml': CLEAN });
    const { code, stdout, stderr } = place.run([...args.split(' '), '']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(option);
    expect(stderr).toMatch(/empty/);
    expect(readdirSync(place.folder)).toEqual(['in.yaml']);
  });

  test.each([
    ['audit --live -n', 'Team_A', '--namespace "Team_A" is not a valid namespace'],
    ['audit in.yaml --off', ',', 'It must not be empty'],
    ['rotate wait db -n shop --since', '2026-02-30T10:00:00Z', 'use a time such as'],
    ['policy --day', '2026-02-30', 'day must be a date'],
    ['policy --exempt-namespace', 'Team A', 'exempt.namespaces: "Team A" is not a valid namespace'],
    ['policy --exempt-namespace-label', 'a b', 'exempt.namespaceLabel: "a b" is not a valid name of a label'],
    ['policy --exempt-user', 'a\u0001b', 'exempt.users'],
    ['policy --suppressor-group', 'a\nb', 'suppressors.groups'],
  ])('a value that can match nothing: strongbox %s %j', (args, value, message) => {
    const place = workplace();
    place.write({ 'in.yaml': CLEAN });
    const { code, stdout, stderr } = place.run([...args.split(' '), value]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
