import { auditFiles } from '../../../src/audit/audit-files';
import { AuditReport } from '../../../src/audit/audit-report';
import { RuleLevel } from '../../../src/rules/finding';
import { RulePreset } from '../../../src/rules/rule-preset';

const STRICT = RulePreset.STRICT.derive({
  off: ['no-reload-path', 'missing-reference', 'default-service-account', 'service-account-token-automount'],
});

/** A pod with annotations, and Secrets in the environment of two containers. */
function pod(annotations: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: api
  annotations:
${annotations.split('\n').map((line) => `    ${line}`).join('\n')}
spec:
  containers:
    - name: api
      image: x
      env:
        - {name: A, valueFrom: {secretKeyRef: {name: db, key: a}}}
        - {name: B, valueFrom: {secretKeyRef: {name: db, key: b}}}
      volumeMounts: [{name: s, mountPath: /etc/s, readOnly: true}]
    - name: env
      image: x
      env:
        - {name: A, valueFrom: {secretKeyRef: {name: db, key: a}}}
  volumes: [{name: s, secret: {secretName: db, defaultMode: 0444}}]
`;
}

function audit(annotations: string, preset = STRICT, today = '2026-11-25'): AuditReport {
  return auditFiles([{ file: 'a.yaml', text: pod(annotations) }], { preset, now: new Date(`${today}T12:00:00Z`) });
}

/** The findings of secret-in-env as `container/variable`, with the reason where they are suppressed. */
const env = (report: AuditReport) =>
  report.findings
    .filter(({ ruleId }) => ruleId === 'secret-in-env')
    .map(
      ({ message, suppression }) =>
        `${message.replace(/.*?"(.*?)".*?"(.*?)".*/, '$1/$2')}${suppression === undefined ? '' : ' '
          + `(${suppression.reason})`}`,
    );

const problems = (report: AuditReport) =>
  report.problems.map(({ id, level, message, location }) => `${location!.line} ${level} ${id}: ${message}`);

test('an annotation with a reason suppresses its rule in its object, and no other rule', () => {
  const report = audit('cdk8s-strongbox/suppress.secret-in-env: image of the vendor');
  expect(env(report)).toEqual([
    'api/A (image of the vendor)',
    'api/B (image of the vendor)',
    'env/A (image of the vendor)',
  ]);
  expect(report.findings.filter(({ suppression }) => suppression === undefined).map(({ ruleId }) => ruleId)).toEqual([
    'secret-volume-mode',
  ]);
  expect(report.problems).toEqual([]);
  expect(report.findings[0].suppression).toEqual({
    reason: 'image of the vendor',
    expires: undefined,
    origin: 'annotation',
  });
});

test.each([
  ['a container', 'api', ['api/A (x)', 'api/B (x)', 'env/A']],
  ['a variable of a container', 'api/B', ['api/A', 'api/B (x)', 'env/A']],
  ['a variable, wherever it is', 'A', ['api/A (x)', 'api/B', 'env/A (x)']],
  ['a container with the name of a field', 'env', ['api/A', 'api/B', 'env/A (x)']],
  ['a pointer', '/spec/containers/0/env/1', ['api/A', 'api/B (x)', 'env/A']],
  ['a pointer to more than one place', '/spec/containers/0', ['api/A (x)', 'api/B (x)', 'env/A']],
  ['a pointer with names for indexes', '/spec/containers/api/env/B', ['api/A', 'api/B (x)', 'env/A']],
])('one can be about %s', (_name, at, expected) => {
  const report = audit(`cdk8s-strongbox/suppress.secret-in-env: "[${at}] x"`);
  expect(env(report)).toEqual(expected);
  expect(report.problems).toEqual([]);
});

test.each([
  ['api/etc/s', true], ['api//etc/s', true], ['/etc/s', true], ['etc/s', true], ['api', true],
  ['api/etc', false], ['api/s', false], ['/etc', false], ['env/etc/s', false],
])('a mount goes by its path: [%s] %s', (at, expected) => {
  const writable = pod(`cdk8s-strongbox/suppress.secret-mount-writable: '[${at}] x'`).replace(', readOnly: true', '');
  const { findings } = auditFiles([{ file: 'a.yaml', text: writable }], { preset: STRICT });
  expect(
    findings
      .filter(({ ruleId }) => ruleId === 'secret-mount-writable')
      .map(({ suppression }) => suppression !== undefined),
  ).toEqual([expected]);
});

test('a mount that is misspelt is told with its path, which can be copied', () => {
  const {
    problems: [{ message }],
  } = auditFiles(
    [
      {
        file: 'a.yaml',
        text: pod("cdk8s-strongbox/suppress.secret-mount-writable: '[api/etc/x] x'").replace(', readOnly: true', ''),
      },
    ],
    { preset: STRICT },
  );
  expect(message).toContain("; it has findings at 'api/etc/s'; correct the place");
});

test('each line stands for itself', () => {
  const report = audit('cdk8s-strongbox/suppress.secret-in-env: |\n  [api/A] one (until 2026-12-31)\n\n  [env] two');
  expect(env(report)).toEqual(['api/A (one)', 'api/B', 'env/A (two)']);
  expect(report.findings.find(({ suppression }) => suppression?.reason === 'one')!.suppression!.expires).toBe(
    '2026-12-31',
  );
  expect(report.problems).toEqual([]);
});

test('it applies on the last day; on the next, the finding and the annotation are reported', () => {
  const annotation = 'cdk8s-strongbox/suppress.secret-volume-mode: soon gone (until 2026-11-30)';
  const modeOf = (report: AuditReport) => report.findings.find(({ ruleId }) => ruleId === 'secret-volume-mode')!;
  expect(modeOf(audit(annotation, STRICT, '2026-11-30')).suppression?.reason).toBe('soon gone');
  const after = audit(annotation, STRICT, '2026-12-01');
  expect(modeOf(after).suppression).toBeUndefined();
  expect(problems(after)).toEqual([
    "6 warning suppression-expired: the suppression of rule 'secret-volume-mode' expired on 2026-11-30, and its "
      + 'findings are reported again; fix them, or review the reason and set a later date',
  ]);
});

test.each([
  [
    'a rule that there is not',
    'suppress.secret-in-envs: x',
    "6 error suppression-unknown-rule: cannot suppress 'secret-in-envs': there is no such rule; did you mean "
      + 'secret-in-env',
  ],
  [
    'a rule unlike any',
    'suppress.xyzzy: x',
    "6 error suppression-unknown-rule: cannot suppress 'xyzzy': there is no such rule; correct its id",
  ],
  [
    'nothing that is found',
    'suppress.secrets-list: x',
    "6 warning suppression-unused: the rule 'secrets-list' has no finding for this to suppress; remove it",
  ],
  [
    'a place where nothing is found',
    'suppress.secret-in-env: "[api/C] x"',
    "6 warning suppression-unused: the rule 'secret-in-env' has no finding at 'api/C' for this to suppress; it has "
      + "findings at 'api/A', 'api/B', 'env/A'; correct the place or remove it",
  ],
  [
    'the beginning of a pointer',
    'suppress.secret-in-env: "[/spec/container] x"',
    "6 warning suppression-unused: the rule 'secret-in-env' has no finding at '/spec/container' for this to "
      + "suppress; it has findings at '/spec/containers/api/env/A', '/spec/containers/api/env/B', "
      + "'/spec/containers/env/env/A'; correct the place or remove it",
  ],
  [
    'without a reason',
    'suppress.secret-in-env: "(until 2027-01-31)"',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything: it has no reason; describe in a few words why the finding is acceptable here',
  ],
  [
    'with a reason of dashes',
    'suppress.secret-in-env: "---"',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything: it has no reason; describe in a few words why the finding is acceptable here',
  ],
  [
    'with nothing at all',
    'suppress.secret-in-env: ""',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything, since its value is not a text; write the reason as its value',
  ],
  [
    'with a number',
    'suppress.secret-in-env: 5',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything, since its value is not a text; write the reason as its value',
  ],
  [
    'until a day that there is not',
    'suppress.secret-in-env: x (until 2027-02-30)',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything: its expiry date is "2027-02-30", which is not a valid date; write it like 2027-01-31',
  ],
  [
    'until some time',
    'suppress.secret-in-env: x (until spring)',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything: its expiry date is "spring", which is not a valid date; write it like 2027-01-31',
  ],
  [
    'about no place',
    'suppress.secret-in-env: "[ ] x"',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything: its place is empty; name a container, a variable, a volume or a key, or leave it out',
  ],
  [
    'with a bracket that stays open',
    'suppress.secret-in-env: "[api x (until 2027-01-31)"',
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything: the bracket [ at its beginning is not closed; write the place like [container/variable], then '
      + 'the reason',
  ],
])('one about %s is reported', (_name, annotation, problem) => {
  const report = audit(`cdk8s-strongbox/${annotation}`);
  expect(problems(report)).toEqual([problem]);
  expect(report.findings.filter(({ suppression }) => suppression !== undefined)).toEqual([]);
});

test.each([
  ['(until 2020-02-30) vendor image'],
  ['vendor (until 2020-01-01).'],
  ['vendor image (until: 2020-01-01)'],
  ['vendor image until 2020-01-01'],
  ['vendor image UNTIL 2020'],
  ['vendor image until 31.12.2020'],
  ['(until spring) vendor image'],
  ['vendor image (until 2020-01-01) (until 2030-01-01)'],
])('a day that would never come is reported: %s', (line) => {
  const report = audit(`cdk8s-strongbox/suppress.secret-in-env: '[api] ${line}'`);
  expect(problems(report)).toEqual([
    '6 error suppression-malformed: the annotation cdk8s-strongbox/suppress.secret-in-env does not suppress '
      + 'anything: ' +
      'its reason contains an expiry date, which has no effect there; write the date at the end of the line, as in '
        + '… (until 2027-01-31)',
  ]);
  expect(env(report)).toEqual(['api/A', 'api/B', 'env/A']);
});

test('a reason may have the word without a day, and the day may be written in other case', () => {
  const report = audit(
    'cdk8s-strongbox/suppress.secret-in-env: |\n  [api] waits until 3 teams and 5000 pods have moved\n  [env] '
      + 'vendor image (Until 2020-01-01)',
  );
  expect(env(report)).toEqual([
    'api/A (waits until 3 teams and 5000 pods have moved)',
    'api/B (waits until 3 teams and 5000 pods have moved)',
    'env/A',
  ]);
  expect(problems(report)).toEqual([
    expect.stringMatching(/^6 warning suppression-expired: .* expired on 2020-01-01,/),
  ]);
});

test('one of a rule that the preset does not ask is neither used nor unused', () => {
  expect(audit('cdk8s-strongbox/suppress.no-reload-path: x').problems).toEqual([]);
});

test('a preset may forbid it: the finding counts, and whoever tried is told', () => {
  const report = audit(
    'cdk8s-strongbox/suppress.secret-in-env: x',
    STRICT.derive({ unsuppressible: ['secret-in-env'] }),
  );
  expect(env(report)).toEqual(['api/A', 'api/B', 'env/A']);
  expect(problems(report)).toEqual([
    "6 error suppression-forbidden: rule 'secret-in-env' cannot be suppressed with this preset; fix the finding",
  ]);
});

test('a custom rule can be suppressed like the others', () => {
  const { findings } = audit(
    'cdk8s-strongbox/suppress.acme-owner: x',
    STRICT.derive({
      customRules: [
        {
          id: 'acme-owner',
          title: 't',
          scope: 'pod' as any,
          violation: '!has(self.owner)',
          message: 'has no owner',
          remediation: 'r',
        },
      ],
    }),
  );
  expect(findings.find(({ ruleId }) => ruleId === 'acme-owner')).toMatchObject({
    level: RuleLevel.ERROR,
    suppression: { reason: 'x' },
  });
});

test('an item of a list has its own annotations, and those of a pod template have no effect', () => {
  const deployment = `apiVersion: v1
kind: List
metadata: {annotations: {cdk8s-strongbox/suppress.secret-in-env: of the list}}
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: one, annotations: {cdk8s-strongbox/suppress.secret-in-env: of the object}}
  spec: &spec {template: {metadata: {annotations: {cdk8s-strongbox/suppress.secret-in-env: of the template}}, spec: {containers: [{name: a, envFrom: [{secretRef: {name: x}}]}]}}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: two}
  spec: *spec
`;
  const report = auditFiles([{ file: 'a.yaml', text: deployment }], { preset: STRICT });
  expect(
    report.findings
      .filter(({ ruleId }) => ruleId === 'secret-in-env')
      .map(({ subject, suppression }) => [subject.name, suppression?.reason]),
  ).toEqual([
    ['one', 'of the object'],
    ['two', undefined],
  ]);
});

describe('a reason with a value of its object in it suppresses nothing, and is in no report', () => {
  const VALUE = 'hV4nRx81kQzt7Lp2';
  const said =
    'its reason contains a value that looks like a credential, which every report would show; give the reason '
      + 'without the value';
  const withPassword = (reason: string) =>
    pod(`cdk8s-strongbox/suppress.secret-in-env: ${reason}`).replace(
      '      ' + 'env:\n',
      `      env:\n        - {name: DB_PASSWORD, value: ${VALUE}}\n`,
    );

  test.each([
    `a test value, ${VALUE}`, `in base64 ${Buffer.from(VALUE).toString('base64')}`, 'see ' +
      'postgres://app:dGhpcy1pcy1hLXZhbHVl@db.internal/shop',
  ])('%s', (reason) => {
    const report = auditFiles([{ file: 'a.yaml', text: withPassword(JSON.stringify(reason)) }], { preset: STRICT });
    expect(report.findings.filter(({ suppression }) => suppression !== undefined)).toEqual([]);
    expect(problems(report)).toContainEqual(expect.stringContaining(said));
    expect(JSON.stringify(report)).not.toContain(reason.slice(-12));
  });

  test('a value of a Secret, in whatever field', () => {
    for (const data of [`data: {any: ${Buffer.from(VALUE).toString('base64')}}`, `stringData: {any: ${VALUE}}`]) {
      const text = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, annotations: ' +
        `{cdk8s-strongbox/suppress.not-immutable: "it is ${VALUE}"}}\n${data}\n`;
      const report = auditFiles([{ file: 'a.yaml', text }], { preset: STRICT });
      expect(problems(report)).toContainEqual(expect.stringContaining(said));
      expect(JSON.stringify(report)).not.toContain(VALUE);
    }
  });

  test('a word that the object has too is none', () => {
    const report = auditFiles([{
      file: 'a.yaml',
      text: withPassword('the api of the vendor reads nothing else, see ' +
      'issue 1234 of registry x'),
    }], { preset: STRICT });
    expect(report.findings.some(({ suppression }) => suppression !== undefined)).toBe(true);
    expect(problems(report).filter((each) => each.includes(said))).toEqual([]);
  });
});
