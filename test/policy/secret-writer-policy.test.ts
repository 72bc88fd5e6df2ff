import { evaluated, refusals } from './support/evaluate-policy';
import { engineObjects, PolicyEngine } from '../../src/policy/engine-objects';
import { RulePolicy } from '../../src/policy/model';
import { PolicyAction } from '../../src/policy/policy-action';
import { PolicyOptions } from '../../src/policy/policy-options';
import { policiesOf, policyObjects } from '../../src/policy/policy-set';
import { RulePreset } from '../../src/rules/rule-preset';

const ID = 'plaintext-secret';
const NAME = `strongbox-${ID}`;
const OPERATOR = 'system:serviceaccount:stores:operator';
const WRITERS: PolicyOptions = { secretWriters: { users: [OPERATOR], groups: ['release'] }, day: '2026-11-27' };

const policyOf = (options: PolicyOptions = WRITERS): RulePolicy =>
  policiesOf(options).find(({ rule }) => rule.id === ID)!;

const secret = (data: object, more: object = {}) =>
  ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' }, data, ...more });

const annotated = (reason: string, object: any) =>
  ({ ...object, metadata: { ...object.metadata, annotations: { [`cdk8s-strongbox/suppress.${ID}`]: reason } } });

/** Whether a policy checks what a user sends. */
function checks(userInfo: object | undefined, options?: PolicyOptions, params?: object): boolean {
  const [{ expression }] = policyOf(options).conditions!;
  return evaluated(expression, { request: userInfo === undefined ? {} : { userInfo }, params }) as boolean;
}

test('a new Secret with values is refused, and its keys are named', () => {
  const [message, ...others] = refusals(policyOf(), secret({ password: 'YQ==', user: 'YQ==', empty: '' }));
  expect(others).toEqual([]);
  expect(message).toMatch(/^plaintext-secret: key "password"; key "user": the value is set by a user who may not/);
  expect(refusals(policyOf(), secret(Object.fromEntries([1, 2, 3, 4, 5].map((key) => [`k${key}`, 'YQ=='])))))
    .toEqual([expect.stringContaining('key "k1"; key "k2"; key "k3" and 2 more: ')]);
  expect(refusals(policyOf(), { ...secret({}), stringData: { password: 'a' } })).toHaveLength(1);
});

test.each([
  ['without data', { ...secret({}), data: undefined }],
  ['with null', secret(null as any)],
  ['with an empty value', secret({ password: '', other: null })],
  ['with a release of Helm', secret({ release: 'YQ==' }, { type: 'helm.sh/release.v1' })],
  ['with a suppression', annotated('a test account of the vendor', secret({ password: 'YQ==' }))],
  ['with a suppression of the key', annotated('[password] a test account', secret({ password: 'YQ==' }))],
])('a new Secret %s is admitted', (_, object) => {
  expect(refusals(policyOf(), object)).toEqual([]);
});

test.each([
  ['another key than the release', secret({ password: 'YQ==' }, { type: 'helm.sh/release.v1' }), '"password"'],
  ['another key than the suppressed one', annotated('[user] a name', secret({ user: 'YQ==', b: 'YQ==' })), '"b"'],
  ['an expired suppression', annotated('old (until 2020-01-01)', secret({ a: 'YQ==' })), '"a"'],
])('a new Secret with %s is refused', (_, object, key) => {
  expect(refusals(policyOf(), object)).toEqual([expect.stringContaining(`: key ${key}: `)]);
});

test('an update is refused only for values that it sets', () => {
  const before = secret({ password: 'YQ==', user: 'YQ==' });
  const after = (data: object, more?: object) => refusals(policyOf(), secret(data, more), before);
  expect(after({ password: 'YQ==', user: 'YQ==' }, { immutable: true })).toEqual([]);
  expect(after({ user: 'YQ==' })).toEqual([]);
  expect(after({ password: 'Yg==', user: 'YQ==' })).toEqual([expect.stringContaining(': key "password": ')]);
  expect(after({ password: 'YQ==', user: 'YQ==', new: 'YQ==' })).toEqual([expect.stringContaining(': key "new": ')]);
  expect(refusals(policyOf(), secret({ a: 'YQ==' }), { ...secret({}), data: undefined })).toHaveLength(1);
});

test('of more than 1,000 keys, any change is refused, without names', () => {
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`k${index}`, 'YQ==']));
  expect(refusals(policyOf(), secret(many))).toEqual([expect.stringMatching(/^plaintext-secret: key: the value is/)]);
  expect(refusals(policyOf(), secret(many, { immutable: true }), secret(many))).toEqual([]);
  expect(refusals(policyOf(), secret(many), secret({ ...many, k0: 'Yg==' }))).toHaveLength(1);
});

test('a rule that cannot be suppressed is not', () => {
  const preset = RulePreset.STRICT.derive({ unsuppressible: [ID] });
  expect(refusals(policyOf({ ...WRITERS, preset }), annotated('a reason', secret({ a: 'YQ==' })))).toHaveLength(1);
});

test('writers are not checked, nor is what nobody sends, as in a scan', () => {
  expect(checks({ username: OPERATOR, groups: [] })).toBe(false);
  expect(checks({ username: 'ci', groups: ['dev', 'release'] })).toBe(false);
  expect(checks({ username: 'jane', groups: ['dev'] })).toBe(true);
  expect(checks({ username: 'jane' })).toBe(true);
  expect(checks(undefined)).toBe(false);
  expect(checks({})).toBe(false);
});

test('a ConfigMap lists more writers, one on each line', () => {
  const options = { secretWriters: { configMap: { name: 'writers', namespaceName: 'platform' } } };
  const params = { data: { users: 'ci\n  robot \n\n', groups: 'release\r\n' } };
  for (const [userInfo, expected] of [
    [{ username: 'ci' }, false], [{ username: 'robot' }, false], [{ username: 'jane', groups: ['release'] }, false],
    [{ username: 'jane', groups: ['dev'] }, true], [{ username: '' }, true],
  ] as const) {
    expect([userInfo, checks(userInfo, options, params)]).toEqual([userInfo, expected]);
    expect(checks(userInfo, options, { data: {} })).toBe(true);
    expect(checks(userInfo, options, {})).toBe(true);
  }
});

describe('the objects', () => {
  const ofRule = (options: PolicyOptions): any[] =>
    policyObjects({ ...WRITERS, ...options }).filter(({ metadata }) => metadata.name === NAME);

  test('are left out by default', () => {
    expect(policyObjects({ day: '2026-11-27' }).some(({ metadata }) => metadata.name === NAME)).toBe(false);
  });

  test('have the action of the rule, and say which part they check', () => {
    const [policy, binding] = ofRule({});
    expect(policy.metadata.annotations['cdk8s-strongbox/checks-only']).toMatch(/^who sets values of Secrets/);
    expect(policy.spec.paramKind).toBeUndefined();
    expect(binding.spec.paramRef).toBeUndefined();
    expect(binding.spec.validationActions).toEqual(['Warn', 'Audit']);
    expect(ofRule({ errors: PolicyAction.DENY })[1].spec.validationActions).toEqual(['Deny', 'Audit']);
    expect(ofRule({ actions: { [ID]: PolicyAction.AUDIT } })[1].spec.validationActions).toEqual(['Audit']);
    expect(ofRule({ actions: { [ID]: PolicyAction.OFF } })).toEqual([]);
  });

  test.each([[PolicyAction.DENY, 'Deny'], [PolicyAction.WARN, 'Allow'], [PolicyAction.AUDIT, 'Allow']])(
    'without the ConfigMap, %s is %s', (errors, parameterNotFoundAction) => {
      const configMap = { name: 'writers', namespaceName: 'platform' };
      const [policy, binding] = ofRule({ errors, secretWriters: { configMap } });
      expect(policy.spec.paramKind).toEqual({ apiVersion: 'v1', kind: 'ConfigMap' });
      expect(binding.spec.paramRef).toEqual({ name: 'writers', namespace: 'platform', parameterNotFoundAction });
    },
  );

  test('suppressors can be in a ConfigMap as well', () => {
    const configMap = { name: 'suppressors', namespaceName: 'platform' };
    const [policy, binding] = policyObjects({ suppressors: { configMap }, day: '2026-11-27' })
      .filter(({ metadata }) => metadata.name === 'strongbox-suppressors') as any[];
    expect(policy.spec.paramKind).toEqual({ apiVersion: 'v1', kind: 'ConfigMap' });
    expect(policy.spec.validations[0].expression).toContain("params.data['users']");
    expect(binding.spec.paramRef).toMatchObject({ name: 'suppressors', parameterNotFoundAction: 'Deny' });
  });

  test('every engine has them', () => {
    for (const engine of Object.values(PolicyEngine)) {
      const text = JSON.stringify(engineObjects(engine, WRITERS));
      expect([engine, text.includes('is-not-of-a-secret-writer')]).toEqual([engine, true]);
    }
  });
});

test.each<[string, PolicyOptions, RegExp]>([
  ['writers without a name', { secretWriters: {} }, /^secretWriters lists nobody: name the users or groups/],
  ['writers where the rule is off',
    { secretWriters: { users: ['a'] }, preset: RulePreset.STRICT.derive({ off: [ID] }) },
    /^secretWriters: the rule 'plaintext-secret' is off in the preset/],
  ['a name that no ConfigMap has', { secretWriters: { configMap: { name: 'A', namespaceName: 'b' } } },
    /^secretWriters\.configMap: "A" is not a valid/],
  ['suppressors in no namespace', { suppressors: { configMap: { name: 'a', namespaceName: '' } } },
    /^suppressors\.configMap: "" is not a valid/],
])('refuses %s', (_, options, expected) => {
  expect(() => policyObjects(options)).toThrow(expected);
});

test.each([PolicyEngine.FILES, PolicyEngine.KYVERNO, PolicyEngine.GATEKEEPER])(
  '%s cannot read a ConfigMap, which is an error', (engine) => {
    const configMap = { name: 'writers', namespaceName: 'platform' };
    expect(() => engineObjects(engine, { secretWriters: { configMap } }))
      .toThrow(/^secretWriters\.configMap: policies cannot read a ConfigMap in .*; list the users and groups/);
  },
);
