import { auditFiles } from '../../src/audit/audit-files';
import { auditObjects } from '../../src/audit/audit-objects';
import { ObjectOrigin } from '../../src/manifest/origin';
import { RulePreset } from '../../src/rules/rule-preset';

const METADATA = 'metadata: {name: db, namespace: shop';
const DATA = 'type: Opaque\ndata: {username: c2hvcA==, password: bWFwbGUtYW52aWw=}\n';
const secret = (more = '') => `apiVersion: v1\nkind: Secret\n${METADATA}${more}}\n${DATA}`;

function levels(text: string, preset: RulePreset, origin?: ObjectOrigin): string[] {
  const report = auditFiles([{ file: 'db.yaml', text, origin }], {
    preset: preset.derive({ off: ['not-immutable', 'unused-secret', 'wrong-secret-value'] }),
  });
  expect(report.problems).toEqual([]);
  return report.findings.map(
    ({ ruleId, level, suppression }) =>
      `${level} ${ruleId}${suppression === undefined ? '' : `: ${suppression.reason}`}`,
  );
}

test.each([
  ['recommended', RulePreset.RECOMMENDED],
  ['strict', RulePreset.STRICT],
])('a value in the clear, by where it was read from: %s', (_, preset) => {
  expect(levels(secret(), preset)).toEqual(['error plaintext-secret']);
  expect(levels(secret(), preset, ObjectOrigin.FILE)).toEqual(['error plaintext-secret']);
  expect(levels(secret(), preset, ObjectOrigin.STANDARD_INPUT)).toEqual(['warning plaintext-secret']);
  expect(levels(secret(', uid: 0a1b'), preset)).toEqual([]);
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { password: 'bWFwbGUtYW52aWw=' } };
  const live = auditObjects([object], [], { preset }).findings.map(({ ruleId }) => ruleId);
  expect(live).not.toContain('plaintext-secret');
});

test('a preset may have a lower level, and it holds on standard input too', () => {
  const preset = RulePreset.RECOMMENDED.derive({ levels: { 'plaintext-secret': 'note' as any } });
  expect(levels(secret(), preset, ObjectOrigin.STANDARD_INPUT)).toEqual(['note plaintext-secret']);
});

describe('the reason of a construct is a suppression', () => {
  const annotated = (reason: string) => secret(`, annotations: {cdk8s-strongbox/unsafe-inline-reason: "${reason}"}`);

  test('of the values of an inline Secret', () => {
    expect(levels(annotated('a test cluster'), RulePreset.STRICT)).toEqual(['error plaintext-secret: a test cluster']);
  });

  test('but not where it has no words, or tells the value', () => {
    expect(levels(annotated('-'), RulePreset.STRICT)).toEqual(['error plaintext-secret']);
    expect(levels(annotated('it is maple-anvil'), RulePreset.STRICT)).toEqual(['error plaintext-secret']);
  });

  test('nor where the preset does not allow it', () => {
    const preset = RulePreset.STRICT.derive({ unsuppressible: ['plaintext-secret'] });
    expect(levels(annotated('a test cluster'), preset)).toEqual(['error plaintext-secret']);
  });

  test('it is not reported as unused where nothing is in the clear', () => {
    expect(levels(annotated('a test cluster').replace('bWFwbGUtYW52aWw=', ''), RulePreset.STRICT)).toEqual([]);
  });

  test('of credentials that a VersionedConfigMap keeps', () => {
    const text =
      `apiVersion: v1\nkind: ConfigMap\n${METADATA}, annotations: {cdk8s-strongbox/allow-credentials: `
        + '\'{"password":"public demo"}\'}}\n' +
      'data: {password: maple-anvil, token: wz61kq0p3r}\n';
    expect(levels(text, RulePreset.STRICT)).toEqual([
      'error credential-in-configmap: public demo',
      'error credential-in-configmap',
    ]);
  });
});

describe('a copy in the last-applied annotation, by what is in it and where it was read from', () => {
  const copied = (data: object, more = '') => {
    const copy = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data }).replaceAll('\\', '\\\\');
    const annotations = `annotations: {kubectl.kubernetes.io/last-applied-configuration: '${copy}'}`;
    return `apiVersion: v1\nkind: Secret\n${METADATA}, ${annotations}${more}}\ntype: Opaque\n`;
  };
  const password = { password: 'bWFwbGUtYW52aWw=' };

  test.each<[string, string, ObjectOrigin, string]>([
    ['a value in a file', copied(password), ObjectOrigin.FILE, 'error'],
    ['a value on standard input', copied(password), ObjectOrigin.STANDARD_INPUT, 'warning'],
    ['a value of a cluster', copied(password, ', uid: 0a1b'), ObjectOrigin.FILE, 'warning'],
    ['a value that a tool fills in', copied({ password: '${DB_PASSWORD}' }), ObjectOrigin.FILE, 'note'],
    ['a value beside one that a tool fills in', copied({ a: '${A}', ...password }), ObjectOrigin.FILE, 'error'],
    ['a setting', copied({ level: 'aW5mbw==' }), ObjectOrigin.FILE, 'note'],
    ['no value', copied({}), ObjectOrigin.STANDARD_INPUT, 'note'],
    ['text that is not JSON', copied(password).replace('{"apiVersion', '"apiVersion'), ObjectOrigin.FILE, 'error'],
  ])('%s', (_, text, origin, level) => {
    for (const preset of [RulePreset.RECOMMENDED, RulePreset.STRICT]) {
      expect(levels(text, preset, origin)).toEqual([`${level} last-applied-leak`]);
    }
  });
});
