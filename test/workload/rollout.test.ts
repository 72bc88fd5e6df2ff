import * as kplus from 'cdk8s-plus-28';
import { MountSource, RotatingVolumeMount } from '../../src';
import { synthOne, testChart } from '../support/workloads';

const { absolute, percent } = kplus.PercentOrAbsolute;

function rollout(strategy?: kplus.DeploymentStrategy, replicas?: number, acceptDowntimeOnRollout?: boolean): any {
  const chart = testChart();
  const workload = new kplus.Deployment(chart, 'Api', { replicas, strategy, containers: [{ image: 'a' }] });
  for (const id of ['A', 'B']) {
    new RotatingVolumeMount(chart, id, {
      workload,
      source: MountSource.secret('db'),
      mountPath: `/etc/${id}`,
      acceptDowntimeOnRollout,
    });
  }
  return synthOne(chart, 'Deployment').spec.strategy;
}

const ONE_AT_A_TIME = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

test('the default of cdk8s-plus becomes one pod at a time, also when it is written out', () => {
  expect(rollout()).toEqual(ONE_AT_A_TIME);
  expect(rollout(kplus.DeploymentStrategy.rollingUpdate())).toEqual(ONE_AT_A_TIME);
});

test.each([
  [{ maxSurge: absolute(0), maxUnavailable: absolute(1) }, 2],
  [{ maxSurge: percent(10), maxUnavailable: percent(25) }, 40],
  [{ maxSurge: absolute(1), maxUnavailable: absolute(1) }, 1],
])('another rolling update stays as it is', (options, replicas) => {
  expect(rollout(kplus.DeploymentStrategy.rollingUpdate(options), replicas).rollingUpdate)
    .toEqual({ maxSurge: options.maxSurge.value, maxUnavailable: options.maxUnavailable.value });
});

test('Recreate is refused unless the downtime is accepted', () => {
  const recreate = kplus.DeploymentStrategy.recreate();
  expect(() => rollout(recreate)).toThrow(
    'payments/A: payments/Api has strategy Recreate, which stops every pod before it starts a new one, and has all '
      + 'of them connect with the new credentials ' +
    'at the same moment; leave the strategy out for one pod at a time, or accept it with acceptDowntimeOnRollout',
  );
  expect(rollout(recreate, 2, true)).toEqual({ type: 'Recreate' });
});

test('a single pod is replaced by any strategy: there is no second one that could go on', () => {
  expect(rollout(kplus.DeploymentStrategy.recreate(), 1)).toEqual({ type: 'Recreate' });
  const all = kplus.DeploymentStrategy.rollingUpdate({ maxSurge: absolute(0), maxUnavailable: percent(100) });
  expect(rollout(all, 1).rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: '100%' });
});

test.each([
  ['maxUnavailable 100%', { maxSurge: absolute(1), maxUnavailable: percent(100) }, undefined],
  ['maxSurge 100%', { maxSurge: percent(100), maxUnavailable: absolute(0) }, undefined],
  ['maxUnavailable 3', { maxSurge: absolute(1), maxUnavailable: absolute(3) }, 3],
  ['maxSurge 2', { maxSurge: absolute(2), maxUnavailable: absolute(0) }, undefined],
  ['maxSurge 67%', { maxSurge: percent(67), maxUnavailable: absolute(0) }, 3],
])('a rolling update with %s is refused unless accepted', (what, options, replicas) => {
  const strategy = kplus.DeploymentStrategy.rollingUpdate(options);
  expect(() => rollout(strategy, replicas)).toThrow(
    `payments/A: payments/Api has ${what}, which replaces all of its pods at the same moment`,
  );
  expect(rollout(strategy, replicas, true).type).toBe('RollingUpdate');
});

test('a StatefulSet and a DaemonSet are left at their own one at a time', () => {
  const chart = testChart();
  const stateful = new kplus.StatefulSet(chart, 'Stateful', { containers: [{ image: 'a', portNumber: 1 }] });
  const daemon = new kplus.DaemonSet(chart, 'Daemon', { containers: [{ image: 'a' }] });
  for (const workload of [stateful, daemon]) {
    new RotatingVolumeMount(chart, `${workload.node.id}Files`, {
      workload,
      source: MountSource.secret('db'),
      mountPath: '/etc/db',
    });
  }
  expect(synthOne(chart, 'StatefulSet').spec.updateStrategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { partition: 0 },
  });
  expect(synthOne(chart, 'DaemonSet').spec.updateStrategy).toBeUndefined();
});
