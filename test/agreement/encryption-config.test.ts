import { createHash } from 'crypto';
import { App, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { Agreement, often, testAgreement } from './harness';
import { EncryptionConfig } from '../../src/encryption/encryption-config';
import { EncryptionKey } from '../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../src/encryption/encryption-provider';

type Kind = 'secretbox' | 'aescbc' | 'aesgcm';

interface Key {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Kms {
  readonly version: 'v1' | 'v2';
  readonly name: string;
  readonly endpoint: string;
}

type Provider = { readonly keys: readonly Key[]; readonly kind: Kind } | { readonly kms: Kms } | 'identity';

interface Entry {
  readonly resources: readonly string[];
  readonly providers: readonly Provider[];
}

const random = (seed: string, length = 32) =>
  createHash('sha256').update(`only for tests: ${seed}`).digest().subarray(0, length);

const key = fc.record({
  name: fc.oneof(often(9, 'a', 'b', 'c'), often(1, 'a:b', 'a b', random('name').toString('hex'))),
  bytes: fc.oneof(
    often(12, random('one'), random('two'), random('three')),
    often(
      1,
      random('four', 16),
      random('four', 20),
      Buffer.alloc(32, 7),
      Buffer.from('a passphrase of 32 characters...'),
      Buffer.alloc(0),
    ),
  ),
});
const kms: fc.Arbitrary<Kms> = fc.record({
  version: fc.oneof(often(9, 'v2' as const), often(1, 'v1' as const)),
  name: fc.oneof(often(9, 'kms', 'other', 'third'), often(1, 'a:b', '')),
  endpoint: fc.oneof(
    often(9, 'unix:///run/kms/socket.sock'),
    often(
      1,
      '',
      'tcp://127.0.0.1:9000',
      'unix:///@kms',
      'unix://run/kms.sock',
      'unix:///a%zz',
      'unix:///a?b',
      '/run/kms.sock',
    ),
  ),
});
const kinds = fc.constantFrom<Kind>('secretbox', 'aescbc', 'aesgcm');
const provider: fc.Arbitrary<Provider> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.oneof(often(6, 'secretbox' as const), often(1, 'aescbc' as const, 'aesgcm' as const)),
      keys: fc.array(key, { maxLength: 2 }),
    }).map(({ kind, keys }) => ({ kind, keys: keys.length === 0 ? [{ name: 'a', bytes: random('one') }] : keys })),
  },
  { weight: 2, arbitrary: kms.map((one) => ({ kms: one })) },
  often<Provider>(1, 'identity', { kind: 'secretbox', keys: [] }),
);
const resource = fc.oneof(
  often(12, 'secrets', 'configmaps', 'events', 'deployments.apps'),
  often(3, '*.', '*.*', '*.apps', 'secrets.'),
  often(
    1,
    '*',
    'Secrets',
    'secrets.*',
    'apiserveripinfo',
    'my secrets',
    'events.events.k8s.io',
    'ingresses.extensions',
    '',
  ),
);
const entry: fc.Arbitrary<Entry> = fc.record({
  resources: fc.array(resource, { minLength: 1, maxLength: 3 }),
  providers: fc.array(provider, { minLength: 1, maxLength: 3 }),
});
const plain: Entry = {
  resources: ['secrets'],
  providers: [{ kind: 'secretbox', keys: [{ name: 'a', bytes: random('one') }] }],
};
const inputs = fc.oneof(
  fc.array(entry, { minLength: 1, maxLength: 3 }),
  fc.array(entry, { maxLength: 1 }).map((more) => [plain, ...more]),
  fc.constantFrom<readonly Entry[]>(
    [{ ...plain, resources: [] }], [{ ...plain, resources: ['configmaps'] }], [{ ...plain, providers: ['identity'] }],
  ),
  // One provider alone, so that nothing else is wrong.
  fc.oneof(fc.record({ kind: kinds, keys: fc.tuple(key) }), kms.map((one): Provider => ({ kms: one })))
    .map((one) => [{ ...plain, providers: [one] }]),
);

function providerOf(one: Provider, isFirst: boolean): EncryptionProvider {
  if (one === 'identity') {
    return isFirst ? EncryptionProvider.unencrypted('a test') : EncryptionProvider.plaintextUntil('the test ends');
  }
  if ('kms' in one) {
    const { version, ...options } = one.kms;
    return version === 'v2' ? EncryptionProvider.kmsV2(options) : EncryptionProvider.deprecatedKmsV1(options);
  }
  const keys = one.keys.map(({ name, bytes }, index) => {
    process.env[`STRONGBOX_TEST_${index}`] = bytes.toString('base64');
    return EncryptionKey.fromEnvironment(name, `STRONGBOX_TEST_${index}`);
  });
  switch (one.kind) {
    case 'aesgcm':
      return EncryptionProvider.aesGcmWithRotation(
        { rotateEvery: Duration.days(30), writesPerDay: 1, rotatedBy: 'a test' },
        ...keys,
      );
    case 'aescbc':
      return EncryptionProvider.weakAesCbc(...keys);
    default:
      return EncryptionProvider.secretbox(...keys);
  }
}

function yamlOf(one: Provider): string {
  if (one === 'identity') {
    return '{identity: {}}';
  }
  if ('kms' in one) {
    const { version, name, endpoint } = one.kms;
    return `{kms: {apiVersion: ${version}, name: ${JSON.stringify(name)}, endpoint: ${JSON.stringify(endpoint)}, `
      + 'timeout: 3s}}';
  }
  const keys = one.keys.map(
    ({ name, bytes }) => `{name: ${JSON.stringify(name)}, secret: ${JSON.stringify(bytes.toString('base64'))}}`,
  );
  return `{${one.kind}: {keys: [${keys.join(', ')}]}}`;
}

const providersIn = (entries: readonly Entry[]) => entries.flatMap((one) => one.providers);
const has = (kind: Kind) => (entries: readonly Entry[]) =>
  providersIn(entries).some((one) => one !== 'identity' && 'kind' in one && one.kind === kind);

const agreement: Agreement<readonly Entry[]> = {
  inputs,
  construct: (entries) => {
    const [first, ...more] = entries.map(({ resources, providers: [writer, ...readers] }) => ({
      resources: [...resources],
      writeWith: providerOf(writer, true),
      readAlso: readers.map((reader) => providerOf(reader, false)),
    }));
    // A config with keys needs no chart, and one without would need one: what is tried here is neither.
    const withKeys = { resources: ['leases.coordination.k8s.io'], writeWith: providerOf(KEY_APART, true) };
    new EncryptionConfig(new App(), 'Encryption', { ...first, moreEntries: [...more, withKeys] });
  },
  manifest: (entries) =>
    [
      'apiVersion: apiserver.config.k8s.io/v1',
      'kind: EncryptionConfiguration',
      'resources:',
      ...[...entries, { resources: ['leases.coordination.k8s.io'], providers: [KEY_APART] }].flatMap(
        ({ resources, providers }) => [
          `  - resources: ${JSON.stringify(resources)}`,
          `    providers: [${providers.map(yamlOf).join(', ')}]`,
        ],
      ),
    ].join('\n'),
  places: (message) =>
    [...message.matchAll(/(?<=[:;] )resources(?:\[\d+\]|\.\w+)+(?=: )/g)].map(
      ([place]) => `/${place.replace(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`,
    ),
  exceptions: [
    {
      why: 'aescbc is weak, which the name of the method says',
      holds: has('aescbc'),
      rules: ['encryption-weak-provider'],
    },
    {
      why: 'what rotates a key of aesgcm is not in the file',
      holds: has('aesgcm'),
      rules: ['encryption-weak-provider'],
    },
    {
      why: 'KMS v1 is deprecated, which the name of the method says',
      holds: (entries) =>
        providersIn(entries).some((one) => one !== 'identity' && 'kms' in one && one.kms.version === 'v1'),
      rules: ['encryption-kms-v1'],
    },
    {
      why: 'the reason for which Secrets are stored in plain text is not in the file',
      holds: (entries) => entries.some(({ providers: [writer] }) => writer === 'identity'),
      rules: ['encryption-identity-first'],
    },
  ],
};
const KEY_APART: Provider = { kind: 'secretbox', keys: [{ name: 'apart', bytes: random('apart') }] };

testAgreement('EncryptionConfig', agreement);
