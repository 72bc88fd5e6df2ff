import { admittedFixtures } from './support/admitted';
import { isAbout, refusals } from './support/evaluate-policy';
import { saysTheSame } from './support/reported';
import { TOKEN_PATH } from '../../src/facts/account-token';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { compileCustomRule } from '../../src/rules/compile-custom-rule';
import { evaluate } from '../../src/rules/evaluate';
import { isGraphRule, ObjectRule } from '../../src/rules/rule';
import { RuleScope } from '../../src/rules/rule-scope';

const OBJECT_RULES = CATALOG.filter((rule): rule is ObjectRule => !isGraphRule(rule));
const POLICIES = rulePolicies(CATALOG);

/** All examples of the rules that an API server would take, each for every policy that is about its kind. */
const OBJECTS: any[] = admittedFixtures().flatMap(({ documents }) => documents)
  .filter((object: any) => typeof object?.kind === 'string' && object.metadata?.name !== undefined)
  .filter((object: any) => object.kind !== 'ExternalSecret' || object.spec !== undefined);

/** What the engine reports of one rule on an object alone. */
function reported(rule: ObjectRule, object: unknown): string[] {
  return evaluate([object], [rule]).map(({ message }) => message);
}

test('every rule in CEL is a policy that checks all of it; others are in part, which their policy states', () => {
  const whole = POLICIES.filter(({ rule }) => rule.part === undefined);
  expect(whole.map(({ rule }) => rule.id)).toEqual(OBJECT_RULES.map(({ id }) => id));
});

test.each(OBJECT_RULES.map((rule) => [rule.id, rule] as const))(
  '%s: the policy refuses what the rule reports, and says the same of the first item',
  (id, rule) => {
    const policy = POLICIES.find((each) => each.rule.id === id)!;
    const verdicts = OBJECTS.filter((object) => isAbout(policy, object)).map((object) => {
      const messages = reported(rule, object);
      const said = refusals(policy, object);
      expect([object, said.length > 0]).toEqual([object, messages.length > 0]);
      expect(messages.length === 0 || messages.some((message) => said.some((each) => saysTheSame(each, message))))
        .toBe(true);
      return messages.length > 0;
    });
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  },
);

function ruleOf(scope: RuleScope, violation: string): ObjectRule {
  return compileCustomRule({
    id: 'acme-rule', title: 'a rule', scope, violation, message: 'is wrong', remediation: 'Change\nit.',
  });
}

function custom(scope: RuleScope, violation: string) {
  const rule = ruleOf(scope, violation);
  const [policy] = rulePolicies([rule]);
  return { rule, policy };
}

const pod = (spec: object) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api' }, spec: { containers: [{ name: 'main' }], ...spec },
});

describe("a team's rule", () => {
  test.each([
    [RuleScope.POD, 'has(self.hostNetwork)', pod({ hostNetwork: true }), ['is wrong']],
    [RuleScope.CONTAINER, "self.name == 'main'", pod({}), ['container "main": is wrong']],
    [
      RuleScope.CONTAINER,
      "self.name == 'main' && has(pod.initContainers) && object.metadata.name == 'api'",
      pod({ initContainers: [{ name: 'other' }] }),
      ['container "main": is wrong'],
    ],
    [RuleScope.VOLUME, "self.name != 'a'", pod({ volumes: [{ name: 'a' }, { name: 'b' }] }), ['volume "b": is wrong']],
    [RuleScope.ANY_OBJECT, '!has(self.metadata.labels) // they need an owner', pod({}), ['is wrong']],
    [RuleScope.SECRET, "'a' in self.data && self.metadata.name != 'https://x'",
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'eA==' } }, ['is wrong']],
  ])('of scope %s: %s', (scope, violation, object, expected) => {
    const { rule, policy } = custom(scope, violation);
    expect(reported(rule, object)).toEqual(expected);
    expect(refusals(policy, object)).toEqual(expected.map((each) => `acme-rule: ${each}. Change it.`));
  });

  test('a mount of a claim template has an empty volume, as in the audit', () => {
    const { rule, policy } = custom(RuleScope.VOLUME_MOUNT, "!has(volume.emptyDir) && self.name != 'cache'");
    const object = pod({
      containers: [{
        name: 'main',
        volumeMounts: [['claim', '/a'], ['tmp', '/b'], ['db', '/c']].map(([name, mountPath]) => ({ name, mountPath })),
      }],
      volumes: [{ name: 'tmp', emptyDir: {} }, { name: 'db', secret: { secretName: 'db' } }],
    });
    expect(reported(rule, object)).toEqual(['/a', '/c'].map((path) => `container "main", mount "${path}": is wrong`));
    expect(refusals(policy, object))
      .toEqual(['acme-rule: container "main", mount "/a"; container "main", mount "/c": is wrong. Change it.']);
  });
});

test('the volume and the mount that the API server adds for the token are not judged', () => {
  const name = 'kube-api-access-x7k2p';
  const withSources = (...sources: object[]) => pod({
    containers: [{ name: 'main', volumeMounts: [{ name, mountPath: TOKEN_PATH }] }],
    volumes: [{ name, projected: { sources } }],
  });
  const token = { serviceAccountToken: { path: 'token' } };
  for (const scope of [RuleScope.VOLUME, RuleScope.VOLUME_MOUNT]) {
    const { policy } = custom(scope, "self.name != ''");
    expect(refusals(policy, withSources(token, { configMap: { name: 'kube-root-ca.crt' } }))).toEqual([]);
    expect(refusals(policy, withSources(token, { secret: { name: 'db' } }))).toHaveLength(1);
  }
});

test('a message names three items and counts the others', () => {
  const { policy } = custom(RuleScope.ENV, "self.name != 'OK'");
  const names = (count: number) => [...Array(count).keys()].map((index) => ({ name: `V${index}` }));
  const containers = [{ name: 'a', env: names(2) }, { name: 'b', env: names(3) }];
  expect(refusals(policy, pod({ containers, initContainers: [{ name: 'c', env: names(1) }] }))).toEqual([
    'acme-rule: container "a", variable "V0"; container "a", variable "V1"; container "b", variable "V0" and 3 more: '
      + 'is wrong. Change it.',
  ]);
});

test('a name with a control character is left out, and quotes in a name are escaped', () => {
  const { policy } = custom(RuleScope.ENV, 'true');
  const env = [{ name: 'a\u001b[2J' }, { name: 'a"b\\' }];
  expect(refusals(policy, pod({ containers: [{ name: 'main', env }] }))).toEqual([
    'acme-rule: container "main", variable; container "main", variable "a\\"b\\\\": is wrong. Change it.',
  ]);
});

describe('an update', () => {
  const { policy } = custom(RuleScope.ENV, "self.name.startsWith('BAD')");
  const withEnv = (...env: string[]) => pod({ containers: [{ name: 'main', env: env.map((name) => ({ name })) }] });

  test('may keep what broke the rule before, and take some of it away', () => {
    expect(refusals(policy, withEnv('BAD1', 'GOOD', 'BAD2'), withEnv('BAD1', 'BAD2'))).toEqual([]);
    expect(refusals(policy, withEnv('BAD2'), withEnv('BAD1', 'BAD2'))).toEqual([]);
  });

  test('may not add to it: only what is added is named', () => {
    expect(refusals(policy, withEnv('BAD1', 'BAD3'), withEnv('BAD1', 'BAD2')))
      .toEqual(['acme-rule: container "main", variable "BAD3": is wrong. Change it.']);
  });

  test('of a role may keep a rule, and is told the index of a new one', () => {
    const role = (...verbs: string[]) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'r' },
      rules: verbs.map((verb) => ({ apiGroups: [''], resources: ['secrets'], verbs: [verb] })),
    });
    const lists = POLICIES.find(({ rule }) => rule.id === 'secrets-list')!;
    expect(refusals(lists, role('update', 'list'), role('list'))).toEqual([]);
    expect(refusals(lists, role('list', 'update', 'watch'), role('list'))[0])
      .toMatch(/^secrets-list: rules\[2\]: allows watch on every Secret; /);
  });
});

test('lists and mappings that an API server writes as null break no policy', () => {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const role = { apiVersion, kind: 'ClusterRole', metadata: { name: 'r' }, rules: null };
  expect(POLICIES.filter((policy) => isAbout(policy, role)).flatMap((policy) => refusals(policy, role))).toEqual([]);
});

test('no message of a policy has a line break, or is longer than an API server shows', () => {
  for (const { validations } of POLICIES) {
    validations.forEach(({ message }) => {
      expect(message).not.toMatch(/[\r\n]/);
      expect(Buffer.byteLength(message)).toBeLessThan(5 * 1024);
    });
  }
});
