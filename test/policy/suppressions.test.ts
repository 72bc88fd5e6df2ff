import { refusals } from './support/evaluate-policy';
import { reportedIn } from './support/reported';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';

const TODAY = '2026-11-27';

/** Whether findings of a rule are left after the suppressions of the object, as the audit reads them. */
function isReported(ruleId: string, object: object): boolean {
  return reportedIn(object, CATALOG.filter(({ id }) => id === ruleId), TODAY).size > 0;
}

function isRefused(ruleId: string, object: object, unsuppressible: string[] = []): boolean {
  const rules = CATALOG.filter(({ id }) => id === ruleId);
  const [policy] = rulePolicies(rules, { suppressions: { generated: TODAY, unsuppressible } });
  return refusals(policy, object).length > 0;
}

const annotated = (ruleId: string, value: string, object: any) => ({
  ...object,
  metadata: { ...object.metadata, annotations: { [`cdk8s-strongbox/suppress.${ruleId}`]: value } },
});

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'api' },
  spec: {
    containers: [{
      name: 'main',
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'a' } } }],
      volumeMounts: [{ name: 'db', mountPath: '/etc/db' }],
    }],
    volumes: [{ name: 'db', secret: { secretName: 'db' } }],
  },
};

/** Lines of an annotation, right and wrong. */
const REASONS = [
  'the vendor reads it',
  'Grund: über',
  '',
  ' \n ',
  '12345',
  'it is old (until 2027-01-31)',
  'it is old (until 2026-11-27)',
  'it is old (until 2026-11-26)',
  'it is old (UNTIL 2027-01-31) ',
  'it is old (until 2027-02-30)',
  'it is old (until 2027-1-31)',
  'it is old (until next week)',
  'it is old until 2027-01-31',
  'it is old (until 2027-01-31) or so',
  'it lasts until 2027',
  'it lasts until the end (really)',
  '(until 2027-01-31)',
  'expired (until 2020-01-01)\nanother reason',
];

const PLACES = [
  'main', 'A', 'main/A', 'other', 'main/B', 'A/main', '/etc/db', 'etc/db', 'main/etc/db', 'main//etc/db', 'db', '', ' ',
];

test.each(['secret-in-env', 'secret-mount-writable', 'secret-volume-mode'])(
  '%s: an annotation lets the same objects pass as in the audit', (ruleId) => {
    const lines = [...REASONS, ...PLACES.map((place) => `[${place}] the vendor reads it`), '[main the vendor', '[main]'];
    const verdicts = lines.map((line) => {
      const object = annotated(ruleId, line, POD);
      const refused = isRefused(ruleId, object);
      expect([line, refused]).toEqual([line, isReported(ruleId, object)]);
      return refused;
    });
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  },
);

test('an annotation on a role or a ConfigMap lets it pass', () => {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'r' },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
  };
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'b' } };
  for (const [ruleId, object] of [['secrets-list', role], ['not-immutable', settings]] as const) {
    expect(isRefused(ruleId, object)).toBe(true);
    expect(isRefused(ruleId, annotated(ruleId, 'it is a test', object))).toBe(false);
    expect(isRefused(ruleId, annotated(ruleId, '[a] it is a test', object))).toBe(true);
  }
});

test('a rule that cannot be suppressed is not, nor is one by the annotation of another', () => {
  expect(isRefused('secret-in-env', annotated('secret-in-env', 'a reason', POD), ['secret-in-env'])).toBe(true);
  expect(isRefused('secret-in-env', annotated('secret-mount-writable', 'a reason', POD))).toBe(true);
});

test('a suppression is judged by the time at which the API server creates the object', () => {
  const object = annotated('secret-in-env', 'it is old (until 2026-12-01)', POD);
  const createdAt = (creationTimestamp: string) => ({ ...object, metadata: { ...object.metadata, creationTimestamp } });
  expect(isRefused('secret-in-env', createdAt('2026-12-01T23:00:00Z'))).toBe(false);
  expect(isRefused('secret-in-env', createdAt('2026-12-02T00:00:00Z'))).toBe(true);
});
