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
  const document = { kind: 'EncryptionConfiguration', apiVersion: 'apiserver.config.k8s.io/v1', resources: [{ resources: ['secrets'], providers: [{ aescbc: { keys: [{ name: 'aescbckey', secret: testKeyBytes('rke2') }] } }, { identity: {} }] }] };
  expect(EncryptionFile.fromFile(file(JSON.stringify(document))).holdsKeys).toBe(true);
});

test('a file with KMS v1 needs the gate', () => {
  const text = TEXT.replace(/ {6}- aescbc:[^]*identity: {}\n/, '      - kms: {apiVersion: v1, name: old, endpoint: unix:///run/kms/s.sock}\n');
  expect(EncryptionFile.fromFile(file(text))).toMatchObject({ needsKmsV1: true, holdsKeys: false });
});

test.each([
  ['', 'is empty'],
  ['a: [', 'unknown field "a"'],
  ['text', 'an EncryptionConfiguration is a map'],
  [TEXT.replace('secret: c2', `secret: ${testKeyBytes('x')}\n              secret: c2`), 'of the fields secret some are lost'],
  [TEXT.replace('      - identity: {}', `      - secretbox: {keys: [{name: b, secret: ${testKeyBytes('x')}}]}\n        secretbox: {keys: [{name: c, secret: ${testKeyBytes('y')}}]}`), 'of the fields secret, secretbox some are lost'],
  [`${TEXT}---\n${TEXT}`, 'it holds 2 YAML documents, and the API server reads one'],
  [TEXT.replace('aescbc', 'aesxyz'), 'unknown field "resources[0].providers[0].aesxyz"'],
  [TEXT.replace('c2VjcmV0IGlzIHNlY3VyZQ==', 'c2hvcnQ='), 'secret is not of the expected length, got 5'],
  [TEXT.replace('- identity: {}', `- aescbc: {keys: [{name: key1, secret: ${testKeyBytes('other')}}]}`), 'two different keys have the name "key1"'],
])('rule 24: %j is refused', (text, message) => {
  expect(() => EncryptionFile.fromFile(file(text))).toThrow(message);
});

test('rule 24: a file that is not there', () => {
  expect(() => EncryptionFile.fromFile('/nonexistent/enc.yaml')).toThrow('error reading encryption provider configuration file "/nonexistent/enc.yaml": ENOENT');
});

test('comments do not count, and neither do names that look like fields', () => {
  const text = TEXT.replace('name: key1', 'name: secret # secret: gone, kms: {}');
  expect(() => EncryptionFile.fromFile(file(text))).not.toThrow();
});

test('no error about a file has a key in it', () => {
  for (const broken of [TEXT.replace('keys:', 'keys: ['), TEXT.replace('secret:', 'secret'), TEXT.replace('kind:', 'kind'), `{${TEXT}`]) {
    let message = '';
    try { EncryptionFile.fromFile(file(broken)); } catch (error) { message = (error as Error).message; }
    expect(message).not.toBe('');
    expect(message).not.toContain('c2VjcmV0');
  }
});
