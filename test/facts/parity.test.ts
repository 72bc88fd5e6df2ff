import { workloadKind } from '../../src/facts/workload-kinds';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { oneAtATime } from '../../src/workload/rollout';

/** What the constructs say of a Deployment with that strategy. */
function refused(
  replicas: number, rollingUpdate: { readonly [amount: string]: string | number }, type = 'RollingUpdate',
): boolean {
  const document = { spec: { replicas, strategy: { type, rollingUpdate } } };
  try {
    oneAtATime('owner', { path: 'api', kind: workloadKind('apps', 'Deployment')!, document }, false);
    return false;
  } catch {
    return true;
  }
}

/** What the audit says of the manifest. */
function found(replicas: number, rollingUpdate: object, type = 'RollingUpdate'): boolean {
  const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
  const strategy = { type, rollingUpdate };
  const spec = { replicas, strategy, template: { spec: { containers: [{ name: 'a', env }] } } };
  const rules = CATALOG.filter(({ id }) => id === 'rotation-restarts-everything');
  return evaluate([{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' }, spec }], rules).length > 0;
}

test.each<[number, string | number, string | number, boolean]>([
  [3, '100%', 0, true], [3, 0, '100%', true], [3, 3, 0, true], [3, 0, 4, true],
  [3, 2, 0, false], [3, '50%', '50%', false], [1, 1, 0, false], [3, '200%', 0, true],
  [1, '100%', 0, false], [1, 0, '100%', false], [2, '60%', 0, true], [2, 0, '60%', false], [3, 0, '99%', false],
])('of %d replicas, surge %j and unavailable %j: both sides agree', (replicas, maxSurge, maxUnavailable, all) => {
  const rollingUpdate = { maxSurge, maxUnavailable };
  expect([refused(replicas, rollingUpdate), found(replicas, rollingUpdate)]).toEqual([all, all]);
});

test.each([[0, false], [1, false], [2, true]])('of %d replicas and Recreate: both sides agree', (replicas, all) => {
  expect([refused(replicas, {}, 'Recreate'), found(replicas, {}, 'Recreate')]).toEqual([all, all]);
});
