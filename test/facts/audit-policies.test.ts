import { testFaults } from './fault-table';
import { auditPolicyFaults, loggedBodies } from '../../src/facts/audit-policies';
import { dotted } from '../../src/facts/document-fault';
import { PlainFields } from '../../src/facts/plain-fields';

const policy = (...rules: unknown[]) => ({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules });
const faults = (document: unknown) => auditPolicyFaults(document).map(({ at, text }) => `${dotted(at)}: ${text}`);
const logged = (...rules: unknown[]) => loggedBodies(policy(...rules), () => false)
  .map(({ rule, resources }) => `${rule}: ${resources.join(' ')}`);
const core = (...resources: string[]) => ({ group: '', resources });

test('what the API server takes has no fault', () => {
  expect(faults(policy({ level: 'Metadata' }))).toEqual([]);
  expect(
    faults({ ...policy({ level: 'None', nonResourceURLs: ['*', '/', '/healthz*'] }), metadata: { name: 'x' } }),
  ).toEqual([]);
});

test.each<[unknown, string]>([
  [7, ': an audit policy is a map'],
  [policy(), 'rules: loaded illegal policy with 0 rules; give at least one, such as {level: Metadata}'],
  [{ ...policy({ level: 'None' }), kind: 'policy' }, 'kind: unknown group version in policy'],
  [{ ...policy({ level: 'None' }), rules: {} }, 'rules: must be a list'],
  [policy('None'), 'rules[0]: must be a map'],
  [policy({}), 'rules[0].level: a rule needs a level'],
  [policy({ level: '' }), 'rules[0].level: a rule needs a level'],
  [policy({ level: 'All' }), 'rules[0].level: got %q; the levels are'],
  [
    policy({ level: 'None', nonResourceURLs: ['a'] }),
    "rules[0].nonResourceURLs[0]: got %q; non-resource URL rules must begin with a '/' character",
  ],
  [policy({ level: 'None', nonResourceURLs: ['/a*b'] }), 'must be the final character of the rule'],
  [policy({ level: 'None', nonResourceURLs: ['/a'], namespaces: ['b'] }), 'rules cannot apply to both'],
  [policy({ level: 'None', resources: [{ group: 'Apps' }] }), 'rules[0].resources[0].group: got %q'],
  [policy({ level: 'None', resources: [{ group: 'a..b' }] }), 'rules[0].resources[0].group: got %q'],
  [
    policy({ level: 'None', resources: [{ resourceNames: ['a'] }] }),
    'using resourceNames requires at least one resource',
  ],
  [policy({ level: 'None', omitStages: ['Done'] }), 'rules[0].omitStages[0]: got %q; allowed stages are'],
  [policy({ level: 'None', omitStages: 'Panic' }), 'rules[0].omitStages: must be a list of strings'],
  [policy({ level: 'None', users: [1] }), 'rules[0].users[0]: must be a string'],
  [policy({ level: 'None', user: ['a'] }), 'unknown field "rules[0].%w"'],
])('%j has a fault: %s', (document, fault) => {
  expect(faults(document)).toEqual([expect.stringContaining(fault)]);
});

test('the first rule that matches decides', () => {
  const safe = {
    level: 'Metadata',
    resources: [core('secrets', 'configmaps', 'serviceaccounts/token'), { group: 'authentication.k8s.io' }],
  };
  expect(logged(safe, { level: 'Request' })).toEqual([]);
  expect(logged({ level: 'Request' }, safe)).toEqual([
    '0: secrets configmaps serviceaccounts/token tokenreviews.authentication.k8s.io',
  ]);
  expect(logged({ ...safe, users: ['a'] }, { level: 'Request' })).toHaveLength(1);
});

test.each<[string, string[]]>([
  ['secrets', ['secrets']], ['*', ['secrets', 'configmaps', 'serviceaccounts/token']],
  // The API server takes `secrets/*` for `secrets` too.
  ['secrets/*', ['secrets']], ['serviceaccounts/*', ['serviceaccounts/token']], ['*/token', ['serviceaccounts/token']],
  ['serviceaccounts', []], ['secrets/status', []], ['pods', []],
])('%s of the core group matches %j', (word, resources) => {
  expect(logged({ level: 'RequestResponse', resources: [core(word)] })).toEqual(
    resources.length === 0 ? [] : [`0: ${resources.join(' ')}`],
  );
});

test('resources of operators are told where a rule names their group, or the cluster has them', () => {
  const safe = { level: 'Metadata', resources: [core(), { group: 'authentication.k8s.io' }] };
  expect(logged(safe, { level: 'Request' })).toEqual([]);
  expect(logged(safe, { level: 'Request', resources: [{ group: 'external-secrets.io' }] })).toEqual([
    '1: *.external-secrets.io',
  ]);
  const served = loggedBodies(policy(safe, { level: 'Request' }), (group) => group === 'bitnami.com');
  expect(served).toEqual([{ rule: 1, level: 'Request', resources: ['sealedsecrets.bitnami.com'] }]);
});

test('a rule about one resource of a group leaves the others of the group undecided', () => {
  const one = { level: 'Metadata', resources: [{ group: 'external-secrets.io', resources: ['externalsecrets'] }] };
  expect(logged(one, { level: 'Request', resources: [{ group: 'external-secrets.io' }] })).toEqual([
    '1: *.external-secrets.io',
  ]);
});

test('a request to read has no body', () => {
  const all = [core('secrets')];
  expect(logged({ level: 'Request', verbs: ['get', 'list', 'watch'], resources: all })).toEqual([]);
  expect(logged({ level: 'Request', verbs: ['get', 'update'], resources: all })).toHaveLength(1);
  expect(logged({ level: 'RequestResponse', verbs: ['get'], resources: all })).toHaveLength(1);
});

test('names of objects are conditions of their group only', () => {
  const named = { group: '', resources: ['pods'], resourceNames: ['db'] };
  expect(
    logged(
      { level: 'Metadata', resources: [core('secrets'), named] },
      { level: 'Request', resources: [core('secrets')] },
    ),
  ).toEqual([]);
  expect(
    logged(
      { level: 'Metadata', resources: [{ ...named, resources: ['secrets'] }] },
      { level: 'Request', resources: [core('secrets')] },
    ),
  ).toHaveLength(1);
});

const head = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy' };
const rule = (fields: PlainFields, ...places: string[]): [PlainFields, ...string[]] =>
  [{ rules: [{ level: 'None' }, { level: 'None', ...fields }] }, ...places.map((place) => `rules[1]${place}`)];
const group = (fields: PlainFields, ...places: string[]) =>
  rule({ resources: [{}, { group: 'apps', ...fields }] }, ...places.map((place) => `.resources[1]${place}`));

testFaults('an audit policy', auditPolicyFaults, { ...head, rules: [{ level: 'None' }] }, [
  [{ apiVersion: 'v1' }, 'apiVersion'], [{ kind: 'x', apiVersion: 'v1' }, 'kind'], [{ other: 1 }, ''],
  [{ omitStages: ['Panic', 'x'] }, 'omitStages[1]'], [{ omitStages: 'x' }, 'omitStages'], [{ omitStages: null }],
  [{ omitStages: ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] }],
  [{ omitManagedFields: true }], [{ omitManagedFields: null }], [{ omitManagedFields: 'true' }, 'omitManagedFields'],
  [{ rules: [] }, 'rules'], [{ rules: null }, 'rules'], [{ rules: 7, other: 1 }, '', 'rules'],
  [{ metadata: {} }], [{ rules: [{ level: 'None' }, 7] }, 'rules[1]'],
  ...['None', 'Metadata', 'Request', 'RequestResponse'].map((level) => rule({ level })),
  rule({ level: 'none' }, '.level'), rule({ level: null }, '.level'), rule({ level: '' }, '.level'),
  ...['users', 'userGroups', 'verbs', 'namespaces', 'nonResourceURLs'].flatMap((field) => [
    rule({ [field]: ['/a', null] }), rule({ [field]: ['/a', 7] }, `.${field}[1]`), rule({ [field]: 'a' }, `.${field}`),
    rule({ [field]: null }),
  ]),
  rule({ other: 1 }, ''), rule({ omitManagedFields: 1 }, '.omitManagedFields'), rule({ omitManagedFields: false }),
  rule({ omitStages: ['x'] }, '.omitStages[0]'),
  rule({ nonResourceURLs: ['*', '/', '/a*'] }), rule({ nonResourceURLs: ['/a', '/*/a'] }, '.nonResourceURLs[1]'),
  rule({ nonResourceURLs: ['a*b'] }, '.nonResourceURLs[0]', '.nonResourceURLs[0]'),
  rule({ nonResourceURLs: ['**'] }, '.nonResourceURLs[0]', '.nonResourceURLs[0]'),
  rule({ nonResourceURLs: ['/a'], resources: [{}] }, '.nonResourceURLs'),
  rule({ nonResourceURLs: ['/a'], namespaces: ['a'] }, '.nonResourceURLs'),
  rule({ nonResourceURLs: [], resources: [{}], namespaces: ['a'] }),
  rule({ resources: 'x' }, '.resources'), rule({ resources: ['x'] }, '.resources[0]'), rule({ resources: null }),
  ...['', '*', 'apps', 'a-b.c-d', 'a9', null, `${'a'.repeat(252)}b`].map((name) => group({ group: name })),
  ...['A', '-a', 'a-', 'a.', '.a', 'a..b', 'a.-b', 'a.b-', 'a b', 'apps/v1', 7, 'a'.repeat(254)]
    .map((name) => group({ group: name }, '.group')),
  group({ other: 1 }, ''), group({ resources: ['a'], resourceNames: ['b'] }), group({ resourceNames: [] }),
  group({ resourceNames: ['b'] }, '.resourceNames'), group({ resources: [7] }, '.resources[0]'),
  group({ resources: ['a'], resourceNames: [7] }, '.resourceNames[0]'), group({ resources: 'a' }, '.resources'),
]);

test.each<[rules: unknown[], expected: string[]]>([
  // What a rule decides no later one logs.
  [[{ level: 'None', resources: [{ group: '*' }] }, { level: 'Request' }], []],
  [[{ level: 'None' }, { level: 'Request' }], []],
  [
    [{ level: 'None', resources: [{ group: 'apps' }] }, { level: 'Request', resources: [core('secrets')] }],
    ['1: secrets'],
  ],
  [[{ level: 'None', resources: [core('*')] }, { level: 'Request', resources: [core()] }], []],
  ...['users', 'userGroups', 'verbs', 'namespaces'].map((field): [unknown[], string[]] => [
    [{ level: 'None', [field]: ['a'] }, { level: 'Request', resources: [core('secrets')] }], ['1: secrets'],
  ]),
  // A rule for paths that are not resources says nothing about resources.
  [[{ level: 'Request', nonResourceURLs: ['/a'] }], []],
  [[{ level: 'Request', namespaces: ['a'] }],
    ['0: secrets configmaps serviceaccounts/token tokenreviews.authentication.k8s.io']],
  [[7, { level: 'Request', resources: [null, core('secrets')] }], ['1: secrets']],
  [[{ level: 'Request', resources: [{ resources: ['secrets'] }] }], ['0: secrets']],
  [[{ level: 'Request', resources: [{ group: '*', resources: ['tokenreviews'] }] }],
    ['0: tokenreviews.authentication.k8s.io']],
  [[{ level: 'Request', resources: [{ group: 'bitnami.com' }] }], ['0: sealedsecrets.bitnami.com']],
  [[{ level: 'Request', resources: [{ group: 'bitnami.com', resources: ['sealedsecrets/status'] }] }], []],
  [[{ level: 'Metadata', resources: [{ group: 'secrets.hashicorp.com', resources: ['*'] }] },
    { level: 'Request', resources: [{ group: 'secrets.hashicorp.com' }] }], []],
  [[{ level: 'Request', verbs: ['watch'], resources: [core('secrets')] }], []],
  [[{ level: 'Request', verbs: ['create'], resources: [core('secrets')] }], ['0: secrets']],
])('the rules %j log %j', (rules, expected) => {
  expect(logged(...rules)).toEqual(expected);
});

test.each([[undefined], [null], [{}], [{ rules: 'x' }]])('of %j no rule logs anything', (document) => {
  expect(loggedBodies(document, () => true)).toEqual([]);
});

test.each([
  ['a rule for the group itself decides', { group: '' }, []],
  ['a rule for every group decides', { group: '*' }, []],
  ['a rule for another group does not', { group: 'apps' }, ['1: secrets']],
])('%s', (_, resources, expected) => {
  const rules = [{ level: 'Metadata', resources: [resources] }, { level: 'Request', resources: [core('secrets')] }];
  expect(logged(...rules)).toEqual(expected);
});
