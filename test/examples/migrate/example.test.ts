import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { evaluate } from '../../../src/rules/evaluate';
import { RulePreset } from '../../../src/rules/rule-preset';
import { expectValidManifests, isBuiltInKind } from '../../support/kubernetes-schema';
import { outputOf, projectRoot } from '../../support/package-under-test';
import { expectValidStoreManifests } from '../../support/store-schema';

jest.setTimeout(240_000);

const documentsOf = (file: string): any[] =>
  parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).map((document) => document.toJS());

const before = join(projectRoot, 'examples/migrate/before');

/** Rules that report each step, with all rules on. */
const REPORTED: readonly [step: string, rules: readonly string[]][] = [
  ['0-as-it-is', [
    'config-subpath-mount', 'no-reload-path', 'not-immutable', 'plaintext-secret', 'secret-in-env', 'secrets-list',
  ]],
  ['1-settings', ['no-reload-path', 'not-immutable', 'plaintext-secret', 'secret-in-env', 'secrets-list']],
  ['2-source', ['no-reload-path', 'secret-in-env', 'secrets-list']],
  ['3-files', ['secrets-list']],
  ['4-access', []],
];

let manifests: Map<string, any[]>;

beforeAll(() => {
  const dist = outputOf('migrate');
  manifests = new Map(readdirSync(dist).map((step) => [step, documentsOf(join(dist, step, 'orders.k8s.yaml'))]));
});

const deploymentAt = (step: string) => manifests.get(step)!.find(({ kind }) => kind === 'Deployment');

test('each step is written', () => {
  expect([...manifests.keys()].sort()).toEqual(REPORTED.map(([step]) => step));
});

test('the first step is the YAML as it was written by hand', () => {
  const byHand = readdirSync(before).flatMap((file) => documentsOf(join(before, file)));
  const key = ({ kind, metadata }: any) => `${kind}/${metadata.name}`;
  const sorted = (objects: any[]) => [...objects].sort((one, other) => key(one).localeCompare(key(other)));
  expect(sorted(manifests.get('0-as-it-is')!)).toEqual(sorted(byHand));
});

test.each(REPORTED)('%s is valid, and reported by %j', (step, rules) => {
  const objects = manifests.get(step)!;
  expectValidManifests(objects.filter(isBuiltInKind));
  expectValidStoreManifests(objects.filter((object) => !isBuiltInKind(object)));
  const findings = evaluate(objects, RulePreset.STRICT._rules);
  expect([...new Set(findings.map(({ ruleId }) => ruleId))].sort()).toEqual(rules);
});

test('name, namespace and selector stay, so that each step can be applied over the one before', () => {
  const { metadata, spec } = deploymentAt('0-as-it-is');
  for (const [step] of REPORTED) {
    const { metadata: other, spec: { selector, template } } = deploymentAt(step);
    expect([other.name, other.namespace, selector]).toEqual([metadata.name, metadata.namespace, spec.selector]);
    expect(template.metadata.labels).toEqual(spec.template.metadata.labels);
  }
});

test('the exporter, which reads its environment alone, gets its password from the file', () => {
  const [, exporter] = deploymentAt('4-access').spec.template.spec.containers;
  expect(exporter.command.slice(0, 2)).toEqual(['/bin/sh', '-ec']);
  expect(exporter.command[2]).toContain('password="$(cat /etc/secrets/db/password)" exec /bin/db-exporter "$@"');
  expect([exporter.env, exporter.envFrom]).toEqual([undefined, undefined]);
});
