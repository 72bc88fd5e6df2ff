import { spawnSync } from 'child_process';
import { readFileSync, symlinkSync } from 'fs';
import { join } from 'path';
import { CLEAN, CREDENTIAL, POD, workplaces } from './command';

jest.setTimeout(120_000);
const workplace = workplaces();
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

describe('exit codes', () => {
  test('0 where nothing is found, and where what is found is below the threshold', () => {
    const place = workplace();
    place.write({ 'clean.yaml': CLEAN, 'pod.yaml': POD });
    expect(place.run(['audit', 'clean.yaml'])).toMatchObject({ code: 0, stderr: '' });
    expect(place.run(['audit', 'pod.yaml']).code).toBe(0);
    expect(place.run(['audit', 'pod.yaml', '--fail-on', 'never']).code).toBe(0);
  });

  test('1 where something is found at the threshold or above', () => {
    const place = workplace();
    place.write({ 'pod.yaml': POD, 'credential.yaml': CREDENTIAL });
    expect(place.run(['audit', 'credential.yaml']).code).toBe(1);
    expect(place.run(['audit', 'pod.yaml', '--fail-on', 'warning']).code).toBe(1);
    expect(place.run(['audit', 'pod.yaml', '--preset', 'strict']).code).toBe(1);
    expect(place.run(['audit', 'credential.yaml', '--fail-on', 'never']).code).toBe(0);
  });

  test('2 where something cannot be read, whatever else is found', () => {
    const place = workplace();
    place.write({ 'a.yaml': CREDENTIAL, 'b.yaml': 'apiVersion: v1\nkind: [\n' });
    const outcome = place.run(['audit', '.', '--fail-on', 'never']);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toMatch(/unreadable-input {2}b\.yaml:\d+:\d+: /);
    expect(outcome.stdout).toContain('credential-in-configmap');
  });

  test.each([
    [['audit'], 'nothing to audit; name files or folders'],
    [['audit', 'nowhere'], 'there is no file or folder "nowhere"'],
    [['audit', '-', '-'], 'standard input (-) can be read only once'],
    [['audit', 'pod.yaml', '--formt', 'json'], "unknown option '--formt'\n(Did you mean --format?)"],
    [['audit', 'pod.yaml', '--format', 'xml'], '--format "xml": use one of text, json, sarif, junit'],
    [['audit', 'pod.yaml', '--preset', 'lax'], '--preset must be one of recommended, strict, got "lax"'],
    [['audit', 'pod.yaml', '--fail-on', 'info'], '--fail-on must be one of error, warning, note, never, got "info"'],
    [
      ['audit', 'pod.yaml', '--rule', 'secret-in-en'],
      '--rule: there is no rule "secret-in-en"; did you mean secret-in-env',
    ],
    [
      ['audit', 'pod.yaml', '--output', 'report.foo'],
      '--output "report.foo" has no known extension; write the format before the path, as in sarif:report.foo',
    ],
    [['audit', 'pod.yaml', '--output', 'no/where.sarif'], '--output "no/where.sarif": no such folder "no"'],
    [['audit', 'pod.yaml', '--color', 'red'], '--color "red": use one of auto, always, never'],
    [['audit', 'pod.yaml', '--namespace', 'shop'], '--context and --namespace work only with --live'],
    [['audit', 'pod.yaml', '--live'], '--live audits the cluster and takes no paths'],
    [['audit', 'pod.yaml', '--kustomize', 'always'], '--kustomize "always": use one of auto, never, fetch'],
    [['audit', '--live', '--separate'], '--kustomize and --separate do not work with --live'],
    [['audit', 'pod.yaml', '--baseline', 'none.json'], 'there is no baseline "none.json"; write one'],
    [['audit', 'pod.yaml', '--config', 'none.yaml'], 'there is no config file "none.yaml"'],
    [['audit', 'values.yaml'], 'the paths contain no Kubernetes object; nothing was checked'],
    [['audit', 'empty'], 'the paths contain no Kubernetes object; nothing was checked'],
    [['judge'], "unknown command 'judge'"],
    [['explain'], "missing required argument 'rules'"],
    [['explain', 'secret-env'], 'there is no rule "secret-env"; did you mean secret-in-env; '],
    [['rules', '--format', 'xml'], '--format "xml": use one of text, json'],
  ])('2 for %j, with a word on what to do', (args, message) => {
    const place = workplace();
    place.write({ 'pod.yaml': POD, 'values.yaml': 'replicas: 2\n', 'empty/readme.txt': 'no manifest' });
    const outcome = place.run(args);
    expect(outcome.stderr).toContain(`strongbox: ${message}`);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('what is read', () => {
  test('of a folder every manifest below it, in one order, and nothing else', () => {
    const place = workplace();
    place.write({
      'b/pod.yml': POD,
      'a/list.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }),
      'B.yaml': CLEAN,
      'notes.txt': POD,
      'node_modules/dep/pod.yaml': POD,
      '.git/pod.yaml': POD,
      'values.yaml': 'image: {{ broken',
      'tsconfig.json': '{ // not JSON\n}',
      'kustomization.yaml': 'resources: [b/pod.yml]\n',
    });
    symlinkSync('..', join(place.folder, 'b/loop'));
    const { summary, findings } = JSON.parse(
      place.run(['audit', '.', '--format', 'json', '--preset', 'strict']).stdout,
    );
    expect(summary).toMatchObject({ objects: 3, files: 3 });
    expect([...new Set(findings.map((finding: any) => finding.location.file))]).toEqual(['B.yaml', 'b/pod.yml']);
  });

  test('a file that is named twice once', () => {
    const place = workplace();
    place.write({ 'pod.yaml': POD });
    expect(
      JSON.parse(place.run(['audit', 'pod.yaml', './pod.yaml', '.', '--format', 'json']).stdout).summary.objects,
    ).toBe(1);
  });

  test('standard input: a List of kubectl, and what Helm prints', () => {
    const place = workplace();
    const list = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api' }, spec: { containers: [] } }],
    });
    expect(lastLine(place.run(['audit', '-'], { input: list }).stdout)).toMatch(/1 of 1 object/);
    const chart = `---\n# Source: shop/templates/pod.yaml\n${POD}---\n# Source: shop/templates/empty.yaml\n---\n# `
      + `Source: shop/templates/settings.yaml\n${CREDENTIAL}`;
    const outcome = place.run(['audit', '-'], { input: chart });
    expect(outcome.stdout).toMatch(/^<stdin>\n/);
    expect(outcome.stdout).toMatch(/22:3 +error +credential-in-configmap/);
    expect(outcome.code).toBe(1);
  });

  test('objects of several files together: one may name what another has', () => {
    const place = workplace();
    place.write({
      'pod.yaml': POD,
      'db.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\ndata: {user: YQ==}\n',
    });
    const ids = (paths: string[]) =>
      JSON.parse(place.run(['audit', ...paths, '--format', 'json', '--preset', 'strict']).stdout).findings.map(
        (finding: any) => finding.ruleId,
      );
    expect(ids(['pod.yaml'])).toContain('missing-reference');
    expect(ids(['pod.yaml', 'db.yaml'])).toContain('missing-key');
  });

  test('not a template, not a chart, not a binary file, not UTF-16; each with what to do', () => {
    const place = workplace();
    place.write({
      't.yaml': 'apiVersion: v1\nkind: Secret\ndata:\n  {{- range .Values }}\n',
      'chart/Chart.yaml': 'name: shop\n',
      'chart/templates/pod.yaml': '{{ broken',
      'b.yaml': Buffer.from([1, 2, 0xff, 0xfe, 0]),
      'w.yaml': Buffer.from(`\ufeff${POD}`, 'utf16le'),
      'broken.yaml': `${POD}\nbroken: [\n`,
    });
    const problems = (path: string) =>
      JSON.parse(place.run(['audit', path, '--format', 'json']).stdout)
        .problems.map((problem: any) => problem.message)
        .join();
    expect(problems('t.yaml')).toMatch(/cannot be read.*render a Helm template first/);
    expect(problems('chart')).toBe(
      'it is a Helm chart, and its templates are not YAML yet; render it: helm template chart | strongbox audit -',
    );
    expect(problems('b.yaml')).toBe('it is not valid UTF-8');
    expect(problems('w.yaml')).toBe('it is UTF-16, as PowerShell writes it; save it as UTF-8');
    expect(problems('broken.yaml')).toMatch(/^this document cannot be read/);
  });
});

describe('what is not judged', () => {
  const FILES = {
    'a/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\nlevel: info\n',
    'a/values.yaml': 'level: info\n',
    'a/pod.yaml.tpl': POD,
    'a/clean.yaml': CLEAN,
    'b/clean.yaml': CLEAN,
  };

  test('is counted and said in text, above the sum', async () => {
    const place = workplace();
    place.write(FILES);
    const { code, stdout } = await place.call(['audit', 'a', 'b']);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'Not checked',
      '  1 object, searched for credentials only: Service',
      '  1 document without a Kubernetes object',
      '  1 file without a Kubernetes object: a/values.yaml',
      '  1 file with another extension: a/pod.yaml.tpl',
      '  1 object defined more than once, and treated as one object each: '
        + 'ConfigMap shop/settings (a/clean.yaml:1, b/clean.yaml:1); --separate checks each path separately',
    ]);
    expect(lastLine(stdout)).toMatch(/^no findings in 3 objects of 3 files/);
  });

  test('is in JSON, and copies are none where paths are judged apart', async () => {
    const place = workplace();
    place.write(FILES);
    const report = async (...args: string[]) =>
      JSON.parse((await place.call(['audit', 'a', 'b', '--format', 'json', ...args])).stdout);
    expect(await report()).toMatchObject({
      summary: {
        passedOver: {
          kinds: [{ apiGroup: '', kind: 'Service', objectCount: 1 }],
          documentCount: 1,
          files: ['a/values.yaml'],
          otherEndings: ['a/pod.yaml.tpl'],
        },
      },
      copies: [
        {
          apiGroup: '',
          kind: 'ConfigMap',
          name: 'settings',
          objectNamespace: 'shop',
          locations: [{ file: 'a/clean.yaml' }, { file: 'b/clean.yaml' }],
        },
      ],
    });
    expect((await report('--separate')).copies).toEqual([]);
  });
});

describe('kustomizations', () => {
  test('that are not rendered are a warning, and those that cannot be are trouble; the rest is judged', async () => {
    const place = workplace();
    place.write({
      'k/kustomization.yaml': 'resources: [a.yaml]\n',
      'k/a.yaml': CLEAN,
      'b.yaml': CLEAN.replace('settings', 'b'),
    });
    place.script('bin/kubectl', '#!/bin/sh\nexit 1\n');
    const audit = async (...args: string[]) =>
      place.call(['audit', 'k', 'b.yaml', ...args], { env: { PATH: join(place.folder, 'bin') } });
    expect(await audit('--kustomize', 'never')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('warning  kustomization-not-rendered'),
    });
    expect((await audit('--kustomize', 'never', '--fail-on', 'warning')).code).toBe(1);
    expect(await audit()).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('no findings in 2 objects of 2 files'),
    });
  });

  test('are named with the object, and a patch with what it says', async () => {
    const place = workplace();
    const token = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    place.write({
      'k/kustomization.yaml': 'resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n',
      'k/pod.yaml': POD,
      'k/patch.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop}\n'
        + `spec: {containers: [{name: app, env: [{name: T, value: ${token}}]}]}\n`,
    });
    const rendered = POD.replace(
      'namespace: shop}',
      'namespace: shop, annotations: {config.kubernetes.io/origin: "path: WHERE/k/pod.yaml"}}',
    ).concat(`        - {name: T, value: ${token}}\n`);
    place.script(
      'bin/kubectl',
      `#!/bin/sh\nsed "s,WHERE,$(realpath --relative-to="$2" .)," <<'END'\n${rendered}END\n`,
    );
    const { stdout } = await place.call(['audit', 'k', '--rule', 'secret-in-env,credential-in-env'], {
      env: { PATH: `${join(place.folder, 'bin')}:${process.env.PATH}` },
    });
    expect(
      stdout
        .split('\n')
        .slice(0, 4)
        .map((line) => line.replace(/ +/g, ' ')),
    ).toEqual([
      'k/pod.yaml',
      ' Pod shop/api (k)',
      expect.stringMatching(/^ 9:11 warning secret-in-env /),
      expect.stringMatching(/^ k\/patch.yaml:4:49 error credential-in-env /),
    ]);
    expect(stdout).not.toContain(token);
  });
});

describe('what is written', () => {
  test('text in colour where the environment or the option says so', () => {
    const place = workplace();
    place.write({ 'pod.yaml': POD });
    const hasColour = (args: string[], env = {}) =>
      place.run(['audit', 'pod.yaml', ...args], { env }).stdout.includes('\u001b[');
    expect(hasColour([])).toBe(false);
    expect(hasColour([], { FORCE_COLOR: '1' })).toBe(true);
    expect(hasColour([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(hasColour(['--color', 'always'], { NO_COLOR: '1' })).toBe(true);
    expect(hasColour(['--color', 'never'], { FORCE_COLOR: '1' })).toBe(false);
  });

  test('several reports at once, and text for whoever looks on', () => {
    const place = workplace();
    place.write({ 'repo/.git/HEAD': '', 'repo/deploy/pod.yaml': POD });
    const outcome = place.run(['audit', 'repo/deploy', '-o', 'a.sarif', '-o', 'junit:b.txt', '-o', 'c.json']);
    expect(outcome.stdout).toContain('Pod shop/api');
    const read = (file: string) => readFileSync(join(place.folder, file), 'utf8');
    expect(JSON.parse(read('a.sarif')).version).toBe('2.1.0');
    expect(read('b.txt')).toMatch(/^<\?xml/);
    expect(JSON.parse(read('c.json')).schemaVersion).toBe(1);
  });

  test('paths of SARIF from the root of the repository, wherever in it the command runs', () => {
    const place = workplace();
    place.write({ '.git/HEAD': '', 'deploy/pod.yaml': POD });
    const artifact = (cwd: string, path: string) =>
      JSON.parse(place.run(['audit', path, '--format', 'sarif'], { cwd }).stdout).runs[0].results[0].locations[0]
        .physicalLocation.artifactLocation;
    const expected = { uri: 'deploy/pod.yaml', uriBaseId: '%SRCROOT%' };
    expect(artifact('.', 'deploy')).toEqual(expected);
    expect(artifact('deploy', '.')).toEqual(expected);
    expect(artifact('deploy', '../deploy/pod.yaml')).toEqual(expected);
  });

  test('the requested format in the given file', () => {
    const place = workplace();
    place.write({ 'pod.yaml': POD });
    place.run(['audit', 'pod.yaml', '--format', 'junit', '--output', 'report']);
    expect(readFileSync(join(place.folder, 'report'), 'utf8')).toMatch(/^<\?xml/);
  });

  test('no suppressed findings if requested', () => {
    const place = workplace();
    const metadata =
      '{name: api, namespace: shop, annotations: {cdk8s-strongbox/suppress.secret-in-env: the vendor reads nothing '
        + 'else}}';
    place.write({ 'pod.yaml': POD.replace('{name: api, namespace: shop}', metadata) });
    const results = (...args: string[]) =>
      JSON.parse(place.run(['audit', 'pod.yaml', '--format', 'sarif', '--rule', 'secret-in-env', ...args]).stdout)
        .runs[0].results;
    expect(results()).toMatchObject([{ suppressions: [{ justification: 'the vendor reads nothing else' }] }]);
    expect(results('--omit-suppressed')).toEqual([]);
  });

  test('as much as its reader takes: no message, and neither the code of findings nor that of none', () => {
    const place = workplace();
    place.write({ 'pods.yaml': Array.from({ length: 3000 }, () => POD).join('---\n') });
    const command = `'${process.execPath}' '${join(__dirname, '../../lib/cli/strongbox.js')}' audit pods.yaml; echo `
      + '"code $?" >&2';
    place.script('pipe.sh', `(${command}) | head -n 1\n`);
    const result = spawnSync('sh', ['pipe.sh'], { cwd: place.folder, encoding: 'utf8' });
    expect(result.stdout).toBe('pods.yaml\n');
    expect(result.stderr).toBe('code 2\n');
  });
});

describe('which rules', () => {
  const asked = (place: ReturnType<typeof workplace>, ...args: string[]) =>
    JSON.parse(place.run(['audit', 'pod.yaml', '--format', 'json', ...args]).stdout).rules.map(
      (rule: any) => `${rule.id} ${rule.level}`,
    );

  test('those alone that are named, also one that the preset has off', () => {
    const place = workplace();
    place.write({ 'pod.yaml': POD });
    expect(asked(place, '--rule', 'missing-reference,secret-in-env')).toEqual([
      'secret-in-env warning',
      'missing-reference note',
    ]);
    expect(asked(place, '--rule', 'missing-reference', '--rule', 'secret-in-env', '--off', 'secret-in-env')).toEqual([
      'missing-reference note',
    ]);
  });

  test('all but those that are off', () => {
    const place = workplace();
    place.write({ 'pod.yaml': POD });
    const all = asked(place);
    expect(asked(place, '--off', 'secret-in-env')).toEqual(
      all.filter((rule: string) => rule !== 'secret-in-env warning'),
    );
  });

  test('those of a custom preset, from a config file in a folder above', () => {
    const place = workplace();
    place.write({
      'sub/pod.yaml': POD,
      'strongbox.yaml': `
preset: strict
rules: {missing-reference: off, secret-in-env: note}
failOn: note
customRules:
  - id: acme-owner
    title: an object without an owner
    scope: any-object
    violation: "!has(self.metadata.labels) || !('owner' in self.metadata.labels)"
    message: has no owner
    remediation: Set the label owner.
`,
    });
    const outcome = place.run(['audit', 'sub/pod.yaml']);
    expect(outcome.stdout).toContain('note     secret-in-env');
    expect(outcome.stdout).toMatch(/error +acme-owner +has no owner/);
    expect(outcome.stdout).not.toContain('missing-reference');
    expect(outcome.code).toBe(1);
    expect(place.run(['audit', 'sub/pod.yaml', '--no-config']).code).toBe(0);
    expect(place.run(['explain', 'acme-owner']).stdout).toContain('a rule of your own, error');
  });

  test('not those that read what the config file excludes', () => {
    const place = workplace();
    place.write({
      'strongbox.yaml': 'exclude: [old, deploy/legacy.yaml]\n',
      'old/a.yaml': CREDENTIAL,
      'deploy/legacy.yaml': CREDENTIAL,
      'deploy/pod.yaml': POD,
    });
    expect(JSON.parse(place.run(['audit', '.', '--format', 'json']).stdout).summary.files).toBe(1);
    expect(place.run(['audit', 'old/a.yaml']).code).toBe(1);
  });
});

describe('help', () => {
  test('is not a failure', () => {
    const place = workplace();
    expect(place.run(['--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(place.run(['audit', '--help']).stdout).toContain('Exit code: 0 no finding at or above --fail-on');
    expect(place.run(['--version'])).toMatchObject({ code: 0, stdout: '0.0.0\n' });
  });

  test('explain says why, what to do and where to read more', () => {
    const { stdout, code } = workplace().run(['explain', 'secret-in-env', 'token-create']);
    expect(code).toBe(0);
    expect(stdout).toContain('about use; recommended: warning, strict: error');
    expect(stdout).toContain('https://kubernetes.io/docs/concepts/security/secrets-good-practices/');
    expect(stdout).toContain('docs/rules/token-create.md');
  });

  test('rules lists all of them, those that are off too', () => {
    const place = workplace();
    expect(place.run(['rules']).stdout).toMatch(/ {2}missing-reference +off +/);
    const rules = JSON.parse(place.run(['rules', '--format', 'json', '--preset', 'strict']).stdout);
    expect(rules).toContainEqual(expect.objectContaining({ id: 'missing-reference', level: 'note' }));
  });
});
