import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { expectValidManifests, isBuiltInKind } from '../../support/kubernetes-schema';
import { outputOf } from '../../support/package-under-test';
import { expectValidStoreManifests } from '../../support/store-schema';

let out: string;

const objectsOf = (folder: string): any[] => readdirSync(join(out, folder)).flatMap((file) =>
  parseAllDocuments(readFileSync(join(out, folder, file), 'utf8'), { version: '1.1' }).map((each) => each.toJS()));
const runbook = (name: string) => readFileSync(join(out, 'runbooks', name), 'utf8');

beforeAll(() => {
  out = outputOf('rotation');
}, 240_000);

test('every object is valid', () => {
  for (const folder of ['before', 'after']) {
    const all = objectsOf(folder);
    expectValidManifests(all.filter(isBuiltInKind));
    const stored = all.filter((each) => !isBuiltInKind(each) && each.kind !== 'PrometheusRule');
    expectValidStoreManifests(stored);
    expect(stored.length).toBeGreaterThan(0);
  }
});

test('before, the plan says that the rotation cuts one end off', () => {
  expect(runbook('before.md')).toContain('**This rotation cuts one end off.** StatefulSet shop/');
});

test('after, both credentials are in one Secret, and the plan has no error', () => {
  const text = runbook('after.md');
  expect(text).not.toContain('cuts one end off');
  expect(text).toContain('has the previous value too, in "previous-password".');
  const external = objectsOf('after').find(({ kind, spec }) => kind === 'ExternalSecret' && spec.data !== undefined);
  expect(external.spec.data.map(({ secretKey }: any) => secretKey)).toEqual([
    'username', 'previous-username', 'password', 'previous-password',
  ]);
});

test('alerts are objects of the stack; runbooks are in no folder of manifests', () => {
  const rule = objectsOf('after').find(({ kind }) => kind === 'PrometheusRule');
  const alerts = rule.spec.groups[0].rules.map(({ alert }: any) => alert);
  expect(alerts).toEqual(['RotationOverdue', 'RotationSourceNotReady']);
  expect(readdirSync(join(out, 'runbooks'))).toEqual(['after.md', 'before.md']);
  expect(readdirSync(join(out, 'after'))).toEqual(['shop.k8s.yaml']);
});

test('no file has a value', () => {
  expect(objectsOf('after').filter(({ kind }) => kind === 'Secret')).toEqual([]);
});
