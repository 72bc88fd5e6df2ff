import { sopsFileRefused } from '../../src/rules/catalog/sops-file-refused';
import { evaluate } from '../../src/rules/evaluate';

const PART = Buffer.from('maple').toString('base64');
const CIPHERTEXT = `ENC[AES256_GCM,data:${PART},iv:${PART},tag:${PART},type:str]`;
const sops = {
  age: [{ enc: 'key' }], lastmodified: '2026-02-03T04:05:06Z', mac: CIPHERTEXT, encrypted_regex: '^(data|stringData)$',
};
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password: CIPHERTEXT } };

const places = (document: object) =>
  evaluate([document], [sopsFileRefused]).map(({ level, pointer }) => `${level} ${pointer}`);

test('ciphertext without the metadata of SOPS is found, but for items of a List, which share that of the file', () => {
  expect(places(secret)).toEqual(['error ']);
  expect(places({ apiVersion: 'v1', kind: 'List', metadata: {}, items: [secret], sops })).toEqual([]);
});

test('an object of a cluster, and a plain value that is a credential, are not reported', () => {
  const more = { ...secret, sops, stringData: { password: CIPHERTEXT, token: 'tr0ub4dor-3', host: 'db.shop.svc' } };
  expect(places(more)).toEqual(['error /stringData/host']);
  expect(places({ ...more, metadata: { name: 'db', uid: '9e1f' } })).toEqual([]);
});

test('a place that is left open is not judged', () => {
  for (const value of ['ENC[AES256_GCM,data:...', 'ENC[…]', '${PASSWORD}', '<password>']) {
    expect(places({ ...secret, sops, stringData: { host: value } })).toEqual([]);
  }
  expect(places({ ...secret, sops: { ...sops, mac: 'ENC[AES256_GCM,data:...]' } })).toEqual([]);
});
