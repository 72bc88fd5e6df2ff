import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv/dist/2020';
import * as fc from 'fast-check';
import { indexOf, lookUp, lookUpIn } from './plans';
import { KEYS, MARK, NAMES, NAMESPACES, someObjects } from './random-objects';
import { PLAN_FORMATS, render } from '../../src/cli/rotate-plan-command';
import { Plan } from '../../src/rotation/plan';
import { runs } from '../support/runs';

const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/schemas/rotation-plan-1.json'), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(schema);

const TARGETS = [
  ...NAMES.flatMap((name) => [name, `${name}/${KEYS[0]}`, `configmap:${name}`]),
  'store:shop/db',
  'store:secret/shop/db#password',
];

/** Every plan that some objects have. */
function plansOf(objects: readonly unknown[]): Plan[] {
  const index = indexOf(objects);
  return NAMESPACES.flatMap((namespace) => TARGETS.map((target) => lookUpIn(index, target, namespace)))
    .filter((found): found is Plan => !('fault' in found));
}

const rendered = (plan: Plan) => PLAN_FORMATS.map((format) => render(format, plan, { colour: true, width: 80 }));

/** Workloads that name a Secret in the environment of a container, by the objects themselves. */
function readersByVariable(objects: readonly any[], name: string, namespace: string): string[] {
  return objects.filter((object) => object.spec?.template !== undefined && object.metadata.namespace === namespace)
    .filter(({ spec: { template: { spec } } }) => [...spec.containers, ...spec.initContainers].some((container: any) =>
      container.env.some((entry: any) => entry.valueFrom?.secretKeyRef.name === name)
      || container.envFrom.some((entry: any) => entry.secretRef.name === name)))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

test('whatever the objects are, each target has a plan of the documented shape or a reason for none', () => {
  fc.assert(fc.property(someObjects, (objects) => {
    for (const plan of plansOf(objects)) {
      validate(JSON.parse(render('json', plan, { colour: false, width: 80 })));
      expect(validate.errors ?? []).toEqual([]);
      expect(plan.steps.length).toBeGreaterThan(1);
    }
  }), { numRuns: runs(60, 1500) });
});

test('no form of a plan holds a value', () => {
  const base64 = Buffer.from(MARK).toString('base64').slice(2, -4);
  fc.assert(fc.property(someObjects, (objects) => {
    for (const text of plansOf(objects).flatMap(rendered)) {
      expect([text.includes(MARK), text.includes(base64)]).toEqual([false, false]);
    }
  }), { numRuns: runs(60, 1500) });
});

test('who reads a Secret by variables is in its plan', () => {
  fc.assert(
    fc.property(someObjects, fc.constantFrom(...NAMES), fc.constantFrom(...NAMESPACES), (objects, name, namespace) => {
      const found = lookUp(name, objects, namespace);
      const users = 'fault' in found ? [] : found.uses.map(({ user }) => `${user.kind} ${user.name}`);
      expect(users).toEqual(expect.arrayContaining(readersByVariable(objects, name, namespace)));
    }),
    { numRuns: runs(300, 3000) },
  );
});
