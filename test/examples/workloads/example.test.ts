import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { evaluate } from '../../../src/rules/evaluate';
import { RulePreset } from '../../../src/rules/rule-preset';
import { expectValidManifests, isBuiltInKind } from '../../support/kubernetes-schema';
import { outputOf } from '../../support/package-under-test';

jest.setTimeout(240_000);

const WAYS = ['api-object', 'by-hand', 'cdk8s-plus', 'include', 'rollout'];

let manifests: Map<string, any[]>;

beforeAll(() => {
  const dist = outputOf('workloads');
  manifests = new Map(readdirSync(dist).map((file) => [
    file.replace(/^cart-|\.k8s\.yaml$/g, ''),
    parseAllDocuments(readFileSync(join(dist, file), 'utf8'), { version: '1.1' }).map((document) => document.toJS()),
  ]));
});

const workloadOf = (way: string) => manifests.get(way)!.find(({ spec }) => spec?.template !== undefined);

test('each way is written', () => {
  expect([...manifests.keys()].sort()).toEqual(WAYS);
});

test.each(WAYS)('%s is valid, and its files are safe in the eyes of every rule', (way) => {
  const objects = manifests.get(way)!;
  expectValidManifests(objects.filter(isBuiltInKind));
  const { kind, spec } = workloadOf(way);
  expectValidManifests([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart' }, spec: spec.template.spec }]);
  expect(kind).toBe(way === 'rollout' ? 'Rollout' : 'Deployment');
  // The Secret is in the cluster already, and not in the manifests.
  expect(evaluate(objects, RulePreset.STRICT._rules).map(({ ruleId }) => ruleId)).toEqual(['missing-reference']);
});

test.each(WAYS)('%s has the pod spec of the others', (way) => {
  expect(workloadOf(way).spec.template.spec).toEqual(workloadOf('include').spec.template.spec);
});

test('the pods have the files, and the one group that their container runs as', () => {
  const { securityContext, containers, volumes } = workloadOf('include').spec.template.spec;
  expect(securityContext).toEqual({ runAsNonRoot: true, fsGroup: 10002, fsGroupChangePolicy: 'OnRootMismatch' });
  expect(containers[0].volumeMounts).toEqual([
    { name: expect.any(String), mountPath: '/etc/secrets/cart-db', readOnly: true },
  ]);
  expect(volumes).toEqual([
    { name: containers[0].volumeMounts[0].name, secret: { secretName: 'cart-db', defaultMode: 288 } },
  ]);
});

test('the Rollout keeps its strategy, and the Service of the chart is there', () => {
  expect(workloadOf('rollout').spec.strategy).toEqual({ canary: { steps: [{ setWeight: 20 }, { pause: {} }] } });
  expect(manifests.get('include')!.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'Service']);
});
