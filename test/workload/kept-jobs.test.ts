import { ApiObject, App, Chart, Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  MountSource, RotatingVolumeMount, SecretSource, SecretValue, SecureSecret, VersionedConfigMap,
} from '../../src';

function scene() {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const schema = new VersionedConfigMap(chart, 'Schema', { data: { 'schema.sql': 'create table a (id int);' } });
  const synth = () => {
    try {
      app.synthYaml();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  return { chart, schema, synth };
}

const job = (chart: Chart, props: kplus.JobProps = {}) =>
  new kplus.Job(chart, 'Migrate', {
    metadata: { name: 'migrate' }, containers: [{ image: 'registry.example/migrate:1' }], ...props,
  });

const mount = (chart: Chart, workload: kplus.Workload, source: VersionedConfigMap | SecureSecret | MountSource) =>
  new RotatingVolumeMount(chart, 'Files', { workload, source, mountPath: '/sql' });

test('a Job that mounts a versioned ConfigMap and keeps its name is an error that gives a name', () => {
  const { chart, schema, synth } = scene();
  mount(chart, job(chart), schema);
  expect(synth()).toContain(
    `shop/Schema: shop/Migrate/Resource is a Job that uses ConfigMap "${schema.name}", whose name changes with its `
      + 'content, and the pod template of a Job cannot be changed: the API server would refuse the next release under '
      + `the name "migrate"; end the name of the Job in the same "${schema.name.slice(-11)}", set `
      + 'ttlAfterFinished (ttlSecondsAfterFinished), or have the tool that applies it replace the Job',
  );
});

test.each<[string, (schema: VersionedConfigMap) => kplus.JobProps]>([
  ['its name ends in the hash', (schema) => ({ metadata: { name: `migrate-${schema.name.slice(-10)}` } })],
  ['it goes after a time', () => ({ ttlAfterFinished: Duration.hours(1) })],
  ['Argo CD removes it', () => ({ metadata: { name: 'migrate', annotations: { 'argocd.argoproj.io/hook': 'Sync' } } })],
  ['Flux replaces it', () => ({
    metadata: { name: 'migrate', annotations: { 'kustomize.toolkit.fluxcd.io/force': 'Enabled' } },
  })],
])('a Job is fine where %s', (_, props) => {
  const { chart, schema, synth } = scene();
  mount(chart, job(chart, props(schema)), schema);
  expect(synth()).toBe('');
});

test('a use in the environment is found, and one in an object that is included from YAML', () => {
  const { chart, schema, synth } = scene();
  new ApiObject(chart, 'Included', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'seed' },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'seed', image: 'x', envFrom: [{ configMapRef: { name: schema.name } }] }],
        },
      },
    },
  } as any);
  job(chart, { containers: [{ image: 'x', envVariables: { SQL: schema.envValue('schema.sql') } }] });
  expect(synth()).toMatch(/shop\/Included is a Job[^]*shop\/Migrate\/Resource is a Job/);
});

test('a Secret whose name changes with its content is one too', () => {
  const { chart, synth } = scene();
  const secret = new SecureSecret(chart, 'Db', {
    source: SecretSource.unsafeInline({ password: SecretValue.unsafePlainText('maple-anvil-7') }, 'a test cluster'),
  });
  mount(chart, job(chart), secret);
  expect(synth()).toContain(`shop/Db: shop/Migrate/Resource is a Job that uses Secret "${secret.name}"`);
});

test('what replaces its pods follows: CronJobs, Deployments and Rollouts', () => {
  const { chart, schema, synth } = scene();
  const containers = [{ image: 'x', portNumber: 80 }];
  mount(chart, new kplus.CronJob(chart, 'Nightly', { schedule: Cron.daily(), containers }), schema);
  new RotatingVolumeMount(chart, 'Api', {
    workload: new kplus.Deployment(chart, 'Shop', { containers }), source: schema, mountPath: '/sql',
  });
  new ApiObject(chart, 'Rollout', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'canary' },
    spec: { template: { spec: { volumes: [{ name: 'v', configMap: { name: schema.name } }] } } },
  } as any);
  expect(synth()).toBe('');
});

test('a Job that uses what keeps its name is fine', () => {
  const { chart, synth } = scene();
  mount(chart, job(chart), MountSource.secret('db'));
  expect(synth()).toBe('');
});
