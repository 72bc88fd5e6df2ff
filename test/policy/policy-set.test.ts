import { PolicyAction } from '../../src/policy/policy-action';
import { policyObjects } from '../../src/policy/policy-set';
import { RuleLevel } from '../../src/rules/finding';
import { RulePreset } from '../../src/rules/rule-preset';
import { RuleScope } from '../../src/rules/rule-scope';

const DAY = '2026-11-27';

const bindings = (objects: any[]) => objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
const actions = (objects: any[]) => Object.fromEntries(
  bindings(objects).map(({ metadata: { name }, spec }) => [name, spec.validationActions.join()]),
);

test('each rule in CEL is a policy with a binding of its name', () => {
  const objects: any[] = policyObjects({ preset: RulePreset.STRICT, day: DAY });
  const names = objects.map(({ metadata }) => metadata.name);
  expect(names.filter((_, index) => index % 2 === 0)).toEqual(names.filter((_, index) => index % 2 === 1));
  expect(names).toContain('strongbox-secret-in-env');
  bindings(objects).forEach(({ metadata, spec }) => expect(spec.policyName).toBe(metadata.name));
});

test('the default warns, and leaves notes out', () => {
  const preset = RulePreset.STRICT.derive({ levels: { 'not-immutable': RuleLevel.NOTE } });
  const found = actions(policyObjects({ preset, day: DAY }));
  expect(new Set(Object.values(found))).toEqual(new Set(['Warn,Audit']));
  expect(found).not.toHaveProperty('strongbox-not-immutable');
});

test('actions are those of the level, and a rule may have another', () => {
  const found = actions(policyObjects({
    preset: RulePreset.STRICT,
    errors: PolicyAction.DENY,
    warnings: PolicyAction.AUDIT,
    notes: PolicyAction.OFF,
    actions: {
      'secrets-list': PolicyAction.WARN, 'not-immutable': PolicyAction.DENY, 'token-create': PolicyAction.OFF,
    },
    namePrefix: 'acme.',
    day: DAY,
  }));
  expect(found).toMatchObject({
    'acme.secret-in-env': 'Deny,Audit',
    'acme.secret-mount-writable': 'Audit',
    'acme.secrets-list': 'Warn,Audit',
    'acme.not-immutable': 'Deny,Audit',
  });
  expect(found).not.toHaveProperty(['acme.token-create']);
});

test("a team's rule is a policy too", () => {
  const preset = RulePreset.RECOMMENDED.derive({
    customRules: [{
      id: 'acme-secret-owner',
      title: 'a Secret has no owner',
      scope: RuleScope.SECRET,
      violation: "!has(self.metadata.labels) || !('owner' in self.metadata.labels)",
      message: 'has no label owner',
      remediation: 'Add the label.',
    }],
  });
  const policy: any = policyObjects({ preset, day: DAY }).find(({ metadata }) => metadata.name.endsWith('owner'));
  expect(policy.spec.matchConstraints.resourceRules)
    .toEqual([{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['secrets'] }]);
  expect(policy.spec.variables.map(({ expression }: any) => expression).join())
    .toContain("(!has(self.metadata.labels) || !('owner' in self.metadata.labels))");
});

test('all kinds with pods are matched by resource, with the subresource that adds containers', () => {
  const policy: any = policyObjects({ day: DAY }).find(({ metadata }) => metadata.name === 'strongbox-secret-in-env');
  expect(policy.spec.matchConstraints.resourceRules.map((rule: any) => [rule.apiGroups[0], rule.resources])).toEqual([
    ['', ['pods', 'pods/ephemeralcontainers', 'podtemplates', 'replicationcontrollers']],
    ['apps', ['deployments', 'daemonsets', 'replicasets', 'statefulsets']],
    ['batch', ['jobs', 'cronjobs']],
  ]);
});

describe('exemptions', () => {
  const of = (exempt: object) => policyObjects({ exempt, day: DAY }).slice(0, 2) as any[];

  test('by default keep a cluster running', () => {
    const [policy, binding] = of({});
    expect(binding.spec.matchResources.namespaceSelector.matchExpressions).toEqual([{
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: ['kube-system', 'kube-public', 'kube-node-lease'],
    }]);
    expect(policy.spec.matchConditions.map(({ name }: any) => name))
      .toEqual(['is-not-being-deleted', 'is-not-of-an-exempt-user', 'is-not-of-an-exempt-group']);
  });

  test('replace the default of their list', () => {
    const [policy, binding] = of({
      namespaces: [],
      namespaceLabel: 'acme.io/exempt',
      users: [],
      groups: ['ops'],
      objects: [{ kind: 'ConfigMap', namespaceName: 'apps', name: 'state' }, { kind: 'ClusterRole', name: 'ops' }],
    });
    expect(binding.spec.matchResources.namespaceSelector.matchExpressions)
      .toEqual([{ key: 'acme.io/exempt', operator: 'DoesNotExist' }]);
    expect(policy.spec.matchConditions.slice(1)).toEqual([
      {
        name: 'is-not-of-an-exempt-group',
        expression: '!has(request.userInfo.groups) || !request.userInfo.groups.exists(g, g in ["ops"])',
      },
      {
        name: 'is-not-an-exempt-object',
        expression: expect.stringContaining('["ConfigMap/apps/state", "ClusterRole//ops"]'),
      },
    ]);
  });

  test('of all namespaces but none leave the selector out', () => {
    expect(of({ namespaces: [] })[1].spec.matchResources).toBeUndefined();
  });
});

test('only some may suppress rules: another policy refuses the annotation of others', () => {
  const objects = policyObjects({ suppressors: { groups: ['security'] }, day: DAY });
  expect(actions(objects)['strongbox-suppressors']).toBe('Deny,Audit');
  expect(policyObjects({ suppressors: { groups: ['security'] }, suppressions: false, day: DAY })
    .some(({ metadata }) => metadata.name === 'strongbox-suppressors')).toBe(false);
});

test.each([
  [{ actions: { 'secret-in-evn': PolicyAction.DENY } }, /actions: there is no rule "secret-in-evn".*secret-in-env/],
  [{ actions: { 'plaintext-secret': PolicyAction.DENY } }, /no policy checks the rule 'plaintext-secret'/],
  [{ actions: { 'secret-in-env': 'Deny' as any } }, /actions\.secret-in-env/],
  [{ namePrefix: 'Acme-' }, /namePrefix must be/],
  [{ day: '27.11.2026' }, /day must be a date/],
  [{ day: '2026-13-01' }, /day must be a date/],
])('options that are wrong are refused: %j', (options, expected) => {
  expect(() => policyObjects(options)).toThrow(expected);
});

test('levels are those of objects in a cluster, unless the preset of the user has another', () => {
  const actionOf = (preset: RulePreset) =>
    actions(policyObjects({ preset, errors: PolicyAction.DENY, day: DAY }))['strongbox-last-applied-leak'];
  expect(actionOf(RulePreset.STRICT)).toBe('Warn,Audit');
  expect(actionOf(RulePreset.RECOMMENDED)).toBe('Warn,Audit');
  expect(actionOf(RulePreset.STRICT.derive({ levels: { 'last-applied-leak': RuleLevel.ERROR } }))).toBe('Deny,Audit');
});
