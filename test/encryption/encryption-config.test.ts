import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { ApiObject, App, Chart, Duration, Testing, YamlOutputType } from 'cdk8s';
import * as YAML from 'yaml';
import { contentOf, modeOf, newChart, temporaryFolder, testKey } from './support';
import { EncryptionConfig } from '../../src/encryption/encryption-config';
import { EncryptionKey } from '../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../src/encryption/encryption-provider';
import { ApiServerAuditPolicy } from '../../src/encryption/watching/api-server-audit-policy';

const box = () => EncryptionProvider.secretbox(testKey('a'));

function fileIn(folder: string): string {
  return join(folder, 'encryption-config.yaml');
}

test('the minimal config is KMS v2 for Secrets, and decodes strictly: no metadata', () => {
  const chart = newChart();
  new EncryptionConfig(chart, 'Encryption');
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('what synth writes is what writeTo writes', () => {
  const chart = newChart();
  const config = new EncryptionConfig(chart, 'Encryption', { resources: ['secrets', 'configmaps'] });
  const app = App.of(chart);
  app.synth();
  const path = fileIn(temporaryFolder());
  config.writeTo(path);
  const [manifest] = readdirSync(app.outdir);
  expect(readFileSync(join(app.outdir, manifest), 'utf8')).toBe(readFileSync(path, 'utf8'));
});

test('a config with keys is in no output of synth, and in no metadata of constructs', () => {
  const key = testKey('a');
  const app = new App({ outdir: join(temporaryFolder(), 'dist'), recordConstructMetadata: true });
  const chart = new Chart(app, 'control-plane');
  const config = new EncryptionConfig(chart, 'Encryption', { writeWith: EncryptionProvider.secretbox(key) });
  new ApiObject(chart, 'Other', { apiVersion: 'v1', kind: 'ConfigMap' });
  app.synth();
  const output = readdirSync(app.outdir).map((file) => readFileSync(join(app.outdir, file), 'utf8')).join('');
  expect(output).toContain('kind: ConfigMap');
  expect(output).not.toContain('EncryptionConfiguration');
  const printed = [
    `${config.toEncryptionFile()}`,
    JSON.stringify(config.toEncryptionFile()),
    inspect(config, { depth: 20, showHidden: true }),
    inspect(app, { depth: 20, showHidden: true }),
  ];
  [output, ...printed].forEach((text) => expect(text).not.toContain(key._base64()));
});

test('entries, providers and their order come out as given', () => {
  const config = new EncryptionConfig(newChart(), 'Encryption', {
    resources: ['secrets', 'pandas.awesome.bears.example'],
    writeWith: EncryptionProvider.secretbox(testKey('new'), testKey('old')),
    readAlso: [
      EncryptionProvider.weakAesCbc(testKey('older')),
      EncryptionProvider.plaintextUntil('the rotation of 2026-12'),
    ],
    moreEntries: [
      { resources: ['events'], writeWith: EncryptionProvider.unencrypted('events are gone after an hour') },
      { resources: ['*.*'], writeWith: EncryptionProvider.kmsV2({ timeout: Duration.seconds(5) }) },
    ],
  });
  const { resources } = contentOf(config.toEncryptionFile());
  expect(resources.map((entry: any) => entry.resources)).toEqual([
    ['secrets', 'pandas.awesome.bears.example'],
    ['events'],
    ['*.*'],
  ]);
  expect(resources[0].providers.map((provider: any) => Object.keys(provider)[0])).toEqual([
    'secretbox',
    'aescbc',
    'identity',
  ]);
  expect(resources[0].providers[0].secretbox.keys.map((key: any) => key.name)).toEqual(['new', 'old']);
  expect(resources[1].providers).toEqual([{ identity: {} }]);
  expect(resources[2].providers[0].kms).toMatchObject({ apiVersion: 'v2', timeout: '5s' });
});

describe('errors', () => {
  const create = (props: ConstructorParameters<typeof EncryptionConfig>[2]) => {
    const chart = newChart();
    try {
      new EncryptionConfig(chart, 'Encryption', props);
    } catch (error) {
      expect(chart.node.children).toEqual([]); // nothing half-made stays behind
      throw error;
    }
  };

  test('rules of the API server, with the path of the construct', () => {
    expect(() => create({ resources: ['Secrets'] })).toThrow(
      'control-plane/Encryption: resources[0].resources[0]: got "Secrets": resource name should not contain capital '
        + 'letters',
    );
    expect(() =>
      create({ moreEntries: [{ resources: ['configmaps'], writeWith: EncryptionProvider.kmsV2() }] }),
    ).toThrow('duplicate KMS provider name kms');
  });

  test('a config for synth that is in no chart', () => {
    const app = new App({ outdir: join(temporaryFolder(), 'dist') });
    expect(() => new EncryptionConfig(app, 'Encryption')).toThrow(
      'Encryption: a config without keys is synthesised, and for that it needs a chart',
    );
    expect(app.node.children).toEqual([]);
    expect(() => new EncryptionConfig(app, 'Keys', { writeWith: box() })).not.toThrow();
  });

  test('plaintext first by accident', () => {
    expect(() => create({ writeWith: EncryptionProvider.plaintextUntil('soon') })).toThrow(
      'first in the list it would write plaintext',
    );
  });

  test('plaintext left behind without a plan', () => {
    expect(() => create({ readAlso: [EncryptionProvider.unencrypted('because')] })).toThrow(
      'use EncryptionProvider.plaintextUntil(plan)',
    );
  });

  test('one name for two keys', () => {
    expect(() =>
      create({
        writeWith: EncryptionProvider.secretbox(testKey('a', 'one')),
        readAlso: [EncryptionProvider.secretbox(testKey('a', 'two'))],
      }),
    ).toThrow('provider secretbox: two different keys are named "a"');
  });

  test('one key under two names, or in two algorithms', () => {
    expect(() =>
      create({ writeWith: EncryptionProvider.secretbox(testKey('a', 'same'), testKey('b', 'same')) }),
    ).toThrow('key "b" of secretbox has the same bytes as key "a" of secretbox');
    expect(() => create({ writeWith: box(), readAlso: [EncryptionProvider.weakAesCbc(testKey('a'))] })).toThrow(
      'key "a" of aescbc has the same bytes as key "a" of secretbox',
    );
  });

  test('a key twice for one resource', () => {
    expect(() => create({ writeWith: box(), readAlso: [box()] })).toThrow(
      'key "a" of secretbox is given twice for secrets',
    );
  });

  test('a resource in two entries', () => {
    expect(() => create({ writeWith: box(), moreEntries: [{ resources: ['secrets.'], writeWith: box() }] })).toThrow(
      'resource "secrets" is in entry 0 and in entry 1',
    );
  });

  test('the same key in entries of other resources is not an error', () => {
    expect(() =>
      create({ writeWith: box(), moreEntries: [{ resources: ['configmaps'], writeWith: box() }] }),
    ).not.toThrow();
  });
});

describe('beside what', () => {
  test('objects to apply: a synth error that names both', () => {
    const chart = newChart();
    new EncryptionConfig(chart, 'Encryption');
    new ApiObject(new Chart(App.of(chart), 'workloads'), 'Settings', { apiVersion: 'v1', kind: 'ConfigMap' });
    expect(() => App.of(chart).synth()).toThrow(
      /control-plane\/Encryption\/Resource: EncryptionConfiguration is a file of the API server and not an object to apply, but workloads\/Settings \(ConfigMap\) of the same App is one; put control-plane files into a dedicated App/,
    );
  });

  test('another file of the control plane in another chart: fine', () => {
    const chart = newChart();
    new EncryptionConfig(chart, 'Encryption');
    new ApiServerAuditPolicy(new Chart(App.of(chart), 'audit'), 'Audit');
    App.of(chart).synth();
    expect(readdirSync(App.of(chart).outdir).sort()).toEqual(['audit.k8s.yaml', 'control-plane.k8s.yaml']);
  });

  test('another one in the same chart, or in one file of the App: a synth error', () => {
    const chart = newChart();
    new EncryptionConfig(chart, 'Encryption');
    new ApiServerAuditPolicy(chart, 'Audit');
    expect(() => App.of(chart).synth()).toThrow('would go into the same file');
    const whole = new App({ outdir: join(temporaryFolder(), 'dist'), yamlOutputType: YamlOutputType.FILE_PER_APP });
    new EncryptionConfig(new Chart(whole, 'one'), 'Encryption');
    new ApiServerAuditPolicy(new Chart(whole, 'two'), 'Audit');
    expect(() => whole.synth()).toThrow('would go into the same file');
  });
});

describe('writeTo', () => {
  const config = (chart = newChart()) => new EncryptionConfig(chart, 'Encryption', { writeWith: box() });

  test('makes a file of mode 0600 in folders of mode 0700, with nothing else beside it', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    config().writeTo(fileIn(folder));
    expect(modeOf(fileIn(folder))).toBe('600');
    expect(modeOf(folder)).toBe('700');
    expect(readdirSync(folder)).toEqual(['encryption-config.yaml']);
    expect(YAML.parse(readFileSync(fileIn(folder), 'utf8')).kind).toBe('EncryptionConfiguration');
  });

  test('leaves the same file, and tightens its mode', () => {
    const path = fileIn(temporaryFolder());
    config().writeTo(path);
    const { ino } = statSync(path);
    config().writeTo(path);
    expect(statSync(path).ino).toBe(ino);
  });

  test('never replaces a key, even when told', () => {
    const path = join(temporaryFolder(), 'key');
    EncryptionKey.generate('k').writeTo(path);
    const before = readFileSync(path, 'utf8');
    expect(() => config().writeTo(path, { overwrite: true }))
      .toThrow('the file there holds a key, without which all that it encrypted is lost; write to another path');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('replaces another file only when told', () => {
    const path = fileIn(temporaryFolder());
    writeFileSync(path, 'another');
    expect(() => config().writeTo(path)).toThrow(
      /a different file already exists; overwriting it could destroy the only copy of a key/,
    );
    expect(readFileSync(path, 'utf8')).toBe('another');
    config().writeTo(path, { overwrite: true });
    expect(readFileSync(path, 'utf8')).toContain('EncryptionConfiguration');
    expect(modeOf(path)).toBe('600');
  });

  test('refuses the output folder of the App, and a way into it by a link', () => {
    const chart = newChart();
    const { outdir } = App.of(chart);
    expect(() => config(chart).writeTo(fileIn(outdir))).toThrow(/is the output folder of the App/);
    mkdirSync(outdir, { recursive: true });
    const link = join(temporaryFolder(), 'link');
    symlinkSync(outdir, link);
    expect(() => config().writeTo(fileIn(link))).not.toThrow();
    expect(() => config(new Chart(App.of(chart), 'other')).writeTo(join(link, 'deep', 'file'))).toThrow(
      /is the output folder of the App/,
    );
    expect(existsSync(join(outdir, 'deep'))).toBe(false);
  });

  test('a folder whose name only begins like the output folder is another one', () => {
    const chart = newChart();
    expect(() => config(chart).writeTo(fileIn(`${App.of(chart).outdir}-keys`))).not.toThrow();
  });
});
