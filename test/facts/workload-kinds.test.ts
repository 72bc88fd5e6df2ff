import { VaultOperatorRestartKind } from '../../src';
import { WorkloadKind } from '../../src/facts/workload-kind';
import { WORKLOAD_KINDS, workloadKind } from '../../src/facts/workload-kinds';

const named = WORKLOAD_KINDS.map((row) => [`${row.groups[0]}/${row.kind}`, row] as const);

test.each(named)('%s says where it is written, where its pods are, and how each of them is described', (_name, row) => {
  expect(row.source).toMatch(/^https:\/\//);
  expect(row.resource).toMatch(/^[a-z]+$/);
  expect(row.pods.length).toBeGreaterThan(0);
  for (const { way, shape } of [...row.pods, ...row.shared === undefined ? [] : [row.shared]]) {
    expect(way).toMatch(/^(?:[A-Za-z]+(?:\.(?:[A-Za-z]+|\*))*)?$/);
    expect(shape).toBeDefined();
  }
});

test('no kind has two rows', () => {
  const keys = WORKLOAD_KINDS.flatMap(({ groups, kind }) => groups.map((group) => `${group}/${kind}`));
  expect(keys).toEqual([...new Set(keys)]);
});

test('a group and a kind lead to the row, whatever another group calls its kinds', () => {
  expect(workloadKind('apps', 'Deployment')?.resource).toBe('deployments');
  expect(workloadKind('example.com', 'Deployment')).toBeUndefined();
});

const where = (condition: (row: WorkloadKind) => boolean) => WORKLOAD_KINDS.filter(condition).map(({ kind }) => kind);

test('the kinds that the Vault Secrets Operator restarts are those that a construct can name', () => {
  expect(WORKLOAD_KINDS.flatMap(({ restartTarget }) => restartTarget ?? []).sort())
    .toEqual(Object.values(VaultOperatorRestartKind).sort());
});

test('Reloader restarts what is kept, and runs what runs once', () => {
  expect(where(({ reloader }) => reloader === 'restarts'))
    .toEqual(['Deployment', 'DaemonSet', 'StatefulSet', 'Rollout', 'DeploymentConfig']);
  expect(where(({ reloader }) => reloader === 'runs')).toEqual(['Job', 'CronJob']);
  expect(where(({ reloader, life }) => reloader === 'restarts' && life !== 'kept')).toEqual([]);
});

test('what says that all pods go at once is kept running: only then there is a rollout', () => {
  expect(where(({ allAtOnce, life }) => allAtOnce !== undefined && life !== 'kept')).toEqual([]);
});
