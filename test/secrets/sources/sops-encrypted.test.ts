import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { sopsPlainSize } from '../../../src/facts/sops-ciphertext';
import { CATALOG } from '../../../src/rules/catalog';
import { evaluate } from '../../../src/rules/evaluate';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecureSecret, SecureSecretProps } from '../../../src/secrets/secure-secret';

const folder = mkdtempSync(join(tmpdir(), 'sops-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Ciphertext as SOPS writes it, of a value of so many bytes. */
const enc = (bytes: number) => {
  const [data, iv, tag] = [bytes, 32, 16].map((size) => Buffer.alloc(size, 7).toString('base64'));
  return `ENC[AES256_GCM,data:${data},iv:${iv},tag:${tag},type:str]`;
};

const SOPS = `sops:
    age:
        - recipient: age1maple
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            bWFwbGU=
            -----END AGE ENCRYPTED FILE-----
    lastmodified: "2026-02-03T04:05:06Z"
    mac: ${enc(128)}
    encrypted_regex: ^(data|stringData)$
    version: 3.11.0
`;

/** Keys in the order that people write, which is not that of the alphabet. */
const DB = `apiVersion: v1
kind: Secret
metadata:
    name: db
    namespace: shop
    labels:
        tier: data
type: Opaque
stringData:
    username: ${enc(4)}
    password: ${enc(13)}
${SOPS}`;

const withPassword = (value: string) => DB.replace(/password: .*/, `password: ${value}`);

let files = 0;

function write(text: string): string {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
}

function make(text: string, props: Partial<SecureSecretProps> = {}, namespace: string | undefined = 'shop') {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace, labels: { team: 'web' } });
  const secret = new SecureSecret(chart, 'Db', { source: SecretSource.sopsEncrypted(write(text)), ...props });
  return { app, chart, secret };
}

test('the document is emitted as it is in the file, in its order', () => {
  const { app, secret } = make(DB);
  const withoutIndent = (text: string) => text.replace(/^ +/gm, '');
  expect(withoutIndent(app.synthYaml())).toBe(withoutIndent(DB));
  const keys = ['username', 'password'];
  expect(secret).toMatchObject({ name: 'db', namespaceName: 'shop', keys, immutable: false });
});

test('JSON, data, a type and immutable are read', () => {
  const document = {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { namespace: 'shop', name: 'front' },
    data: { 'tls.key': enc(400), 'tls.crt': enc(400) },
    type: 'kubernetes.io/tls',
    immutable: true,
    sops: {
      kms: [{ arn: 'arn:x', enc: 'x' }],
      lastmodified: '2026-02-03T04:05:06Z',
      mac: enc(128),
      encrypted_regex: '^(data|stringData)$',
      version: '3.11.0',
    },
  };
  const { app, secret } = make(JSON.stringify(document));
  expect(secret).toMatchObject({ name: 'front', keys: ['tls.key', 'tls.crt'], immutable: true });
  expect(Object.keys(ApiObject.of(secret).toJson())).toEqual(Object.keys(document));
  expect(() => make(JSON.stringify(document), { secretType: SecretType.OPAQUE })).toThrow(
    'shop/Db: this source makes a Secret of type kubernetes.io/tls, and `secretType` is Opaque',
  );
  expect(() => make(JSON.stringify({ ...document, data: { cert: enc(4) } }))).toThrow('needs the key "tls.crt"');
  expect(app.synthYaml()).toContain('immutable: true');
});

test('the audit has nothing against it, and finds a value that is not encrypted', () => {
  const strict = (object: any) => evaluate([object], CATALOG)
    .map(({ ruleId }) => ruleId).filter((id) => id !== 'unused-secret' && id !== 'not-immutable');
  const document = ApiObject.of(make(DB).secret).toJson();
  expect(strict(document)).toEqual([]);
  expect(strict({ ...document, stringData: { ...document.stringData, password: 'maple-Anvil-77' } })).toEqual([
    'plaintext-secret',
  ]);
});

test.each<[what: string, text: string, message: string]>([
  ['a plain value', withPassword('maple-anvil-7'), 'the value of key "password" in stringData is not ciphertext'],
  ['a value that was cut', withPassword(enc(9).slice(0, -1)), 'is not ciphertext of SOPS, or not all of it; if it is'],
  ['a number', withPassword('7'), 'the value of key "password" in stringData is not ciphertext'],
  ['an empty value', withPassword("''"), 'is empty, and SOPS encrypts no empty value; leave out the key'],
  ['no sops', DB.slice(0, DB.indexOf('sops:')), 'it has no field `sops`, without which nothing decrypts it'],
  ['no mac', DB.replace(/ {4}mac: .*\n/, ''), 'sops.mac is missing, or not ciphertext of SOPS; take the whole file'],
  ['no recipient', DB.replace('    age:', '    more:'), 'sops names no key that decrypts the file (kms, gcp_kms'],
  ['a recipient without the key', DB.replace(/ {10}enc: \|\n(?: {12}.*\n)+/, ''), 'or none with its `enc`; encrypt'],
  ['no time', DB.replace(/ {4}lastmodified: .*\n/, ''), 'sops.lastmodified is missing, or not a time, and the'],
  ['two selections', DB.replace('    mac:', '    encrypted_suffix: _x\n    mac:'), 'sops has encrypted_suffix and en'],
  ['a selection of the name', DB.replace('^(data|', '^(metadata|data|'), 'the value of "metadata.name" (and 2 more)'],
  ['an encrypted number', withPassword(enc(2).replace('type:str', 'type:int')), 'decrypts to a number, and the API'],
  ['another kind', DB.replace('kind: Secret', 'kind: ConfigMap'), 'it is not a Secret of apiVersion v1'],
  ['all encrypted', DB.replace('kind: Secret', `kind: ${enc(6)}`), 'all of it is encrypted, also what Kubernetes'],
  ['an encrypted name', DB.replace('name: db', `name: ${enc(2)}`), 'metadata.name is encrypted; encrypt the file with'],
  ['no name', DB.replace('name: db\n    ', ''), 'the Secret has no metadata.name; name it, and encrypt it again'],
  ['two documents', `${DB}---\n${DB}`, 'has 2 documents; give each Secret a file'],
  ['no YAML', 'a: [', 'is not YAML or JSON: '],
  ['a list', '- 1', 'it is not a Secret of apiVersion v1'],
])('%s is refused, without the value', (_what, text, message) => {
  const path = write(text);
  const refused = () => SecretSource.sopsEncrypted(path);
  expect(refused).toThrow(message);
  expect(refused).toThrow(`the file "${path}"`);
  expect(refused).not.toThrow('maple-anvil');
});

test('a file that cannot be read is named, and a value in its place is not repeated', () => {
  expect(() => SecretSource.sopsEncrypted(join(folder, 'missing'))).toThrow('missing": ENOENT');
  expect(() => SecretSource.sopsEncrypted('ENC\nmaple-anvil')).toThrow(
    /^cannot read the file given as a text of 15 characters, which cannot be one: ENOENT$/,
  );
});

test('what would break the MAC is refused', () => {
  expect(() => make(DB, { metadata: { name: 'b' } })).toThrow('is covered by the MAC of SOPS; leave out `metadata`');
  expect(() => make(DB, { immutable: true })).toThrow('says immutable: false, which is covered by the MAC of SOPS');
  expect(() => make(DB, { immutable: false })).not.toThrow();
  expect(() => make(DB, {}, 'b')).toThrow('has namespace shop, and the chart is of b; set metadata.namespace in');
  expect(() => make(DB.replace('    namespace: shop\n', ''))).toThrow('has no namespace, and the chart is of shop');
  const { app, secret } = make(DB);
  ApiObject.of(secret).metadata.addLabel('a', 'b');
  expect(() => app.synthYaml()).toThrow('shop/Db/Resource: Secret "db" was changed, which breaks the MAC of SOPS');
  const patched = make(DB);
  ApiObject.of(patched.secret).addJsonPatch(JsonPatch.add('/immutable', true));
  expect(() => patched.app.synthYaml()).toThrow('change the file with `sops edit`');
});

test('a Secret that is too large is refused by the size of its ciphertext', () => {
  expect(() => make(withPassword(enc(1_100_000)))).toThrow('the API server takes at most');
  expect(sopsPlainSize(enc(13))).toBe(13);
  expect(sopsPlainSize('ENC[AES256_GCM,data:!,iv:AA==,tag:AA==,type:str]')).toBeUndefined();
});
