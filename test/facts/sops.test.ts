import { FaultTable, testFaults } from './fault-table';
import { sopsFaults, sopsObjectFaults, sopsSelectsNothing } from '../../src/facts/sops';
import { sopsPlainSize } from '../../src/facts/sops-ciphertext';
import { isEncryptedAt } from '../../src/facts/sops-file';

const b64 = (text: string) => Buffer.from(text).toString('base64');
const sealed = (text: string, type = 'str') =>
  `ENC[AES256_GCM,data:${b64(text)},iv:${b64('iv')},tag:${b64('tag')},type:${type}]`;
const CONTENT = '^(data|stringData)$';
const sops = {
  mac: sealed('mac'), lastmodified: '2026-02-03T04:05:06Z', encrypted_regex: CONTENT, age: [{ enc: 'key' }],
};
const secret = {
  apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password: sealed('x') }, sops,
};
const without = (field: string) => Object.fromEntries(Object.entries(sops).filter(([each]) => each !== field));

const metadata: FaultTable = [
  [{ sops: without('mac') }, 'sops.mac'],
  [{ sops: { ...sops, mac: 'mac' } }, 'sops.mac'],
  [{ sops: without('lastmodified') }, 'sops.lastmodified'],
  [{ sops: { ...sops, lastmodified: 'yesterday' } }, 'sops.lastmodified'],
  [{ sops: { ...sops, lastmodified: new Date(0) } }],
  [{ sops: { ...sops, lastmodified: '2026-02-03T04:05:06+01:00' } }],
  [{ sops: { ...sops, age: [] } }, 'sops'],
  [{ sops: { ...sops, age: [{ recipient: 'age1maple' }] } }, 'sops'],
  [{ sops: { ...sops, age: [{ recipient: 'age1maple' }, { enc: 'key' }] } }],
  [{ sops: { ...without('age'), key_groups: [{}] } }, 'sops'],
  [{ sops: { ...without('age'), key_groups: [{}, { pgp: [{ enc: 'key' }] }] } }],
  [{ sops: { ...sops, age: [{}], key_groups: [{ pgp: [{ enc: 'key' }] }] } }, 'sops'],
  [{ sops: { ...sops, encrypted_suffix: '_x' } }, 'sops.encrypted_regex'],
  ...['kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'hckms', 'age', 'pgp']
    .map((field) => [{ sops: { ...without('age'), [field]: [{ enc: 'key' }] } }] as const),
  [{ sops: { ...sops, encrypted_regex: '^(metadata|data|stringData)$' } }, 'metadata.name'],
  [{ sops: without('encrypted_regex') }],
  [{ stringData: { password: sealed('7', 'int') } }, 'stringData.password'],
  [{ stringData: { password: sealed('t', 'bool') } }, 'stringData.password'],
];

testFaults('a Secret of SOPS', sopsFaults, secret, [
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
  [{ stringData: { a: 'ENC[AES256_GCM,data:x,iv:y]' } }, 'stringData.a'],
  [{ sops: undefined }, ''],
  [{ sops: {} }, ''],
  [{ sops: { version: '3.13.2' } }, 'sops.mac'],
  [{ sops: { ...sops, mac: 'ENC[AES256_GCM,data:x,iv:y]' } }, 'sops.mac'],
  ...metadata,
  [{ stringData: { a: 'x' }, sops: { ...sops, encrypted_regex: '^b$' } }, 'stringData.a'],
]);

testFaults('an object of SOPS', sopsObjectFaults, secret, [
  [{ kind: sealed('Secret') }],
  [{ kind: 'ConfigMap', data: { a: sealed('x') } }],
  [{ kind: 'ConfigMap', data: { a: 'x', b: ['y'] } }, 'data.a'],
  [{ data: { user: '' } }],
  [{ data: { user: 'c2hvcA==' } }, 'data.user'],
  [{ stringData: { a: sealed('x'), b: 7, c: sealed('x').slice(1) } }, 'stringData.b', 'stringData.c'],
  [{ sops: undefined }, ''],
  [{ sops: undefined, stringData: { a: 'x' } }],
  [{ sops: 'more' }, ''],
  [{ sops: { version: '3.13.2' } }],
  [{ sops: { version: '3.13.2', encrypted_regex: CONTENT } }, 'sops.mac'],
  [{ sops: { mac: 'ENC[AES256_GCM,data:x,iv:y]' }, stringData: { a: 'ENC[AES256_GCM,data:x,aad:y]', b: 'x' } },
    'stringData.b'],
  [{ sops: { ...sops, mac: 'ENC[AES256_GCM,data:x,iv:y]' } }],
  ...metadata,
  [{ stringData: { a: 'x' }, sops: { ...sops, encrypted_regex: '^b$' } }],
  [{ stringData: { a: 'x' }, sops: { ...sops, encrypted_regex: 'a.?' } }],
  [{ stringData: { a: sealed('x').slice(0, -1) }, sops: { ...sops, encrypted_regex: '^b$' } }, 'stringData.a'],
]);

test.each<[selection: object, path: string, answer: string]>([
  [{}, 'data/a', 'yes'],
  [{}, 'data/a_unencrypted', 'no'],
  [{ unencrypted_suffix: '_open' }, 'data/a_open', 'no'],
  [{ unencrypted_suffix: '_open' }, 'data/a_unencrypted', 'yes'],
  [{ encrypted_suffix: '_x' }, 'data/a_x', 'yes'],
  [{ encrypted_suffix: '_x' }, 'data_x/a', 'yes'],
  [{ encrypted_suffix: '_x' }, 'data/a', 'no'],
  [{ encrypted_regex: CONTENT }, 'stringData/a', 'yes'],
  [{ encrypted_regex: CONTENT }, 'metadata/name', 'no'],
  [{ encrypted_regex: 'data' }, 'mydatabase', 'yes'],
  [{ encrypted_regex: '^data$|^stringData$' }, 'data', 'yes'],
  [{ encrypted_regex: '^data|Data$' }, 'database', 'yes'],
  [{ encrypted_regex: '^data|Data$' }, 'stringData', 'yes'],
  [{ encrypted_regex: '^data|Data$' }, 'mydata', 'no'],
  [{ encrypted_regex: '(?:tls\\.key)' }, 'tls.key', 'yes'],
  [{ encrypted_regex: '(?:tls\\.key)' }, 'tls-key', 'no'],
  [{ encrypted_regex: '^(dta|stringDta)$' }, 'data', 'no'],
  [{ encrypted_regex: '^.*$' }, 'data', 'unknown'],
  [{ unencrypted_regex: '^(kind|metadata)$' }, 'metadata/name', 'no'],
  [{ unencrypted_regex: '^(kind|metadata)$' }, 'data/a', 'yes'],
  [{ unencrypted_comment_regex: 'open' }, 'data/a', 'unknown'],
  [{ encrypted_comment_regex: 'sealed' }, 'data/a', 'unknown'],
])('%j: the value at %s is encrypted: %s', (selection, path, answer) => {
  expect(isEncryptedAt({ ...selection }, path.split('/'))).toBe(answer);
});

test.each<[what: string, change: object, place: string | undefined]>([
  ['what selects all', {}, undefined],
  ['what selects another key', { sops: { ...sops, encrypted_regex: '^user$' } }, undefined],
  ['what selects nothing', { stringData: { a: 'x' }, sops: { ...sops, encrypted_regex: '^b$' } }, 'encrypted_regex'],
  ['what leaves all out', { stringData: { a: 'x' }, sops: { ...sops, encrypted_regex: '', unencrypted_suffix: 'a' } },
    'unencrypted_suffix'],
  ['a Secret without values', { stringData: { a: '' } }, undefined],
  ['a Secret without SOPS', { sops: {}, stringData: { a_unencrypted: 'x' } }, undefined],
])('%s', (_what, change, place) => {
  expect(sopsSelectsNothing({ ...secret, ...change })?.at[1]).toBe(place);
});

test.each<[string, number | undefined]>([
  [sealed('four'), 4], [sealed('ä'), 2], [sealed('7', 'int'), 1], [sealed('t', 'bool'), 1], [sealed('b', 'bytes'), 1],
  [sealed('x', 'map'), undefined], [`x${sealed('x')}`, undefined], [`${sealed('x')}x`, undefined],
  [sealed('x').replace('data:', 'data:?'), undefined], ['', undefined],
])('%s holds %s bytes', (text, size) => {
  expect(sopsPlainSize(text)).toBe(size);
});
