import { testFaults } from './fault-table';
import { sopsFaults, sopsPlainSize } from '../../src/facts/sops';

const b64 = (text: string) => Buffer.from(text).toString('base64');
const sealed = (text: string, type = 'str') =>
  `ENC[AES256_GCM,data:${b64(text)},iv:${b64('iv')},tag:${b64('tag')},type:${type}]`;
const sops = { mac: sealed('mac'), age: [{}] };

testFaults('a Secret of SOPS', sopsFaults, {
  apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password: sealed('x') }, sops,
}, [
  [{ kind: sealed('Secret') }, 'kind'],
  [{ apiVersion: sealed('v1') }, 'kind'],
  [{ kind: 'ConfigMap' }, 'kind'],
  [{ apiVersion: 'v2' }, 'kind'],
  [{ metadata: {} }, 'metadata.name'],
  [{ metadata: { name: sealed('db') } }, 'metadata.name'],
  [{ data: { user: sealed('x') } }],
  [{ data: { user: '' } }, 'data.user'],
  [{ data: { user: 'c2hvcA==' } }, 'data.user'],
  [{ stringData: { a: sealed('x'), b: 'x', c: `${sealed('x')} ` } }, 'stringData.b', 'stringData.c'],
  [{ stringData: {} }],
  [{ sops: undefined }, ''],
  [{ sops: {} }, ''],
  [{ sops: { ...sops, mac: undefined } }, 'sops.mac'],
  [{ sops: { ...sops, mac: 'mac' } }, 'sops.mac'],
  [{ sops: { ...sops, age: [] } }, 'sops'],
  ...['kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'hckms', 'age', 'pgp', 'key_groups']
    .map((field) => [{ sops: { mac: sops.mac, [field]: [{}] } }] as const),
]);

test.each<[string, number | undefined]>([
  [sealed('four'), 4], [sealed('ä'), 2], [sealed('7', 'int'), 1], [sealed('t', 'bool'), 1], [sealed('b', 'bytes'), 1],
  [sealed('x', 'map'), undefined], [`x${sealed('x')}`, undefined], [`${sealed('x')}x`, undefined],
  [sealed('x').replace('data:', 'data:?'), undefined], ['', undefined],
])('%s holds %s bytes', (text, size) => {
  expect(sopsPlainSize(text)).toBe(size);
});
