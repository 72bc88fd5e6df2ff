import { AdmissionPolicyOptions } from '../../src/policy/admission-policies';
import { GATEKEEPER_NAMES, gatekeeperTemplates } from '../../src/policy/gatekeeper-templates';
import { kyvernoPolicies } from '../../src/policy/kyverno-policies';
import { PolicyAction } from '../../src/policy/policy-action';
import { DEFAULT_EXEMPTIONS, exemptionConditions } from '../../src/policy/policy-exemptions';
import { rulePolicies } from '../../src/policy/rule-policies';
import { staticPolicies } from '../../src/policy/static-policies';
import { CATALOG } from '../../src/rules/catalog';
import { compileCustomRule } from '../../src/rules/compile-custom-rule';
import { Rule } from '../../src/rules/rule';
import { RuleScope } from '../../src/rules/rule-scope';

const ruleOf = (id: string): Rule => compileCustomRule({
  id,
  title: 'Containers have a name',
  scope: RuleScope.CONTAINER,
  violation: "self.name == ''",
  message: 'has no name',
  remediation: 'Name it.',
});
const RULE = ruleOf('acme-named-containers');
const GATE: AdmissionPolicyOptions = {
  prefix: 'strongbox-',
  actionOf: ({ rule: { level } }) => (level === 'error' ? PolicyAction.DENY : PolicyAction.WARN),
  exemptions: { ...DEFAULT_EXEMPTIONS, namespaces: ['kube-system', 'operators'], namespaceLabel: 'acme/unjudged' },
};
const OPEN: AdmissionPolicyOptions = {
  prefix: 'acme.',
  actionOf: () => PolicyAction.AUDIT,
  exemptions: { namespaces: [], users: [], groups: [], objects: [] },
};
const CONDITIONS = exemptionConditions(GATE.exemptions).map(({ name }) => name);
const names = (conditions: any[]) => conditions.map(({ name }) => name);

describe('Kyverno', () => {
  const [policy] = kyvernoPolicies(rulePolicies([RULE]), GATE) as any[];

  test('a ValidatingPolicy has the expressions of the model, byte for byte', () => {
    const [{ variables, validations }] = rulePolicies([RULE]);
    expect(policy).toMatchObject({
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'ValidatingPolicy',
      metadata: { name: 'strongbox-acme-named-containers' },
      spec: { variables, validations },
    });
    expect(names(policy.spec.matchConditions)).toEqual(CONDITIONS);
  });

  test('it judges pods and their controllers itself, and Kyverno derives nothing', () => {
    expect(policy.spec.autogen).toEqual({ podControllers: { controllers: [] } });
    const resources = policy.spec.matchConstraints.resourceRules.flatMap((each: any) => each.resources);
    expect(resources).toEqual(expect.arrayContaining([
      'pods', 'pods/ephemeralcontainers', 'deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs',
    ]));
  });

  test('it judges what is in the cluster already, and leaves exempt namespaces out', () => {
    expect(policy.spec.evaluation).toEqual({ admission: { enabled: true }, background: { enabled: true } });
    expect(policy.spec.matchConstraints.namespaceSelector.matchExpressions).toEqual([
      { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'operators'] },
      { key: 'acme/unjudged', operator: 'DoesNotExist' },
    ]);
  });

  test('the action and the severity follow the rule', () => {
    expect(policy.spec.validationActions).toEqual(['Deny']);
    expect(policy.metadata.annotations).toEqual({
      'policies.kyverno.io/title': 'Containers have a name',
      'policies.kyverno.io/category': 'ConfigMaps and Secrets',
      'policies.kyverno.io/severity': 'high',
      'policies.kyverno.io/description': 'Name it.',
    });
  });

  test('without exemptions there is no selector', () => {
    const [open] = kyvernoPolicies(rulePolicies([RULE]), OPEN) as any[];
    expect(open.spec.matchConstraints.namespaceSelector).toBeUndefined();
    expect(open.metadata.name).toBe('acme.acme-named-containers');
  });

  test('a condition on the user holds where there is none, as in a scan', () => {
    const ofUser = policy.spec.matchConditions.filter(({ expression }: any) => /userInfo/.test(expression));
    expect(ofUser.length).toBe(2);
    ofUser.forEach(({ expression }: any) => expect(expression).toMatch(/^!has\(request\.userInfo\) \|\| /));
  });
});

describe('Gatekeeper', () => {
  const [template, constraint] = gatekeeperTemplates(rulePolicies([RULE], { names: GATEKEEPER_NAMES }), GATE) as any[];
  const { engine, source } = template.spec.targets[0].code[0];

  test('the name of a template is its kind in lower case', () => {
    expect(template.spec.crd.spec.names.kind).toBe('StrongboxAcmeNamedContainers');
    expect(template.metadata.name).toBe('strongboxacmenamedcontainers');
    expect(constraint.kind).toBe('StrongboxAcmeNamedContainers');
  });

  test('it has the expressions of the model; only the first variable differs, by what Gatekeeper passes', () => {
    const [{ variables, validations }] = rulePolicies([RULE]);
    expect(engine).toBe('K8sNativeValidation');
    expect(source.validations).toEqual(validations);
    expect(source.variables.slice(1)).toEqual(variables.slice(1));
    source.matchCondition.forEach(({ expression }: any) => expect(expression).toMatch(/^object == null \|\| \(/));
    expect(source.variables[0].name).toBe('objects');
    expect(names(source.matchCondition)).toEqual(CONDITIONS);
  });

  test('the constraint has the kinds, by group, the namespaces that are left out, and the action', () => {
    expect(constraint.spec.enforcementAction).toBe('deny');
    expect(constraint.spec.match.excludedNamespaces).toEqual(['kube-system', 'operators']);
    expect(constraint.spec.match.namespaceSelector).toEqual({
      matchExpressions: [{ key: 'acme/unjudged', operator: 'DoesNotExist' }],
    });
    expect(constraint.spec.match.kinds).toEqual(expect.arrayContaining([
      { apiGroups: ['batch'], kinds: expect.arrayContaining(['Job', 'CronJob']) },
    ]));
    const [, open] = gatekeeperTemplates(rulePolicies([RULE], { names: GATEKEEPER_NAMES }), OPEN) as any[];
    expect(open.spec.enforcementAction).toBe('dryrun');
    expect(open.spec.match.excludedNamespaces).toBeUndefined();
  });

  test('templates come before constraints, whose kinds they make', () => {
    const policies = rulePolicies(CATALOG, { names: GATEKEEPER_NAMES });
    const kinds = gatekeeperTemplates(policies, OPEN).map(({ kind }) => kind);
    const last = kinds.lastIndexOf('ConstraintTemplate');
    expect(last).toBe(kinds.length / 2 - 1);
    expect(new Set(kinds.slice(last + 1)).size).toBe(kinds.length / 2);
  });

  test('an id that makes no kind is named, with what to do', () => {
    const long = rulePolicies([ruleOf(`acme-${'a'.repeat(60)}`)], { names: GATEKEEPER_NAMES });
    expect(() => gatekeeperTemplates(long, GATE)).toThrow(/has 73 characters, of at most 63; give the rule a shorter id$/);
    const alike = rulePolicies([ruleOf('acme-secret-s'), ruleOf('acme-secrets')], { names: GATEKEEPER_NAMES });
    expect(() => gatekeeperTemplates(alike, GATE)).toThrow(
      'rules "acme-secret-s" and "acme-secrets" would have one template of Gatekeeper, strongboxacmesecrets',
    );
  });
});

test('a file of the API server: every name and reference has the ending that the API refuses, once', () => {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const policy = {
    apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name: 'strongbox-a' }, spec: { variables: [] },
  };
  const binding = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'strongbox-a' },
    spec: { policyName: 'strongbox-a' },
  };
  const files = staticPolicies([policy, binding]);
  expect(files).toEqual([
    { ...policy, metadata: { name: 'strongbox-a.static.k8s.io' } },
    {
      ...binding,
      metadata: { name: 'strongbox-a.static.k8s.io' },
      spec: { policyName: 'strongbox-a.static.k8s.io' },
    },
  ]);
  expect(staticPolicies(files)).toEqual(files);
  expect(policy.metadata.name).toBe('strongbox-a');
});
