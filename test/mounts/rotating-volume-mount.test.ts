import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MountSource, RotatingVolumeMount } from '../../src';
import { expectValidManifests } from '../support/kubernetes-schema';

test('snapshot: safe defaults of a mounted Secret', () => {
  const chart = new Chart(Testing.app(), 'payments');
  const api = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }] });
  new RotatingVolumeMount(chart, 'DbFiles', { workload: api, source: MountSource.secret('db', { keys: ['username', 'password'] }), mountPath: '/etc/secrets/db' });
  const [manifest] = Testing.synth(chart);
  expectValidManifests([manifest]);
  const { containers: [{ volumeMounts }], volumes, securityContext } = manifest.spec.template.spec;
  expect({ strategy: manifest.spec.strategy, securityContext, volumes, volumeMounts }).toMatchSnapshot();
});
