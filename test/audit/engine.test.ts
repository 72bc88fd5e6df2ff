import { AuditFinding, AuditReport } from '../../src';
import { auditFiles } from '../../src/audit/audit-files';
import { AuditProgress } from '../../src/audit/audit-subject';
import { RuleLevel } from '../../src/rules/finding';
import { RulePreset } from '../../src/rules/rule-preset';
import { RuleScope } from '../../src/rules/rule-scope';

/** Audits texts that are files called a.yaml, b.yaml and so on. */
function audit(preset: RulePreset, ...texts: string[]): AuditReport {
  return auditFiles(texts.map((text, index) => ({ file: `${'abcdef'[index]}.yaml`, text })), { preset });
}

/** One rule alone. */
function only(...ids: string[]): RulePreset {
  return RulePreset.STRICT.derive({ off: RulePreset.STRICT.ruleIds.filter((id) => !ids.includes(id)) });
}

const where = ({ location, pointer, subject }: AuditFinding) =>
  `${location!.file}:${location!.line} ${subject.kind}/${subject.name} ${pointer}`;

const POD = `
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: payments}
spec:
  containers:
    - name: main
      image: x
      env:
        - {name: A, valueFrom: {secretKeyRef: {name: db, key: a}}}
        - {name: B, valueFrom: {secretKeyRef: {name: db, key: b}}}
`;

test('all files are one graph: what one names another may have', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: payments}\nstringData: {a: x}\n';
  const rules = only('missing-reference', 'missing-key');
  expect(audit(rules, POD).findings.map(({ ruleId }) => ruleId)).toEqual(['missing-reference', 'missing-reference']);
  expect(audit(rules, POD, secret).findings.map(where)).toEqual([
    'a.yaml:11 Pod/api /spec/containers/0/env/1/valueFrom/secretKeyRef/key',
  ]);
  expect(audit(rules, secret, POD)).toMatchObject({ objectCount: 2, fileCount: 2 });
});

test('an item of a list is a separate object, with its own place and pointer', () => {
  const item = (name: string) => POD.trim().replace('api,', `${name},`).split('\n').join('\n  ');
  const list = `apiVersion: v1\nkind: List\nitems:\n- ${item('one')}\n- ${item('two')}\n- apiVersion: v1\n  kind: `
    + `PodList\n  items:\n  - ${item('three').split('\n').join('\n  ')}\n`;
  const { findings, objectCount } = audit(only('secret-in-env'), list);
  expect(objectCount).toBe(3);
  expect(findings.map(where)).toEqual(['one', 'two', 'three'].flatMap((name, index) => [0, 1].map((variable) =>
    `a.yaml:${[12, 22, 35][index] + variable} Pod/${name} /spec/containers/0/env/${variable}`)));
  expect(findings.map(({ subject }) => subject.location!.line)).toEqual([4, 4, 14, 14, 27, 27]);
});

test('an object without a name is told by its generateName', () => {
  const { findings } = audit(only('secret-in-env'), POD.replace('name: api', 'generateName: api-'));
  expect(findings.map(({ subject }) => subject)).toMatchObject([
    { apiVersion: 'v1', kind: 'Pod', name: 'api-*', objectNamespace: 'payments' }, { name: 'api-*' },
  ]);
});

describe('fingerprints', () => {
  const prints = (...texts: string[]) =>
    audit(RulePreset.STRICT, ...texts).findings.map(({ ruleId, fingerprint }) => `${ruleId} ${fingerprint}`);

  test('differ between two findings of a rule in an object', () => {
    const found = prints(POD);
    expect(found.length).toBeGreaterThan(4);
    expect(new Set(found).size).toBe(found.length);
  });

  test.each<[string, (text: string) => string]>([
    ['lines move', (text) => text.replaceAll('\n', '\n# a comment\n')],
    [
      'another variable comes before',
      (text) => text.replace('        - {name: A', '        - {name: Z, value: z}\n        - {name: A'),
    ],
    [
      'another container comes before',
      (text) => text.replace('    - name: main', '    - {name: side, image: y, env: []}\n    - name: main'),
    ],
    [
      'the form is another one',
      (text) =>
        text.replace('metadata: {name: api, namespace: payments}', 'metadata:\n  namespace: "payments"\n  name: api'),
    ],
    ['other objects come before', (text) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x}\n---${text}`],
    [
      'it becomes an item of a list',
      (text) => `apiVersion: v1\nkind: List\nitems:\n- ${text.trim().split('\n').join('\n  ')}`,
    ],
  ])('stay when %s', (_name, change) => {
    expect(change(POD)).not.toBe(POD);
    expect(prints(change(POD)).filter((print) => prints(POD).includes(print))).toEqual(prints(POD));
  });

  test('stay when the API version moves on, and when the file is another one', () => {
    const cron = (version: string) =>
      `apiVersion: batch/${version}\nkind: CronJob\nmetadata: {name: x}\nspec: {jobTemplate: {spec: {template: `
        + '{spec: {containers: [{name: a, envFrom: [{secretRef: {name: s}}]}]}}}}}\n';
    const fingerprint = (...texts: string[]) =>
      audit(only('secret-in-env'), ...texts).findings.map((finding) => finding.fingerprint);
    expect(fingerprint(cron('v1'))).toHaveLength(1);
    expect(fingerprint(cron('v1beta1'))).toEqual(fingerprint(cron('v1')));
    expect(fingerprint('# nothing', cron('v1'))).toEqual(fingerprint(cron('v1')));
  });

  test('of places without a name stay when another such place comes before', () => {
    const role = (...verbs: string[]) =>
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: '
        + `r}\nrules:\n${verbs.map((verb) => '- {apiGroups: [\'\'], resources: [secrets], verbs: '
        + `[${verb}]}`).join('\n')}\n`;
    const found = (...verbs: string[]) =>
      audit(only('secrets-list'), role(...verbs)).findings.map(({ fingerprint }) => fingerprint);
    expect(found('list')).toHaveLength(1);
    expect(found('create', 'list')).toEqual(found('list'));
    expect(found('watch', 'create', 'list')).toHaveLength(2);
    expect(found('watch', 'create', 'list')).toContain(found('list')[0]);
  });

  test('do not depend on the value of a Secret', () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${value}}\n`;
    expect(prints(secret('one'))).toEqual(prints(secret('two')));
    const config = (value: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {password: postgres://u:${value}@db/x}\n`;
    expect(prints(config('hunter2hunter2')).length).toBeGreaterThan(0);
    expect(prints(config('hunter2hunter2'))).toEqual(prints(config('swordfish99')));
  });

  test('of objects that are alike in all are counted', () => {
    const found = prints(POD, POD);
    expect(found).toHaveLength(2 * prints(POD).length);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(prints(POD)));
  });
});

test('a rule that cannot be evaluated without any object is a problem', () => {
  const preset = only().derive({
    customRules: [
      { id: 'acme-x', title: 't', scope: RuleScope.SECRET, violation: 'false', message: 'm', remediation: 'r' },
    ],
  });
  // A preset checks its rules, so one that is broken has to be smuggled in.
  Object.defineProperty(preset, '_rules', {
    value: preset._rules.map((rule) => ({
      ...rule,
      checks: [{ scope: RuleScope.SECRET, violation: '(', message: 'm' }],
    })),
  });
  expect(audit(preset, '').problems).toMatchObject([
    {
      id: 'rule-failed',
      level: RuleLevel.ERROR,
      message: expect.stringMatching(/^acme-x: the rule cannot be evaluated/),
    },
  ]);
});

test('what cannot be read is a problem beside the findings of the rest', () => {
  const { findings, problems } = audit(only('secret-in-env'), `a: [\n---${POD}`);
  expect(findings).toHaveLength(2);
  expect(problems).toMatchObject([{ id: 'unreadable-input', location: { file: 'a.yaml', line: 2 } }]);
});

test('progress goes from nothing to all, phase by phase', () => {
  const told: AuditProgress[] = [];
  auditFiles(
    [
      { file: 'a.yaml', text: POD },
      { file: 'b.yaml', text: POD },
    ],
    { preset: RulePreset.STRICT, onProgress: (progress) => told.push(progress) },
  );
  expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['reading', 'judging', 'locating']);
  for (const phase of ['reading', 'judging', 'locating']) {
    const steps = told.filter((progress) => progress.phase === phase);
    expect(steps.at(-1)!.done).toBe(steps.at(-1)!.total);
    expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).sort((one, other) => one - other));
  }
});
