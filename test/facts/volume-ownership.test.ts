import { givenVolume } from '../../src/facts/volume-ownership';

test.each([
  [{ persistentVolumeClaim: { claimName: 'data' } }, { source: 'persistentVolumeClaim', claim: 'data' }],
  [{ awsElasticBlockStore: { volumeID: 'v' } }, { source: 'awsElasticBlockStore', claim: '' }],
  [{ iscsi: { iqn: 'q' } }, { source: 'iscsi', claim: '' }],
])('%j has files from before the pod, which go to its fsGroup', (source, expected) => {
  expect(givenVolume({ name: 'data', ...source })).toEqual(expected);
});

test.each([
  { persistentVolumeClaim: { claimName: 'data', readOnly: true } },
  { emptyDir: {} },
  { ephemeral: { volumeClaimTemplate: {} } },
  { csi: { driver: 'secrets-store.csi.k8s.io' } },
  { hostPath: { path: '/srv' } },
  { nfs: { server: 'files', path: '/' } },
  { secret: { secretName: 'db' } },
  { configMap: { name: 'settings' } },
  { persistentVolumeClaim: null },
])('%j does not', (source) => {
  expect(givenVolume({ name: 'data', ...source })).toBeUndefined();
});
