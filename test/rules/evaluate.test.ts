import { parse } from './fixtures';
import { Graph } from '../../src/manifest/graph';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { Fields } from '../../src/manifest/read';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate, unjudged } from '../../src/rules/evaluate';
import { RuleLevel } from '../../src/rules/finding';
import { GraphRule, ObjectCheck, ObjectRule, Rule, RuleCategory, violation } from '../../src/rules/rule';
import { RuleScope } from '../../src/rules/rule-scope';

const METADATA = {
  id: 'test-rule',
  category: RuleCategory.CUSTOM,
  title: 't',
  rationale: 'r',
  remediation: 'Do.',
  level: RuleLevel.WARNING,
  since: '0.1.0',
  references: [],
};

function cel(...checks: ObjectCheck[]): ObjectRule {
  return { ...METADATA, checks };
}

function check(scope: RuleScope, fault: string): ObjectRule {
  return cel({ scope, violation: fault, message: 'is wrong' });
}

function places(documents: unknown[], ...rules: Rule[]): string[] {
  return evaluate(documents, rules).map(({ objectIndex, pointer, message }) => `${objectIndex} ${pointer}: ${message}`);
}

const DEPLOYMENT = parse(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      volumes: [{name: v}]
      initContainers: [{name: init, env: [{name: A, value: x}]}]
      containers:
        - name: app
          env: [{name: B, value: x}, {name: C, value: y}]
          envFrom: [{prefix: P}]
          volumeMounts: [{name: v, mountPath: /v}]
`);

test('a scope names its items, from the outside in', () => {
  expect(places(DEPLOYMENT, check(RuleScope.ENV, "self.value == 'x'"))).toEqual([
    '0 /spec/template/spec/containers/0/env/0: container "app", variable "B": is wrong',
    '0 /spec/template/spec/initContainers/0/env/0: init container "init", variable "A": is wrong',
  ]);
  expect(places(DEPLOYMENT, check(RuleScope.POD, 'true'))).toEqual(['0 /spec/template/spec: is wrong']);
  expect(places(DEPLOYMENT, check(RuleScope.VOLUME, 'true'))).toEqual([
    '0 /spec/template/spec/volumes/0: volume "v": is wrong',
  ]);
  expect(places(DEPLOYMENT, check(RuleScope.ENV_FROM, 'true'))).toEqual([
    '0 /spec/template/spec/containers/0/envFrom/0: container "app": is wrong',
  ]);
  expect(places(DEPLOYMENT, check(RuleScope.ANY_OBJECT, 'true'))).toEqual(['0 : is wrong']);
});

test('what stands between the object and the item is there by name', () => {
  const known = "object.metadata.name == 'api' && pod.volumes[0].name == 'v' && container.name == 'app'"
    + " && volume.name == 'v' && self.mountPath == '/v'";
  expect(places(DEPLOYMENT, check(RuleScope.VOLUME_MOUNT, known))).toEqual([
    '0 /spec/template/spec/containers/0/volumeMounts/0: container "app", mount "/v": is wrong',
  ]);
});

test('a mount of a volume that the pod does not have has an empty volume', () => {
  const [pod] = parse(`
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  volumes: [null, {name: other, secret: {secretName: s}}]
  containers: [{name: a, volumeMounts: [{name: claim, mountPath: /claim}, {name: other, mountPath: /other}]}]
`);
  expect(places([pod], check(RuleScope.VOLUME_MOUNT, 'has(volume.secret)'))).toEqual([
    '0 /spec/containers/0/volumeMounts/1: container "a", mount "/other": is wrong',
  ]);
  expect(places([pod], check(RuleScope.VOLUME_MOUNT, 'size(volume) == 0'))).toEqual([
    '0 /spec/containers/0/volumeMounts/0: container "a", mount "/claim": is wrong',
  ]);
});

test('a null field is an absent field, as Kubernetes reads it', () => {
  const pod = parse(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: null}\nspec:\n  volumes: null\n  containers: [{name: a, '
      + 'env: null}, null]\n',
  );
  expect(places(pod, check(RuleScope.POD, 'has(self.volumes)'))).toEqual([]);
  expect(places(pod, check(RuleScope.CONTAINER, 'has(self.env)'))).toEqual([]);
});

test('a field of an unexpected type is reported without its value', () => {
  const pod = parse(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: hunter2\n  volumes: [{name: v, secret: '
      + 'hunter2}]\n',
  );
  expect(places(pod, check(RuleScope.CONTAINER, 'true'))).toEqual([]);
  expect(places(pod, check(RuleScope.VOLUME, "self.secret.secretName == 'x'"))).toEqual([
    '0 /spec/volumes/0: volume "v": the rule cannot be evaluated here, since a field has a type that Kubernetes '
      + 'does not expect',
  ]);
});

test('a CEL rule that does not compile says so once and leaves the others alone', () => {
  const findings = places(DEPLOYMENT, check(RuleScope.POD, 'self.('), check(RuleScope.POD, 'true'));
  expect(findings).toEqual([
    expect.stringMatching(/^0 : the rule cannot be evaluated: not valid CEL/),
    '0 /spec/template/spec: is wrong',
  ]);
});

test('a graph rule that throws says so without the words of the error', () => {
  const rule: GraphRule = {
    ...METADATA,
    check: () => {
      throw new Error('hunter2');
    },
  };
  expect(places(DEPLOYMENT, rule)).toEqual(['0 : the rule cannot be evaluated on these objects: please report this']);
});

test('findings come in the order of the objects, and for one object in that of the rules', () => {
  const one = { ...check(RuleScope.ANY_OBJECT, 'true'), id: 'one' };
  const two: GraphRule = {
    ...METADATA,
    id: 'two',
    check: (graph) => graph.resources.map(({ objectIndex, pointer }) => ({ objectIndex, pointer, message: 'm' })),
  };
  const found = evaluate([...DEPLOYMENT, ...DEPLOYMENT], [two, one]).map(
    ({ ruleId, objectIndex }) => `${objectIndex} ${ruleId}`,
  );
  expect(found).toEqual(['0 two', '0 one', '1 two', '1 one']);
});

test('a finding carries the level of the rule that was handed in', () => {
  const [finding] = evaluate(DEPLOYMENT, [{ ...check(RuleScope.POD, 'true'), level: RuleLevel.NOTE }]);
  expect(finding).toEqual({
    ruleId: 'test-rule',
    level: 'note',
    objectIndex: 0,
    pointer: '/spec/template/spec',
    message: 'is wrong',
  });
});

test.each([
  ['nothing at all', [undefined, null, true, 1, 'x', [], {}]],
  ['objects without a kind', [{ apiVersion: 'v1' }, { kind: 'Pod' }, { apiVersion: 1, kind: 2 }]],
  [
    'specs of any type',
    ['x', 1, null, [], [null]].flatMap((spec) =>
      ['Pod', 'Deployment', 'CronJob', 'Secret', 'Role'].map((kind) => ({
        apiVersion: 'v1',
        kind,
        spec,
        rules: spec,
        data: spec,
        metadata: spec,
      })),
    ),
  ],
  [
    'a list of a list of itself',
    (() => {
      const list: any = { apiVersion: 'v1', kind: 'List', items: [] };
      list.items.push(list);
      return [list];
    })(),
  ],
])('%s is passed over', (_name, documents) => {
  expect(() => evaluate(documents, [check(RuleScope.POD, 'true'), check(RuleScope.RBAC_RULE, 'true')])).not.toThrow();
});

test('a message may be made of the item', () => {
  const rule = cel({
    scope: RuleScope.POD,
    violation: 'true',
    message: 'is wrong',
    messageExpression: "'has ' + string(size(self.volumes)) + ' volume'",
  });
  expect(places(DEPLOYMENT, rule)).toEqual(['0 /spec/template/spec: has 1 volume']);
});

test('a message that does not compile, or is not a text, breaks its rule alone', () => {
  const wrong = (messageExpression: string) =>
    cel({ scope: RuleScope.POD, violation: 'true', message: 'is wrong', messageExpression });
  expect(places(DEPLOYMENT, wrong('self.('), check(RuleScope.POD, 'true'))).toEqual([
    expect.stringMatching(/^0 : the rule cannot be evaluated: not valid CEL/), '0 /spec/template/spec: is wrong',
  ]);
  expect(places(DEPLOYMENT, wrong('1 + 1'))).toEqual([
    '0 : the rule cannot be evaluated: an expression for a message must be of type string, got int',
  ]);
  expect(places(DEPLOYMENT, wrong('self.volumes'))).toEqual([
    expect.stringContaining('the rule cannot be evaluated here'),
  ]);
});

test('of checks that are alternatives the first that finds something is reported', () => {
  const of = (fault: string, message: string, otherwise?: boolean): ObjectCheck =>
    ({ scope: RuleScope.ENV, violation: fault, message, otherwise });
  const rule = cel(
    of("self.name == 'A'", 'one'),
    of("self.value == 'x'", 'two', true),
    of('true', 'three', true),
    of("self.name == 'A'", 'further'),
  );
  expect(places(DEPLOYMENT, rule).map((place) => place.slice(place.indexOf(': ') + 2))).toEqual([
    'container "app", variable "B": two',
    'container "app", variable "C": three',
    'init container "init", variable "A": one',
    'init container "init", variable "A": further',
  ]);
  expect(places(DEPLOYMENT, check(RuleScope.ENV, 'false'), cel(of("self.name == 'A'", 'alone', true)))).toHaveLength(1);
});

test('what a rule exempts is passed over', () => {
  const has = ({ metadata }: ManifestObject, { name }: Fields) => metadata.name === 'api' && name === 'B';
  const inPolicies = { variable: ['none', '[]'], expression: "self.name == 'B'" } as const;
  const rule: ObjectRule = { ...check(RuleScope.ENV, 'true'), exempt: { what: 'B of api', has, inPolicies } };
  expect(places(DEPLOYMENT, rule)).toEqual([
    '0 /spec/template/spec/containers/0/env/1: container "app", variable "C": is wrong',
    '0 /spec/template/spec/initContainers/0/env/0: init container "init", variable "A": is wrong',
  ]);
});

describe('a finding that covers another', () => {
  const covered = { ...check(RuleScope.VOLUME, 'true'), id: 'covered' };
  const covering = (pointer: string): GraphRule => ({
    ...METADATA,
    id: 'covering',
    check: ({ resources: [deployment] }) =>
      [violation(deployment, '', 'says both', [{ ruleId: 'covered', objectIndex: 0, pointer }])],
  });

  test('has it left out', () => {
    expect(places(DEPLOYMENT, covered, covering('/spec/template/spec/volumes/0'))).toEqual(['0 : says both']);
    expect(places(DEPLOYMENT, covering('/spec/template/spec/volumes/0'), covered)).toEqual(['0 : says both']);
  });

  test('leaves one of a higher level', () => {
    const note = { ...covering('/spec/template/spec/volumes/0'), level: RuleLevel.NOTE };
    expect(places(DEPLOYMENT, covered, note)).toHaveLength(2);
  });

  test('leaves those at other places', () => {
    expect(places(DEPLOYMENT, covered, covering('/spec/template/spec/volumes/1'))).toHaveLength(2);
  });
});

describe('objects that no rule reads', () => {
  const graph = Graph.of(parse(`
apiVersion: v1
kind: Secret
metadata: {name: read}
---
apiVersion: grafana.example/v1
kind: Dashboard
metadata: {name: unknown}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: with-pods}
spec: {template: {spec: {containers: [{name: app}]}}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: also-unknown}
`));

  test('are named, where no rule is for every object', () => {
    expect(unjudged(graph, CATALOG).map(({ name }) => name)).toEqual(['unknown', 'also-unknown']);
  });

  test('are none with a rule for every object', () => {
    expect(unjudged(graph, [...CATALOG, check(RuleScope.ANY_OBJECT, 'false')])).toEqual([]);
    expect(unjudged(graph, [check(RuleScope.SECRET, 'false')])).not.toEqual([]);
  });
});

test('a check for what an earlier one passes is evaluated alone where no earlier one is of its scope', () => {
  const alone = cel({ scope: RuleScope.POD, violation: 'true', message: 'is wrong', otherwise: true });
  expect(places(DEPLOYMENT, alone)).toEqual(['0 /spec/template/spec: is wrong']);
});
