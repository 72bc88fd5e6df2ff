import { createHash } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'cdk8s';
import { EncryptionConfig, EncryptionFile, EncryptionKey, EncryptionProvider, EncryptionRotation } from '../../src';
import { leakOf, NOTATIONS } from '../support/secrets';

const root = mkdtempSync(join(tmpdir(), 'strongbox-fields-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const path = join(root, 'encryption-config.yaml');

const GOOD = { name: 'k', secret: 'c2l4dGVlbi1ieXRlcy0wMTIzNDU2Nzg5MDEyMzQ1Njc=' };
const file = (...resources: unknown[]) => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'EncryptionConfiguration',
  resources,
});
const kms = (fields: object) =>
  file({
    resources: ['secrets'],
    providers: [{ kms: { apiVersion: 'v2', name: 'k', endpoint: 'unix:///run/k.sock', ...fields } }],
  });
const box = (...keys: unknown[]) => file({ resources: ['secrets'], providers: [{ secretbox: { keys } }] });

/** Files with a secret in each field that may hold a text, and where none may be. */
const FILES: readonly [place: string, of: (secret: string) => unknown][] = [
  ['the file itself', (secret) => secret],
  ['a list', (secret) => [secret]],
  ['apiVersion', (secret) => ({ ...file({}), apiVersion: secret })],
  ['kind', (secret) => ({ ...file({}), kind: secret })],
  ['a field', (secret) => ({ ...box(GOOD), [secret]: 1 })],
  ['an entry', (secret) => file(secret)],
  ['resources', (secret) => file({ resources: secret, providers: [{ identity: {} }] })],
  ['a resource', (secret) => file({ resources: [secret], providers: [{ identity: {} }] })],
  ['a resource, twice', (secret) => file({ resources: [secret, secret], providers: [{ identity: {} }] })],
  [
    'a resource that is masked',
    (secret) =>
      file(
        { resources: ['*.*'], providers: [{ identity: {} }] },
        { resources: [secret.toLowerCase()], providers: [{ identity: {} }] },
      ),
  ],
  ['a field of an entry', (secret) => file({ resources: ['secrets'], providers: [{ identity: {} }], [secret]: 1 })],
  ['a provider', (secret) => file({ resources: ['secrets'], providers: [secret] })],
  ['the name of a provider', (secret) => file({ resources: ['secrets'], providers: [{ [secret]: {} }] })],
  [
    'a second provider in one element',
    (secret) => file({ resources: ['secrets'], providers: [{ identity: {}, [secret]: {} }] }),
  ],
  ['the content of a provider', (secret) => file({ resources: ['secrets'], providers: [{ secretbox: secret }] })],
  ['a field of identity', (secret) => file({ resources: ['secrets'], providers: [{ identity: { [secret]: 1 } }] })],
  ['a key', (secret) => box(secret)],
  [
    'a name of two keys',
    (secret) =>
      box({ ...GOOD, name: secret }, { name: secret, secret: 'c2l4dGVlbi1ieXRlcy0wMTIzNDU2Nzg5MDEyMzQ1Njg=' }),
  ],
  ['a field of a key', (secret) => box({ ...GOOD, [secret]: 1 })],
  ['a secret', (secret) => box({ ...GOOD, secret })],
  ...['apiVersion', 'name', 'endpoint', 'timeout', 'cachesize'].map(
    (field): [string, (secret: string) => unknown] => [`${field} of a kms`, (secret) => kms({ [field]: secret })],
  ),
  ['a name of a kms with a colon', (secret) => kms({ name: `${secret}:` })],
  ['an endpoint with a scheme', (secret) => kms({ endpoint: `${secret}://x` })],
  ['an endpoint with a host', (secret) => kms({ endpoint: `unix://${secret}/x` })],
  [
    'a name of two kms',
    (secret) =>
      file(
        ...['secrets', 'configmaps'].map((resource) => ({
          resources: [resource],
          providers: (kms({ name: secret }) as any).resources[0].providers,
        })),
      ),
  ],
  ['a field of a kms', (secret) => kms({ [secret]: 1 })],
];

function saidOf(call: () => unknown): string {
  try {
    return String(call());
  } catch (error) {
    return `${(error as Error).message}\n${(error as Error).stack}`;
  }
}

describe.each(FILES)('a secret as %s', (_, of) => {
  test.each(NOTATIONS)('is not repeated: %s', (__, secret) => {
    writeFileSync(path, JSON.stringify(of(secret)));
    expect(
      leakOf(
        secret,
        saidOf(() => EncryptionFile.fromFile(path)),
      ),
    ).toBeUndefined();
  });
});

test.each(NOTATIONS)('a secret in a file that is neither YAML nor JSON is not repeated: %s', (_, secret) => {
  for (const text of [
    secret,
    `"${secret}`,
    `&${secret} *${secret}x`,
    `!${secret} x`,
    `!<${secret}> x`,
    `%${secret}\n---\n`,
    `{${secret}`,
    `a: ${secret}: b`,
    `"\\q${secret}"`,
    `${secret}: 1\n${secret}: 2`,
    `*${secret}`,
  ]) {
    writeFileSync(path, text);
    expect(
      leakOf(
        secret,
        saidOf(() => EncryptionFile.fromFile(path)),
      ),
    ).toBeUndefined();
  }
});

test.each(NOTATIONS)('a secret in a file of a key is not repeated: %s', (_, secret) => {
  for (const text of [secret, `${secret} x`, `key: ${secret}`]) {
    writeFileSync(path, text);
    const said = [
      saidOf(() => EncryptionKey.fromFile('k', path)),
      saidOf(() => EncryptionKey.weakFromFile('k', path)),
    ];
    process.env.STRONGBOX_TEST_KEY = text;
    said.push(
      saidOf(() => EncryptionKey.fromEnvironment('k', 'STRONGBOX_TEST_KEY')),
      saidOf(() => EncryptionKey.fromFile('k', text)),
    );
    delete process.env.STRONGBOX_TEST_KEY;
    expect(leakOf(secret, said.join('\n'))).toBeUndefined();
  }
});

test.each(NOTATIONS)('what stands at a rotation says nothing of the keys: %s', (_, secret) => {
  const present = new EncryptionConfig(new App(), 'E', {
    writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('one')),
  });
  expect(
    leakOf(
      secret,
      saidOf(() =>
        EncryptionRotation.rotateKey(present, EncryptionKey.generate('two'), { apiServers: [secret, secret] }),
      ),
    ),
  ).toBeUndefined();
});

describe('names of keys', () => {
  test.each(['key1', '2026-11', 'k.2026_11', 'payments-prod-2026-november', '1b4e28ba-2fa1-11d2-883f-0016d3cca427'])(
    '%s is one',
    (name) => {
      expect(EncryptionKey.generate(name).name).toBe(name);
    },
  );

  test('what may be a key is not', () => {
    for (const length of [16, 24, 32]) {
      const bytes = createHash('sha256').update(`key ${length}`).digest().subarray(0, length);
      for (const name of [bytes.toString('hex'), bytes.toString('base64url').replace(/^[-_]|[-_]$/g, 'a')]) {
        expect(() => EncryptionKey.generate(name)).toThrow(
          /^a text of \d+ characters \(not shown: it may be .*\) is not a name for an encryption key/,
        );
      }
    }
  });
});
