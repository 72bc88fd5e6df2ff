import { groupKind } from '../../src/facts/api-kinds';
import { furtherKinds } from '../../src/facts/further-kinds';
import { WORKLOAD_KINDS } from '../../src/facts/workload-kinds';
import { READER_KINDS } from '../../src/manifest/controller-references';
import { PRODUCER_KINDS } from '../../src/manifest/producers';
import { kindsRead } from '../../src/manifest/read-kinds';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { SCOPE_TARGETS } from '../../src/rules/scopes';
import { fixturesOf } from '../rules/fixtures';

const reads = kindsRead();

const readAs = (name: string) => reads(...name.split('/') as [string, string]);

test('kinds with pods, with references, that make Secrets, and those of scopes are read', () => {
  const workloads = WORKLOAD_KINDS.flatMap(({ groups, kind }) => groups.map((group) => `${group}/${kind}`));
  const targets = Object.values(SCOPE_TARGETS).flat()
    .flatMap(({ groups, kind }) => groups.map((group) => `${group}/${kind}`));
  const others = [...READER_KINDS, ...PRODUCER_KINDS].map(groupKind);
  expect([...workloads, ...targets, ...others].filter((each) => !readAs(each))).toEqual([]);
});

/** Searches every custom object for credentials, and knows nothing else of it. */
const OF_ANY_KIND = 'credential-in-custom-object';

test('every kind in which a rule finds something in its examples is read, but for a search of all kinds', () => {
  const rules = CATALOG.filter(({ id }) => id !== OF_ANY_KIND);
  const found = rules.flatMap((rule) => fixturesOf(rule.id).flatMap(({ documents }) =>
    evaluate(documents, [rule]).map(({ objectIndex }) => documents[objectIndex] as any)));
  const kinds = new Set(found.map(({ apiVersion, kind }) => `${apiVersion.split('/').at(-2) ?? ''}/${kind}`));
  expect(kinds.size).toBeGreaterThan(10);
  expect([...kinds].filter((each) => !readAs(each) && !each.endsWith('List'))).toEqual([]);
});

test('a kind that nobody knows is not, until a configuration says where it has a pod', () => {
  expect(reads('example.com', 'Worker')).toBe(false);
  expect(reads('apps', 'Pod')).toBe(false);
  expect(reads('', 'Service')).toBe(false);
  const further = kindsRead(furtherKinds([{ apiGroup: 'example.com', kind: 'Worker', path: 'spec.template' }]));
  expect(further('example.com', 'Worker')).toBe(true);
  expect(further('apps', 'Deployment')).toBe(true);
});
