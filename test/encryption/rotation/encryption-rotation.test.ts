import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { App } from 'cdk8s';
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
const config = (props?: ConstructorParameters<typeof EncryptionConfig>[2]) => new EncryptionConfig(newChart(), 'Encryption', props);
/** What each stage's file says, in short: `secrets: secretbox old, identity`. */
const shapeOf = (file?: EncryptionFile) => file && contentOf(file).resources.map((entry: any) =>
  `${entry.resources.join('+')}: ${entry.providers.map((provider: any) => {
    const [kind] = Object.keys(provider);
    return kind === 'identity' ? kind : `${kind} ${provider[kind].name ?? provider[kind].keys.map((key: any) => key.name).join('+')}`;
  }).join(', ')}`);
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
  expect(stagesOf(EncryptionRotation.changeProvider(config({ writeWith: box('old') }), EncryptionProvider.kmsV2(), OPTIONS))).toEqual([
    ['read', ['secrets: secretbox old, kms kms']],
    ['write', ['secrets: kms kms, secretbox old']],
    ['re-encrypt', ['secrets: kms kms, secretbox old']],
    ['retire', ['secrets: kms kms']],
  ]);
});

test('keys of one algorithm stay in one provider: the API server counts an error where a second one has to be asked', () => {
  const present = config({ writeWith: box('a'), readAlso: [EncryptionProvider.kmsV2()] });
  expect(stagesOf(EncryptionRotation.rotateKey(present, testKey('b'), OPTIONS)).slice(0, 2)).toEqual([
    ['read', ['secrets: secretbox a+b, kms kms']],
    ['write', ['secrets: secretbox b+a, kms kms']],
  ]);
});

test('a weak key that the cluster has may stay while it is rotated away', () => {
  const present = config({ writeWith: EncryptionProvider.weakAesCbc(weakKey('old', 16)) });
  expect(stagesOf(EncryptionRotation.changeProvider(present, box('new'), OPTIONS))[1]).toEqual(['write', ['secrets: secretbox new, aescbc old']]);
});

test('retiring plaintext writes everything again before plaintext stops being readable', () => {
  expect(stagesOf(EncryptionRotation.retirePlaintext(config({ writeWith: box('a'), readAlso: [EncryptionProvider.plaintextUntil('now')] }), OPTIONS))).toEqual([
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
  // The way back of the last stage gives the flags back.
  expect(rotation.stages[3].wayBack.join('\n')).toContain('kube-apiserver-patch.yaml');
});

test('a further resource with the same KMS: its name stands once in every file', () => {
  const present = config();
  const wish = config({ resources: ['secrets', 'configmaps'] });
  expect(stagesOf(EncryptionRotation.between(present, wish, OPTIONS))).toEqual([
    ['read', ['configmaps: identity', 'secrets+configmaps: kms kms']],
    ['write', ['secrets+configmaps: kms kms', 'configmaps: identity']],
    ['re-encrypt', ['secrets+configmaps: kms kms', 'configmaps: identity']],
    ['retire', ['secrets+configmaps: kms kms']],
  ]);
});

test('only what changes is written again', () => {
  const present = config({ writeWith: box('a'), moreEntries: [{ resources: ['*.'], writeWith: box('b') }] });
  const wish = config({ writeWith: box('a'), moreEntries: [{ resources: ['*.'], writeWith: box('c') }] });
  const stage = EncryptionRotation.between(present, wish, OPTIONS).stages.find(({ kind }) => kind === EncryptionStageKind.RE_ENCRYPT)!;
  expect(stage.scripts['re-encrypt.sh']).toContain("--api-group=''");
  expect(stage.scripts['re-encrypt.sh']).not.toContain("echo 'secrets'");
});

test('a further reader is one stage; other settings of a KMS are one stage', () => {
  expect(stagesOf(EncryptionRotation.between(config({ writeWith: box('a') }), config({ writeWith: box('a', 'b') }), OPTIONS))).toEqual([['read', ['secrets: secretbox a+b']]]);
  const slower = config({ writeWith: EncryptionProvider.deprecatedKmsV1({ name: 'k', endpoint: 'unix:///run/kms/s.sock', cacheSize: 5 }) });
  const present = config({ writeWith: EncryptionProvider.deprecatedKmsV1({ name: 'k', endpoint: 'unix:///run/kms/s.sock' }) });
  expect(EncryptionRotation.between(present, slower, OPTIONS).stages.map(({ kind }) => kind)).toEqual(['read']);
});

describe('refusals', () => {
  const old = () => config({ writeWith: box('old') });

  test.each<[string, () => unknown, string]>([
    ['nothing to do', () => EncryptionRotation.between(old(), old(), OPTIONS), 'there is nothing to do'],
    ['one name for two keys', () => EncryptionRotation.rotateKey(old(), testKey('old', 'other'), OPTIONS), 'the key marked k8s:enc:secretbox:v1:old: has other bytes in the present file'],
    ['the same bytes under a new name', () => EncryptionRotation.rotateKey(old(), testKey('new', 'old'), OPTIONS), 'has the same bytes as key old of secretbox of the present file'],
    ['a KMS name for two sockets', () => EncryptionRotation.between(config(), config({ writeWith: EncryptionProvider.kmsV2({ endpoint: 'unix:///run/other/s.sock' }) }), OPTIONS), 'KMS provider kms has another endpoint in the present file'],
    ['a key for a KMS', () => EncryptionRotation.rotateKey(config(), testKey('new'), OPTIONS), 'the key of a KMS is rotated in the KMS'],
    ['one key for two algorithms', () => EncryptionRotation.rotateKey(config({ writeWith: box('old'), moreEntries: [{ resources: ['configmaps'], writeWith: EncryptionProvider.weakAesCbc(testKey('cbc')) }] }), testKey('new'), OPTIONS), 'keys of secretbox and aescbc, and a key is for one algorithm'],
    ['a new key that is short', () => EncryptionRotation.between(old(), config({ writeWith: EncryptionProvider.weakAesCbc(weakKey('new', 16)) }), OPTIONS), 'key new of aescbc is new and has 16 bytes, not 32'],
    ['a first key that is a pattern', () => EncryptionRotation.enable(config({ writeWith: EncryptionProvider.secretbox(weakKey('new', 32)) }), OPTIONS), 'key new of secretbox is new and repeats few byte values'],
    ['plaintext as a provider', () => EncryptionRotation.changeProvider(old(), EncryptionProvider.unencrypted('x'), OPTIONS), 'use EncryptionRotation.decrypt'],
    ['no plaintext to retire', () => EncryptionRotation.retirePlaintext(old(), OPTIONS), 'there is none to retire'],
    ['no API servers', () => EncryptionRotation.enable(old(), { apiServers: [] }), 'list the address of every one'],
    ['an API server twice', () => EncryptionRotation.enable(old(), { apiServers: ['https://a:6443', 'https://a:6443'] }), 'https://a:6443 is given twice'],
    ['an address that is none', () => EncryptionRotation.enable(old(), { apiServers: ["https://a'; rm -rf /"] }), 'give its own address'],
    ['a wildcard that shares a KMS on the way', () => EncryptionRotation.between(config(), config({ resources: ['*.'] }), OPTIONS), "takes a KMS provider's name once a file"],
    ['two KMS that change places', () => EncryptionRotation.between(
      config({ writeWith: EncryptionProvider.kmsV2({ name: 'a' }), moreEntries: [{ resources: ['configmaps'], writeWith: EncryptionProvider.kmsV2({ name: 'b' }) }] }),
      config({ writeWith: EncryptionProvider.kmsV2({ name: 'b' }), moreEntries: [{ resources: ['configmaps'], writeWith: EncryptionProvider.kmsV2({ name: 'a' }) }] }),
      OPTIONS), "takes a KMS provider's name once a file"],
    ['a StorageVersionMigration for a wildcard', () => EncryptionRotation.enable(config({ resources: ['*.'] }), { ...OPTIONS, reEncryption: ReEncryption.storageVersionMigration('1.37') }), '"*." is a wildcard'],
    ['a StorageVersionMigration for events', () => EncryptionRotation.enable(config({ resources: ['secrets', 'events'] }), { ...OPTIONS, reEncryption: ReEncryption.storageVersionMigration('1.37') }), 'events cannot be written again by a StorageVersionMigration'],
    ['a version without StorageVersionMigration', () => ReEncryption.storageVersionMigration('1.34'), 'use ReEncryption.patches()'],
    ['a version that is none', () => ReEncryption.storageVersionMigration('latest'), "write it as in '1.37'"],
    ['no parallel batches', () => ReEncryption.patches({ parallel: 0 }), 'give a whole number from 1'],
  ])('%s', (_, make, message) => expect(make).toThrow(message));

  test('the way out of a shared KMS holds: another name for the further resources, on the same socket', () => {
    const wish = config({ moreEntries: [{ resources: ['*.'], writeWith: EncryptionProvider.kmsV2({ name: 'kms-core' }) }] });
    expect(stagesOf(EncryptionRotation.between(config(), wish, OPTIONS))[0]).toEqual(['read', ['secrets: kms kms', '*.: identity, kms kms-core']]);
  });
});

test('rule 28: one step instead of stages, in the words of the API server', () => {
  const problems = (before: EncryptionConfig, after: EncryptionConfig) => EncryptionRotation.oneStepProblems(before, after).join('\n');
  expect(problems(config({ writeWith: box('old') }), config({ writeWith: box('new') }))).toContain('no matching key was found for the provided Secretbox transformer');
  expect(problems(config({ writeWith: EncryptionProvider.weakAesCbc(testKey('old')) }), config({ writeWith: EncryptionProvider.weakAesCbc(testKey('new')) }))).toContain('no matching key was found for the provided AES transformer');
  expect(problems(config({ writeWith: box('old') }), config())).toContain('secrets.: stored as k8s:enc:secretbox:v1:old:, an API server with the new file says "no matching prefix found"');
  expect(problems(config({ writeWith: box('old') }), config({ writeWith: box('new', 'old') }))).toContain('written as k8s:enc:secretbox:v1:new:, an API server that still has the old file');
  expect(problems(config({ writeWith: box('old') }), config({ resources: ['configmaps'], writeWith: box('old') }))).toContain('identity transformer tried to read encrypted data');
  expect(problems(config({ writeWith: box('old') }), config({ writeWith: box('old', 'new') }))).toBe('');
});

test('every stage says what must be true, how to check every API server, how to go on and how to go back', () => {
  const rotation = EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey('new'), OPTIONS);
  for (const stage of rotation.stages) {
    expect(stage.preconditions.length).toBeGreaterThan(0);
    expect(stage.commands.length).toBeGreaterThan(0);
    expect(stage.wayBack.length).toBeGreaterThan(0);
    for (const server of OPTIONS.apiServers) expect(stage.checkScript).toContain(server);
    expect(stage.checkScript).toContain(stage.file!.hash);
  }
  const [read, write, reEncrypt, retire] = rotation.stages;
  expect(read.wayBackFile).toBe(rotation.present);
  expect(write.wayBackFile).toBe(read.file);
  expect(reEncrypt.wayBackFile).toBe(read.file);
  expect(retire.wayBackFile).toBe(write.file);
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
  expect(secrets).toMatchObject({ apiVersion: 'storagemigration.k8s.io/v1', kind: 'StorageVersionMigration', spec: { resource: { group: '', resource: 'secrets' } } });
  expect(pandas.spec.resource).toEqual({ group: 'bears.example', resource: 'pandas' });
  expect(migrate('1.37', 'newer')[0].metadata.name).not.toBe(secrets.metadata.name);
});

describe('writeTo', () => {
  test('writes a folder a stage, for the owner alone, and a runbook without keys', () => {
    const folder = join(temporaryFolder(), 'rotation');
    const key = testKey('new');
    const rotation = EncryptionRotation.rotateKey(config({ writeWith: box('old') }), key, OPTIONS);
    rotation.writeTo(folder);
    expect(readdirSync(folder).sort()).toEqual(['0-present', '1-read', '2-write', '3-re-encrypt', '4-retire', 'README.md']);
    expect(readdirSync(join(folder, '1-read')).sort()).toEqual(['check.sh', 'encryption-config.yaml', 'install.sh', 'kube-apiserver-patch.yaml']);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)).filter((file) => statSync(file).isFile());
    files.forEach((file) => expect(modeOf(file)).toBe('600'));
    const holders = files.filter((file) => readFileSync(file, 'utf8').includes(key._base64()));
    expect(new Set(holders.map((file) => file.split('/').at(-1)))).toEqual(new Set(['encryption-config.yaml']));
    rotation.writeTo(folder);
    expect(() => EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey('newer'), OPTIONS).writeTo(folder)).toThrow('another file is there');
  });

  test('leaves a folder that has another rotation as it is, also where only some of its files are there', () => {
    const folder = join(temporaryFolder(), 'rotation');
    const to = (key: string) => EncryptionRotation.rotateKey(config({ writeWith: box('old') }), testKey(key), OPTIONS);
    const content = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
      .map((name) => [name, statSync(join(folder, name)).isFile() ? readFileSync(join(folder, name), 'utf8') : '']);
    to('a').writeTo(folder);
    for (const path of ['0-present', '1-read', 'README.md']) rmSync(join(folder, path), { recursive: true });
    const before = content();
    expect(() => to('b').writeTo(folder)).toThrow('write to a new folder, or delete this one when that rotation is done');
    expect(content()).toEqual(before);
    to('a').writeTo(folder);
    expect(content().length).toBeGreaterThan(before.length);
  });

  test('refuses a folder with a stage that the rotation does not have', () => {
    const folder = join(temporaryFolder(), 'rotation');
    mkdirSync(join(folder, '2-write'), { recursive: true });
    const rotation = EncryptionRotation.retirePlaintext(config({ writeWith: box('old'), readAlso: [EncryptionProvider.plaintextUntil('migrated')] }), OPTIONS);
    expect(rotation.stages.map((stage) => stage.folderName)).not.toContain('2-write');
    expect(() => rotation.writeTo(folder)).toThrow('2-write is none of its stages: the folder has another rotation');
    expect(readdirSync(folder)).toEqual(['2-write']);
  });

  test('refuses the output folder of the App', () => {
    const chart = newChart();
    const present = new EncryptionConfig(chart, 'Encryption', { writeWith: box('old') });
    expect(() => EncryptionRotation.rotateKey(present, testKey('new'), OPTIONS).writeTo(join(App.of(chart).outdir, 'rotation'))).toThrow('is the output folder of the App');
  });
});

test('the runbook', () => {
  const rotation = EncryptionRotation.enable(config(), { ...OPTIONS, controlPlane: ControlPlane.kubeadm() });
  expect(rotation.toMarkdown()).toMatchSnapshot();
  // It is done on a cluster that runs, whose nodes it would lose.
  expect(rotation.toMarkdown()).not.toContain('kubeadm init');
  expect(rotation.toMarkdown()).toContain('A new one has nothing to rotate: it begins with the file of the last stage.');
  expect(rotation.stages[0].commands.filter((command) => /(?<!sudo )(cp|mv) \/etc|^\(umask/.test(command))).toEqual([]);
  expect(EncryptionRotation.retirePlaintext(config({ writeWith: box('old'), readAlso: [EncryptionProvider.plaintextUntil('migrated')] }), OPTIONS).toMarkdown()).not.toContain('A new one');
});

test('nothing in a rotation prints a key', () => {
  const key = EncryptionKey.generate('new');
  const rotation = EncryptionRotation.rotateKey(config({ writeWith: box('old') }), key, OPTIONS);
  for (const text of [JSON.stringify(rotation), rotation.toMarkdown(), inspect(rotation, { depth: 20, showHidden: true })]) {
    expect(text).not.toContain(key._base64());
  }
});
