import { spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { FakeCluster, Fault, MODES, Result } from './fake-cluster';
import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { ReEncryption } from '../../../src/encryption/rotation/re-encryption';
import { triesAll } from '../../support/runs';
import { modeOf, newChart, temporaryFolder, testKey } from '../support';

/**
 * Every script, with every program that it uses failing at every call in every way: nothing is said to be done that is
 * not.
 *
 * `npm test` tries the ways that are the hardest to see. All of them take minutes, and are tried in CI, and where
 * STRONGBOX_FAULTS is all.
 */
const ALL = process.env.STRONGBOX_FAULTS === 'all' || triesAll();
const SERVERS = ['https://10.0.0.11:6443', 'https://10.0.0.12:6443'];
const PROGRAMS = {
  'check.sh': ['awk', 'tr'],
  're-encrypt.sh': ['awk', 'mkdir', 'rm', 'sleep', 'tr'],
  'migrate.sh': ['awk', 'sleep', 'tr'],
  'install.sh': ['sha256sum', 'mkdir', 'rm', 'cat', 'sync', 'sleep', 'mv', 'chmod', 'ls', 'date'],
};

/** A config in which Secrets stay as they are, unless they are among the resources. */
const config = (resources: string[], provider: EncryptionProvider) => new EncryptionConfig(newChart(), 'E', {
  resources,
  writeWith: provider,
  moreEntries: resources.includes('secrets') || resources.includes('*.*') ? []
    : [{ resources: ['secrets'], writeWith: EncryptionProvider.unencrypted('a test') }],
});
const box = (name: string) => EncryptionProvider.secretbox(testKey(name));

interface Scenario {
  readonly cluster: FakeCluster;
  /** Puts everything back before a run. */
  readonly reset?: () => void;
  readonly run: (fault?: Fault) => Promise<Result>;
  /** What is wrong if the script says that it is done: nothing when it is. */
  readonly undone: (result: Result) => unknown[];
  /** What must hold after every run. */
  readonly always?: () => void;
  /** Whether the script succeeds when nothing fails. */
  readonly succeeds: boolean;
}

/** Tries every fault of a scenario until no call is left to fail, and says how many there were. */
async function faults(
  { cluster, reset, run, undone, always, succeeds }: Scenario,
  programs: readonly string[],
): Promise<number> {
  reset?.();
  expect((await run()).status === 0).toBe(succeeds);
  let tried = 0;
  for (const program of programs) {
    for (const mode of ALL ? MODES : program === 'kubectl' ? ['cut', 'lie'] as const : ['lie'] as const) {
      for (let call = 1; ; call += 1) {
        reset?.();
        const fault = { program, call, mode };
        const result = await run(fault);
        if ((cluster.counts()[program] ?? 0) < call) break;
        tried += 1;
        always?.();
        if (result.status === 0 || /^done:|^INSTALLED_AT=/m.test(result.output)) {
          expect([fault, undone(result)]).toEqual([fault, []]);
        }
      }
    }
  }
  return tried;
}

const metricsOf = (hash: string | undefined, id: string) =>
  [
    ...(hash
      ? [`apiserver_encryption_config_controller_last_config_info{apiserver_id_hash="sha256:${id}",hash="${hash}"} 1`]
      : []),
    `apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{apiserver_id_hash="sha256:${id}",key_id_hash="sha256:old",provider_name="kms"} 1.7e+09`,
    `apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{apiserver_id_hash="sha256:${id}",key_id_hash="sha256:${id}",provider_name="kms"} 1.7000001e+09`,
    'process_start_time_seconds 1.7000002e+09',
    'workqueue_depth 0',
    '',
  ].join('\n');

jest.setTimeout(ALL ? 1_800_000 : 120_000);

describe('check.sh', () => {
  // What is wrong with the second server, and so with the stage.
  const wrongs: [string, (cluster: FakeCluster, hash: string) => void][] = [
    ['has another file', (cluster) => cluster.answer(SERVERS[1], '/metrics', metricsOf('sha256:other', 'a'))],
    ['has no file', (cluster) => cluster.answer(SERVERS[1], '/metrics', metricsOf(undefined, 'a'))],
    ['has a plugin with another key', (cluster, hash) => cluster.answer(SERVERS[1], '/metrics', metricsOf(hash, 'b'))],
    [
      'has a plugin that is ill',
      (cluster, hash) =>
        cluster
          .answer(
            SERVERS[1],
            '/metrics',
            metricsOf(hash, 'a').replace(/apiserver_id_hash="sha256:a"/g, 'apiserver_id_hash="sha256:b"'),
          )
          .answer(SERVERS[1], '/readyz/kms-providers', 'failed'),
    ],
    ['does not answer', () => undefined],
  ];
  test.each(ALL ? wrongs : wrongs.slice(0, 2))('a second server that %s', async (_, spoil) => {
    const folder = join(temporaryFolder(), 'rotation');
    const rotation = EncryptionRotation.enable(config(['secrets'], EncryptionProvider.kmsV2()), {
      apiServers: SERVERS,
    });
    rotation.writeTo(folder);
    const hash = rotation.stages[0].file!.hash;
    const cluster = new FakeCluster().withPrograms(PROGRAMS['check.sh']);
    cluster.answer(SERVERS[0], '/metrics', metricsOf(hash, 'a'));
    for (const server of SERVERS) {
      cluster.answer(server, '/version', '{"major": "1", "minor": "37"}').answer(server, '/readyz/kms-providers', 'ok');
    }
    spoil(cluster, hash);
    const run = (fault?: Fault) =>
      cluster.run(join(folder, '1-read/check.sh'), [], { INSTALLED_AT: '1700000000' }, fault);
    expect(
      await faults({ cluster, run, succeeds: false, undone: () => ['the second server'] }, [
        'kubectl',
        ...PROGRAMS['check.sh'],
      ]),
    ).toBeGreaterThan(4);
  });
});

describe('re-encrypt.sh', () => {
  const objects = [
    ...(ALL ? ['one', 'my role', 'two\nlines', '--dry-run=server'] : ['two\nlines']).map((name) => ({
      resource: 'roles.rbac.authorization.k8s.io',
      namespace: 'a',
      name,
    })),
    { resource: 'roles.rbac.authorization.k8s.io', namespace: 'b', name: 'one' },
    { resource: 'deployments.apps', namespace: 'a', name: 'one' },
  ];

  test.each(ALL ? [[[]], [['--verify']]] : [[['--verify']]])('%j', async (args) => {
    const folder = join(temporaryFolder(), 'rotation');
    const options = {
      apiServers: SERVERS.slice(0, 1),
      reEncryption: ReEncryption.patches({ parallel: 1, batchSize: 2 }),
    };
    const rotation = EncryptionRotation.rotateKey(
      config(['roles.rbac.authorization.k8s.io', '*.apps'], box('old')),
      testKey('new'),
      options,
    );
    rotation.writeTo(folder);
    const cluster = new FakeCluster(objects).withPrograms(PROGRAMS['re-encrypt.sh'])
      .answer(SERVERS[0], '/metrics', metricsOf(rotation.stages[2].file!.hash, 'a'));
    expect(await faults({
      cluster,
      reset: () => {
        objects.forEach((object) => cluster.store(object, 'old'));
        rmSync(join(folder, '3-re-encrypt/progress'), { force: true });
      },
      run: (fault) => cluster.run(join(folder, '3-re-encrypt/re-encrypt.sh'), args, {}, fault),
      undone: () => cluster.left(),
      succeeds: true,
    }, ALL ? ['kubectl', ...PROGRAMS['re-encrypt.sh']] : ['kubectl', 'awk'])).toBeGreaterThan(ALL ? 100 : 15);
  });
});

test('migrate.sh', async () => {
  const folder = join(temporaryFolder(), 'rotation');
  const options = { apiServers: SERVERS.slice(0, 1), reEncryption: ReEncryption.storageVersionMigration('1.37') };
  const rotation = EncryptionRotation.rotateKey(config(['secrets'], box('old')), testKey('new'), options);
  rotation.writeTo(folder);
  const cluster = new FakeCluster().withPrograms(PROGRAMS['migrate.sh'])
    .answer(SERVERS[0], '/metrics', metricsOf(rotation.stages[2].file!.hash, 'a'));
  writeFileSync(join(cluster.bin, 'sleep'), '#!/bin/sh\n');
  expect(
    await faults(
      {
        cluster,
        reset: () => {
          // Done in another run, before objects were written otherwise.
          writeFileSync(join(cluster.bin, 'migrations'), 'done\n');
          rmSync(join(cluster.bin, 'log'), { force: true });
        },
        run: (fault) => cluster.run(join(folder, '3-re-encrypt/migrate.sh'), [], { TIMEOUT_SECONDS: '10' }, fault),
        undone: () => {
          const verbs = cluster
            .log()
            .map((line) => line.split(' ')[0])
            .filter((verb) => ['[delete]', '[create]'].includes(verb));
          return verbs.join() === '[delete],[create]' && cluster.migrated() ? [] : verbs;
        },
        succeeds: true,
      },
      ['kubectl', 'awk', 'tr'],
    ),
  ).toBeGreaterThan(6);
});

test.each(['a file of the stage before', 'the file of the stage, for everybody to read'])(
  'install.sh over %s',
  async (what) => {
    const target = join(temporaryFolder(), 'enc');
    const path = join(target, 'encryption-config.yaml');
    const folder = join(temporaryFolder(), 'rotation');
    EncryptionRotation.rotateKey(config(['secrets'], box('old')), testKey('new'), {
      apiServers: SERVERS,
      controlPlane: ControlPlane.staticPod({ folder: target }),
    }).writeTo(folder);
    const [before, after] = ['0-present', '1-read'].map((stage) =>
      readFileSync(join(folder, stage, 'encryption-config.yaml'), 'utf8'),
    );
    const cluster = new FakeCluster().withPrograms(PROGRAMS['install.sh']);
    writeFileSync(
      join(cluster.bin, 'sleep'),
      readFileSync(join(cluster.bin, 'sleep'), 'utf8').replace(/exec \S+ "\$@"/, 'exit 0'),
    );
    mkdirSync(target);
    expect(
      await faults(
        {
          cluster,
          reset: () => {
            chmodSync(target, 0o755);
            for (const name of readdirSync(target)) rmSync(join(target, name));
            writeFileSync(path, what.includes('before') ? before : after);
            chmodSync(path, 0o644);
          },
          run: (fault) => cluster.run(join(folder, '1-read/install.sh'), [], {}, fault),
          undone: ({ output }) => [
            ...(existsSync(path) && readFileSync(path, 'utf8') === after ? [] : ['the file']),
            ...(modeOf(path) === '600' && modeOf(target) === '700' ? [] : ['its mode']),
            ...(output.includes(`INSTALLED_AT=${Math.floor(statSync(path).mtimeMs / 1000)}\n`)
              ? []
              : [`the time: ${output}`]),
          ],
          always: () => expect([before, after]).toContain(readFileSync(path, 'utf8')),
          succeeds: true,
        },
        PROGRAMS['install.sh'],
      ),
    ).toBeGreaterThan(6);
  },
);

const shellcheck = spawnSync('shellcheck', ['--version']).status === 0;
// Where tests decide, a tool that is not there is a failure.
(shellcheck || process.env.CI ? test : test.skip)(
  `shellcheck finds nothing in any script${shellcheck ? '' : ': shellcheck is not installed'}`,
  () => {
    const folder = temporaryFolder();
    const hostile = EncryptionProvider.kmsV2({ name: 'it\'s "$(id)" `x` \\', endpoint: "unix:///run/it's/$(id).sock" });
    const secretbox = () => config(['secrets', '*.apps'], box('old'));
    const kms = () => config(['secrets'], hostile);
    const all = { apiServers: SERVERS };
    const rotations = [
      EncryptionRotation.enable(kms(), { ...all, controlPlane: ControlPlane.kubeadm() }),
      EncryptionRotation.rotateKey(secretbox(), testKey('new'), { apiServers: SERVERS.slice(0, 1) }),
      EncryptionRotation.rotateKey(config(['*.*'], box('old')), testKey('new'), {
        ...all,
        controlPlane: ControlPlane.talos(),
      }),
      EncryptionRotation.changeProvider(config(['secrets'], box('old')), hostile, {
        ...all,
        reEncryption: ReEncryption.storageVersionMigration('1.37'),
      }),
      EncryptionRotation.changeProvider(config(['secrets'], box('old')), hostile, {
        ...all,
        controlPlane: ControlPlane.talos(),
      }),
      EncryptionRotation.between(kms(), secretbox(), { ...all, controlPlane: ControlPlane.rke2() }),
      EncryptionRotation.decrypt(kms(), all),
    ];
    rotations.forEach((rotation, index) => rotation.writeTo(join(folder, `${index}`)));
    const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile() && readFileSync(path, 'utf8').startsWith('#!'));
    expect(new Set(scripts.map((path) => path.split('/').at(-1)))).toEqual(new Set(Object.keys(PROGRAMS)));
    // Many differ in a hash, a title or a folder alone.
    const kinds = new Map(
      scripts.map((path) => [readFileSync(path, 'utf8').replace(/[0-9a-f]{10,}|^#.*|\d-[a-z-]+/gm, ''), path]),
    );
    expect(kinds.size).toBeGreaterThan(10);
    const { stdout, stderr, error } = spawnSync('shellcheck', ['--severity=style', ...kinds.values()], {
      encoding: 'utf8',
    });
    expect(error && `shellcheck is not installed: ${error.message}`).toBeUndefined();
    expect(stdout + stderr).toBe('');
    scripts.forEach((path) => expect(spawnSync('sh', ['-n', path]).status).toBe(0));
  },
);
