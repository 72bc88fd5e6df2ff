import { FileMode, MountSource, RotatingVolumeMount, RotatingVolumeMountProps } from '../../src';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { testChart, workloadOfKind } from '../support/workloads';

type Items = readonly (readonly [key: string, path: string])[];

function refusal(props: Partial<RotatingVolumeMountProps>): string {
  const chart = testChart();
  const workload = workloadOfKind('Deployment', chart, 'W', { containers: [{ name: 'main', image: 'i' }] });
  try {
    new RotatingVolumeMount(chart, 'M', { workload, source: MountSource.secret('db'), mountPath: '/m', ...props });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Rules that say something of the manifest that a mount would emit, with an error or a warning. */
function found(volume: object, mountPath = '/m'): string[] {
  const containers = [{ name: 'main', volumeMounts: [{ name: 'v', mountPath, readOnly: true }] }];
  const securityContext = { fsGroup: 65532 };
  const spec = {
    containers,
    securityContext,
    volumes: [{ name: 'v', ...volume }],
    automountServiceAccountToken: false,
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'w' }, spec };
  return [...new Set(evaluate([pod], CATALOG).filter(({ level }) => level !== 'note').map(({ ruleId }) => ruleId))];
}

const secret = (name: string, items?: Items) => ({
  secret: { secretName: name, defaultMode: 288, items: items?.map(([key, path]) => ({ key, path })) },
});

test.each<[string, Items, string[]]>([
  ['an absolute path', [['k', '/k']], ['invalid-pod']],
  ['a path out of the volume', [['k', 'a/../../k']], ['invalid-pod']],
  ['a name of the kubelet', [['k', '..data']], ['invalid-pod']],
  ['too long a part', [['k', 'x'.repeat(256)]], ['invalid-pod']],
  ['two keys of one file', [['k', 'f'], ['l', 'f']], ['invalid-pod']],
  ['a file for a folder', [['k', 'f'], ['l', 'f/g']], ['invalid-pod']],
  ['a plain path', [['k', 'f'], ['l', 'g/h']], []],
])('%s: both sides agree', (_name, items, rules) => {
  expect(refusal({ paths: Object.fromEntries(items) }) !== '').toBe(rules.length > 0);
  expect(found(secret('db', items))).toEqual(rules);
});

// An untidy path is taken by Kubernetes, and not by us: it does not say plainly which file it is.
test.each(['./k', 'a//k', 'k/'])('the path %j is refused by the construct alone', (path) => {
  expect(refusal({ paths: { k: path } })).toContain('has an empty part');
  expect(found(secret('db', [['k', path]]))).toEqual([]);
});

test.each<[string, string[]]>([
  ['My_Secret', ['invalid-name']],
  ['db', []],
])('the name %s: both sides agree', (name, rules) => {
  expect(refusal({ source: MountSource.secret(name) }) !== '').toBe(rules.length > 0);
  expect(found(secret(name))).toEqual(rules);
});

test.each<[string, string[]]>([
  ['/', ['mount-over-system-path']], ['/etc', ['mount-over-system-path']], ['/var/run', ['mount-over-system-path']],
  ['/proc/a', ['mount-over-system-path']], ['/usr/local', ['mount-over-system-path']],
  ['/var/run/secrets/kubernetes.io/serviceaccount', ['mount-over-system-path']], ['/etc/db', []],
])('the mount path %s: both sides agree', (mountPath, rules) => {
  expect(refusal({ mountPath }) !== '').toBe(rules.length > 0);
  expect(found(secret('db'), mountPath)).toEqual(rules);
});

// Kubernetes takes these, and the runtime gets them right: a construct writes only what is plain.
test.each(['etc/db', '/a/../b', '/a/', '/a:b'])('the mount path %j is refused by the construct alone', (mountPath) => {
  expect(refusal({ mountPath })).toContain('mountPath');
  expect(found(secret('db'), mountPath)).toEqual([]);
});

// The files of a ConfigMap are mounted read-only, and hold no secret: their mode does not matter.
test('a mode of a ConfigMap with which others write is refused by the construct alone', () => {
  expect(() => FileMode.fromNumber(0o666)).toThrow('lets group write');
  expect(found({ configMap: { name: 'app', defaultMode: 0o666 } })).toEqual([]);
});
