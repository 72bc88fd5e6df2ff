import {
  lookupsOf,
  providersFor,
  readEntries,
  readKeys,
  resourcesOf,
  spelled,
} from '../../src/facts/encryption-document';

const entry = (resources: string[], ...providers: string[]) => ({ resources, providers });

test.each([
  ['secrets.', ['secrets.', '*.', '*.*']],
  ['deployments.apps', ['deployments.apps', '*.apps', '*.*']],
  ['*.apps', ['*.apps', '*.*']],
  ['*.*', ['*.*']],
])('%s is looked up by %j', (resource, names) => {
  expect(lookupsOf(resource)).toEqual(names);
});

test('the providers of a resource are those of the most specific name, wherever it stands', () => {
  const entries = [entry(['*.'], 'group'), entry(['secrets'], 'name'), entry(['*.*'], 'all')];
  expect(providersFor(entries, 'secrets.')).toEqual(['name']);
  expect(providersFor(entries, 'configmaps.')).toEqual(['group']);
  expect(providersFor(entries, 'pods.metrics.k8s.io')).toEqual(['all']);
});

test('entries of one name are joined in the order of the file, whichever spelling they have', () => {
  const entries = [entry(['secrets'], 'first', 'second'), entry(['configmaps'], 'other'), entry(['secrets.'], 'third')];
  expect(providersFor(entries, 'secrets.')).toEqual(['first', 'second', 'third']);
  expect(resourcesOf(entries)).toEqual(['secrets.', 'configmaps.']);
});

test('an entry without providers is there, and a resource that nothing names is not', () => {
  expect(providersFor([entry(['secrets'])], 'secrets.')).toEqual([]);
  expect(providersFor([entry(['configmaps'], 'one')], 'secrets.')).toBeUndefined();
});

test('a name is spelled as everybody writes it', () => {
  expect(['secrets.', 'deployments.apps', '*.'].map(spelled)).toEqual(['secrets', 'deployments.apps', '*.']);
});

test.each<[unknown]>([
  [undefined], [null], [7], ['resources'], [[]], [{ resources: 'secrets' }], [{ resources: [null, 'secrets', []] }],
])('of %j no entry is read', (document) => {
  expect(readEntries(document)).toEqual([]);
});

test('of a file with faults everything is read that can be, each with its place', () => {
  const keys = [null, { name: 7 }, { name: 'a', secret: 's' }];
  const providers = ['identity', { secretbox: { keys } }, { identity: null, kms: 'x' }];
  const [read] = readEntries({ resources: [{ resources: ['secrets', 7, null], providers }] });
  expect(read.resources).toEqual(['secrets']);
  expect(read.providers.map(({ kind, at }) => [kind, at.join('.')])).toEqual([
    ['secretbox', 'resources.0.providers.1.secretbox'], ['kms', 'resources.0.providers.2.kms'],
  ]);
  expect(readKeys(read.providers[0])).toEqual([
    { kind: 'secretbox', name: '', secret: undefined, at: [...read.providers[0].at, 'keys', 1] },
    { kind: 'secretbox', name: 'a', secret: 's', at: [...read.providers[0].at, 'keys', 2] },
  ]);
});
