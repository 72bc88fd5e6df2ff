import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { Manifest } from './support/api-client';
import { clusterSuite, useControlPlane } from './support/suite';
import { expectAlike, Judged, verdicts } from './support/verdicts';
import {
  FileMode,
  LeastPrivilegeSecretReader,
  MountSource,
  RotatingVolumeMount,
  SecretSource,
  SecretType,
  SecretValue,
  SecureSecret,
  VersionedConfigMap,
} from '../../src';

jest.setTimeout(240_000);

const NAMESPACE = 'verdicts';
const MIB = 1024 * 1024;
const SEED = 20261125;

/** The same inputs in every run: a claim on a page is about what was tried. */
function generated<T>(arbitrary: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(arbitrary, { seed: SEED, numRuns: count });
}

const texts = (alphabet: string, minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((characters) => characters.join(''));

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

function mapValues<T, U>(map: { [key: string]: T }, change: (value: T) => U): { [key: string]: U } {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function configMap(fields: object): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: NAMESPACE }, ...fields };
}

function secret(fields: object): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: NAMESPACE }, ...fields };
}

function inline(
  chart: Chart,
  values: { [key: string]: string },
  props: { secretType?: SecretType; name?: string } = {},
): SecureSecret {
  return new SecureSecret(chart, 'Db', {
    source: SecretSource.unsafeInline(mapValues(values, SecretValue.unsafePlainText), 'a test'),
    secretType: props.secretType,
    immutable: false,
    ...(props.name !== undefined && { metadata: { name: props.name } }),
  });
}

function pod(spec: object): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'pod', namespace: NAMESPACE },
    spec: { containers: [{ name: 'main', image: 'main:1' }], ...spec },
  };
}

function deployment(chart: Chart): kplus.Deployment {
  return new kplus.Deployment(chart, 'Api', { containers: [{ name: 'main', image: 'main:1', portNumber: 8080 }] });
}

clusterSuite('The same verdict as the API server', (claim) => {
  const plane = useControlPlane();
  beforeAll(() => plane().apiServer.createNamespace(NAMESPACE));
  const judge = (cases: Judged[]) => verdicts(plane().admin, NAMESPACE, cases);

  const KEYS = [
    ...[
      '.',
      '..',
      '...',
      '..a',
      '.a',
      'a..b',
      '-',
      '_',
      '',
      ' ',
      'a b',
      'a/b',
      'a\\b',
      'ä',
      'a\n',
      '日',
      'a:b',
      '~',
      'constructor',
      '__proto__',
    ],
    ...[252, 253, 254].map((length) => 'k'.repeat(length)),
    ...generated(texts('aZ09.-_', 1, 6), 150),
    ...generated(texts('aZ0.-_/ ~é\n', 0, 5), 150),
    ...generated(texts('a.', 251, 255), 20),
  ];
  const cdk8sCannot = [/is a valid key for Kubernetes, but cdk8s cannot write it/];

  claim('keys of a ConfigMap', 'a dry run for each key, generated around the limits', async () =>
    expectAlike(await judge(KEYS.map((key) => ({
      input: key,
      build: (chart) => new VersionedConfigMap(chart, 'Settings', { data: Object.fromEntries([[key, 'x']]) }),
      written: configMap({ data: Object.fromEntries([[key, 'x']]) }),
    }))), cdk8sCannot));

  claim('keys of a Secret', 'the same', async () =>
    expectAlike(await judge(KEYS.map((key) => ({
      input: key,
      build: (chart) => inline(chart, Object.fromEntries([[key, 'x']])),
      written: secret({ data: Object.fromEntries([[key, 'eA==']]) }),
    }))), cdk8sCannot));

  const NAMES = [
    ...['', '-', '.', 'a.', '.a', 'a..b', 'a-.b', 'a.-b', 'A', 'a_b', 'a b', 'ä', '0', '0.0', 'a\n', 'a/b', 'a%2fb'],
    ...[252, 253, 254].flatMap((length) => ['a'.repeat(length), 'a.'.repeat(length / 2).padEnd(length, 'b')]),
    ...generated(texts('a0-.', 1, 6), 200),
    ...generated(texts('a0-.A_', 0, 4), 100),
  ];

  claim('names of Secrets', 'the same', async () =>
    expectAlike(await judge(NAMES.map((name) => ({
      input: name,
      build: (chart) => inline(chart, { key: 'x' }, { name }),
      written: secret({ metadata: { name, namespace: NAMESPACE }, data: { key: 'eA==' } }),
    })))));

  claim('names of Secrets that are made elsewhere', 'the same', async () =>
    expectAlike(await judge(NAMES.map((name) => ({
      input: name,
      build: (chart) => new SecureSecret(chart, 'Db', { keys: ['key'], source: SecretSource.existing(name) }),
      written: secret({ metadata: { name, namespace: NAMESPACE }, data: { key: 'eA==' } }),
    })))));

  claim('names of ConfigMaps, with the hash that ends them', 'the same', async () => {
    const hash = '-0123456789';
    return expectAlike(await judge([...NAMES, ...[241, 242, 243].map((length) => 'a'.repeat(length))].map((name) => ({
      input: name,
      build: (chart) => new VersionedConfigMap(chart, 'Settings', { metadata: { name }, data: { key: 'x' } }),
      written: configMap({ metadata: { name: name + hash, namespace: NAMESPACE }, data: { key: 'x' } }),
    }))));
  });

  claim(
    'names of readers: of the three objects that share them, the service account has the narrowest rule',
    'a dry run of each as a ServiceAccount, and of what we make of it',
    async () =>
      expectAlike(
        await judge(
          NAMES.map((name) => ({
            input: name,
            build: (chart) =>
              new LeastPrivilegeSecretReader(chart, 'Reader', {
                secrets: [new SecureSecret(chart, 'Db', { keys: ['key'], source: SecretSource.existing('db') })],
                metadata: { name },
              }),
            written: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: NAMESPACE } },
          })),
        ),
      ),
  );

  claim('names of namespaces', 'a dry run of each as a Namespace', async () =>
    expectAlike(
      await judge(
        [...NAMES, ...[62, 63, 64].map((length) => 'n'.repeat(length))].map((name) => ({
          input: name,
          build: (chart) =>
            new SecureSecret(chart, 'Db', {
              keys: ['key'],
              source: SecretSource.existing('db', { namespaceName: name }),
            }),
          written: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
        })),
      ),
    ),
  );

  describe('sizes', () => {
    const SPLITS = generated(fc.record({
      total: fc.constantFrom(MIB - 1, MIB, MIB + 1),
      shares: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      binary: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      letter: fc.constantFrom('x', 'é', '日'),
    }), 16);
    /** Values by key that have so many bytes together, in shares. */
    const filled = ({ total, shares, letter }: typeof SPLITS[number]) => {
      const sum = shares.reduce((all, share) => all + share, 0);
      const sizes = shares.map((share) => Math.floor(total * share / sum));
      sizes[0] += total - sizes.reduce((all, size) => all + size, 0);
      const width = Buffer.byteLength(letter);
      return sizes.map((size) =>
        letter.repeat(Math.floor(size / width)).padEnd(Math.floor(size / width) + (size % width), '.'),
      );
    };

    claim(
      'the size of a ConfigMap: bytes of text and of binaryData together, not characters',
      'a dry run with 1 MiB in several keys, one byte less and one more',
      async () =>
        expectAlike(
          await judge(
            SPLITS.map((split) => {
              const entries = filled(split).map((value, index) => [`key${index}`, value, split.binary[index]] as const);
              const data = Object.fromEntries(entries.filter(([, , binary]) => !binary));
              const binaryData = Object.fromEntries(
                entries.filter(([, , binary]) => binary).map(([key, value]) => [key, base64(value)]),
              );
              return {
                input: split,
                build: (chart: Chart) => new VersionedConfigMap(chart, 'Settings', { data, binaryData }),
                written: configMap({ data, binaryData }),
              };
            }),
          ),
        ),
    );

    claim('the size of a Secret: decoded bytes, not base64', 'the same', async () =>
      expectAlike(
        await judge(
          SPLITS.map((split) => {
            const values = Object.fromEntries(filled(split).map((value, index) => [`key${index}`, value]));
            return {
              input: split,
              build: (chart: Chart) => inline(chart, values),
              written: secret({ data: mapValues(values, base64) }),
            };
          }),
        ),
      ),
    );

    claim(
      'keys, labels and annotations are not part of the size',
      'a dry run with 1 MiB of values, many long keys and an annotation',
      async () => {
        const values = Object.fromEntries(
          Array.from({ length: 64 }, (_, index) => [`${index}-`.padEnd(253, 'k'), 'x'.repeat(MIB / 64)]),
        );
        return expectAlike(
          await judge([
            {
              input: '1 MiB of values and more',
              build: (chart) =>
                new VersionedConfigMap(chart, 'Settings', {
                  data: values,
                  metadata: { annotations: { note: 'x'.repeat(1000) } },
                }),
              written: configMap({ data: values }),
            },
          ]),
        );
      },
    );

    claim(
      'etcd stores an object of the full size',
      'a Secret and a ConfigMap of exactly 1 MiB are created, not as a dry run',
      async () => {
        const full = { key: base64('x'.repeat(MIB)) };
        for (const manifest of [secret({ data: full }), configMap({ binaryData: full })]) {
          const { status, body } = await plane().admin.create({
            ...manifest,
            metadata: { name: 'full', namespace: NAMESPACE },
          });
          expect([status, body.message]).toEqual([201, undefined]);
        }
      },
    );
  });

  describe('values of a ConfigMap', () => {
    claim('a key in `data` and in `binaryData`', 'a dry run', async () => {
      const both = { data: { key: 'x' }, binaryData: { key: 'eA==' } };
      const [found] = await judge([
        { input: both, build: (chart) => new VersionedConfigMap(chart, 'Settings', both), written: configMap(both) },
      ]);
      expect(found.ours).toContain('key "key" is given twice');
      expect(found.server).toContain('duplicate of key present in');
      return 'both refuse';
    });

    claim(
      'base64 in `binaryData`',
      'a dry run for each text, generated: we ask for padding and canonical bits, and write it so',
      async () =>
        expectAlike(
          await judge(
            [
              ...[
                'eA==',
                'eA=',
                'eA',
                'e',
                'eA==\n',
                'e\nA==',
                'e A==',
                'eB==',
                'eA==eA==',
                '-_==',
                '+/==',
                '',
                '====',
                '\t',
              ],
              ...generated(texts('eAB+/-_=\n', 0, 9), 150),
            ].map((text) => ({
              input: text,
              build: (chart: Chart) =>
                new VersionedConfigMap(chart, 'Settings', { data: { other: 'x' }, binaryData: { key: text } }),
              written: configMap({ binaryData: { key: text } }),
            })),
          ),
          [/is not valid base64 \(the standard alphabet, with padding\)/],
        ),
    );

    claim(
      'half of a surrogate pair, which we refuse: the server takes it and stores another character',
      'a dry run, and what comes back',
      async () => {
        const half = { data: { key: 'a\ud83d' } };
        const [found] = await judge([
          { input: half, build: (chart) => new VersionedConfigMap(chart, 'Settings', half), written: configMap(half) },
        ]);
        expect(found.ours).toContain('half of a surrogate pair');
        expect(found.server).toBeUndefined();
        const { body } = await plane().admin.create({
          ...configMap(half),
          metadata: { name: 'surrogate', namespace: NAMESPACE },
        });
        expect(body.data.key).toBe('a\ufffd');
        return 'the character comes back as U+FFFD';
      },
    );
  });

  describe('types of Secrets', () => {
    const CANDIDATES = [
      'tls.crt',
      'tls.key',
      'username',
      'password',
      'ssh-privatekey',
      '.dockerconfigjson',
      '.dockercfg',
      'other',
    ];
    const TYPES = [
      SecretType.OPAQUE,
      SecretType.TLS,
      SecretType.BASIC_AUTH,
      SecretType.SSH_AUTH,
      SecretType.DOCKER_CONFIG_JSON,
      SecretType.DOCKER_CFG,
      SecretType.of('acme.io/license'),
    ];
    const SUBSETS = generated(fc.subarray(CANDIDATES, { minLength: 1 }), 60);

    claim('the keys that a type asks for', 'a dry run of each type with subsets of the keys of all types', async () =>
      expectAlike(
        await judge(
          TYPES.flatMap((secretType) =>
            SUBSETS.map((keys) => ({
              input: [secretType.name, ...keys],
              build: (chart: Chart) =>
                new SecureSecret(chart, 'Db', { keys, secretType, source: SecretSource.existing('db') }),
              written: secret({
                type: secretType.name,
                data: Object.fromEntries(keys.map((key) => [key, base64('{}')])),
              }),
            })),
          ),
        ),
      ),
    );

    claim(
      'their values: we take nothing that the server refuses, and refuse what the reader of the Secret could not use',
      'a dry run of each type with values that are right, empty, or something else',
      async () => {
        const VALUES = [
          '',
          '{}',
          '[]',
          'null',
          '"text"',
          '{"auths":{}}',
          '{"auths":{"r.io":{"auth":"dTpw"}}}',
          '{"r.io":{"auth":"dTpw"}}',
          '{"a":1,',
          'text',
          ' ',
        ];
        const cases: [SecretType, string[]][] = [
          [SecretType.DOCKER_CONFIG_JSON, ['.dockerconfigjson']],
          [SecretType.DOCKER_CFG, ['.dockercfg']],
          [SecretType.SSH_AUTH, ['ssh-privatekey']],
          [SecretType.BASIC_AUTH, ['username']],
          [SecretType.TLS, ['tls.crt', 'tls.key']],
          [SecretType.OPAQUE, ['any']],
        ];
        return expectAlike(
          await judge(
            cases.flatMap(([secretType, keys]) =>
              VALUES.map((value) => {
                const values = Object.fromEntries(keys.map((key) => [key, value]));
                return {
                  input: [secretType.name, value],
                  build: (chart: Chart) => inline(chart, values, { secretType }),
                  written: secret({ type: secretType.name, data: mapValues(values, base64) }),
                };
              }),
            ),
          ),
          [/registry|auths|object|docker config JSON/, /private key|certificate|is empty/],
        );
      },
    );

    claim('the type of a Secret cannot change', 'replacing a Secret with one of another type', async () => {
      const opaque = { ...secret({ data: { username: 'eA==' } }), metadata: { name: 'typed', namespace: NAMESPACE } };
      await plane().admin.expectApplied(opaque);
      const { status, body } = await plane().admin.replace({ ...opaque, type: 'kubernetes.io/basic-auth' });
      expect(status).toBe(422);
      return body.message;
    });
  });

  describe('volumes', () => {
    const db = () => MountSource.secret('db', { keys: ['key'] });
    const secretVolume = (volume: object) =>
      pod({ volumes: [{ name: 'db', secret: { secretName: 'db', ...volume } }] });

    claim(
      'file modes: all that we take, and none of those out of range',
      'a dry run with each mode from -1 to 01000',
      async () =>
        expectAlike(
          await judge(
            [-1, ...Array.from({ length: 514 }, (_, mode) => mode)].map((mode) => ({
              input: mode,
              build: () => FileMode.fromNumber(mode),
              written: secretVolume({ defaultMode: mode }),
            })),
          ),
          [/does not let the owner read|lets (group|others) write|lets (group|others) do what/],
        ),
    );

    claim(
      'paths of files in a volume',
      'a dry run with each path, generated; the kubelet refuses some that the API server takes, and so do we',
      async () =>
        expectAlike(
          await judge(
            [
              ...[
                'a',
                'a/b',
                '/a',
                'a/',
                'a//b',
                './a',
                'a/.',
                '..',
                '../a',
                'a/..',
                'a/../b',
                '..a',
                'a/..b',
                '...',
                '.',
                '',
                'a\0b',
                'é',
                'a b',
                'x'.repeat(255),
                'x'.repeat(256),
              ],
              ...generated(texts('a./', 0, 6), 150),
            ].map((path) => ({
              input: path,
              build: (chart: Chart) =>
                new RotatingVolumeMount(chart, 'Files', {
                  workload: deployment(chart),
                  source: db().withPaths({ key: path }),
                  mountPath: '/etc/secrets/db',
                }),
              written: secretVolume({ items: [{ key: 'key', path }] }),
            })),
          ),
          [/has an empty part/, /NUL character/, /is longer than/, /has a part of more than/],
        ),
    );

    claim('mount paths: we take nothing that the server refuses', 'a dry run with each path, generated', async () =>
      expectAlike(
        await judge(
          [
            ...[
              '/a',
              'a',
              '',
              '/',
              '/a:b',
              '/a/../b',
              '/etc',
              '/proc/x',
              '/a/',
              '//a',
              '/a b',
              '/é',
              '/a\n',
              `/${'x'.repeat(4095)}`,
              `/${'x'.repeat(4096)}`,
            ],
            ...generated(
              texts('a/.:', 0, 6).map((path) => `/${path}`),
              100,
            ),
          ].map((mountPath) => ({
            input: mountPath,
            build: (chart: Chart) =>
              new RotatingVolumeMount(chart, 'Files', { workload: deployment(chart), source: db(), mountPath }),
            written: pod({
              containers: [{ name: 'main', image: 'main:1', volumeMounts: [{ name: 'db', mountPath }] }],
              volumes: [{ name: 'db', secret: { secretName: 'db' } }],
            }),
          })),
        ),
        [/mountPath/],
      ),
    );

    claim('the names that we give to volumes', 'a dry run with constructs of generated ids', async () =>
      expectAlike(
        await judge(
          generated(
            fc.string({ minLength: 1, maxLength: 80 }).filter((id) => !id.includes('/') && !(id in {})),
            80,
          ).map((id) => ({
            input: id,
            build: (chart: Chart) =>
              new RotatingVolumeMount(chart, id, {
                workload: deployment(chart),
                source: db(),
                mountPath: '/etc/secrets/db',
              }),
            written: secretVolume({}),
          })),
        ),
      ),
    );

    claim('how long a token lives', 'a dry run with each expiration around both limits', async () =>
      expectAlike(
        await judge(
          [0, 1, 599, 600, 601, 3600, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1].map((seconds) => ({
            input: seconds,
            build: (chart: Chart) => {
              const existing = new SecureSecret(chart, 'Db', { keys: ['key'], source: SecretSource.existing('db') });
              new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [existing] }).attachTo(deployment(chart), {
                expiration: Duration.seconds(seconds),
              });
            },
            written: pod({
              volumes: [
                {
                  name: 'token',
                  projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: seconds } }] },
                },
              ],
            }),
          })),
        ),
      ),
    );
  });
});
