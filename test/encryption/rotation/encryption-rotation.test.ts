import { execFileSync } from 'child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { App } from 'cdk8s';
import * as YAML from 'yaml';
import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionFile } from '../../../src/encryption/encryption-file';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { EncryptionStageKind } from '../../../src/encryption/rotation/encryption-stage';
import { ReEncryption } from '../../../src/encryption/rotation/re-encryption';
import { contentOf, modeOf, newChart, temporaryFolder, testKey } from '../support';

const OPTIONS = { apiServers: ['https://10.0.0.11:6443', 'https://10.0.0.12:6443'] };
const box = (...names: string[]) => EncryptionProvider.secretbox(...names.map((name) => testKey(name)));
const config = (props?: ConstructorParameters<typeof EncryptionConfig>[2]) =>
  new EncryptionConfig(newChart(), 'Encryption', props);
/** What each stage's file says, in short: `secrets: secretbox old, identity`. */
const shapeOf = (file?: EncryptionFile) =>
  file &&
  contentOf(file).resources.map(
    (entry: any) =>
      `${entry.resources.join('+')}: ${entry.providers
        .map((provider: any) => {
          const [kind] = Object.keys(provider);
          return kind === 'identity'
            ? kind
            : `${kind} ${provider[kind].name ?? provider[kind].keys.map((key: any) => key.name).join('+')}`;
        })
        .join(', ')}`,
  );
function weakKey(name: string, bytes: number): EncryptionKey {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, Buffer.alloc(bytes, 1).toString('base64'));
  return EncryptionKey.weakFromFile(name, path);
}

const stagesOf = (rotation: EncryptionRotation) => rotation.stages.map((stage) => [stage.kind, shapeOf(stage.file)]);

test('first enablement: all servers get a file that still writes plaintext, before any writes otherwise', () => {
  expect(stagesOf(EncryptionRotation.enable(config({ writeWith: box('new') }), OPTIONS))).toEqual([
    ['read', ['secrets: identity, secretbox new']],
    ['write', ['secrets: secretbox new, identity']],
    ['re-encrypt', ['secrets: secretbox new, identity']],
    ['retire', ['secrets: secretbox new']],
  ]);
});

test('a new key: second, then first, then alone', () => {
  const rotation = EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey('new'), OPTIONS);
  expect(stagesOf(rotation)).toEqual([
    ['read', ['secrets: secretbox old+new']],
    ['write', ['secrets: secretbox new+old']],
    ['re-encrypt', ['secrets: secretbox new+old']],
    ['retire', ['secrets: secretbox new']],
  ]);
  expect(rotation.result).toBe(rotation.stages[3].file);
});

test('another provider: KMS reads, then writes, then is alone', () => {
  expect(
    stagesOf(EncryptionRotation.changeProvider(config({ writeWith: box('old') }), EncryptionProvider.kmsV2(), OPTIONS)),
  ).toEqual([
    ['read', ['secrets: secretbox old, kms kms']],
    ['write', ['secrets: kms kms, secretbox old']],
    ['re-encrypt', ['secrets: kms kms, secretbox old']],
    ['retire', ['secrets: kms kms']],
  ]);
});

test('keys of one algorithm stay in one provider: the API server counts an error where a second '
  + 'one has to be tried', () => {
  const present = config({ writeWith: box('a'), readAlso: [EncryptionProvider.kmsV2()] });
  expect(stagesOf(EncryptionRotation.rotateKey(present, testKey('b'), OPTIONS)).slice(0, 2)).toEqual([
    ['read', ['secrets: secretbox a+b, kms kms']],
    ['write', ['secrets: secretbox b+a, kms kms']],
  ]);
});

test('a weak key that the cluster has may stay while it is rotated away', () => {
  const present = config({ writeWith: EncryptionProvider.weakAesCbc(weakKey('old', 16)) });
  expect(stagesOf(EncryptionRotation.changeProvider(present, box('new'), OPTIONS))[1]).toEqual([
    'write',
    ['secrets: secretbox new, aescbc old'],
  ]);
});

test('retiring plaintext writes everything again before plaintext stops being readable', () => {
  expect(
    stagesOf(
      EncryptionRotation.retirePlaintext(
        config({ writeWith: box('a'), readAlso: [EncryptionProvider.plaintextUntil('now')] }),
        OPTIONS,
      ),
    ),
  ).toEqual([
    ['re-encrypt', ['secrets: secretbox a, identity']],
    ['retire', ['secrets: secretbox a']],
  ]);
});

test('decryption ends without a file', () => {
  const rotation = EncryptionRotation.decrypt(config({ writeWith: box('a') }), OPTIONS);
  expect(stagesOf(rotation)).toEqual([
    ['read', ['secrets: secretbox a, identity']],
    ['write', ['secrets: identity, secretbox a']],
    ['re-encrypt', ['secrets: identity, secretbox a']],
    ['retire', undefined],
  ]);
  expect(rotation.result).toBeUndefined();
  expect(rotation.stages[3].commands.join('\n')).toContain('once no API server has the flag');
  // The rollback of the last stage restores the flags.
  expect(rotation.stages[3].rollback.join('\n')).toContain('kube-apiserver-patch.yaml');
});

test('a further resource with the same KMS: its name stands once in every file', () => {
  const present = config();
  const target = config({ resources: ['secrets', 'configmaps'] });
  expect(stagesOf(EncryptionRotation.between(present, target, OPTIONS))).toEqual([
    ['read', ['configmaps: identity', 'secrets+configmaps: kms kms']],
    ['write', ['secrets+configmaps: kms kms', 'configmaps: identity']],
    ['re-encrypt', ['secrets+configmaps: kms kms', 'configmaps: identity']],
    ['retire', ['secrets+configmaps: kms kms']],
  ]);
});

test('only what changes is written again', () => {
  const present = config({ writeWith: box('a'), moreEntries: [{ resources: ['*.'], writeWith: box('b') }] });
  const target = config({ writeWith: box('a'), moreEntries: [{ resources: ['*.'], writeWith: box('c') }] });
  const stage = EncryptionRotation.between(present, target, OPTIONS).stages.find(
    ({ kind }) => kind === EncryptionStageKind.RE_ENCRYPT,
  )!;
  expect(stage.scripts['re-encrypt.sh']).toContain("--api-group=''");
  expect(stage.scripts['re-encrypt.sh']).not.toContain("echo 'secrets'");
});

test('a further reader is one stage; other settings of a KMS are one stage', () => {
  expect(
    stagesOf(
      EncryptionRotation.between(config({ writeWith: box('a') }), config({ writeWith: box('a', 'b') }), OPTIONS),
    ),
  ).toEqual([['read', ['secrets: secretbox a+b']]]);
  const slower = config({
    writeWith: EncryptionProvider.deprecatedKmsV1({ name: 'k', endpoint: 'unix:///run/kms/s.sock', cacheSize: 5 }),
  });
  const present = config({
    writeWith: EncryptionProvider.deprecatedKmsV1({ name: 'k', endpoint: 'unix:///run/kms/s.sock' }),
  });
  expect(EncryptionRotation.between(present, slower, OPTIONS).stages.map(({ kind }) => kind)).toEqual(['read']);
});

describe('refusals', () => {
  const old = () => config({ writeWith: box('old') });

  test.each<[string, () => unknown, string]>([
    ['nothing to do', () => EncryptionRotation.between(old(), old(), OPTIONS), 'there is nothing to do'],
    [
      'one name for two keys',
      () => EncryptionRotation.rotateKey(old(), testKey('old', 'other'), OPTIONS),
      'the key marked k8s:enc:secretbox:v1:old: has other bytes in the present file',
    ],
    [
      'the same bytes under a new name',
      () => EncryptionRotation.rotateKey(old(), testKey('new', 'old'), OPTIONS),
      'has the same bytes as key old of secretbox of the present file',
    ],
    [
      'a KMS name for two sockets',
      () =>
        EncryptionRotation.between(
          config(),
          config({ writeWith: EncryptionProvider.kmsV2({ endpoint: 'unix:///run/other/s.sock' }) }),
          OPTIONS,
        ),
      'KMS provider kms has another endpoint in the present file',
    ],
    [
      'a key for a KMS',
      () => EncryptionRotation.rotateKey(config(), testKey('new'), OPTIONS),
      'rotate the key of a KMS in the KMS',
    ],
    [
      'one key for two algorithms',
      () =>
        EncryptionRotation.rotateKey(
          config({
            writeWith: box('old'),
            moreEntries: [{ resources: ['configmaps'], writeWith: EncryptionProvider.weakAesCbc(testKey('cbc')) }],
          }),
          testKey('new'),
          OPTIONS,
        ),
      'keys of secretbox and aescbc, and a key is for one algorithm',
    ],
    [
      'a new key that is short',
      () =>
        EncryptionRotation.between(
          old(),
          config({ writeWith: EncryptionProvider.weakAesCbc(weakKey('new', 16)) }),
          OPTIONS,
        ),
      'key new of aescbc is new and has 16 bytes, not 32',
    ],
    [
      'a first key that is a pattern',
      () => EncryptionRotation.enable(config({ writeWith: EncryptionProvider.secretbox(weakKey('new', 32)) }), OPTIONS),
      'key new of secretbox is new and repeats few byte values',
    ],
    [
      'plaintext as a provider',
      () => EncryptionRotation.changeProvider(old(), EncryptionProvider.unencrypted('x'), OPTIONS),
      'use EncryptionRotation.decrypt',
    ],
    ['no plaintext to retire', () => EncryptionRotation.retirePlaintext(old(), OPTIONS), 'there is none to retire'],
    ['no API servers', () => EncryptionRotation.enable(old(), { apiServers: [] }), 'list the address of every one'],
    [
      'an API server twice',
      () => EncryptionRotation.enable(old(), { apiServers: ['https://a:6443', 'https://a:6443'] }),
      'https://a:6443 is given twice',
    ],
    [
      'an address that is none',
      () => EncryptionRotation.enable(old(), { apiServers: ["https://a'; rm -rf /"] }),
      'give its own address',
    ],
    [
      'a wildcard that shares a KMS on the way',
      () => EncryptionRotation.between(config(), config({ resources: ['*.'] }), OPTIONS),
      'allows the name of a KMS provider only once in a file',
    ],
    [
      'two KMS that change places',
      () =>
        EncryptionRotation.between(
          config({
            writeWith: EncryptionProvider.kmsV2({ name: 'a' }),
            moreEntries: [{ resources: ['configmaps'], writeWith: EncryptionProvider.kmsV2({ name: 'b' }) }],
          }),
          config({
            writeWith: EncryptionProvider.kmsV2({ name: 'b' }),
            moreEntries: [{ resources: ['configmaps'], writeWith: EncryptionProvider.kmsV2({ name: 'a' }) }],
          }),
          OPTIONS,
        ),
      'allows the name of a KMS provider only once in a file',
    ],
    [
      'a StorageVersionMigration for a wildcard',
      () =>
        EncryptionRotation.enable(config({ resources: ['*.'] }), {
          ...OPTIONS,
          reEncryption: ReEncryption.storageVersionMigration('1.37'),
        }),
      '"*." is a wildcard',
    ],
    [
      'a StorageVersionMigration for events',
      () =>
        EncryptionRotation.enable(config({ resources: ['secrets', 'events'] }), {
          ...OPTIONS,
          reEncryption: ReEncryption.storageVersionMigration('1.37'),
        }),
      'events cannot be written again by a StorageVersionMigration',
    ],
    [
      'a version without StorageVersionMigration',
      () => ReEncryption.storageVersionMigration('1.34'),
      'use ReEncryption.patches()',
    ],
    ['a version that is none', () => ReEncryption.storageVersionMigration('latest'), "give it as in '1.37'"],
    ['no parallel batches', () => ReEncryption.patches({ parallel: 0 }), 'give a whole number from 1'],
  ])('%s', (_, make, message) => expect(make).toThrow(message));

  test('the way out of a shared KMS holds: another name for the further resources, on the same socket', () => {
    const target = config({
      moreEntries: [{ resources: ['*.'], writeWith: EncryptionProvider.kmsV2({ name: 'kms-core' }) }],
    });
    expect(stagesOf(EncryptionRotation.between(config(), target, OPTIONS))[0]).toEqual([
      'read',
      ['secrets: kms kms', '*.: identity, kms kms-core'],
    ]);
  });
});

test('rule 28: one step instead of stages, in the words of the API server', () => {
  const problems = (before: EncryptionConfig, after: EncryptionConfig) =>
    EncryptionRotation.oneStepProblems(before, after).join('\n');
  expect(problems(config({ writeWith: box('old') }), config({ writeWith: box('new') }))).toContain(
    'no matching key was found for the provided Secretbox transformer',
  );
  expect(
    problems(
      config({ writeWith: EncryptionProvider.weakAesCbc(testKey('old')) }),
      config({ writeWith: EncryptionProvider.weakAesCbc(testKey('new')) }),
    ),
  ).toContain('no matching key was found for the provided AES transformer');
  expect(problems(config({ writeWith: box('old') }), config())).toContain(
    'secrets.: stored as k8s:enc:secretbox:v1:old:, an API server with the new file says "no matching prefix found"',
  );
  expect(problems(config({ writeWith: box('old') }), config({ writeWith: box('new', 'old') }))).toContain(
    'written as k8s:enc:secretbox:v1:new:, an API server that still has the old file',
  );
  expect(
    problems(config({ writeWith: box('old') }), config({ writeWith: EncryptionProvider.unencrypted('a test') })),
  ).toContain('identity transformer tried to read encrypted data');
  expect(problems(config({ writeWith: box('old') }), config({ writeWith: box('old', 'new') }))).toBe('');
  expect(problems(config({ writeWith: EncryptionProvider.unencrypted('a test') }), config({ writeWith: box('new') })))
    .toContain('secrets.: stored as plaintext, an API server with the new file says "no matching prefix found"');
});

test('every stage says what must be true, how to check every API server, how to continue and how to roll back', () => {
  const rotation = EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey('new'), OPTIONS);
  for (const stage of rotation.stages) {
    expect(stage.preconditions.length).toBeGreaterThan(0);
    expect(stage.commands.length).toBeGreaterThan(0);
    expect(stage.rollback.length).toBeGreaterThan(0);
    for (const server of OPTIONS.apiServers) expect(stage.checkScript).toContain(server);
    expect(stage.checkScript).toContain(stage.file!.hash);
  }
  const [read, write, reEncrypt, retire] = rotation.stages;
  expect(read.rollbackFile).toBe(rotation.present);
  expect(write.rollbackFile).toBe(read.file);
  expect(reEncrypt.rollbackFile).toBe(read.file);
  expect(retire.rollbackFile).toBe(write.file);
  expect(rotation.stages.map(({ doneWhen }) => doneWhen)).toEqual([
    'sh 1-read/check.sh', 'sh 2-write/check.sh', 'sh 3-re-encrypt/re-encrypt.sh --verify', 'sh 4-retire/check.sh',
  ]);
  for (const stage of rotation.stages) expect(rotation.toMarkdown()).toContain(`\`\`\`sh\n${stage.doneWhen}\n\`\`\``);
  expect(reEncrypt.checkScript).not.toBe(write.checkScript);
  expect(retire.preconditions.join()).toContain('sh 3-re-encrypt/re-encrypt.sh --verify');
  expect(write.preconditions.join()).toContain('sh 1-read/check.sh');
});

test('StorageVersionMigration: the version of the API follows Kubernetes, and names are new for every rotation', () => {
  const migrate = (version: string, key: string) => JSON.parse(EncryptionRotation.rotateKey(
    config({ resources: ['secrets', 'pandas.bears.example'], writeWith: box('old') }), testKey(key),
    { ...OPTIONS, reEncryption: ReEncryption.storageVersionMigration(version) },
  ).stages[2].scripts['migrations.json']).items;
  expect(migrate('1.36', 'new')[0].apiVersion).toBe('storagemigration.k8s.io/v1beta1');
  const [secrets, pandas] = migrate('v1.37.1', 'new');
  expect(secrets).toMatchObject({
    apiVersion: 'storagemigration.k8s.io/v1',
    kind: 'StorageVersionMigration',
    spec: { resource: { group: '', resource: 'secrets' } },
  });
  expect(pandas.spec.resource).toEqual({ group: 'bears.example', resource: 'pandas' });
  expect(migrate('1.37', 'newer')[0].metadata.name).not.toBe(secrets.metadata.name);
});

describe('writeTo', () => {
  test('writes a folder a stage, for the owner alone, and a runbook without keys', () => {
    const folder = join(temporaryFolder(), 'rotation');
    const key = testKey('new');
    const rotation = EncryptionRotation.rotateKey(config({ writeWith: box('old') }), key, OPTIONS);
    rotation.writeTo(folder);
    expect(readdirSync(folder).sort()).toEqual([
      '0-present',
      '1-read',
      '2-write',
      '3-re-encrypt',
      '4-retire',
      'README.md',
    ]);
    expect(readdirSync(join(folder, '1-read')).sort()).toEqual(['check.sh', 'encryption-config.yaml', 'install.sh']);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => statSync(file).isFile());
    files.forEach((file) => expect(modeOf(file)).toBe('600'));
    const holders = files.filter((file) => readFileSync(file, 'utf8').includes(key._base64()));
    expect(new Set(holders.map((file) => file.split('/').at(-1)))).toEqual(new Set(['encryption-config.yaml']));
    rotation.writeTo(folder);
    expect(() =>
      EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey('newer'), OPTIONS).writeTo(folder),
    ).toThrow('a different file already exists');
  });

  test('leaves a folder that has another rotation as it is, also where only some of its files are there', () => {
    const folder = join(temporaryFolder(), 'rotation');
    const to = (key: string) => EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey(key), OPTIONS);
    const content = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
      .map((name) => [name, statSync(join(folder, name)).isFile() ? readFileSync(join(folder, name), 'utf8') : '']);
    to('a').writeTo(folder);
    for (const path of ['0-present', '1-read', 'README.md']) rmSync(join(folder, path), { recursive: true });
    const before = content();
    expect(() => to('b').writeTo(folder)).toThrow('choose a new folder, or delete this one when that rotation is done');
    expect(content()).toEqual(before);
    to('a').writeTo(folder);
    expect(content().length).toBeGreaterThan(before.length);
  });

  test('refuses a folder with a stage that the rotation does not have', () => {
    const folder = join(temporaryFolder(), 'rotation');
    mkdirSync(join(folder, '2-write'), { recursive: true });
    const rotation = EncryptionRotation.retirePlaintext(
      config({ writeWith: box('old'), readAlso: [EncryptionProvider.plaintextUntil('migrated')] }),
      OPTIONS,
    );
    expect(rotation.stages.map((stage) => stage.folderName)).not.toContain('2-write');
    expect(() => rotation.writeTo(folder)).toThrow('2-write is not one of its stages: the folder has another rotation');
    expect(readdirSync(folder)).toEqual(['2-write']);
  });

  test('refuses the output folder of the App', () => {
    const chart = newChart();
    const present = new EncryptionConfig(chart, 'Encryption', { writeWith: box('old') });
    expect(() =>
      EncryptionRotation.rotateKey(present, testKey('new'), OPTIONS).writeTo(join(App.of(chart).outdir, 'rotation')),
    ).toThrow('is the output folder of the App');
  });
});

test('a stage that objects are written in is done when they are, and a changed server is told by a time where '
  + 'nothing else tells', () => {
  const doneWhen = (options: Partial<typeof OPTIONS & { controlPlane: ControlPlane; reEncryption: ReEncryption }>) =>
    EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey('new'), {
      ...OPTIONS,
      ...options,
    }).stages.map((stage) => stage.doneWhen);
  expect(doneWhen({ reEncryption: ReEncryption.storageVersionMigration('1.37') })[2]).toBe(
    'sh 3-re-encrypt/migrate.sh',
  );
  for (const command of doneWhen({ controlPlane: ControlPlane.talos() })) {
    expect(command).toMatch(/^INSTALLED_AT="<.*>" sh \d-/);
  }
  expect(EncryptionRotation.decrypt(config({ writeWith: box('old') }), OPTIONS).stages[3].doneWhen).toMatch(
    /^INSTALLED_AT=/,
  );
});

describe('to a KMS', () => {
  const present = () => config({ writeWith: box('old') });
  const toKms = (controlPlane: ControlPlane, endpoint?: string) =>
    EncryptionRotation.between(present(), config({ writeWith: EncryptionProvider.kmsV2({ endpoint }) }), {
      ...OPTIONS,
      controlPlane,
    });

  test.each<[string, () => ControlPlane]>([
    ['kubeadm', () => ControlPlane.kubeadm()],
    ['static pods', () => ControlPlane.staticPod()],
    ['k3s', () => ControlPlane.k3s()],
    ['RKE2', () => ControlPlane.rke2()],
    ['Talos', () => ControlPlane.talos()],
    ['kOps', () => ControlPlane.kops()],
  ])(
    '%s: the plugin is on every node and healthy before anything else, and objects are never lost '
      + 'without a message about its key',
    (_, plane) => {
      const rotation = toKms(plane(), 'unix:///srv/kubernetes/kube-apiserver/kms/socket.sock');
      const [read, write, , retire] = rotation.stages;
      expect(read.commands.slice(0, 3)).toEqual([
        expect.stringMatching(/^on every control-plane node: run the KMS plugin of provider "kms"/),
        expect.stringMatching(/^sudo test -S '\/srv\/kubernetes\/kube-apiserver\/kms\/socket.sock'/),
        expect.stringMatching(/health check of the plugin/),
      ]);
      expect(write.commands.join()).not.toContain('plugin');
      expect(write.preconditions.join()).toContain('the key of KMS provider "kms" is kept in the KMS');
      expect(retire.preconditions.join()).toContain('the old keys stay backed up');
      expect(retire.preconditions.join()).not.toContain('KMS');
    },
  );

  test('and from one: its key stays for the backups, and its mount goes', () => {
    const [read, write, , retire] = EncryptionRotation.between(config(), present(), OPTIONS).stages;
    expect(read.commands.join()).not.toContain('plugin');
    expect(write.preconditions.join()).toContain('the keys of this file are backed up');
    expect(retire.preconditions.join()).toContain(
      'the key of KMS provider "kms" stays in the KMS until the last backup',
    );
    expect(retire.commands.at(-1)).toContain('remove the volume of "/var/run/kmsplugin"');
  });

  test('the API server gets what it does not have, before it gets the file', () => {
    const rotation = toKms(ControlPlane.kubeadm());
    const [read, ...others] = rotation.stages;
    const at = (text: string) => read.commands.findIndex((command) => command.includes(text));
    expect(
      [at('test -S'), at('grep -nF'), at('kubectl patch --local'), at('install.sh   #')].every(
        (index, position, all) => index > (all[position - 1] ?? -1),
      ),
    ).toBe(true);
    expect(Object.keys(read.scripts).sort()).toEqual(['install.sh', 'kube-apiserver-patch.yaml', 'kubeadm.yaml']);
    others.forEach((stage) => expect(Object.keys(stage.scripts)).not.toContain('kube-apiserver-patch.yaml'));
  });

  test('paths and names in commands are words of the shell', () => {
    const [read] = toKms(ControlPlane.staticPod(), "unix:///run/it's$(id)/kms.sock").stages;
    const commands = read.commands.filter((command) => command.startsWith('sudo') && command.includes("it's"));
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const words = execFileSync('sh', ['-c', command.replace(/^sudo (test|grep)/, "printf '%s\\n'")], {
        encoding: 'utf8',
      }).split('\n');
      expect(words.some((word) => word.startsWith("/run/it's$(id)"))).toBe(true);
    }
  });
});

describe('the life of a cluster, patch by patch', () => {
  const socket = (name: string) => EncryptionProvider.kmsV2({ name, endpoint: `unix:///run/${name}/kms.sock` });
  /** Everything that may follow on each other: keys, one KMS, another one, two that share a folder, back to a key. */
  const life = () => [
    config({ writeWith: box('a') }),
    config({ writeWith: box('b') }),
    config({ writeWith: socket('one') }),
    config({ writeWith: socket('two') }),
    config({ writeWith: EncryptionProvider.deprecatedKmsV1({ name: 'v1', endpoint: 'unix:///run/two/v1.sock' }) }),
    config({ writeWith: socket('three'), moreEntries: [{ resources: ['configmaps'], writeWith: socket('four') }] }),
    config({ writeWith: box('c') }),
  ];
  const rotations = (controlPlane: ControlPlane) =>
    life().map((target, index, all) => {
      const options = { ...OPTIONS, controlPlane };
      return index === 0
        ? EncryptionRotation.enable(target, options)
        : EncryptionRotation.between(all[index - 1], target, options);
    });
  const foldersOf = (file: EncryptionFile) => JSON.stringify(contentOf(file)).match(/\/run\/[a-z]+/g) ?? [];
  const unique = (values: unknown[]) =>
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);

  test.each<[string, () => ControlPlane]>([
    ['static pods', () => ControlPlane.staticPod()],
    ['kubeadm', () => ControlPlane.kubeadm()],
  ])('%s', (_, plane) => {
    const pod: any = {
      spec: {
        containers: [
          { command: ['kube-apiserver'], volumeMounts: [{ name: 'k8s-certs', mountPath: '/etc/kubernetes/pki' }] },
        ],
        volumes: [{ name: 'k8s-certs' }],
      },
    };
    const kubeadm: any = { extraArgs: [], extraVolumes: [] };
    let patches = 0;
    for (const rotation of rotations(plane())) {
      for (const stage of rotation.stages) {
        const patch = stage.scripts['kube-apiserver-patch.yaml'];
        patches += patch ? 1 : 0;
        for (const { op, path, value } of patch ? YAML.parse(patch) : []) {
          expect([op, path.at(-1)]).toEqual(['add', '-']);
          path.split('/').slice(1, -1).reduce((node: any, key: string) => node[key], pod).push(value);
        }
        const added = stage.scripts['kubeadm.yaml'] ? YAML.parse(stage.scripts['kubeadm.yaml']).apiServer : {};
        for (const list of Object.keys(added)) kubeadm[list].push(...added[list]);
        const [container] = pod.spec.containers;
        unique(container.command.map((flag: string) => flag.split('=')[0]));
        unique(container.volumeMounts.map((mount: any) => mount.mountPath));
        unique(container.volumeMounts.map((mount: any) => mount.name));
        unique(pod.spec.volumes.map((volume: any) => volume.name));
        unique(kubeadm.extraArgs.map((arg: any) => arg.name));
        unique(kubeadm.extraVolumes.map((volume: any) => volume.name));
        unique(kubeadm.extraVolumes.map((volume: any) => volume.mountPath));
        expect(container.volumeMounts.map((mount: any) => mount.name).sort()).toEqual(
          pod.spec.volumes.map((volume: any) => volume.name).sort(),
        );
        const mounted = container.volumeMounts.map((mount: any) => mount.mountPath);
        for (const folder of [...foldersOf(stage.file!), '/etc/kubernetes/enc']) expect(mounted).toContain(folder);
        if (stage.scripts['kubeadm.yaml']) {
          expect(kubeadm.extraVolumes.map((volume: any) => volume.mountPath)).toEqual(mounted.slice(1));
        }
      }
    }
    // The first file, the first KMS, the second, the flag of KMS v1, the folders of two at once.
    expect(patches).toBe(5);
  });

  test('RKE2 and k3s: a drop-in takes the place of the one before', () => {
    for (const [plane, mounts] of [[ControlPlane.rke2(), true], [ControlPlane.k3s(), false]] as const) {
      let dropIn: any = {};
      for (const rotation of rotations(plane)) {
        for (const stage of rotation.stages) {
          if (stage.scripts['50-encryption.yaml']) dropIn = YAML.parse(stage.scripts['50-encryption.yaml']);
          unique(dropIn['kube-apiserver-arg+'].map((arg: string) => arg.split('=')[0]));
          unique(dropIn['kube-apiserver-extra-mount+'] ?? []);
          if (mounts) {
            for (const folder of foldersOf(stage.file!)) {
              expect(dropIn['kube-apiserver-extra-mount+']).toContain(`${folder}:${folder}:ro`);
            }
          }
        }
        // API servers may have read another file than ours before the first stage.
        if (rotation.present) expect(rotation.stages[0].commands.join('\n')).toContain('where it prints nothing, skip');
      }
    }
  });

  test('Talos: mounts are added once', () => {
    const mounted: string[] = [];
    const files = life().filter((file) => !file.toEncryptionFile().needsKmsV1);
    files.slice(1).forEach((target, index) => {
      for (const stage of EncryptionRotation.between(files[index], target, {
        ...OPTIONS,
        controlPlane: ControlPlane.talos(),
      }).stages) {
        const patch = stage.scripts['kms-mounts.patch.yaml'];
        if (patch) {
          mounted.push(...YAML.parse(patch).cluster.apiServer.extraVolumes.map((volume: any) => volume.mountPath));
        }
        for (const folder of foldersOf(stage.file!)) expect(mounted).toContain(folder);
      }
    });
    expect(mounted).toEqual(['/run/one', '/run/two', '/run/three', '/run/four']);
  });

  test('what cannot be mounted is refused', () => {
    for (const controlPlane of [ControlPlane.kubeadm(), ControlPlane.talos(), ControlPlane.rke2()]) {
      const to = (endpoint: string) => () => {
        const target = config({ writeWith: EncryptionProvider.kmsV2({ endpoint }) });
        return EncryptionRotation.between(life()[0], target, { ...OPTIONS, controlPlane });
      };
      expect(to('unix:///run/kms.sock')).toThrow('use a dedicated folder for the socket');
      expect(to('unix:///run/a:b/kms.sock')).toThrow("a folder with ':' in its path cannot be mounted");
    }
  });
});

test('the runbook', () => {
  const rotation = EncryptionRotation.enable(config(), { ...OPTIONS, controlPlane: ControlPlane.kubeadm() });
  expect(rotation.toMarkdown()).toMatchSnapshot();
  // It is done on a cluster that runs, whose nodes it would lose.
  expect(rotation.toMarkdown()).not.toContain('kubeadm init');
  expect(rotation.toMarkdown()).toContain(
    'A new one has nothing to rotate: it begins with the file of the last stage.',
  );
  expect(rotation.stages[0].commands.filter((command) => /(?<!sudo )(cp|mv) \/etc|^\(umask/.test(command))).toEqual([]);
  expect(
    EncryptionRotation.retirePlaintext(
      config({ writeWith: box('old'), readAlso: [EncryptionProvider.plaintextUntil('migrated')] }),
      OPTIONS,
    ).toMarkdown(),
  ).not.toContain('A new one');
});

test('nothing in a rotation prints a key', () => {
  const key = EncryptionKey.generate('new');
  const rotation = EncryptionRotation.rotateKey(config({ writeWith: box('old') }), key, OPTIONS);
  for (const text of [
    JSON.stringify(rotation),
    rotation.toMarkdown(),
    inspect(rotation, { depth: 20, showHidden: true }),
  ]) {
    expect(text).not.toContain(key._base64());
  }
});
