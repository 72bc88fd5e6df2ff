import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { LeastPrivilegeGroupReader, LeastPrivilegeSecretReader, SecretSource, SecureSecret } from '../../src';
import { AccessRule, allowsAll, allowsIn, Requests, spokenVerbs } from '../../src/facts/rbac';
import * as access from '../../src/facts/secret-access';
import * as steering from '../../src/facts/steering-access';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { compileExpression, compileText } from '../../src/rules/expression';
import { ruleAllows, ruleAllowsAll, ruleNames, verbsOfRule } from '../../src/rules/rbac-terms';
import { RuleScope } from '../../src/rules/rule-scope';
import { fuzzRuns } from '../support/runs';

const REQUESTS: readonly Requests[] = Object.values({ ...access, ...steering })
  .flat()
  .filter((some): some is Requests => typeof some === 'object' && 'resources' in some);
/** Sets of requests in one expression. */
const FEW = 5;

const NAMES = [...access.UNLIMITING_NAMES, ...access.CLIENT_SIGNERS];

/** Words of rules: those that matter, wildcards of all shapes, and others that are near. */
const GROUPS = [...new Set(REQUESTS.flatMap(({ groups }) => groups)), '*', 'core', '*.k8s.io', 'v1'];
const RESOURCES = [
  ...new Set(
    REQUESTS.flatMap(({ resources }) =>
      resources.map((resource) => (resource.endsWith('/') ? `${resource}scopes` : resource)),
    ),
  ),
  '*',
  '*/*',
  '*/token',
  '*/exec',
  '*/proxy',
  '*/ephemeralcontainers',
  '*/scopes',
  '*/status',
  '*/scale',
  'pods/*',
  'userextras',
  'secrets/status',
  'serviceaccounts/tokens',
];
const VERBS = [
  ...new Set(REQUESTS.flatMap(({ verbs }) => verbs)),
  '*',
  'GET',
  'use',
  'impersonate:*',
  'impersonate-on:user-info:get',
];

const RULE = fc.record(
  {
    apiGroups: fc.subarray(GROUPS, { maxLength: 3 }),
    resources: fc.subarray(RESOURCES, { maxLength: 4 }),
    verbs: fc.subarray(VERBS, { maxLength: 4 }),
    resourceNames: fc.subarray([...NAMES, 'db', '*', ''], { maxLength: 2 }),
    nonResourceURLs: fc.subarray(['/healthz', '*', '/api/*'], { maxLength: 1 }),
  },
  { requiredKeys: [] },
);

/** A rule near some requests, so that many of them match. */
const NEAR = fc.constantFrom(...REQUESTS).chain((some) =>
  fc.record({
    apiGroups: fc.subarray([...some.groups, '*', 'v1'], { minLength: 1 }),
    resources: fc.subarray([...some.resources.map((resource) => resource.replace(/\/$/, '/x')), '*', '*/exec']),
    verbs: fc.subarray([...some.verbs, '*', 'use'], { minLength: 1 }),
    resourceNames: fc.oneof(fc.constant<string[]>([]), fc.subarray([...NAMES.slice(0, 3), 'db', ''], { maxLength: 2 })),
  }),
);

const ROLE = fc.record({ kind: fc.constantFrom('Role', 'ClusterRole'), rule: fc.oneof(RULE, NEAR) });

function plain(rule: {
  apiGroups?: string[];
  resources?: string[];
  verbs?: string[];
  resourceNames?: string[];
}): AccessRule {
  return {
    groups: rule.apiGroups ?? [],
    resources: rule.resources ?? [],
    verbs: rule.verbs ?? [],
    names: rule.resourceNames ?? [],
  };
}

describe('the facts and the CEL of the rules say the same', () => {
  const compiled = REQUESTS.map((some) => ({
    some,
    allowed: compileExpression(RuleScope.RBAC_RULE, ruleAllows(some)),
    allowedForAll: compileExpression(RuleScope.RBAC_RULE, ruleAllowsAll(some)),
    spoken: compileText(RuleScope.RBAC_RULE, verbsOfRule(some.verbs)),
  }));
  // A few at a time, since an expression may be only so long.
  const together = Array.from({ length: Math.ceil(REQUESTS.length / FEW) }, (_, index) => index * FEW).map((from) => ({
    from, allowed: compileExpression(RuleScope.RBAC_RULE, ruleAllows(...REQUESTS.slice(from, from + FEW))),
  }));
  const named = compileExpression(RuleScope.RBAC_RULE, ruleNames(NAMES));

  test('of every rule and every set of requests', () => {
    let matches = 0;
    fc.assert(
      fc.property(ROLE, ({ kind, rule }) => {
        const variables = { object: { kind, metadata: { name: 'r' } }, self: rule };
        const facts = compiled.map(({ some }) => allowsIn(kind, plain(rule), some));
        expect(compiled.map(({ allowed }) => allowed.holds(variables))).toEqual(facts);
        expect(compiled.map(({ some, allowedForAll }) => [some.resources, allowedForAll.holds(variables)])).toEqual(
          compiled.map(({ some }) => [
            some.resources,
            allowsIn(kind, plain(rule), some) && allowsAll(plain(rule), some),
          ]),
        );
        expect(together.map(({ allowed }) => allowed.holds(variables)))
          .toEqual(together.map(({ from }) => facts.slice(from, from + FEW).includes(true)));
        expect(named.holds(variables)).toBe(plain(rule).names.some((name) => NAMES.includes(name)));
        if (rule.verbs !== undefined) {
          expect(compiled.map(({ spoken }) => spoken.text(variables))).toEqual(
            compiled.map(({ some }) => spokenVerbs(plain(rule), some.verbs)),
          );
        }
        matches += facts.filter(Boolean).length;
      }),
      { numRuns: fuzzRuns() },
    );
    expect(matches).toBeGreaterThan(200);
  });

  test('a rule whose lists the API server wrote as null allows nothing', () => {
    for (const { allowed } of compiled) {
      expect(
        allowed.holds({
          object: { kind: 'ClusterRole', metadata: {} },
          self: { apiGroups: ['*'], resources: ['*'], verbs: null },
        }),
      ).toBe(false);
    }
  });

  test('of the Secrets that a rule reads, and of the catalog', () => {
    const verdicts = ['secrets-list', 'secrets-unscoped-get'].map((id) => CATALOG.filter((rule) => rule.id === id));
    fc.assert(
      fc.property(ROLE, ({ kind, rule }) => {
        const role = {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind,
          metadata: { name: 'r', namespace: 'shop' },
          rules: [rule],
        };
        expect(verdicts.some((rules) => evaluate([role], rules).length > 0)).toBe(
          access.readsEverySecret(plain(rule)),
        );
      }),
      { numRuns: fuzzRuns() },
    );
  });
});

/** What strict says of some objects, as `kind rule`, without what it says of workloads themselves. */
function strict(objects: unknown[]): string[] {
  return evaluate(
    objects,
    CATALOG.filter(({ category }) => ['access', 'identity', 'references'].includes(category)),
  ).map(({ ruleId, objectIndex }) => `${(objects[objectIndex] as { kind: string }).kind} ${ruleId}`);
}

/** What the construct would have written, by hand. */
function reader(rule: object, account: object = {}): unknown[] {
  const named = { name: 'reader', namespace: 'shop' };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: named,
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'], ...rule }],
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named, automountServiceAccountToken: false, ...account },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: named,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', ...named }],
    },
  ];
}

describe('what LeastPrivilegeSecretReader refuses, the audit finds', () => {
  const chart = () => new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const secret = (scope: Chart, name: string) => kplus.Secret.fromSecretName(scope, name, name);

  test('no Secrets', () => {
    const scope = chart();
    expect(() => new LeastPrivilegeSecretReader(scope, 'Reader', { secrets: [] })).toThrow('no Secrets are given');
    expect(strict(reader({}))).toContain('Role secrets-unscoped-get');
  });

  test.each(['*', 'orders-*'])('a wildcard as a name: %s', (name) => {
    const scope = chart();
    expect(() => new LeastPrivilegeSecretReader(scope, 'Reader', { secrets: [secret(scope, name)] })).toThrow(
      'is a wildcard',
    );
    expect(strict(reader({ resourceNames: [name] }))).toContain('Role resource-names-without-effect');
  });

  test('a workload that mounts the token automatically', () => {
    const scope = chart();
    const workload = new kplus.Deployment(scope, 'Api', {
      containers: [{ image: 'api' }],
      automountServiceAccountToken: true,
    });
    expect(() =>
      new LeastPrivilegeSecretReader(scope, 'Reader', { secrets: [secret(scope, 'db')] }).attachTo(workload),
    ).toThrow(/automount/);
  });

  test('a workload of another namespace', () => {
    const scope = chart();
    const other = new kplus.Deployment(new Chart(scope, 'other', { namespace: 'other' }), 'Api', {
      containers: [{ image: 'api' }],
    });
    expect(() =>
      new LeastPrivilegeSecretReader(scope, 'Reader', { secrets: [secret(scope, 'db')] }).attachTo(other),
    ).toThrow('pods run under service accounts of the same namespace');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'api', namespace: 'other' },
      spec: {
        serviceAccountName: 'reader',
        automountServiceAccountToken: false,
        containers: [{ name: 'app', image: 'api' }],
      },
    };
    expect(strict([...reader({ resourceNames: ['db'] }), pod])).toEqual(['Pod missing-reference']);
  });
});

describe('what it writes', () => {
  function app(): { chart: Chart; deployment: kplus.Deployment; reader: LeastPrivilegeSecretReader } {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const deployment = new kplus.Deployment(chart, 'Api', {
      containers: [{ name: 'app', image: 'registry.example/api:1' }],
    });
    const secret = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('api-db') });
    const reading = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret] });
    reading.attachTo(deployment);
    return { chart, deployment, reader: reading };
  }

  test('passes', () => {
    expect(strict(Testing.synth(app().chart))).toEqual([]);
  });

  test('and passes with a list and a watch of the names, also of ConfigMaps and for a group', () => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    new LeastPrivilegeSecretReader(chart, 'Reader', {
      secrets: [kplus.Secret.fromSecretName(chart, 'db', 'db')],
      configMaps: [kplus.ConfigMap.fromConfigMapName(chart, 'settings', 'settings')],
      listAndWatchByName: true,
    });
    new LeastPrivilegeGroupReader(chart, 'Team', {
      groups: ['oidc:shop'], secrets: [kplus.Secret.fromSecretName(chart, 'api', 'api')], listAndWatchByName: true,
    });
    expect(strict(Testing.synth(chart))).toEqual([]);
  });

  test('is found where a patch turns the automatic token on beside its own', () => {
    const { chart, deployment } = app();
    ApiObject.of(deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/automountServiceAccountToken', true));
    expect(strict(Testing.synth(chart))).toEqual(['Deployment service-account-token-automount']);
  });

  test.each([
    ['Group', 'system:unauthenticated', 'secret-for-everybody'],
    ['User', 'system:anonymous', 'secret-for-everybody'],
    ['Group', 'system:serviceaccounts', 'secret-for-all-accounts'],
  ])('is found where a patch opens it for %s %s', (kind, name, rule) => {
    const { chart, reader: opened } = app();
    const binding = opened.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .find((object) => object.kind === 'RoleBinding')!;
    binding.addJsonPatch(JsonPatch.add('/subjects/-', { kind, name, apiGroup: 'rbac.authorization.k8s.io' }));
    expect(strict(Testing.synth(chart))).toEqual([`RoleBinding ${rule}`]);
  });

  test('is found where a patch takes the names away, or lets everything be read', () => {
    const { chart, reader: opened } = app();
    const role = opened.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .find((object) => object.kind === 'Role')!;
    role.addJsonPatch(JsonPatch.remove('/rules/0/resourceNames'));
    expect(strict(Testing.synth(chart))).toEqual(['Role secrets-unscoped-get']);
    role.addJsonPatch(JsonPatch.add('/rules/0/verbs/-', 'list'));
    expect(strict(Testing.synth(chart))).toEqual(['Role secrets-list']);
  });
});
