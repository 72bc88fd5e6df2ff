import { auditPolicyFaults, loggedBodies } from '../../src/facts/audit-policies';
import { dotted } from '../../src/facts/document-fault';

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
