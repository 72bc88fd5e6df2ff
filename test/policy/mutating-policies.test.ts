import { Chart, Testing } from 'cdk8s';
import { evaluated } from './support/evaluate-policy';
import { AdmissionPolicies, PolicyEngine, PolicyMutation } from '../../src';
import { asWritten, readsFile } from '../../src/facts/file-access';
import { engineObjects } from '../../src/policy/engine-objects';
import { PolicyAction } from '../../src/policy/policy-action';
import { PolicyOptions } from '../../src/policy/policy-options';
import { policyObjects } from '../../src/policy/policy-set';
import { RulePreset } from '../../src/rules/rule-preset';

const BOTH = [PolicyMutation.TOKEN_AUTOMOUNT, PolicyMutation.SECRET_FILE_MODE];
const OFF = { errors: PolicyAction.OFF, warnings: PolicyAction.OFF, notes: PolicyAction.OFF };

/** The policies of some mutations, without those of rules. */
const policies = (options: PolicyOptions): any[] =>
  policyObjects({ ...OFF, ...options }).filter(({ kind }) => kind === 'MutatingAdmissionPolicy');

/** Whether all conditions of a mutation hold for a new object. */
function isMutated(mutation: PolicyMutation, object: object, options: PolicyOptions = {}): boolean {
  const [policy] = policies({ ...options, mutations: [mutation] });
  const request = { operation: 'CREATE', userInfo: { username: 'developer', groups: ['system:authenticated'] } };
  const holds = ({ expression }: any) => evaluated(expression, { object, request }) === true;
  return policy.spec.matchConditions.every(holds);
}

const deployment = (spec: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
  spec: { template: { metadata: {}, spec: { containers: [{ name: 'app' }], ...spec } } },
});

test('no object is changed by default', () => {
  const kinds = policyObjects({ preset: RulePreset.STRICT }).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith('Mutating'))).toEqual([]);
});

test('a mutation is a policy for new objects and a binding of its name, once', () => {
  const exempt = { namespaces: ['kube-system'] };
  const objects: any[] = policyObjects({ ...OFF, mutations: [...BOTH, ...BOTH], exempt, namePrefix: 'acme-' });
  expect(objects.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
    'acme-mutate-token-automount', 'acme-mutate-secret-file-mode',
  ].flatMap((name) => [['MutatingAdmissionPolicy', name], ['MutatingAdmissionPolicyBinding', name]]));
  for (const { spec } of objects.filter(({ kind }) => kind === 'MutatingAdmissionPolicy')) {
    expect(spec).toMatchObject({ failurePolicy: 'Ignore', reinvocationPolicy: 'Never' });
    expect(new Set(spec.matchConstraints.resourceRules.flatMap(({ operations }: any) => operations)))
      .toEqual(new Set(['CREATE']));
  }
  for (const { metadata, spec } of objects.filter(({ kind }) => kind === 'MutatingAdmissionPolicyBinding')) {
    const matchExpressions = [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] }];
    expect(spec).toEqual({ policyName: metadata.name, matchResources: { namespaceSelector: { matchExpressions } } });
  }
});

test('the token of a Pod is left, since the API server has added it, and subresources are', () => {
  const resources = policies({ mutations: BOTH }).map(({ spec }) =>
    spec.matchConstraints.resourceRules.flatMap((rule: any) => rule.resources));
  expect(resources[0]).not.toContain('pods');
  expect(resources[1]).toContain('pods');
  expect(resources.flat().filter((resource) => resource.includes('/'))).toEqual([]);
});

test.each([
  [{}, true],
  [{ serviceAccountName: 'default' }, true],
  [{ automountServiceAccountToken: null }, true],
  [{ automountServiceAccountToken: false }, false],
  [{ automountServiceAccountToken: true }, false],
  [{ serviceAccountName: 'web' }, false],
  [{ containers: [{ name: 'app', args: ['/var/run/secrets/kubernetes.io/serviceaccount/token'] }] }, false],
])('the token of %j is turned off: %s', (spec, expected) => {
  expect(isMutated(PolicyMutation.TOKEN_AUTOMOUNT, deployment(spec))).toBe(expected);
});

const SECRET = { name: 'db', secret: { secretName: 'db', defaultMode: 0o644 } };
const IN_GROUP = { securityContext: { fsGroup: 2000 } };
const projected = (...sources: object[]) => ({ name: 'p', projected: { defaultMode: 0o644, sources } });

test.each([
  [SECRET, true],
  [{ name: 'db', secret: { secretName: 'db' } }, true],
  [{ name: 'db', secret: { secretName: 'db', defaultMode: 0o440 } }, false],
  [{ name: 'db', secret: { secretName: 'db', defaultMode: 0o600 } }, false],
  [projected({ configMap: { name: 'a' } }, { secret: { name: 'b' } }), true],
  [projected({ configMap: { name: 'a' } }), false],
  [{ ...projected({ secret: { name: 'b' } }), name: 'kube-api-access-x' }, false],
  [{ name: 'a', configMap: { name: 'a', defaultMode: 0o644 } }, false],
])('the mode of %j is set: %s', (volume, expected) => {
  const found = isMutated(PolicyMutation.SECRET_FILE_MODE, deployment({ ...IN_GROUP, volumes: [volume] }));
  expect(found).toBe(expected);
});

test('a mode is set exactly where every process reads the files then', () => {
  const verdicts = new Set<boolean>();
  const ids = [undefined, 0, 1000];
  for (const fsGroup of [undefined, 0, 2000]) {
    for (const podUser of ids) {
      for (const user of ids) {
        for (const initUser of ids) {
          const context = (runAsUser?: number) => runAsUser === undefined ? {} : { securityContext: { runAsUser } };
          const spec = {
            volumes: [SECRET],
            securityContext: { ...fsGroup !== undefined && { fsGroup }, ...context(podUser).securityContext },
            containers: [{ name: 'app', ...context(user) }],
            initContainers: [{ name: 'first', ...context(initUser) }],
          };
          const file = asWritten({ mode: 0o440, fsGroup });
          const groups = fsGroup === undefined ? [] : [fsGroup];
          const isSafe = [user, initUser].every((own) => readsFile(file, { user: own ?? podUser, groups }) === 'yes');
          expect([spec, isMutated(PolicyMutation.SECRET_FILE_MODE, deployment(spec))]).toEqual([spec, isSafe]);
          verdicts.add(isSafe);
        }
      }
    }
  }
  expect(verdicts.size).toBe(2);
});

test('a pod of Windows keeps its modes', () => {
  const spec = { ...IN_GROUP, volumes: [SECRET], os: { name: 'windows' } };
  expect(isMutated(PolicyMutation.SECRET_FILE_MODE, deployment(spec))).toBe(false);
});

test.each(BOTH)('%s: controlled and suppressed objects are left', (mutation) => {
  const spec = { ...IN_GROUP, volumes: [SECRET] };
  const owner = { kind: 'Shop', name: 'a' };
  const rule = mutation === PolicyMutation.TOKEN_AUTOMOUNT ? 'default-service-account' : 'secret-volume-mode';
  const suppressed = deployment(spec, { annotations: { [`cdk8s-strongbox/suppress.${rule}`]: 'the vendor says so' } });
  const other = deployment(spec, { annotations: { 'cdk8s-strongbox/suppress.secret-in-env': 'the vendor says so' } });
  expect([
    deployment(spec, { ownerReferences: [{ ...owner, controller: true }] }),
    deployment(spec, { ownerReferences: [owner] }),
    suppressed,
    other,
  ].map((object) => isMutated(mutation, object))).toEqual([false, true, false, true]);
  const unsuppressible = ['default-service-account', 'service-account-token-automount', 'secret-volume-mode'];
  const preset = RulePreset.STRICT.derive({ unsuppressible });
  expect([{ suppressions: false }, { preset }].map((options) => isMutated(mutation, suppressed, options)))
    .toEqual([true, true]);
});

test('an exempt user is left', () => {
  const [{ spec }] = policies({ mutations: BOTH, exempt: { users: ['developer'] } });
  const request = { userInfo: { username: 'developer' } };
  const found = spec.matchConditions.find(({ name }: any) => name === 'is-not-of-an-exempt-user');
  expect(evaluated(found.expression, { object: deployment({}), request })).toBe(false);
});

test('a mutation that does not exist is refused', () => {
  expect(() => policyObjects({ mutations: ['token' as PolicyMutation] })).toThrow(/^mutations\[0\] .*token-automount/);
});

test('Kyverno gets the same, with conditions that also hold where it knows no user and no namespace', () => {
  const options = { ...OFF, mutations: [...BOTH, ...BOTH], exempt: { namespaceLabel: 'acme.io/unjudged' } };
  const own: any[] = engineObjects(PolicyEngine.KYVERNO, options);
  const served = policies(options);
  expect(own.map(({ kind, metadata }) => [kind, metadata.name]))
    .toEqual(served.map(({ metadata }) => ['MutatingPolicy', metadata.name]));
  own.forEach(({ spec }, index) => {
    const { matchConditions, matchConstraints, mutations } = served[index].spec;
    expect(spec).toMatchObject({ failurePolicy: 'Ignore', reinvocationPolicy: 'Never' });
    expect(spec.autogen).toEqual({ podControllers: { controllers: [] } });
    expect(spec.matchConstraints.resourceRules).toEqual(matchConstraints.resourceRules);
    expect(JSON.stringify(spec.matchConstraints.namespaceSelector)).toContain('acme.io/unjudged');
    expect(spec.mutations[0].applyConfiguration.expression.replace('has(namespaceObject.metadata) && ', ''))
      .toBe(mutations[0].applyConfiguration.expression);
    expect(spec.matchConditions.map(({ name }: any) => name)).toEqual(matchConditions.map(({ name }: any) => name));
    const holds = ({ expression }: any) => evaluated(expression, {
      object: deployment({ ...IN_GROUP, volumes: [SECRET] }), request: { operation: 'CREATE' },
    });
    expect(spec.matchConditions.map(holds)).toEqual(matchConditions.map(() => true));
  });
  const strict = { ...options, preset: RulePreset.STRICT, suppressions: false };
  expect(JSON.stringify(engineObjects(PolicyEngine.KYVERNO, strict))).not.toContain('is-not-suppressed');
  expect(() => engineObjects(PolicyEngine.KYVERNO, { mutations: ['token' as PolicyMutation] }))
    .toThrow(/^mutations\[0\] .*token-automount/);
});

test.each([PolicyEngine.FILES, PolicyEngine.GATEKEEPER])('%s cannot mutate', (engine) => {
  expect(() => engineObjects(engine, { mutations: BOTH })).toThrow(/^mutations: .* cannot set them; leave them out/);
  expect(engineObjects(engine, { mutations: [] }).length).toBeGreaterThan(0);
});

test('a chart has the policies with their bindings, and their names', () => {
  const chart = new Chart(Testing.app(), 'policies', { namespace: 'apps' });
  const options = { ...OFF, mutations: BOTH };
  const { policyNames } = new AdmissionPolicies(chart, 'Policies', options);
  expect(policyNames).toEqual(['strongbox-mutate-token-automount', 'strongbox-mutate-secret-file-mode']);
  expect(Testing.synth(chart)).toEqual(policyObjects(options));
});
