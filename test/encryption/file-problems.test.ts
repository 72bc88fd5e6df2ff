import { testKeyBytes } from './support';
import { documentProblems } from '../../src/encryption/file-problems';

/** The 29 rules of the API server, each by the number it has in its sources' order, in the words of its message. */
const SECRET = testKeyBytes('rules');
const secretbox = { secretbox: { keys: [{ name: 'a', secret: SECRET }] } };
const kms = (fields: object = {}) => ({
  kms: { apiVersion: 'v2', name: 'kms', endpoint: 'unix:///run/kms/socket.sock', timeout: '3s', ...fields },
});
const entry = (resources: unknown, ...providers: unknown[]) => ({ resources, providers });
const config = (...resources: unknown[]) => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'EncryptionConfiguration',
  resources,
});
const problems = (...entries: unknown[]) => documentProblems(config(...entries)).join('\n');
const key = (fields: object) =>
  problems(entry(['secrets'], { aescbc: { keys: [{ name: 'a', secret: SECRET, ...fields }] } }));

test('valid files have no problems', () => {
  expect(
    problems(
      entry(['secrets', 'configmaps.', 'pandas.awesome.bears.example', '*.apps'], kms(), secretbox, { identity: {} }),
      entry(['*.'], secretbox),
      entry(['*.*'], { identity: {} }),
    ),
  ).toBe('');
});

test('rule 1: no config', () => {
  expect(documentProblems(undefined)).toEqual(["EncryptionConfiguration can't be nil"]);
  expect(documentProblems(null)).toEqual(["EncryptionConfiguration can't be nil"]);
});

test('rule 2: nothing in resources, in the resources of an entry, in its providers', () => {
  expect(problems()).toContain('at least one resources is required');
  expect(problems(entry([], secretbox))).toContain('at least one resources[0].resources is required');
  expect(problems(entry(['secrets']))).toContain('at least one resources[0].providers is required');
});

test.each([
  ['rule 3', ['secrets', 'secrets'], 'the same resource cannot be specified multiple times'],
  ['rule 3, two spellings', ['secrets', 'secrets.'], 'the same resource cannot be specified multiple times'],
  ['rule 4, everything', ['secrets', '*.*'], 'using overlapping resources'],
  ['rule 4, a group', ['deployments.apps', '*.apps'], 'using overlapping resources'],
  ['rule 4, the core group', ['*.', 'secrets'], 'will be masked'],
  ['rule 5', ['Secrets'], 'resource name should not contain capital letters'],
  ['rule 6', ['*'], "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"],
  ['rule 7', ['apiserveripinfo'], 'resources which do not have REST API/s cannot be encrypted'],
  ['rule 7', ['serviceipallocations'], 'resources which do not have REST API/s cannot be encrypted'],
  ['rule 7', ['servicenodeportallocations'], 'resources which do not have REST API/s cannot be encrypted'],
  ['rule 8', ['events.events.k8s.io'], "Use 'events' instead"],
  ['rule 9', ['ingresses.extensions'], "'extensions' group has been removed"],
  ['rule 10', ['secrets.*'], 'encrypting the same resource across groups is not supported'],
  ['our own: no name of a resource', ['my secrets'], 'not the name of a resource'],
])('%s: %j', (_, resources, message) => {
  expect(problems(entry(resources, secretbox))).toContain(message);
});

test('rule 11: an element without a provider, as `identity:` without braces makes it', () => {
  expect(problems(entry(['secrets'], {}))).toContain('provider does not contain any of the expected providers');
  expect(problems(entry(['secrets'], { identity: null }))).toContain("'identity: {}'");
});

test('rule 12: two providers in one element', () => {
  expect(problems(entry(['secrets'], { ...secretbox, identity: {} }))).toContain(
    'more than one provider specified in a single element',
  );
});

test('rule 13: a provider without keys', () => {
  expect(problems(entry(['secrets'], { secretbox: { keys: [] } }))).toContain('at least one keys is required');
  expect(problems(entry(['secrets'], { aesgcm: {} }))).toContain('at least one keys is required');
});

test('rule 14: a key without name or secret', () => {
  expect(key({ name: '' })).toContain('name is a mandatory field for a key');
  expect(key({ secret: undefined })).toContain('secret is a mandatory field for a key');
});

test('rule 15: a secret that is not base64, of which nothing is repeated', () => {
  const message = key({ secret: 'this is not base64!' });
  expect(message).toContain('secrets must be base64 encoded');
  expect(message).not.toContain('this is');
});

test('rule 15: line breaks and bits without meaning are taken, as the API server takes them', () => {
  expect(key({ secret: `${SECRET.slice(0, 20)}\n${SECRET.slice(20)}\r\n` })).toBe('');
  expect(key({ secret: `${Buffer.alloc(32, 7).toString('base64').slice(0, -2)}d=` })).toBe('');
  for (const wrong of [SECRET.replace('=', ''), ` ${SECRET}`, `${SECRET}=`, '====']) {
    expect(key({ secret: wrong })).toContain('secrets must be base64 encoded');
  }
});

test('rule 16: the length of the key', () => {
  const bytes = (length: number) => Buffer.alloc(length, 7).toString('base64');
  expect(key({ secret: bytes(20) })).toContain(
    'secret is not of the expected length, got 20, expected one of 16, 24, 32',
  );
  expect(key({ secret: bytes(16) })).toBe('');
  expect(problems(entry(['secrets'], { secretbox: { keys: [{ name: 'a', secret: bytes(16) }] } }))).toContain(
    'got 16, expected one of 32',
  );
});

test.each([
  ['rule 17', kms({ name: '' }), 'name is a mandatory field for a provider'],
  ['rule 18', kms({ name: 'a:b' }), "invalid KMS provider name a:b, must not contain ':'"],
  ['rule 20', kms({ timeout: '0s' }), 'timeout should be a positive value'],
  ['rule 20', kms({ timeout: '-3s' }), 'timeout should be a positive value'],
  ['rule 20, less than Go counts', kms({ timeout: '0.1ns' }), 'timeout should be a positive value'],
  ['rule 20, no duration', kms({ timeout: '3' }), 'timeout should be a positive value'],
  ['rule 20, more than Go counts', kms({ timeout: '9999999999h' }), 'timeout should be a positive value'],
  ['rule 21, empty', kms({ endpoint: '' }), 'endpoint is a mandatory field for a kms'],
  ['rule 21, no URL', kms({ endpoint: 'unix:///a%zz' }), 'invalid endpoint for kms provider, error:'],
  ['rule 21, an escape that is none, after #', kms({ endpoint: 'unix:///a#%z' }), 'invalid URL escape'],
  ['rule 21, a control character', kms({ endpoint: 'unix:///a\u0001' }), 'it is not a URL'],
  ['our own: a host, which the API server leaves out', kms({ endpoint: 'unix://run/kms.sock' }), 'it has a host'],
  [
    'rule 21, not unix',
    kms({ endpoint: 'tcp://localhost:1234' }),
    'unsupported scheme "tcp" for KMS provider, only unix is supported',
  ],
  [
    'rule 21, a path',
    kms({ endpoint: '/run/kms/socket.sock' }),
    'unsupported scheme "" for KMS provider, only unix is supported',
  ],
  ['rule 22, v2', kms({ cachesize: 1000 }), 'cachesize is not supported in v2'],
  [
    'rule 22, v1',
    kms({ apiVersion: 'v1', cachesize: 0 }),
    'cachesize should be a positive value, or negative to disable',
  ],
  ['rule 22, more than 32 bits', kms({ apiVersion: 'v1', cachesize: 2 ** 31 }), 'cachesize should be a positive value'],
  ['rule 23', kms({ apiVersion: 'v3' }), 'unsupported apiVersion "v3" for KMS provider, only v1 and v2 are supported'],
  [
    'rule 26: an absent apiVersion is v1',
    kms({ apiVersion: undefined }),
    'takes v1, which is off since Kubernetes 1.29',
  ],
])('%s: %j', (_, provider, message) => {
  expect(problems(entry(['secrets'], provider))).toContain(message);
});

test('a field of null is an absent one', () => {
  expect(problems(entry(['secrets'], kms({ timeout: null, cachesize: null })))).toBe('');
});

test('rule 27: what the API server would find only while it builds its ciphers is found before', () => {
  const aes = (kind: string, keys: object[]) => problems(entry(['secrets'], { [kind]: { keys } }));
  for (const kind of ['aesgcm', 'aescbc']) {
    expect([kind, aes(kind, [])]).toEqual([kind, expect.stringContaining('at least one keys is '
      + 'required')]);
  } // "aes provider has no valid keys"
  expect(aes('aescbc', [{ name: '', secret: SECRET }])).toContain('name is a mandatory '
    + 'field'); // "key with invalid name provided"
  expect(aes('aesgcm', [{ name: 'a', secret: '' }])).toContain('secret is a mandatory '
    + 'field'); // "key a has no provided secret"
  expect(aes('secretbox', [{ name: 'a', secret: Buffer.alloc(24, 7).toString('base64') }])).toContain(
    'got 24, expected one of 32',
  ); // "expected key size 32 for secretbox provider"
});

test('rule 18 does not hold for KMS v1', () => {
  expect(problems(entry(['secrets'], kms({ apiVersion: 'v1', name: 'a:b', cachesize: -1 })))).toBe('');
});

test('rule 19: a KMS name twice in the file, in one entry or two, of either version', () => {
  const message = 'duplicate KMS provider name kms, names must be unique';
  expect(problems(entry(['secrets'], kms(), kms()))).toContain(message);
  expect(problems(entry(['secrets'], kms()), entry(['configmaps'], kms()))).toContain(message);
  expect(problems(entry(['secrets'], kms()), entry(['configmaps'], kms({ apiVersion: 'v1' })))).toContain(message);
});

test('rule 24: what does not decode strictly', () => {
  expect(documentProblems('text')).toEqual(['an EncryptionConfiguration is a map']);
  expect(documentProblems({ ...config(entry(['secrets'], secretbox)), metadata: { name: 'x' } }).join()).toContain(
    'unknown field "metadata"',
  );
  expect(
    documentProblems({ ...config(entry(['secrets'], secretbox)), kind: 'EncryptionConfig', apiVersion: 'v1' }).join(),
  ).toContain('apiVersion and kind must be');
  expect(problems(entry(['secrets'], { secretbox: { keys: [{ name: 'a', secret: SECRET, key: 'x' }] } }))).toContain(
    'unknown field "resources[0].providers[0].secretbox.keys[0].key"',
  );
  expect(problems(entry(['secrets'], { identity: { a: 1 } }))).toContain('unknown field');
  expect(problems(entry(['secrets'], { kms: 'x' }))).toContain('must be a map');
  expect(problems('secrets')).toContain('resources[0]: must be a map');
  expect(problems(entry(['secrets'], 'identity'))).toContain('must be a map');
  expect(problems(entry([7], secretbox))).toContain('must be a list of strings');
  expect(key({ name: 1 })).toContain('name must be a string');
  expect(problems(entry(['secrets'], kms({ name: 1 })))).toContain('name must be a string');
  expect(problems(entry(['secrets'], kms({ endpoint: 1 })))).toContain('must be a string');
  expect(problems(entry(['secrets'], { secretbox: { keys: ['a'] } }))).toContain('must be a map');
});

test('rule 25: an entry that an earlier wildcard masks', () => {
  expect(problems(entry(['*.'], secretbox), entry(['secrets'], secretbox))).toContain(
    'resource "secrets" is masked by earlier rule "*."',
  );
  expect(problems(entry(['*.*'], secretbox), entry(['*.apps'], secretbox))).toContain(
    'resource "*.apps" is masked by earlier rule "*.*"',
  );
  expect(problems(entry(['*.apps'], secretbox), entry(['deployments.apps'], secretbox))).toContain(
    'masked by earlier rule "*.apps"',
  );
  expect(problems(entry(['secrets'], secretbox), entry(['*.'], secretbox))).toBe('');
});

test('all problems are told at once, and none has a key', () => {
  const message = problems(
    entry(['Secrets'], { secretbox: { keys: [{ name: '', secret: SECRET }] } }),
    entry([], kms({ name: 'a:b' })),
  );
  expect(message.split('\n').length).toBeGreaterThanOrEqual(4);
  expect(message).not.toContain(SECRET);
});
