import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { EncryptionFile } from '../../src/encryption/encryption-file';
import { EncryptionKey } from '../../src/encryption/encryption-key';
import { EncryptionRotation } from '../../src/encryption/rotation/encryption-rotation';
import { refusal, strictAudit } from '../agreement/harness';

/** One file, both faces: what the construct says of it, and what the strict audit does. */
const folder = mkdtempSync(join(tmpdir(), 'strongbox-parity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = 'K3fT9yq0vYb7kLw2rNcGz8HfPd3sUe6aTi1oQy5lCxE=';
const OTHER = '2uZ8sYVb1mGfKq3uXhTzPj9Rw4cLnDe8iOaJ2vB6yQk=';
const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n';
const entry = (resources: string, ...providers: string[]) =>
  `- resources: [${resources}]\n  providers: [${providers.join(', ')}]\n`;
const box = (name = 'a', secret = KEY) => `{secretbox: {keys: [{name: ${name}, secret: "${secret}"}]}}`;

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const fileOf = (...entries: string[]) => EncryptionFile.fromFile(written('file.yaml', HEAD + entries.join('')));
const rulesFor = (...entries: string[]) => strictAudit(HEAD + entries.join('')).map(({ ruleId }) => ruleId);

test.each<[string, string[]]>([
  ['a masked entry', [entry('"*."', '{identity: {}}'), entry('secrets', box())]],
  [
    'two providers in one element',
    [entry('secrets', `{identity: {}, secretbox: {keys: [{name: a, secret: "${KEY}"}]}}`)],
  ],
  ['an unknown field', [`${entry('secrets', box())}  provider: secretbox\n`]],
  ['a name in capitals', [entry('Secrets', box())]],
])('%s: refused by the construct, found by the audit', (_, entries) => {
  expect(refusal(() => fileOf(...entries))).toBeDefined();
  expect(rulesFor(...entries)).toContain('encryption-file-refused');
});

test('a key with line breaks: taken by both', () => {
  const broken = `{secretbox: {keys: [{name: a, secret: "${KEY.slice(0, 20)}\\n${KEY.slice(20)}\\n"}]}}`;
  expect(refusal(() => fileOf(entry('secrets', broken)))).toBeUndefined();
  expect(rulesFor(entry('secrets', broken))).toEqual([]);
});

test('one name for two keys, in two entries: refused by the construct, found by the audit', () => {
  const entries = [entry('secrets', box('a')), entry('configmaps', box('a', OTHER))];
  expect(refusal(() => fileOf(...entries))).toContain('two different keys are named "a"');
  expect(rulesFor(...entries)).toEqual(['encryption-duplicate-key']);
});

test.each<[string, number[]]>([
  ['counts', Array.from({ length: 32 }, (_, at) => at)],
  ['16 byte values', Array.from({ length: 32 }, (_, at) => (at * at * 7 + 3 * (at % 16)) % 16 * 13 + 100)],
  ['text', [...Buffer.from('a passphrase\tof 32 characters...')]],
])('a weak key (%s): refused by the construct, found by the audit', (_, bytes) => {
  const secret = Buffer.from(bytes).toString('base64');
  expect(refusal(() => EncryptionKey.fromFile('a', written('key', secret)))).toMatch(
    /encryption key "a" (is text|repeats|counts)/,
  );
  expect(rulesFor(entry('secrets', box('a', secret)))).toContain('encryption-weak-key');
});

describe('several entries of one resource are joined', () => {
  const options = { apiServers: ['https://10.0.0.11:6443'] };
  const joined = [entry('secrets', box()), entry('secrets.', '{identity: {}}')];

  test('plaintext of a second entry is retired, and told by the audit and by oneStepProblems', () => {
    const present = fileOf(...joined);
    const rotation = EncryptionRotation.retirePlaintext(present, options);
    expect(rotation.stages.map(({ kind }) => kind)).toEqual(['re-encrypt', 'retire']);
    expect(EncryptionRotation.oneStepProblems(present, rotation.result!)).toEqual([
      expect.stringContaining('stored as plaintext'),
    ]);
    expect(strictAudit(HEAD + joined.join('')).map(({ ruleId }) => ruleId)).toEqual(['encryption-resource-twice']);
  });

  test('a key that only reads in a second entry is not rotated to', () => {
    const present = fileOf(
      entry('secrets', box()),
      entry('secrets', `{aescbc: {keys: [{name: b, secret: "${OTHER}"}]}}`),
    );
    const rotation = EncryptionRotation.rotateKey(present, EncryptionKey.generate('new'), options);
    expect(rotation.result!._document().resources).toEqual([
      { resources: ['secrets'], providers: [{ secretbox: { keys: [expect.objectContaining({ name: 'new' })] } }] },
    ]);
    expect(rulesFor(entry('secrets', box()), entry('secrets', `{aescbc: {keys: [{name: b, secret: "${OTHER}"}]}}`)))
      .toEqual(['encryption-resource-twice']);
  });

  test('a file whose KMS writes has no key to rotate, although a second entry has one', () => {
    const kms = '{kms: {apiVersion: v2, name: kms, endpoint: "unix:///run/kms/socket.sock"}}';
    const present = fileOf(entry('secrets', kms), entry('secrets', box()));
    expect(refusal(() => EncryptionRotation.rotateKey(present, EncryptionKey.generate('new'), options)))
      .toContain('no resource is written with a key of the file');
  });
});
