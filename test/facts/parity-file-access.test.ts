import { Testing } from 'cdk8s';
import { FileMode, MountSource, RotatingVolumeMount } from '../../src';
import { octal } from '../../src/facts/file-access';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { testChart, workloadOfKind } from '../support/workloads';

const SOURCES = {
  'one Secret': (mode: number) => ({ secret: { secretName: 'db', defaultMode: mode } }),
  'a projected Secret': (mode: number) => ({ projected: { defaultMode: mode, sources: [{ secret: { name: 'db' } }] } }),
  'a file': (mode: number) => ({
    secret: { secretName: 'db', defaultMode: 0o644, items: [{ key: 'a', path: 'a', mode }] },
  }),
};

function found(ruleId: string, volume: object, securityContext: object = {}): boolean {
  const containers = [{ name: 'a', volumeMounts: [{ name: 'v', mountPath: '/v' }] }];
  const spec = { containers, volumes: [{ name: 'v', ...volume }], securityContext };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec };
  return (
    evaluate(
      [pod],
      CATALOG.filter(({ id }) => id === ruleId),
    ).length > 0
  );
}

function refused(mode: number): boolean {
  const chart = testChart();
  try {
    const workload = workloadOfKind('Deployment', chart, 'W', { containers: [{ image: 'i' }] });
    const bits = FileMode.fromNumber(mode);
    new RotatingVolumeMount(chart, 'M', { workload, source: MountSource.secret('db'), mountPath: '/v', mode: bits });
    return false;
  } catch (error) {
    // A container that is not root is refused a file of root alone, which the other rule finds.
    return !/cannot read files of mode/.test((error as Error).message);
  }
}

test.each(Object.entries(SOURCES))(
  'every mode of %s that the construct refuses is found, and no other',
  (_name, volume) => {
    const different: string[] = [];
    for (let mode = 0; mode <= 0o777; mode++) {
      if (found('secret-volume-mode', volume(mode)) !== refused(mode)) {
        different.push(octal(mode));
      }
    }
    expect(different).toEqual([]);
  },
);

test('what a mount emits for a mode of root alone is found where nobody but root may read it', () => {
  const volume = { secret: { secretName: 'db', defaultMode: 0o400 } };
  expect(found('secret-file-unreadable', volume, { runAsUser: 1000 })).toBe(true);
  expect(found('secret-file-unreadable', volume, { runAsUser: 0 })).toBe(false);
  const chart = testChart();
  const workload = workloadOfKind('Deployment', chart, 'W', { containers: [{ image: 'i' }] });
  const mount = { workload, source: MountSource.secret('db'), mountPath: '/v', mode: FileMode.OWNER_READ };
  expect(() => new RotatingVolumeMount(chart, 'M', mount)).toThrow('cannot read files of mode 0400');
  expect(Testing.synth(chart)).toHaveLength(1);
});
