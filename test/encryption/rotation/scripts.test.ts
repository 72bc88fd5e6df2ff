import { execFileSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { FakeCluster, FakeObject, Result } from './fake-cluster';
import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { ReEncryption } from '../../../src/encryption/rotation/re-encryption';
import { modeOf, newChart, temporaryFolder, testKey } from '../support';

/** The scripts run for real, in a shell, with a kubectl that answers from files. */
const SERVERS = ['https://10.0.0.11:6443', 'https://10.0.0.12:6443'];
const box = (name: string) => EncryptionProvider.secretbox(testKey(name));

function sh(script: string, args: string[], environment: NodeJS.ProcessEnv): Result {
  try {
    return {
      status: 0,
      output: execFileSync('sh', [script, ...args], {
        env: { PATH: process.env.PATH, RETRY_AFTER: '0', ...environment },
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { status, output: stdout + stderr };
  }
}

function written(
  options: Partial<Parameters<typeof EncryptionRotation.rotateKey>[2]> = {},
  resources = ['secrets'],
): { folder: string; rotation: EncryptionRotation } {
  const folder = join(temporaryFolder(), 'rotation');
  const present = new EncryptionConfig(newChart(), 'Encryption', { resources, writeWith: box('old') });
  const rotation = EncryptionRotation.rotateKey(present, testKey('new'), { apiServers: SERVERS, ...options });
  rotation.writeTo(folder);
  return { folder, rotation };
}

describe('check.sh', () => {
  const metrics = (hash: string | undefined, id: string, started = 1000, reloaded?: number) =>
    [
      'apiserver_storage_objects 5',
      ...(hash === undefined
        ? []
        : [
          `apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="sha256:${id}",hash="${hash}"} 1`,
        ]),
      ...(reloaded === undefined
        ? []
        : [
          `apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:${id}",status="success"} ${reloaded.toExponential()}`,
        ]),
      `process_start_time_seconds ${started.toExponential()}`,
    ].join('\n');

  /** A kubectl that answers each address with its own metrics, and fails for one that has none. */
  function check(answers: { [server: string]: string }, environment: NodeJS.ProcessEnv = {}, script?: string): Result {
    const bin = temporaryFolder();
    Object.entries(answers).forEach(([server, text]) => writeFileSync(join(bin, server.replace(/\W/g, '_')), text));
    writeFileSync(join(bin, 'kubectl'), `#!/bin/sh
[ "$1" = --server ] && [ "$3 $4" = '--tls-server-name kubernetes.default.svc' ] && [ "$5 $6" = 'get --raw' ] || exit 64
case "$7" in
  /metrics) cat "${bin}/$(printf %s "$2" | sed 's/[^a-zA-Z0-9_]/_/g')" ;;
  /version) echo '{"major": "1", "minor": "'"\${MINOR:-37+}"'"}' ;;
  /readyz/kms-providers) [ "$2" != "\${UNHEALTHY:-}" ] && printf "\${HEALTH-ok}" ;;
  *) exit 64 ;;
esac
`);
    chmodSync(join(bin, 'kubectl'), 0o755);
    return sh(script ?? join(rotated.folder, '1-read/check.sh'), [], {
      PATH: `${bin}:${process.env.PATH}`,
      ...environment,
    });
  }
  let rotated: ReturnType<typeof written>;
  let hash: string;
  beforeAll(() => {
    rotated = written();
    hash = rotated.rotation.stages[0].file!.hash;
  });

  test('succeeds when every server has the hash', () => {
    expect(check({ [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: metrics(hash, 'b') })).toEqual({
      status: 0,
      output: `${SERVERS[0]}: ok\n${SERVERS[1]}: ok\n`,
    });
  });

  test('fails for a server with another file, and names it', () => {
    const { status, output } = check({ [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: metrics('sha256:other', 'b') });
    expect(status).toBe(1);
    expect(output).toContain(`${SERVERS[1]}: works with another file (sha256:other)`);
  });

  test('another file fails even when it was loaded recently', () => {
    expect(
      check(
        { [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: metrics('sha256:other', 'b', 9000) },
        { INSTALLED_AT: '2000' },
      ).status,
    ).toBe(1);
  });

  test('fails for a server that does not answer', () => {
    const { status, output } = check({ [SERVERS[0]]: metrics(hash, 'a') });
    expect(status).toBe(1);
    expect(output).toContain(`${SERVERS[1]}: does not answer`);
  });

  test('fails when two addresses lead to one server', () => {
    const { status, output } = check({ [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: metrics(hash, 'a') });
    expect(status).toBe(1);
    expect(output).toContain('was seen under another address');
  });

  test('before Kubernetes 1.34 it goes by the time of the last load', () => {
    const answers = {
      [SERVERS[0]]: metrics(undefined, 'a', 1000, 1_700_000_100),
      [SERVERS[1]]: metrics(undefined, 'b', 1_700_000_200),
    };
    const old = (environment: NodeJS.ProcessEnv = {}) => check(answers, { MINOR: '33', ...environment });
    expect(old().output).toContain('set INSTALLED_AT');
    expect(old({ INSTALLED_AT: '1700000050' }).status).toBe(0);
    expect(old({ INSTALLED_AT: '1700000150' }).output).toContain(
      `${SERVERS[0]}: has not loaded its configuration since 1700000150`,
    );
  });

  test('each server has its own time, where they got the file one long after the other', () => {
    const answers = {
      [SERVERS[0]]: metrics(undefined, 'a', 1000, 2000),
      [SERVERS[1]]: metrics(undefined, 'b', 1000, 3000),
    };
    const at = (times: string) => check(answers, { MINOR: '33', INSTALLED_AT: times });
    expect(at('2500').output).toContain(`${SERVERS[0]}: has not loaded its configuration since 2500`);
    expect(at('1500 2500').status).toBe(0);
    expect(at('2500 1500').status).toBe(1);
    expect(at('1500 3500').output).toContain(`${SERVERS[1]}: has not loaded its configuration since 3500`);
    expect(at('1500 2500 2600')).toMatchObject({
      status: 1,
      output: expect.stringContaining('INSTALLED_AT has 3 times'),
    });
  });

  test.each([
    '-1',
    '0',
    '1',
    '01700000000',
    '1700000000.5',
    '1.7e9',
    'yesterday',
    '*',
    '$(date)',
    '99999999999',
    '1800000000',
    '-1 -1',
    '1700000000 0',
    ' ',
    '',
    '1700000000 -1',
    '0x10',
    '18446744073709551617',
    '٣',
  ])('INSTALLED_AT=%j cannot be when the stage was installed', (time) => {
    const answers = {
      [SERVERS[0]]: metrics(undefined, 'a', 1_700_000_100),
      [SERVERS[1]]: metrics(undefined, 'b', 1_700_000_100),
    };
    expect(check(answers, { MINOR: '33', INSTALLED_AT: '1700000000' }).status).toBe(0);
    expect(check(answers, { MINOR: '33', INSTALLED_AT: time })).toMatchObject({
      status: 1,
      output: expect.stringMatching(/INSTALLED_AT|since/),
    });
  });

  test('a server that would report its file and reports none has none, whatever the time says', () => {
    const answers = { [SERVERS[0]]: metrics(undefined, 'a', 3000), [SERVERS[1]]: metrics(hash, 'b', 3000) };
    for (const minor of ['34', '37+']) {
      expect(check(answers, { MINOR: minor, INSTALLED_AT: '2000' })).toMatchObject({
        status: 1,
        output: expect.stringContaining(`${SERVERS[0]}: has no encryption file`),
      });
    }
    expect(check(answers, { MINOR: 'x', INSTALLED_AT: '2000' }).output).toContain('does not say which version it is');
  });

  test('metrics that are cut off, or report two files, prove nothing', () => {
    const whole = metrics(hash, 'b');
    for (const text of [
      whole.replace(/^process_start.*/m, ''),
      whole.slice(0, whole.indexOf(hash) + 9),
      '',
      metrics('sha256:other', 'b').replace(/^process/m, `${whole.split('\n')[1]}\nprocess`),
    ]) {
      expect(check({ [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: text }, { INSTALLED_AT: '1' })).toMatchObject({
        status: 1,
        output: expect.stringMatching(/not whole|more than one file/),
      });
    }
  });

  test('where files are not ours, a stage is told by another hash than before, the same on every server', () => {
    const folder = join(temporaryFolder(), 'talos');
    EncryptionRotation.rotateKey(new EncryptionConfig(newChart(), 'E', { writeWith: box('old') }), testKey('new'), {
      apiServers: SERVERS,
      controlPlane: ControlPlane.talos(),
    }).writeTo(folder);
    const run = (stage: string, [a, b]: [string, string], time = '500') =>
      check(
        { [SERVERS[0]]: metrics(`sha256:${a}`, 'a'), [SERVERS[1]]: metrics(`sha256:${b}`, 'b') },
        { INSTALLED_AT: time },
        join(folder, stage, 'check.sh'),
      );
    expect(run('1-read', ['one', 'one']).output).toContain('that stage was not found done by 0-present/check.sh');
    expect(run('0-present', ['none', 'none'], '').status).toBe(0);
    expect(run('1-read', ['none', 'none']).output).toContain('still works with the file of 0-present (sha256:none)');
    expect(run('1-read', ['one', 'none']).status).toBe(1);
    expect(run('1-read', ['one', 'one']).status).toBe(0);
    // The time of the stage before would do; the file does not.
    expect(run('2-write', ['one', 'one'])).toMatchObject({
      status: 1,
      output: expect.stringContaining('still works with the file of 1-read (sha256:one)'),
    });
    expect(run('2-write', ['two', 'two'], '').output).toContain('set INSTALLED_AT');
    expect(run('2-write', ['two', 'two']).status).toBe(0);
    expect(run('1-read', ['two', 'two'])).toMatchObject({
      status: 1,
      output: expect.stringContaining('than when this stage was done (sha256:one)'),
    });
    expect(run('1-read', ['one', 'one']).status).toBe(0);
  });

  test('with a KMS, every plugin is healthy and has the same key', () => {
    const folder = join(temporaryFolder(), 'kms');
    const file = new EncryptionConfig(newChart(), 'E', { writeWith: EncryptionProvider.kmsV2({ name: "o'kms" }) });
    const rotation = EncryptionRotation.enable(file, { apiServers: SERVERS });
    rotation.writeTo(folder);
    const script = join(folder, '1-read/check.sh');
    const status = (id: string, key: string, at: number) =>
      `apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{apiserver_id_hash="sha256:${id}",key_id_hash="sha256:${key}",provider_name="o'kms"} ${at.toExponential()}`;
    const server = (id: string, ...states: string[]) =>
      [metrics(rotation.stages[0].file!.hash, id), ...states].join('\n');
    // A key that a plugin reported once stays in the metrics.
    const answers = {
      [SERVERS[0]]: server('a', status('a', 'new', 2000), status('a', 'old', 1000)),
      [SERVERS[1]]: server('b', status('b', 'new', 1900)),
    };
    expect(check(answers, {}, script)).toEqual({ status: 0, output: `${SERVERS[0]}: ok\n${SERVERS[1]}: ok\n` });
    expect(check(answers, { UNHEALTHY: SERVERS[1] }, script)).toMatchObject({
      status: 1,
      output: expect.stringContaining(`${SERVERS[1]}: a KMS plugin does not answer`),
    });
    for (const health of ['', 'failed']) {
      expect(check(answers, { HEALTH: health }, script).output).toContain('is not healthy');
    }
    expect(check({ ...answers, [SERVERS[1]]: server('b', status('b', 'other', 2000)) }, {}, script)).toMatchObject({
      status: 1,
      output: expect.stringContaining(`${SERVERS[1]}: has another key of KMS provider o'kms`),
    });
    expect(check({ ...answers, [SERVERS[1]]: server('b') }, {}, script)).toMatchObject({
      status: 1,
      output: expect.stringContaining(`${SERVERS[1]}: has no key of KMS provider o'kms`),
    });
  });

  test('before encryption is enabled, no server may have a file', () => {
    const folder = join(temporaryFolder(), 'enable');
    EncryptionRotation.enable(new EncryptionConfig(newChart(), 'E', { writeWith: box('a') }), {
      apiServers: SERVERS,
    }).writeTo(folder);
    const script = join(folder, '0-present/check.sh');
    const none = { [SERVERS[0]]: metrics(undefined, 'a'), [SERVERS[1]]: metrics(undefined, 'b') };
    expect(check(none, {}, script)).toEqual({
      status: 0,
      output: SERVERS.map((server) => `${server}: ok, has no encryption file\n`).join(''),
    });
    expect(check({ ...none, [SERVERS[1]]: metrics('sha256:some', 'b') }, {}, script)).toMatchObject({
      status: 1,
      output: expect.stringContaining(`${SERVERS[1]}: has an encryption file (sha256:some)`),
    });
    expect(check(none, { MINOR: '33' }, script)).toMatchObject({
      status: 1,
      output: expect.stringContaining('set NO_FILE=yes'),
    });
    expect(check(none, { MINOR: '33', NO_FILE: 'yes' }, script).status).toBe(0);
  });

  test('a server without a file is seen by its restart alone', () => {
    const folder = join(temporaryFolder(), 'decrypt');
    EncryptionRotation.decrypt(new EncryptionConfig(newChart(), 'E', { writeWith: box('old') }), {
      apiServers: SERVERS,
    }).writeTo(folder);
    const script = join(folder, '4-retire/check.sh');
    const reloaded = { [SERVERS[0]]: metrics(undefined, 'a', 3000), [SERVERS[1]]: metrics(undefined, 'b', 1000, 3000) };
    expect(check(reloaded, { INSTALLED_AT: '2000' }, script)).toMatchObject({
      status: 1,
      output: expect.stringContaining(`${SERVERS[1]}: has not loaded`),
    });
    expect(
      check({ ...reloaded, [SERVERS[1]]: metrics(undefined, 'b', 2500) }, { INSTALLED_AT: '2000' }, script).status,
    ).toBe(0);
    expect(
      check({ ...reloaded, [SERVERS[1]]: metrics('sha256:old', 'b', 2500) }, { INSTALLED_AT: '2000' }, script).output,
    ).toContain('still has an encryption file');
  });
});

describe('install.sh', () => {
  /** Without waiting for the next second. */
  function quick(): NodeJS.ProcessEnv {
    const bin = temporaryFolder();
    writeFileSync(join(bin, 'sleep'), '#!/bin/sh\n');
    chmodSync(join(bin, 'sleep'), 0o755);
    return { PATH: `${bin}:${process.env.PATH}` };
  }

  test('goes from stage to stage and back, and never past one', () => {
    const target = join(temporaryFolder(), 'enc');
    const { folder } = written({ controlPlane: ControlPlane.staticPod({ folder: target }) });
    const install = (stage: string) => sh(join(folder, stage, 'install.sh'), [], quick());
    const installed = () => readFileSync(join(target, 'encryption-config.yaml'), 'utf8');
    const fileOf = (stage: string) => readFileSync(join(folder, stage, 'encryption-config.yaml'), 'utf8');

    expect(install('2-write')).toMatchObject({
      status: 1,
      output: expect.stringContaining('is a file of another stage (sha256:none); nothing was changed'),
    });
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'encryption-config.yaml'), fileOf('0-present'), { mode: 0o644 });
    for (const stage of ['2-write', '4-retire']) expect(install(stage).status).toBe(1);
    expect(installed()).toBe(fileOf('0-present'));

    for (const stage of ['1-read', '2-write', '4-retire', '2-write', '1-read', '0-present', '1-read', '1-read']) {
      expect(install(stage)).toMatchObject({ status: 0, output: expect.stringMatching(/^INSTALLED_AT=\d+\n$/) });
      expect(installed()).toBe(fileOf(stage));
      expect(modeOf(join(target, 'encryption-config.yaml'))).toBe('600');
      expect(modeOf(target)).toBe('700');
    }
    expect(install('4-retire').status).toBe(1);
    expect(existsSync(join(target, 'encryption-config.yaml.next'))).toBe(false);
  });

  test('a second run says when the file really came, and API servers load it in a later second', () => {
    const target = join(temporaryFolder(), 'enc');
    const { folder } = written({ controlPlane: ControlPlane.staticPod({ folder: target }) });
    const at = (run: Result) => Number(/INSTALLED_AT=(\d+)/.exec(run.output)![1]);
    const first = at(sh(join(folder, '1-read/install.sh'), [], {}));
    expect(Math.floor(Date.now() / 1000)).toBeGreaterThan(first);
    expect(at(sh(join(folder, '1-read/install.sh'), [], {}))).toBe(first);
  });

  test.each(['exit 1', 'exit 0', 'echo 0', 'echo -1', 'echo yesterday', 'echo 17', 'kill -9 $$'])(
    'a date that does %j says nothing of the time',
    (body) => {
      const target = join(temporaryFolder(), 'enc');
      const { folder } = written({ controlPlane: ControlPlane.staticPod({ folder: target }) });
      const environment = quick();
      const bin = environment.PATH!.split(':')[0];
      writeFileSync(join(bin, 'date'), `#!/bin/sh\n${body}\n`);
      chmodSync(join(bin, 'date'), 0o755);
      const ran = sh(join(folder, '1-read/install.sh'), [], environment);
      expect(ran).toMatchObject({ status: 1, output: expect.stringContaining('date does not print when') });
      expect(ran.output).not.toContain('INSTALLED_AT=');
    },
  );

  test('the draft of a run that was killed does not hinder, and a link in its place is not followed', () => {
    const target = join(temporaryFolder(), 'enc');
    const { folder } = written({ controlPlane: ControlPlane.staticPod({ folder: target }) });
    mkdirSync(target);
    const elsewhere = join(temporaryFolder(), 'elsewhere');
    symlinkSync(elsewhere, join(target, 'encryption-config.yaml.next'));
    expect(sh(join(folder, '2-write/install.sh'), [], quick()).status).toBe(1);
    expect(sh(join(folder, '0-present/install.sh'), [], quick()).status).toBe(0);
    expect(existsSync(elsewhere)).toBe(false);
    expect(readdirSync(target)).toEqual(['encryption-config.yaml']);
  });

  test('refuses a file that was damaged on the way', () => {
    const target = join(temporaryFolder(), 'enc');
    const { folder } = written({ controlPlane: ControlPlane.staticPod({ folder: target }) });
    writeFileSync(join(folder, '1-read/encryption-config.yaml'), 'half');
    expect(sh(join(folder, '1-read/install.sh'), [], {})).toMatchObject({
      status: 1,
      output: expect.stringContaining('copy it again'),
    });
  });
});

describe('re-encrypt.sh', () => {
  const objectOf = (line: string): FakeObject => {
    const [resource, namespace, ...name] = line.split(' ');
    return { resource, namespace, name: name.join(' ') };
  };
  function cluster(lines: readonly string[], reEncryption = ReEncryption.patches({ parallel: 1, batchSize: 2 })) {
    const { folder } = written({ reEncryption }, [
      'secrets',
      'pandas.bears.example',
      '*.apps',
      'roles.rbac.authorization.k8s.io',
    ]);
    writeFileSync(join(folder, '3-re-encrypt/check.sh'), '#!/bin/sh\nexit ${CHECK_FAILS:-0}\n');
    const fake = new FakeCluster(lines.map(objectOf)).withPrograms(['awk', 'mkdir', 'rm', 'sleep', 'tr']);
    return {
      fake,
      folder: join(folder, '3-re-encrypt'),
      run: (args: string[] = [], environment: NodeJS.ProcessEnv = {}) =>
        fake.run(join(folder, '3-re-encrypt/re-encrypt.sh'), args, environment),
      patches: () => fake.log().filter((line) => line.startsWith('[patch]')),
    };
  }
  const objects = [
    'secrets a one', 'secrets a two', 'secrets a three', 'secrets b one',
    'deployments.apps a web', 'pandas.bears.example - po', 'configmaps a one',
  ];
  const patch = (resource: string, namespace: string, ...names: string[]) =>
    [
      'patch',
      resource,
      ...(namespace === '-' ? [] : ['--namespace', namespace]),
      '--type',
      'merge',
      '--patch',
      '{}',
      '--',
      ...names,
    ]
      .map((word) => `[${word}] `)
      .join('');

  test('writes every listed resource again, namespaced or not, found by a wildcard or '
    + 'named, and no other', async () => {
    const { run, fake } = cluster(objects);
    expect(await run()).toMatchObject({ status: 0, output: expect.stringContaining('done: 6 objects written') });
    expect(fake.left()).toEqual(['configmaps,a,one']);
  });

  test('writes in batches of one namespace, and prints names alone', async () => {
    const { run, patches, fake } = cluster(objects);
    await run();
    expect(patches()).toEqual(
      expect.arrayContaining([
        patch('secrets', 'a', 'one', 'two'),
        patch('secrets', 'a', 'three'),
        patch('pandas.bears.example', '-', 'po'),
      ]),
    );
    expect(
      fake
        .log()
        .filter((line) => line.startsWith('[get]'))
        .join(),
    ).not.toMatch(/json|yaml/);
  });

  const hostile = [
    '--dry-run=server',
    '--namespace=kube-system',
    '--patch={}',
    '-',
    '--',
    "it's",
    'my role',
    'a%b',
    'system:x',
    'a+b',
    '"',
    '\\',
    '\\0101',
    'two\nlines',
    'ends\n',
    '\n',
    ' ',
    '  ',
    'x patched',
    'x patched (no change)',
    '*',
    '$(id)',
    '`id`',
    '[a]',
    '?',
    '~',
    '#',
    '. 3',
    'end',
    'same',
    'ünï',
    '\u001b[31m',
    '-n',
    '%20',
    '!x',
    'a/',
    'tab\t',
  ].filter((name) => !name.includes('/'));
  test('names come to kubectl as they are, whatever they look like', async () => {
    const lines = ['deployments.apps tenant web'].concat(
      hostile.flatMap((name) =>
        ['tenant', '-'].map((namespace) => `roles.rbac.authorization.k8s.io ${namespace} ${name}`),
      ),
    );
    for (const args of [[], ['--verify']]) {
      const { run, fake, patches } = cluster(lines, ReEncryption.patches({ parallel: 3, batchSize: 5 }));
      expect(await run(args)).toMatchObject({
        status: 0,
        output: expect.stringContaining(`done: ${lines.length} objects written`),
      });
      expect(fake.left()).toEqual([]);
      for (const name of hostile) expect(patches().some((line) => line.includes(`[${name}] `))).toBe(true);
    }
  });

  test('an answer for fewer names than were sent is not an answer', async () => {
    for (const args of [[], ['--verify']]) {
      const { run, fake } = cluster(objects);
      const ran = await run(args, { SILENT_FOR: 'two' });
      expect(ran).toMatchObject({
        status: 1,
        output: expect.stringMatching(/ {2}secrets a two\nsecrets: these objects could not be written/),
      });
      expect(ran.output).not.toContain('done:');
      expect(fake.left()).toContain('secrets,a,two');
    }
  });

  test.each([
    ['a table', 'NAMESPACE NAME\na one\n'],
    ['nothing', ''],
    ['no end', 'a one\na two\na three\nb one\n'],
    ['fewer than it says', 'a one\n. 4\n'],
    ['more after its end', 'a one\n. 1\na two\n'],
    ['half a line', 'a one\na tw'],
    ['three columns', 'a one two\n. 1\n'],
    ['a namespace that is an option', '--all one\n. 1\n'],
  ])('a list that is %s ends the run', async (_, list) => {
    const { run, fake, folder } = cluster(objects);
    writeFileSync(join(fake.bin, 'list'), list);
    writeFileSync(
      join(fake.bin, 'kubectl'),
      `#!/bin/sh\n[ "$1" = get ] && exec /bin/cat ${fake.bin}/list\nexec ${fake.bin}/.kubectl "$@"\n`,
    );
    for (const args of [[], ['--verify']]) {
      expect(await run(args)).toMatchObject({
        status: 1,
        output: expect.stringContaining('the list of names is not whole'),
      });
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a name with the byte 0 is told, and what to do', async () => {
    const { run, fake } = cluster(['deployments.apps a web']);
    writeFileSync(
      join(fake.bin, 'kubectl'),
      `#!/bin/sh\n[ "$1" = get ] && printf 'a nul%%00\\n. 1\\n' && exit\nexec ${fake.bin}/.kubectl "$@"\n`,
    );
    expect(await run()).toMatchObject({
      status: 1,
      output: expect.stringContaining('a nul%00: no program can be given a name with the byte 0'),
    });
  });

  test('a wildcard whose resources are listed differently, or not at all, ends the run', async () => {
    const { run, fake } = cluster(objects.filter((line) => !line.startsWith('deployments')));
    expect(await run()).toMatchObject({ status: 1, output: expect.stringContaining("set NO_RESOURCES='*.apps'") });
    expect((await run([], { NO_RESOURCES: '*.other *.apps' })).status).toBe(0);
    writeFileSync(
      join(fake.bin, 'kubectl'),
      '#!/bin/sh\ncase "$*" in *sort-by=kind*) exit ;; api-*) echo one.apps; exit ;; esac\nexec '
        + `${fake.bin}/.kubectl "$@"\n`,
    );
    expect(await run()).toMatchObject({
      status: 1,
      output: expect.stringContaining('other resources the second time'),
    });
  });

  test('continues where it was stopped', async () => {
    const { run, fake, patches } = cluster(objects);
    const stopped = await run([], { FAILS_FOR: 'three' });
    expect(stopped.status).toBe(1);
    expect(stopped.output).toContain('conflict on three');
    expect(stopped.output).toContain('run again to continue');
    const before = patches().length;
    expect((await run()).status).toBe(0);
    expect(patches().slice(before).filter((line) => line.includes('[b]'))).toEqual([]);
    expect(fake.left()).toEqual(['configmaps,a,one']);
  });

  test('an object that goes meanwhile is gone when it is in no list', async () => {
    for (const args of [[], ['--verify']]) {
      const { run, fake } = cluster(objects);
      // The first patch finds it gone.
      writeFileSync(join(fake.bin, 'kubectl'), `#!/bin/sh
case "$1 $2" in "patch secrets") /bin/rm -f "${fake.bin}/states/secrets,a,two" ;; esac
exec ${fake.bin}/.kubectl "$@"
`);
      expect(await run(args)).toMatchObject({ status: 0, output: expect.stringContaining('done:') });
      expect(fake.left()).toEqual(['configmaps,a,one']);
    }
  });

  test('--verify looks at everything whatever was done, writes what is left, and looks '
    + 'again at that alone', async () => {
    const { run, folder, patches } = cluster(objects);
    writeFileSync(join(folder, 'progress'), 'secrets a\nsecrets b\ndeployments.apps a\npandas.bears.example -\n');
    expect((await run()).output).toContain('done: 0 objects written');
    const first = await run(['--verify']);
    expect(first).toMatchObject({
      status: 0,
      output: expect.stringContaining('done: 6 objects written, and all 6 are stored as API servers write now'),
    });
    expect(first.output).toMatch(/secrets a: 3 written, 0 were already[^]*secrets a: 0 written, 3 were already/);
    const before = patches().length;
    expect(await run(['--verify'])).toMatchObject({
      status: 0,
      output: expect.stringContaining('done: 0 objects written, and all 6'),
    });
    expect(
      patches()
        .slice(before)
        .filter((line) => line.startsWith('[patch] [secrets] [--namespace] [b]')),
    ).toHaveLength(1);
  });

  test('--verify fails for an object that is written at every look, as by a server with another key', async () => {
    const { run } = cluster(objects);
    expect(await run(['--verify'], { BUSY: 'two' })).toMatchObject({
      status: 1,
      output: expect.stringMatching(/ {2}secrets a two\n[^]*written at every look/),
    });
  });

  test('a list that fails ends the run: an empty list does not prove that there is no object', async () => {
    const { run } = cluster(objects);
    for (const args of [[], ['--verify']]) {
      expect(await run(args, { CANNOT_LIST: 'deployments.apps' })).toMatchObject({
        status: 1,
        output: expect.stringContaining('forbidden'),
      });
    }
    expect(await run([], { CANNOT_DISCOVER: 'yes' })).toMatchObject({ status: 1 });
  });

  test('does nothing while an API server has another file', async () => {
    const { run, patches } = cluster(objects);
    expect((await run([], { CHECK_FAILS: '1' })).status).toBe(1);
    expect(patches()).toEqual([]);
  });

  test('says what it takes', async () => {
    const { run, patches } = cluster(objects);
    for (const args of [['--verfy'], ['--verify', 'x']]) expect((await run(args)).status).toBe(1);
    for (const environment of [{ BATCH: '0' }, { BATCH: '-1' }, { PARALLEL: 'many' }, { PARALLEL: '1;id' }]) {
      expect((await run([], environment)).status).toBe(1);
    }
    expect(patches()).toEqual([]);
  });

  test('what kubectl says is not a command to the terminal', async () => {
    const { run } = cluster(['roles.rbac.authorization.k8s.io a \u001b[31m'].concat(objects));
    const { output } = await run([], { FAILS_FOR: '\u001b[31m' });
    expect(output).toContain('conflict on ?[31m');
    expect(output).not.toContain('\u001b');
  });

  test('an empty cluster is done at once', async () => {
    const { run } = cluster(['none - none']);
    expect(await run([], { NO_RESOURCES: '*.apps' })).toMatchObject({
      status: 0,
      output: expect.stringContaining('done: 0 objects written'),
    });
  });

  test('check.sh of its stage succeeds only when nothing is left to write', async () => {
    const { folder, rotation } = written({
      apiServers: SERVERS.slice(0, 1),
      reEncryption: ReEncryption.patches({ parallel: 1 }),
    });
    const fake = new FakeCluster([objectOf('secrets a one')])
      .withPrograms(['awk', 'mkdir', 'rm', 'sleep', 'tr'])
      .answer(
        SERVERS[0],
        '/metrics',
        `apiserver_encryption_config_controller_last_config_info{hash="${rotation.stages[2].file!.hash}"} `
          + '1\nprocess_start_time_seconds 1e9\n',
      );
    const run = (script: string, args: string[] = [], environment: NodeJS.ProcessEnv = {}) =>
      fake.run(join(folder, script), args, environment);
    expect((await run('2-write/check.sh')).status).toBe(0);
    expect((await run('3-re-encrypt/check.sh', ['--servers'])).status).toBe(0);
    expect((await run('3-re-encrypt/check.sh', [], { SILENT_FOR: 'one' })).status).toBe(1);
    expect((await run('3-re-encrypt/check.sh', [], { BUSY: 'one' })).status).toBe(1);
    expect(fake.left()).toHaveLength(1);
    expect(await run('3-re-encrypt/check.sh')).toMatchObject({
      status: 0,
      output: expect.stringContaining('done: 1 objects written'),
    });
    expect(fake.left()).toEqual([]);
  });
});

describe('migrate.sh', () => {
  async function migrate(environment: NodeJS.ProcessEnv = {}, script = 'migrate.sh') {
    const { folder } = written({ reEncryption: ReEncryption.storageVersionMigration('1.37') });
    const fake = new FakeCluster().withPrograms(['sleep']);
    const stage = join(folder, '3-re-encrypt');
    if (script === 'migrate.sh') writeFileSync(join(stage, 'check.sh'), '#!/bin/sh\nexit ${CHECK_FAILS:-0}\n');
    writeFileSync(join(fake.bin, 'sleep'), '#!/bin/sh\n');
    return { ...await fake.run(join(stage, script), [], environment), log: fake.log() };
  }

  test('makes every migration again, and waits for it', async () => {
    const { status, output, log } = await migrate();
    expect([status, output]).toEqual([0, expect.stringMatching(/^secrets-[0-9a-f]{10}: done\n$/)]);
    expect(log.slice(0, 2)).toEqual([expect.stringMatching(/^\[delete\]/), expect.stringMatching(/^\[create\]/)]);
  });

  test('fails when one fails, or takes too long, or an API server has another file', async () => {
    for (const environment of [{ OUTCOME: 'Failed' }, { TIMEOUT_SECONDS: '0' }]) {
      expect(await migrate(environment)).toMatchObject({ status: 1, output: expect.stringContaining('not migrated') });
    }
    expect(await migrate({ TIMEOUT_SECONDS: 'long' })).toMatchObject({ status: 1, log: [] });
    expect(await migrate({ CHECK_FAILS: '1' })).toMatchObject({ status: 1, log: [] });
  });
});
