import { createHash } from 'crypto';
import { writeFileSync } from 'fs';
import { join } from 'path';
import { temporaryFolder, testKeyBytes } from './support';
import { EncryptionFile } from '../../src/encryption/encryption-file';

function file(text: string): string {
  const path = join(temporaryFolder(), 'encryption-config.yaml');
  writeFileSync(path, text);
  return path;
}

const TEXT = `# as an administrator wrote it
kind: EncryptionConfiguration
apiVersion: apiserver.config.k8s.io/v1
resources:
  - resources: [secrets]
    providers:
      - aescbc:
          keys:
            - name: key1
              secret: c2VjcmV0IGlzIHNlY3VyZQ==
      - identity: {}
`;

test('a present file is judged as the API server judges it, weak keys and all, and its bytes are kept', () => {
  const present = EncryptionFile.fromFile(file(TEXT));
  expect(present.hash).toBe(`sha256:${createHash('sha256').update(TEXT).digest('hex')}`);
  expect(present.holdsKeys).toBe(true);
  expect(present.needsKmsV1).toBe(false);
  const copy = join(temporaryFolder(), 'copy.yaml');
  present.writeTo(copy);
  expect(EncryptionFile.fromFile(copy).hash).toBe(present.hash);
});

test('JSON, as k3s and RKE2 write it, is read too', () => {
  const document = {
    kind: 'EncryptionConfiguration',
    apiVersion: 'apiserver.config.k8s.io/v1',
    resources: [
      {
        resources: ['secrets'],
        providers: [{ aescbc: { keys: [{ name: 'aescbckey', secret: testKeyBytes('rke2') }] } }, { identity: {} }],
      },
    ],
  };
  expect(EncryptionFile.fromFile(file(JSON.stringify(document))).holdsKeys).toBe(true);
});

test('a file with KMS v1 needs the gate', () => {
  const text = TEXT.replace(
    / {6}- aescbc:[^]*identity: {}\n/,
    '      - kms: {apiVersion: v1, name: old, endpoint: unix:///run/kms/s.sock}\n',
  );
  expect(EncryptionFile.fromFile(file(text))).toMatchObject({ needsKmsV1: true, holdsKeys: false });
});

test.each([
  ['', 'is empty'],
  ['a: [', 'unexpected end of the stream within a flow collection in line 1'],
  ['text', 'an EncryptionConfiguration is a map'],
  [
    TEXT.replace('secret: c2', `secret: ${testKeyBytes('x')}\n              secret: c2`),
    'duplicated mapping key in line 11',
  ],
  [
    TEXT.replace(
      '      - identity: {}',
      `      - secretbox: {keys: [{name: b, secret: ${testKeyBytes('x')}}]}\n        secretbox: {keys: [{name: c, `
        + `secret: ${testKeyBytes('y')}}]}`,
    ),
    'duplicated mapping key in line 12',
  ],
  [TEXT.replace('name: key1', 'name: yes'), 'name must be a string; put it in quotes'],
  [TEXT.replace('name: key1', 'name: 017'), 'name must be a string; put it in quotes'],
  [`${TEXT}---\n${TEXT}`, 'it holds 2 YAML documents, and the API server reads one'],
  [TEXT.replace('aescbc', 'aesxyz'), 'unknown field "resources[0].providers[0].aesxyz"'],
  [TEXT.replace('c2VjcmV0IGlzIHNlY3VyZQ==', 'c2hvcnQ='), 'secret is not of the expected length, got 5'],
  [
    TEXT.replace('- identity: {}', `- aescbc: {keys: [{name: key1, secret: ${testKeyBytes('other')}}]}`),
    'two different keys are named "key1"',
  ],
])('rule 24: %j is refused', (text, message) => {
  expect(() => EncryptionFile.fromFile(file(text))).toThrow(message);
});

test('rule 24: a file that is not there', () => {
  expect(() => EncryptionFile.fromFile('/nonexistent/enc.yaml')).toThrow(
    'error reading encryption provider configuration file "/nonexistent/enc.yaml": ENOENT',
  );
});

test('two spellings of the same bytes are one key', () => {
  const secret = Buffer.alloc(32, 7).toString('base64'); // ends in "c=", and "d=" says the same
  const both = TEXT.replace('c2VjcmV0IGlzIHNlY3VyZQ==', secret).replace(
    '- identity: {}',
    `- aescbc: {keys: [{name: key1, secret: "${secret.replace('c=', 'd=')}"}]}`,
  );
  expect(EncryptionFile.fromFile(file(both))._document().resources[0].providers[1].aescbc!.keys[0].secret).toBe(secret);
});

test('comments and names that look like something else are not a fault', () => {
  for (const name of ['secret # secret: gone, kms: {}', '2026-11', '2026-11-25', '"on"', "'7'"]) {
    expect(() => EncryptionFile.fromFile(file(TEXT.replace('name: key1', `name: ${name}`)))).not.toThrow();
  }
});

test('no error about a file has a key in it', () => {
  for (const broken of [
    TEXT.replace('keys:', 'keys: ['),
    TEXT.replace('secret:', 'secret'),
    TEXT.replace('kind:', 'kind'),
    `{${TEXT}`,
    TEXT.replace('secret: ', 'secret: "'),
    TEXT.replace('secret: ', 'secret: *'),
    TEXT.replace('secret: ', 'secret: !'),
  ]) {
    let message = '';
    try { EncryptionFile.fromFile(file(broken)); } catch (error) { message = (error as Error).message; }
    expect(message).not.toBe('');
    expect(message).not.toContain('c2VjcmV0');
  }
});
