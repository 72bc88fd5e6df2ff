import { execFileSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { ReEncryption } from '../../../src/encryption/rotation/re-encryption';
import { modeOf, newChart, temporaryFolder, testKey } from '../support';

/** The scripts run for real, in a shell, with a kubectl that answers from files. */
const SERVERS = ['https://10.0.0.11:6443', 'https://10.0.0.12:6443'];
const box = (name: string) => EncryptionProvider.secretbox(testKey(name));

interface Result { readonly status: number; readonly output: string }

function sh(script: string, args: string[], environment: NodeJS.ProcessEnv): Result {
  try {
    return { status: 0, output: execFileSync('sh', [script, ...args], { env: { PATH: process.env.PATH, RETRY_AFTER: '0', ...environment }, encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { status, output: stdout + stderr };
  }
}

function written(options: Partial<Parameters<typeof EncryptionRotation.rotateKey>[2]> = {}, resources = ['secrets']): { folder: string; rotation: EncryptionRotation } {
  const folder = join(temporaryFolder(), 'rotation');
  const present = new EncryptionConfig(newChart(), 'Encryption', { resources, writeWith: box('old') });
  const rotation = EncryptionRotation.rotateKey(present, testKey('new'), { apiServers: SERVERS, ...options });
  rotation.writeTo(folder);
  return { folder, rotation };
}

describe('check.sh', () => {
  const metrics = (hash: string | undefined, id: string, started = 1000, reloaded?: number) => [
    'apiserver_storage_objects 5',
    ...hash === undefined ? [] : [`apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="sha256:${id}",hash="${hash}"} 1`],
    ...reloaded === undefined ? [] : [`apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:${id}",status="success"} ${reloaded.toExponential()}`],
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
  /readyz/kms-providers) [ "$2" != "\${UNHEALTHY:-}" ] ;;
  *) exit 64 ;;
esac
`);
    chmodSync(join(bin, 'kubectl'), 0o755);
    return sh(script ?? join(rotated.folder, '1-read/check.sh'), [], { PATH: `${bin}:${process.env.PATH}`, ...environment });
  }
  let rotated: ReturnType<typeof written>;
  let hash: string;
  beforeAll(() => {
    rotated = written();
    hash = rotated.rotation.stages[0].file!.hash;
  });

  test('succeeds when every server has the hash', () => {
    expect(check({ [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: metrics(hash, 'b') })).toEqual({ status: 0, output: `${SERVERS[0]}: ok\n${SERVERS[1]}: ok\n` });
  });

  test('fails for a server with another file, and names it', () => {
    const { status, output } = check({ [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: metrics('sha256:other', 'b') });
    expect(status).toBe(1);
    expect(output).toContain(`${SERVERS[1]}: works with another file (sha256:other)`);
  });

  test('another file fails even when it was loaded recently', () => {
    expect(check({ [SERVERS[0]]: metrics(hash, 'a'), [SERVERS[1]]: metrics('sha256:other', 'b', 9000) }, { INSTALLED_AT: '2000' }).status).toBe(1);
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
    const answers = { [SERVERS[0]]: metrics(undefined, 'a', 1000, 1_700_000_100), [SERVERS[1]]: metrics(undefined, 'b', 1_700_000_200) };
    expect(check(answers).output).toContain('set INSTALLED_AT');
    expect(check(answers, { INSTALLED_AT: '1700000050' }).status).toBe(0);
    expect(check(answers, { INSTALLED_AT: '1700000150' }).output).toContain(`${SERVERS[0]}: has not loaded its configuration since 1700000150`);
  });

  test('each server has a time of its own, where they got the file one long after the other', () => {
    const answers = { [SERVERS[0]]: metrics(undefined, 'a', 1000, 2000), [SERVERS[1]]: metrics(undefined, 'b', 1000, 3000) };
    expect(check(answers, { INSTALLED_AT: '2500' }).output).toContain(`${SERVERS[0]}: has not loaded its configuration since 2500`);
    expect(check(answers, { INSTALLED_AT: '1500 2500' }).status).toBe(0);
    expect(check(answers, { INSTALLED_AT: '2500 1500' }).status).toBe(1);
    expect(check(answers, { INSTALLED_AT: '1500 3500' }).output).toContain(`${SERVERS[1]}: has not loaded its configuration since 3500`);
  });

  test('with a KMS, every plugin is healthy and has the same key', () => {
    const folder = join(temporaryFolder(), 'kms');
    const file = new EncryptionConfig(newChart(), 'E', { writeWith: EncryptionProvider.kmsV2({ name: "o'kms" }) });
    const rotation = EncryptionRotation.enable(file, { apiServers: SERVERS });
    rotation.writeTo(folder);
    const script = join(folder, '1-read/check.sh');
    const status = (id: string, key: string, at: number) =>
      `apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{apiserver_id_hash="sha256:${id}",key_id_hash="sha256:${key}",provider_name="o'kms"} ${at.toExponential()}`;
    const server = (id: string, ...states: string[]) => [metrics(rotation.stages[0].file!.hash, id), ...states].join('\n');
    // A key that a plugin reported once stays in the metrics.
    const answers = { [SERVERS[0]]: server('a', status('a', 'new', 2000), status('a', 'old', 1000)), [SERVERS[1]]: server('b', status('b', 'new', 1900)) };
    expect(check(answers, {}, script)).toEqual({ status: 0, output: `${SERVERS[0]}: ok\n${SERVERS[1]}: ok\n` });
    expect(check(answers, { UNHEALTHY: SERVERS[1] }, script)).toMatchObject({ status: 1, output: expect.stringContaining(`${SERVERS[1]}: a KMS plugin does not answer`) });
    expect(check({ ...answers, [SERVERS[1]]: server('b', status('b', 'other', 2000)) }, {}, script)).toMatchObject({ status: 1, output: expect.stringContaining(`${SERVERS[1]}: has another key of KMS provider o'kms`) });
    expect(check({ ...answers, [SERVERS[1]]: server('b') }, {}, script)).toMatchObject({ status: 1, output: expect.stringContaining(`${SERVERS[1]}: has no key of KMS provider o'kms`) });
  });

  test('before encryption is enabled, no server may have a file', () => {
    const folder = join(temporaryFolder(), 'enable');
    EncryptionRotation.enable(new EncryptionConfig(newChart(), 'E', { writeWith: box('a') }), { apiServers: SERVERS }).writeTo(folder);
    const script = join(folder, '0-present/check.sh');
    const none = { [SERVERS[0]]: metrics(undefined, 'a'), [SERVERS[1]]: metrics(undefined, 'b') };
    expect(check(none, {}, script)).toEqual({ status: 0, output: SERVERS.map((server) => `${server}: ok, has no encryption file\n`).join('') });
    expect(check({ ...none, [SERVERS[1]]: metrics('sha256:some', 'b') }, {}, script)).toMatchObject({ status: 1, output: expect.stringContaining(`${SERVERS[1]}: has an encryption file (sha256:some)`) });
    expect(check(none, { MINOR: '33' }, script)).toMatchObject({ status: 1, output: expect.stringContaining('set NO_FILE=yes') });
    expect(check(none, { MINOR: '33', NO_FILE: 'yes' }, script).status).toBe(0);
  });

  test('a server without a file is seen by its restart alone', () => {
    const folder = join(temporaryFolder(), 'decrypt');
    EncryptionRotation.decrypt(new EncryptionConfig(newChart(), 'E', { writeWith: box('old') }), { apiServers: SERVERS }).writeTo(folder);
    const script = join(folder, '4-retire/check.sh');
    const reloaded = { [SERVERS[0]]: metrics(undefined, 'a', 3000), [SERVERS[1]]: metrics(undefined, 'b', 1000, 3000) };
    expect(check(reloaded, { INSTALLED_AT: '2000' }, script)).toMatchObject({ status: 1, output: expect.stringContaining(`${SERVERS[1]}: has not loaded`) });
    expect(check({ ...reloaded, [SERVERS[1]]: metrics(undefined, 'b', 2500) }, { INSTALLED_AT: '2000' }, script).status).toBe(0);
    expect(check({ ...reloaded, [SERVERS[1]]: metrics('sha256:old', 'b', 2500) }, { INSTALLED_AT: '2000' }, script).output).toContain('still has an encryption file');
  });
});

describe('install.sh', () => {
  test('goes from stage to stage and back, and never past one', () => {
    const target = join(temporaryFolder(), 'enc');
    const { folder } = written({ controlPlane: ControlPlane.staticPod({ folder: target }) });
    const install = (stage: string) => sh(join(folder, stage, 'install.sh'), [], {});
    const installed = () => readFileSync(join(target, 'encryption-config.yaml'), 'utf8');
    const fileOf = (stage: string) => readFileSync(join(folder, stage, 'encryption-config.yaml'), 'utf8');

    expect(install('2-write')).toMatchObject({ status: 1, output: expect.stringContaining('is a file of another stage (sha256:none); nothing was changed') });
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

  test('refuses a file that was damaged on the way', () => {
    const target = join(temporaryFolder(), 'enc');
    const { folder } = written({ controlPlane: ControlPlane.staticPod({ folder: target }) });
    writeFileSync(join(folder, '1-read/encryption-config.yaml'), 'half');
    expect(sh(join(folder, '1-read/install.sh'), [], {})).toMatchObject({ status: 1, output: expect.stringContaining('copy it again') });
  });
});

describe('re-encrypt.sh', () => {
  /** A cluster in files: one line an object, `resource namespace name state`, state old or new. */
  function cluster(objects: string[]) {
    const bin = temporaryFolder();
    const { folder } = written({ reEncryption: ReEncryption.patches({ parallel: 1, batchSize: 2 }) }, ['secrets', 'pandas.bears.example', '*.apps']);
    writeFileSync(join(folder, '3-re-encrypt/check.sh'), '#!/bin/sh\nexit ${CHECK_FAILS:-0}\n');
    writeFileSync(join(bin, 'objects'), `${objects.join('\n')}\n`);
    writeFileSync(join(bin, 'kubectl'), `#!/bin/sh
# get RESOURCE --all-namespaces | api-resources ... | patch RESOURCE [--namespace NS] --type merge --patch {} NAME...
db=${bin}/objects
echo "$*" >> ${bin}/log
case "$1" in
  api-resources)
    [ -z "\${CANNOT_DISCOVER:-}" ] || { echo unavailable >&2; exit 1; }
    case "$*" in
      *--api-group=apps*) printf 'deployments.apps\\n' ;;
      *) exit 64 ;;
    esac ;;
  get)
    [ "$2" = "\${CANNOT_LIST:-}" ] && { echo forbidden >&2; exit 1; }
    awk -v r="$2" '$1 != r { next } $2 == "-" { if (!n++) print "NAME TYPE"; print $3, "Opaque"; next } { if (!n++) print "NAMESPACE NAME TYPE"; print $2, $3, "Opaque" }' $db ;;
  patch)
    resource=$2; shift 2
    ns=-
    if [ "$1" = --namespace ]; then ns=$2; shift 2; fi
    [ "$1 $2 $3 $4" = '--type merge --patch {}' ] || exit 64
    shift 4
    failed=0
    for name in "$@"; do
      if [ "$name" = "\${FAILS_FOR:-}" ]; then echo "conflict on $name" >&2; failed=1; continue; fi
      if [ "$name" = "\${BUSY:-}" ]; then echo "$resource/$name patched"; continue; fi
      if grep -qx "$resource $ns $name old" $db; then
        sed -i "s|^$resource $ns $name old$|$resource $ns $name new|" $db
        echo "$resource/$name patched"
      else
        echo "$resource/$name patched (no change)"
      fi
    done
    exit $failed ;;
  *) exit 64 ;;
esac
`);
    chmodSync(join(bin, 'kubectl'), 0o755);
    return {
      folder,
      run: (args: string[] = [], environment: NodeJS.ProcessEnv = {}) => sh(join(folder, '3-re-encrypt/re-encrypt.sh'), args, { PATH: `${bin}:${process.env.PATH}`, ...environment }),
      objects: () => readFileSync(join(bin, 'objects'), 'utf8').trim().split('\n'),
      log: () => readFileSync(join(bin, 'log'), 'utf8').trim().split('\n'),
    };
  }
  const objects = [
    'secrets a one old', 'secrets a two old', 'secrets a three old', 'secrets b one old',
    'deployments.apps a web old', 'pandas.bears.example - po old', 'configmaps a one old',
  ];

  test('writes every listed resource again, namespaced or not, found by a wildcard or named, and no other', () => {
    const { run, objects: after } = cluster(objects);
    expect(run()).toMatchObject({ status: 0, output: expect.stringContaining('done: 6 objects written') });
    expect(after().filter((line) => line.endsWith('old'))).toEqual(['configmaps a one old']);
  });

  test('writes in batches of one namespace, and lists names alone', () => {
    const { run, log } = cluster(objects);
    run();
    expect(log()).toContain('patch secrets --namespace a --type merge --patch {} one two');
    expect(log()).toContain('patch secrets --namespace a --type merge --patch {} three');
    expect(log().filter((line) => line.startsWith('get')).join()).not.toMatch(/json|yaml/);
  });

  test('goes on where it was stopped', () => {
    const { run, objects: after, log } = cluster(objects);
    const stopped = run([], { FAILS_FOR: 'three' });
    expect(stopped.status).toBe(1);
    expect(stopped.output).toContain('conflict on three');
    expect(stopped.output).toContain('run again to go on');
    const before = log().length;
    expect(run().status).toBe(0);
    expect(log().slice(before).some((line) => line.includes('patch deployments.apps'))).toBe(false);
    expect(after().filter((line) => line.endsWith('old'))).toEqual(['configmaps a one old']);
  });

  test('--verify starts anew whatever was done, writes what is left, and looks a second time at that alone', () => {
    const { run, folder, log } = cluster(objects);
    writeFileSync(join(folder, '3-re-encrypt/progress'), 'secrets a\nsecrets b\ndeployments.apps a\npandas.bears.example -\n');
    expect(run().output).toContain('done: 0 objects written');
    const first = run(['--verify']);
    expect(first).toMatchObject({ status: 0, output: expect.stringContaining('done: 6 objects written') });
    expect(first.output).toMatch(/secrets a: 3 written, 0 were already[^]*secrets a: 0 written, 3 were already/);
    const patches = log().length;
    expect(run(['--verify'])).toMatchObject({ status: 0, output: expect.stringContaining('done: 0 objects written') });
    expect(log().slice(patches).filter((line) => line.startsWith('patch secrets --namespace b'))).toHaveLength(1);
  });

  test('--verify fails for an object that is written at every look, as by a server with another key', () => {
    const { run } = cluster(objects);
    expect(run(['--verify'], { BUSY: 'two' })).toMatchObject({ status: 1, output: expect.stringMatching(/written at every look[^]*secrets a two\n/) });
  });

  test('a list that fails ends the run: no name is no proof that there is no object', () => {
    const { run } = cluster(objects);
    for (const args of [[], ['--verify']]) expect(run(args, { CANNOT_LIST: 'deployments.apps' })).toMatchObject({ status: 1, output: expect.stringContaining('forbidden') });
    expect(run([], { CANNOT_DISCOVER: 'yes' })).toMatchObject({ status: 1 });
  });

  test('does nothing while an API server has another file', () => {
    const { run, objects: after } = cluster(objects);
    expect(run([], { CHECK_FAILS: '1' }).status).toBe(1);
    expect(after()).toEqual(objects);
  });

  test('an empty cluster is done at once', () => {
    expect(cluster(['none - none old']).run()).toMatchObject({ status: 0, output: expect.stringContaining('done: 0 objects written') });
  });
});

describe('migrate.sh', () => {
  /** A kubectl that has migrations done, or failed, at the second look. */
  function migrate(outcome: 'Succeeded' | 'Failed', environment: NodeJS.ProcessEnv = {}): Result & { log: string } {
    const bin = temporaryFolder();
    const { folder } = written({ reEncryption: ReEncryption.storageVersionMigration('1.37') });
    writeFileSync(join(folder, '3-re-encrypt/check.sh'), '#!/bin/sh\n');
    writeFileSync(join(bin, 'sleep'), '#!/bin/sh\n');
    writeFileSync(join(bin, 'kubectl'), `#!/bin/sh
echo "$*" >> ${bin}/log
case "$1 $*" in
  "get "*'=="${outcome}"'*) if [ -e ${bin}/seen ]; then echo True; else touch ${bin}/seen; fi ;;
  "get "*|"delete "*--ignore-not-found*|"create "*) ;;
  *) exit 64 ;;
esac
`);
    ['kubectl', 'sleep'].forEach((name) => chmodSync(join(bin, name), 0o755));
    return { ...sh(join(folder, '3-re-encrypt/migrate.sh'), [], { PATH: `${bin}:${process.env.PATH}`, ...environment }), log: readFileSync(join(bin, 'log'), 'utf8') };
  }

  test('makes every migration anew, and waits for it', () => {
    const { status, output, log } = migrate('Succeeded');
    expect([status, output]).toEqual([0, expect.stringMatching(/^secrets-[0-9a-f]{10}: done\n$/)]);
    expect(log).toMatch(/^delete [^]*\ncreate /);
  });

  test('fails when one fails, or takes too long', () => {
    expect(migrate('Failed')).toMatchObject({ status: 1, output: expect.stringContaining('not migrated') });
    expect(migrate('Succeeded', { TIMEOUT_SECONDS: '0' })).toMatchObject({ status: 1, output: expect.stringContaining('not migrated') });
  });
});

test('every script is valid shell', () => {
  const { folder, rotation } = written({ reEncryption: ReEncryption.storageVersionMigration('1.37') });
  for (const stage of rotation.stages) {
    for (const name of ['check.sh', ...Object.keys(stage.scripts).filter((one) => one.endsWith('.sh'))]) {
      execFileSync('sh', ['-n', join(folder, stage.folderName, name)]);
    }
  }
});
