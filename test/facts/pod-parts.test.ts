import { testFaults } from './fault-table';
import { containerFaults, missingFaults } from '../../src/facts/container-faults';
import { labelFaults, selectorFaults } from '../../src/facts/object-labels';
import { PlainFields } from '../../src/facts/plain-fields';
import {
  deviceFaults, mountFaults, unknownSourceFaults, variableFaults, volumeFaults,
} from '../../src/facts/pod-faults';
import { isCompleteWorkload, missingInPodSpec, podSpecFaults } from '../../src/facts/pod-spec-faults';

/** What kube-apiserver 1.37.2 says of each row, tried by a dry run of a Pod with it. */
type Row = [change: PlainFields, ...places: string[]];

/** Rows of a part, at the place where it is. */
function partOf(wrap: (part: PlainFields) => PlainFields, place: string, valid: PlainFields, rows: Row[]): Row[] {
  return rows.map(([change, ...places]) => [
    wrap({ ...valid, ...change }), ...places.map((each) => (each === '' ? place : `${place}.${each}`)),
  ]);
}

const source = (field: string, valid: PlainFields, rows: Row[]) =>
  partOf((part) => ({ [field]: part }), field, valid, rows);
const projection = (field: string, valid: PlainFields, rows: Row[]) => partOf(
  (part) => ({ projected: { sources: [{ [field]: part }] } }), `projected.sources[0].${field}`, valid, rows,
);

testFaults('a volume of another source', volumeFaults, { name: 'a' }, [
  ...source('hostPath', { path: '/a' }, [
    [{}], [{ path: '' }, ''], [{ path: '/a/../b' }, 'path'], [{ path: '/a..b' }], [{ type: 'Dir' }, 'type'],
    [{ type: '' }], [{ type: 'Socket' }],
  ]),
  ...source('csi', { driver: 'Secrets-Store.csi.k8s.io' }, [
    [{}], [{ driver: '' }, ''], [{ driver: 'a b' }, 'driver'], [{ nodePublishSecretRef: {} }, ''],
    [{ nodePublishSecretRef: { name: 'a' } }],
  ]),
  ...source('persistentVolumeClaim', {}, [[{}, ''], [{ claimName: 'a' }]]),
  ...source('ephemeral', {}, [[{}, ''], [{ volumeClaimTemplate: {} }]]),
  ...source('image', {}, [[{}, ''], [{ reference: 'a' }]]),
  ...source('nfs', { server: 'a' }, [[{}, ''], [{ path: '/a' }]]),
  ...partOf((item) => ({ downwardAPI: { items: [item] } }), 'downwardAPI.items[0]', { path: 'p' }, [
    [{ fieldRef: { fieldPath: 'metadata.labels' } }], [{}, ''],
    [{ fieldRef: { fieldPath: 'metadata.uid' }, resourceFieldRef: { containerName: 'a', resource: 'limits.cpu' } }, ''],
    [{ fieldRef: { fieldPath: 'spec.nodeName' } }, 'fieldRef.fieldPath'], [{ fieldRef: {} }, 'fieldRef'],
    [{ resourceFieldRef: { resource: 'limits.cpu' } }, 'resourceFieldRef'],
    [{ resourceFieldRef: { containerName: 'a', resource: 'cpu' } }, 'resourceFieldRef.resource'],
    [{ resourceFieldRef: { containerName: 'a' } }, 'resourceFieldRef'],
    [{ fieldRef: { fieldPath: 'metadata.name' }, path: '/p' }, 'path'],
    [{ fieldRef: { fieldPath: 'metadata.name' }, path: '' }, ''],
    [{ fieldRef: { fieldPath: 'metadata.name' }, mode: 0o1000 }, 'mode'],
  ]),
  ...projection('clusterTrustBundle', { path: 'p' }, [
    [{ name: 'a' }], [{ name: 'a.b:c:d' }], [{ name: 'A b' }, 'name'], [{ name: 'a', signerName: 'a.b/c' }, ''],
    [{}, ''], [{ name: 'a', path: '/p' }, 'path'], [{ name: 'a', path: '' }, ''],
    [{ name: 'a', labelSelector: {} }, 'labelSelector'], [{ signerName: 'a' }, 'signerName'],
    [{ signerName: 'a.b/c', labelSelector: { matchLabels: { x: 'y' } } }],
    [{ signerName: 'a.b/c', labelSelector: { matchLabels: { x: 'y z' } } }, 'labelSelector.matchLabels.x'],
  ]),
  ...projection('podCertificate', { signerName: 'a.b/c', keyType: 'ED25519', credentialBundlePath: 'p' }, [
    [{}], [{ keyType: 'RSA2048' }, 'keyType'], [{ keyType: undefined }, ''], [{ signerName: 'a' }, 'signerName'],
    [{ credentialBundlePath: undefined }, ''], [{ credentialBundlePath: undefined, keyPath: 'k' }],
    [{ keyPath: '/k' }, 'keyPath'], [{ maxExpirationSeconds: 3599 }, 'maxExpirationSeconds'],
    [{ maxExpirationSeconds: 3600 }], [{ maxExpirationSeconds: 91 * 86_400 + 1 }, 'maxExpirationSeconds'],
  ]),
  [{ projected: { sources: [{ clusterTrustBundle: {}, podCertificate: {} }] } }, 'projected.sources[0]'],
]);

testFaults('a volume without a source', unknownSourceFaults, { name: 'a' }, [
  [{ secrets: {} }, ''], [{ secret: {} }], [{ secret: null, emptydir: {} }, ''], [{ secret: {}, other: 1 }],
]);

testFaults('a field in a variable', variableFaults, { name: 'A' }, [
  ...partOf((fieldRef) => ({ valueFrom: { fieldRef } }), 'valueFrom.fieldRef', {}, [
    ...['metadata.name', 'spec.nodeName', 'spec.host', 'status.podIPs', "metadata.labels['a/b']",
      "metadata.annotations['A.b/C']"].map((fieldPath): Row => [{ fieldPath }]),
    ...['metadata.labels', 'spec.foo', 'metadata.labels["a"]', "metadata.labels['a b']", "metadata.uid['a']"]
      .map((fieldPath): Row => [{ fieldPath }, 'fieldPath']),
    [{}, ''], [{ fieldPath: '' }, ''],
  ]),
  ...partOf((resourceFieldRef) => ({ valueFrom: { resourceFieldRef } }), 'valueFrom.resourceFieldRef', {}, [
    [{ resource: 'limits.cpu' }], [{ resource: 'requests.hugepages-2Mi' }], [{ resource: 'cpu' }, 'resource'], [{}, ''],
  ]),
  [{ valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'a=' } } }, 'valueFrom.fileKeyRef.key'],
]);

testFaults('how a mount follows others', mountFaults, { name: 'a', mountPath: '/a' }, [
  [{ mountPropagation: 'Shared' }, 'mountPropagation'], [{ mountPropagation: 'HostToContainer' }],
  [{ recursiveReadOnly: 'Enabled' }, 'recursiveReadOnly'], [{ recursiveReadOnly: 'Disabled' }],
  [{ recursiveReadOnly: 'IfPossible', readOnly: true }], [{ recursiveReadOnly: 'Yes' }, 'recursiveReadOnly'],
  [{ recursiveReadOnly: 'Enabled', readOnly: true, mountPropagation: 'None' }],
  [{ recursiveReadOnly: 'Enabled', readOnly: true, mountPropagation: 'HostToContainer' }, 'recursiveReadOnly'],
]);

testFaults('a device', deviceFaults, { name: 'a', devicePath: '/dev/a' }, [
  [{ name: '' }, ''], [{ devicePath: '' }, ''], [{ devicePath: 'dev/a' }], [{ devicePath: '/dev/../a' }, 'devicePath'],
]);

const probe = { exec: { command: ['a'] } };
testFaults('a container', (container) => containerFaults(container, 'containers'), { name: 'app', image: 'app:1' }, [
  [{ name: 'App' }, 'name'], [{ name: '' }], [{ imagePullPolicy: 'always' }, 'imagePullPolicy'],
  [{ imagePullPolicy: 'Never' }], [{ terminationMessagePolicy: 'x' }, 'terminationMessagePolicy'],
  [{ restartPolicy: 'Never' }], [{ restartPolicy: 'Sometimes' }, 'restartPolicy'],
  ...partOf((port) => ({ ports: [port] }), 'ports[0]', { containerPort: 80 }, [
    [{}], [{ containerPort: 0 }, 'containerPort'], [{ containerPort: 65_535 }],
    [{ containerPort: 65_536 }, 'containerPort'],
    [{ containerPort: undefined }, ''], [{ hostPort: 0 }], [{ hostPort: -1 }, 'hostPort'], [{ protocol: 'UDP' }],
    [{ protocol: 'tcp' }, 'protocol'],
    ...['a', 'https-alt', 'x'.repeat(15), '8a'].map((name): Row => [{ name }]),
    ...['x'.repeat(16), 'Http', '80', '-a', 'a-', 'a--b', 'a_b'].map((name): Row => [{ name }, 'name']),
  ]),
  [{ ports: [{ containerPort: 1, name: 'a' }, { containerPort: 2, name: 'a' }] }, 'ports[1].name'],
  [{ ports: [{ containerPort: 1 }, { containerPort: 1 }] }],
  [{ livenessProbe: probe }], [{ livenessProbe: { ...probe, tcpSocket: { port: 80 } } }, 'livenessProbe'],
  [{ livenessProbe: { periodSeconds: 5 } }],
  [{ lifecycle: { preStop: { ...probe, sleep: {} } } }, 'lifecycle.preStop'],
  [{ lifecycle: { preStop: { sleep: {} } } }],
]);

testFaults('an init container', (container) => containerFaults(container, 'initContainers'), { name: 'app' }, [
  [{ readinessProbe: probe }, 'readinessProbe'], [{ lifecycle: { preStop: probe } }, 'lifecycle'],
  [{ readinessProbe: probe, restartPolicy: 'Always' }],
]);

testFaults('an ephemeral container', (container) => containerFaults(container, 'ephemeralContainers'), { name: 'a' }, [
  [{ ports: [] }, 'ports'], [{ env: [] }], [{ livenessProbe: probe }, 'livenessProbe'],
  [{ volumeMounts: [{ name: 'a' }, { name: 'a', subPath: 'b' }] }, 'volumeMounts[1].subPath'],
]);

testFaults('what a container lacks', missingFaults, { name: 'a', image: 'a' }, [
  [{ name: '' }, ''], [{ image: undefined }, ''], [{ startupProbe: { periodSeconds: 5 } }, 'startupProbe'],
  [{ lifecycle: { postStart: {} } }, 'lifecycle.postStart'], [{ startupProbe: { grpc: {} } }],
]);

test.each<[kind: string, policy: string, isTaken: boolean]>([
  ['/Pod', 'Never', true], ['/Pod', 'always', false], ['/PodTemplate', 'OnFailure', true],
  ['apps/Deployment', 'Always', true], ['apps/Deployment', 'Never', false], ['apps/StatefulSet', 'OnFailure', false],
  ['apps/DaemonSet', 'Never', false], ['/ReplicationController', 'Never', false], ['batch/Job', 'Always', false],
  ['batch/CronJob', 'OnFailure', true], ['argoproj.io/Rollout', 'Never', true],
])('%s takes restartPolicy %s: %s', (kind, restartPolicy, isTaken) => {
  expect(podSpecFaults({ restartPolicy }, kind)).toHaveLength(isTaken ? 0 : 1);
});

test('other fields of a pod go together or not', () => {
  const faults = (spec: PlainFields, kind = '/Pod') => podSpecFaults(spec, kind).map(({ at }) => at.join('.'));
  expect(faults({ hostPID: true, shareProcessNamespace: true })).toEqual(['shareProcessNamespace']);
  expect(faults({ hostPID: true, shareProcessNamespace: false })).toEqual([]);
  expect(faults({ ephemeralContainers: [{}] }, 'apps/Deployment')).toEqual(['ephemeralContainers']);
  expect(faults({ ephemeralContainers: [{}] })).toEqual([]);
});

test('what is missing in a pod is judged in complete objects', () => {
  const spec = { containers: [{ name: 'a', image: 'a' }] };
  const isComplete = (kind: string, own: PlainFields, pod: PlainFields = spec) =>
    isCompleteWorkload({ spec: own }, pod, kind);
  expect(isComplete('apps/Deployment', { selector: {} }, {})).toBe(true);
  expect(isComplete('apps/Deployment', {})).toBe(false);
  expect(isComplete('batch/Job', {})).toBe(true);
  expect(isComplete('batch/Job', {}, { containers: [{ name: 'a' }] })).toBe(false);
  expect(isComplete('batch/CronJob', {})).toBe(false);
  expect(isComplete('batch/CronJob', { schedule: '@daily' })).toBe(true);
  const words = (kind: string, pod: PlainFields) => missingInPodSpec(pod, kind).map(({ text }) => text);
  expect(words('apps/Deployment', {})).toEqual(['the pod has no containers']);
  expect(words('batch/Job', spec)).toEqual([expect.stringContaining('has no restartPolicy')]);
  expect(words('batch/Job', { ...spec, restartPolicy: 'Never' })).toEqual([]);
});

testFaults('labels', labelFaults, { 'app': 'web', 'a.b/c_D': '' }, [
  [{ 'a b': '' }, 'a b'], [{ 'a/b/c': '' }, 'a/b/c'], [{ '/a': '' }, '/a'], [{ 'A.b/c': '' }, 'A.b/c'],
  [{ app: 'a b' }, 'app'], [{ app: '-a' }, 'app'], [{ app: 'x'.repeat(63) }], [{ app: 'x'.repeat(64) }, 'app'],
  [{ app: 5 }], [{ ['x'.repeat(63)]: '' }], [{ ['x'.repeat(64)]: '' }, 'x'.repeat(64)],
]);

testFaults('a selector', selectorFaults, { matchLabels: { app: 'web' } }, [
  ...([
    [{ key: 'a', operator: 'In', values: ['b'] }], [{ key: 'a', operator: 'In' }, ''],
    [{ key: 'a', operator: 'Exists' }], [{ key: 'a', operator: 'Exists', values: ['b'] }, 'values'],
    [{ key: 'a', operator: 'Is', values: ['b'] }, 'operator'], [{ key: 'a b', operator: 'Exists' }, 'key'],
    [{ key: 'a', operator: 'NotIn', values: ['b c'] }, 'values'],
  ] as Row[]).map(([each, ...places]): Row => [
    { matchExpressions: [each] },
    ...places.map((place) => ['matchExpressions[0]', place].filter((part) => part !== '').join('.')),
  ]),
]);
