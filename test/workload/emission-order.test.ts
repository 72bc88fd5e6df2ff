import { readdirSync } from 'fs';
import { ApiObject, App, Chart, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  LeastPrivilegeSecretReader, ReloadStrategy, RotatingVolumeMount, SecretSource, SecretValue, SecureSecret,
  VaultSecretProvider, VersionedConfigMap,
} from '../../src';
import { testChart } from '../support/workloads';

const kinds = (chart: Chart) => Testing.synth(chart).map(({ kind }) => kind);

function stack(chart: Chart, id = '') {
  const api = new kplus.Deployment(chart, `${id}Api`, { containers: [{ image: 'a', name: 'api' }] });
  const secret = new SecureSecret(chart, `${id}Db`, {
    source: SecretSource.unsafeInline({ password: SecretValue.unsafePlainText('hunter2') }, 'a test'),
  });
  const settings = new VersionedConfigMap(chart, `${id}Settings`, { data: { level: 'info' } });
  new RotatingVolumeMount(chart, `${id}DbFiles`, { workload: api, source: secret, mountPath: '/db' });
  new RotatingVolumeMount(chart, `${id}Files`, { workload: api, source: settings, mountPath: '/etc/api' });
  return { api, secret, settings };
}

test('what a Deployment needs comes before it, although it was made later', () => {
  const chart = testChart('shop');
  const { api, secret } = stack(chart);
  new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret] }).attachTo(api);
  expect(kinds(chart)).toEqual(['Secret', 'ConfigMap', 'Role', 'ServiceAccount', 'RoleBinding', 'Deployment']);
});

test('so does the class of a CSI driver', () => {
  const chart = testChart('shop');
  const workload = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'a', name: 'api' }] });
  const serviceAccount = new kplus.ServiceAccount(chart, 'Account');
  const source = new VaultSecretProvider(chart, 'Vault', { role: 'api', serviceAccount })
    .addSecret('Db', { objects: [{ fileName: 'p', secretPath: 'secret/data/db', secretKey: 'p' }] });
  new RotatingVolumeMount(chart, 'Files', { workload, source, mountPath: '/db', reload: ReloadStrategy.inProcess() });
  expect(kinds(chart)).toEqual(['ServiceAccount', 'SecretProviderClass', 'Deployment']);
});

test('so does what only its variables name', () => {
  const chart = testChart('shop');
  const api = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'a', name: 'api' }] });
  const settings = new VersionedConfigMap(chart, 'Settings', { data: { level: 'info' } });
  api.containers[0].env.addVariable('LEVEL', settings.envValue('level'));
  expect(kinds(chart)).toEqual(['ConfigMap', 'Deployment']);
});

test('no dependency is added, so that charts and files keep their names', () => {
  const app = new App({ outdir: Testing.app().outdir, yamlOutputType: YamlOutputType.FILE_PER_CHART });
  const [one, other] = ['one', 'other'].map((id) => new Chart(app, id, { namespace: 'shop' }));
  const { settings } = stack(one);
  const workload = new kplus.Deployment(other, 'Api', { containers: [{ image: 'a' }] });
  new RotatingVolumeMount(other, 'Files', { workload, source: settings, mountPath: '/etc/api' });
  app.synth();
  expect(readdirSync(app.outdir).sort()).toEqual(['one.k8s.yaml', 'other.k8s.yaml']);
  expect(app.node.findAll().flatMap(({ node }) => node.dependencies)).toEqual([]);
});

test('a dependency of the user in the other direction is kept, and not an error', () => {
  const chart = testChart('shop');
  const { api, settings } = stack(chart);
  ApiObject.of(settings).addDependency(api);
  expect(kinds(chart)).toEqual(['Secret', 'Deployment', 'ConfigMap']);
});

test('a Pod in another chart than its account depends on it', () => {
  const app = Testing.app();
  const [one, other] = ['one', 'other'].map((id) => new Chart(app, id, { namespace: 'shop' }));
  const secret = kplus.Secret.fromSecretName(one, 'S', 'db');
  const pod = new kplus.Pod(other, 'Pod', { containers: [{ image: 'a' }] });
  new LeastPrivilegeSecretReader(one, 'Reader', { secrets: [secret] }).attachTo(pod);
  expect(ApiObject.of(pod).node.dependencies).toHaveLength(1);
});

test('time grows in proportion in layers of objects that depend on each other', () => {
  const chart = testChart('shop');
  const cpu = (count: number) => {
    for (let index = 0; index < count; index++) {
      stack(chart, `${count}-${index}-`);
    }
    const start = process.cpuUsage();
    chart.toJson();
    return process.cpuUsage(start).user;
  };
  cpu(10);
  const [few, many] = [cpu(30), cpu(120)];
  // Five times as many objects in the chart.
  expect(many / few).toBeLessThan(15);
});
