import { ApiObject, App, Chart, JsonPatch, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  FileMode,
  IMountable,
  LeastPrivilegeSecretReader,
  MountSource,
  RotatingVolumeMount,
  RotatingVolumeMountProps,
  SecretSource,
  SecureSecret,
  VersionedConfigMap,
} from '../../src';
import { expectValidManifests } from '../support/kubernetes-schema';
import { podSpecOf, synthOne, testChart, TestWorkload, WORKLOAD_KINDS, workloadOfKind } from '../support/workloads';

const db = MountSource.secret('db', { keys: ['username', 'password'] });
const app = MountSource.configMap('app', { keys: ['app.yaml'] });

function deployment(chart: Chart, props: kplus.DeploymentProps = {}): kplus.Deployment {
  return new kplus.Deployment(chart, 'Api', {
    containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }],
    ...props,
  });
}

function mount(
  chart: Chart,
  workload: TestWorkload,
  props: Partial<RotatingVolumeMountProps> = {},
  id = 'DbFiles',
): RotatingVolumeMount {
  return new RotatingVolumeMount(chart, id, { workload, source: db, mountPath: '/etc/secrets/db', ...props });
}

test('snapshot: safe defaults of a mounted Secret', () => {
  const chart = testChart();
  mount(chart, deployment(chart));
  const manifest = synthOne(chart, 'Deployment');
  const { containers: [{ volumeMounts }], volumes, securityContext } = podSpecOf(manifest);
  expect({ strategy: manifest.spec.strategy, securityContext, volumes, volumeMounts }).toMatchSnapshot();
});

describe('what a type checker would refuse', () => {
  test.each<[string, object, string]>([
    [
      'a Secret of cdk8s-plus',
      { source: kplus.Secret.fromSecretName(testChart(), 'Db', 'db') },
      'DbFiles: the source cannot be mounted; give a SecureSecret,',
    ],
    ['no source', { source: undefined }, 'or MountSource.secret(…) or MountSource.configMap(…) of a name'],
    [
      'no mount path',
      { mountPath: undefined },
      "DbFiles: mountPath undefined is not absolute; give a path such as '/etc/secrets/db'",
    ],
    [
      'a number as the mode',
      { mode: 0o440 },
      'DbFiles: mode is 288, which is not a FileMode; give one such as FileMode.GROUP_READ, '
        + "FileMode.fromString('0440') or FileMode.fromNumber(0o440)",
    ],
    ['a string as the mode', { mode: '0440' }, 'DbFiles: mode is "0440", which is not a FileMode'],
    [
      'one name of a container',
      { containers: 'api' },
      'DbFiles: containers is not a list of names; give one, such as [\'main\'] (its containers are "api")',
    ],
  ])('%s', (_, props, message) => {
    const chart = testChart();
    expect(() => mount(chart, deployment(chart), props)).toThrow(message);
  });
});

describe.each(WORKLOAD_KINDS)('%s', (kind) => {
  test('mounts in every container and init container, read-only, readable and without subPath', () => {
    const chart = testChart();
    const workload = workloadOfKind(kind, chart, 'Work', { initContainers: [{ name: 'init', image: 'init:1' }] });
    mount(chart, workload);
    const manifests = Testing.synth(chart);
    expectValidManifests(manifests);
    const pod = podSpecOf(synthOne(chart, kind));
    for (const container of [...pod.containers, ...pod.initContainers]) {
      expect(container.volumeMounts).toEqual([{ name: 'db-files', mountPath: '/etc/secrets/db', readOnly: true }]);
    }
    expect(pod.volumes).toEqual([{ name: 'db-files', secret: { secretName: 'db', defaultMode: 288 } }]);
    expect(pod.securityContext.fsGroup).toBe(65532);
  });
});

test('nothing but the workload is emitted', () => {
  const chart = testChart();
  const before = Testing.synth(chart).length;
  mount(chart, deployment(chart));
  expect(Testing.synth(chart)).toHaveLength(before + 1);
});

test('only named containers get the files', () => {
  const chart = testChart();
  const workload = deployment(chart, { containers: [{ image: 'a', name: 'api' }, { image: 'b', name: 'proxy' }] });
  mount(chart, workload, { containers: ['api'] });
  workload.addContainer({ image: 'c', name: 'late' });
  const [api, proxy, late] = podSpecOf(synthOne(chart, 'Deployment')).containers;
  expect(api.volumeMounts).toHaveLength(1);
  expect(proxy.volumeMounts).toBeUndefined();
  expect(late.volumeMounts).toBeUndefined();
});

test('a ConfigMap is mounted by its name, with chosen keys at chosen paths', () => {
  const chart = testChart();
  const files = mount(chart, deployment(chart), { source: app, paths: { 'app.yaml': 'conf.d/app.yaml' } });
  expect(podSpecOf(synthOne(chart, 'Deployment')).volumes).toEqual([
    {
      name: 'db-files',
      configMap: { name: 'app', defaultMode: 288, items: [{ key: 'app.yaml', path: 'conf.d/app.yaml' }] },
    },
  ]);
  expect(files.pathOf('app.yaml')).toBe('/etc/secrets/db/conf.d/app.yaml');
});

test('several objects are one projected volume, swapped in together', () => {
  const chart = testChart();
  mount(chart, deployment(chart), { source: MountSource.projected(db.withPaths({ password: 'db/password' }), app) });
  const manifest = synthOne(chart, 'Deployment');
  expectValidManifests([manifest]);
  expect(podSpecOf(manifest).volumes).toEqual([{
    name: 'db-files',
    projected: {
      defaultMode: 288,
      sources: [
        { secret: { name: 'db', items: [{ key: 'password', path: 'db/password' }] } },
        { configMap: { name: 'app' } },
      ],
    },
  }]);
});

test('another mode is emitted as a decimal number', () => {
  const chart = testChart();
  mount(chart, deployment(chart), { mode: FileMode.UNSAFE_ALL_READ });
  const pod = podSpecOf(synthOne(chart, 'Deployment'));
  expect(pod.volumes[0].secret.defaultMode).toBe(292);
  expect(pod.securityContext.fsGroup).toBeUndefined();
});

test.each([
  ['0444', db],
  ['0644', db],
  ['0444', MountSource.projected(MountSource.configMap('app', { keys: ['level'] }), db)],
])('mode %s, with which every user could read a Secret, is refused unless it is named unsafe', (mode, source) => {
  const chart = testChart();
  expect(() => mount(chart, deployment(chart), { mode: FileMode.fromString(mode), source })).toThrow(
    `payments/DbFiles: with mode ${mode}, every user in the container could read the files of Secret "db"; ` +
      'use FileMode.GROUP_READ, which comes with an fsGroup where the container needs one, or FileMode.UNSAFE_ALL_READ',
  );
});

test('a ConfigMap may be read by every user', () => {
  const chart = testChart();
  mount(chart, deployment(chart), { mode: FileMode.ALL_READ, source: MountSource.configMap('app') });
  expect(podSpecOf(synthOne(chart, 'Deployment')).volumes[0].configMap.defaultMode).toBe(0o444);
});

test('the source is called once, so that a source may count its mounts', () => {
  const chart = testChart();
  const source: IMountable = { toMountSource: jest.fn(() => db) };
  mount(chart, deployment(chart), { source });
  expect(source.toMountSource).toHaveBeenCalledTimes(1);
});

test('a construct whose default child is a workload can be mounted into', () => {
  const chart = testChart();
  class Service extends Construct {}
  const service = new Service(chart, 'Service');
  new kplus.Deployment(service, 'Default', { containers: [{ image: 'a' }] });
  new RotatingVolumeMount(chart, 'DbFiles', { workload: service, source: db, mountPath: '/etc/db' });
  expect(podSpecOf(synthOne(chart, 'Deployment')).volumes).toHaveLength(1);
});

test('a workload of another cdk8s-plus can be mounted into', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const kplus33 = require('cdk8s-plus-33');
  const chart = testChart();
  const workload = new kplus33.Deployment(chart, 'Api', { containers: [{ image: 'a', name: 'api' }] });
  mount(chart, workload);
  const manifest = synthOne(chart, 'Deployment');
  expectValidManifests([manifest]);
  expect(podSpecOf(manifest)).toMatchObject({
    securityContext: { fsGroup: 65532 },
    containers: [{ volumeMounts: [{ mountPath: '/etc/secrets/db', readOnly: true }] }],
    volumes: [{ secret: { defaultMode: 288 } }],
  });
  expect(manifest.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
});

describe('a StatefulSet of a later cdk8s-plus, which drops volumes while it has no claim template', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const kplus33 = require('cdk8s-plus-33');
  const statefulSet = (chart: Chart) =>
    new kplus33.StatefulSet(chart, 'Db', {
      service: new kplus33.Service(chart, 'Service', { ports: [{ port: 1 }] }),
      containers: [
        {
          image: 'a',
          name: 'db',
          portNumber: 1,
          volumeMounts: [{ path: '/tmp/x', volume: kplus33.Volume.fromEmptyDir(chart, 'Tmp', 'tmp') }],
        },
      ],
    });

  test('has its volumes', () => {
    const chart = testChart();
    mount(chart, statefulSet(chart));
    const manifest = synthOne(chart, 'StatefulSet');
    expectValidManifests([manifest]);
    expect(podSpecOf(manifest).volumes.map(({ name }: any) => name)).toEqual(['tmp', 'db-files']);
    expect(manifest.spec.volumeClaimTemplates).toEqual([]);
  });

  test('has its volumes and its claims', () => {
    const chart = testChart();
    const workload = statefulSet(chart);
    mount(chart, workload);
    workload.addVolumeClaimTemplate({ name: 'data', storage: Size.gibibytes(1), accessModes: ['ReadWriteOnce'] });
    workload.containers[0].mount('/data', kplus33.Volume.fromName(chart, 'Data', 'data'));
    const manifest = synthOne(chart, 'StatefulSet');
    expect(podSpecOf(manifest).volumes.map(({ name }: any) => name)).toEqual(['tmp', 'db-files']);
    expect(manifest.spec.volumeClaimTemplates.map(({ metadata }: any) => metadata.name)).toEqual(['data']);
  });
});

test('two environments of one app each get their own', () => {
  const root = new App();
  for (const env of ['staging', 'production']) {
    const chart = new Chart(root, env, { namespace: env });
    const secret = new kplus.Secret(chart, 'Db');
    mount(chart, deployment(chart), { source: MountSource.fromSecret(secret) });
  }
  const names = root.charts.map((chart) => podSpecOf(synthOne(chart, 'Deployment')).volumes[0].secret.secretName);
  expect(names).toEqual([expect.stringMatching(/^staging-db-/), expect.stringMatching(/^production-db-/)]);
});

test('the handles of this library are mounted and read as they are', () => {
  const chart = testChart('shop');
  const secret = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') });
  const config = new VersionedConfigMap(chart, 'Config', { data: { 'app.yaml': 'log: info' } });
  const workload = deployment(chart);
  const secretFiles = mount(chart, workload, { source: secret });
  const configFiles = mount(chart, workload, { source: config, mountPath: '/etc/app' }, 'ConfigFiles');
  const both = new kplus.Deployment(chart, 'Both', { containers: [{ image: 'b' }] });
  mount(chart, both, { source: MountSource.projected(secret, config) }, 'BothFiles');
  new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret] }).attachTo(workload);
  expect([secretFiles, configFiles].map(({ reload }) => `${reload}`)).toEqual(['inProcess', 'onRelease']);
  expect(secretFiles.pathOf('password')).toBe('/etc/secrets/db/password');
  expect(() => mount(chart, workload, { source: secret, paths: { user: 'u' }, mountPath: '/other' }, 'Wrong')).toThrow(
    'payments/Wrong: Secret "db" has no key "user"',
  );
  expectValidManifests(Testing.synth(chart));
});

describe('pathOf', () => {
  test('is the path of the file in the container', () => {
    const chart = testChart();
    expect(mount(chart, deployment(chart)).pathOf('password')).toBe('/etc/secrets/db/password');
  });

  test('takes any key where the keys are not known', () => {
    const chart = testChart();
    expect(mount(chart, deployment(chart), { source: MountSource.secret('db') }).pathOf('any')).toBe(
      '/etc/secrets/db/any',
    );
  });

  test('refuses a key that is not mounted, and one that several objects have', () => {
    const chart = testChart();
    const two = MountSource.projected(
      db.withPaths({ password: 'a' }),
      MountSource.secret('other').withPaths({ password: 'b' }),
    );
    const files = mount(chart, deployment(chart), { source: two });
    expect(() => files.pathOf('user')).toThrow(
      'payments/DbFiles: key "user" is not mounted; the keys are "password", "password"',
    );
    expect(() => files.pathOf('password')).toThrow(
      'payments/DbFiles: key "password" is mounted from several objects, at /etc/secrets/db/a, /etc/secrets/db/b; '
        + 'write out the path of one',
    );
  });
});

describe('refused workloads', () => {
  const refusal = (workload: any) => {
    const chart = workload?.node?.scope instanceof Chart ? workload.node.scope : testChart();
    return () => mount(chart, workload);
  };

  test.each([[undefined], [null]])('%s', (workload) => {
    expect(refusal(workload)).toThrow(
      'payments/DbFiles: the workload is missing; pass a workload of cdk8s-plus, an ApiObject of a kind with a pod '
        + 'template (Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, Rollout and others), or an Include or Helm',
    );
  });

  test('something that is not a construct', () => {
    expect(refusal('api')).toThrow('the workload is not a construct');
  });

  test('a Service', () => {
    const service = new kplus.Service(testChart(), 'Service', { ports: [{ port: 80 }] });
    expect(refusal(service)).toThrow(
      'payments/DbFiles: payments/Service is a v1 Service, a kind without a known pod template; pass a workload of '
        + 'cdk8s-plus,',
    );
  });

  test('an object without a pod template', () => {
    const object = new ApiObject(testChart(), 'Raw', { apiVersion: 'apps/v1', kind: 'Deployment' });
    expect(refusal(object)).toThrow(
      'payments/Raw is a Deployment without a pod template (spec.template); give it one, or pass the object that it '
        + 'takes '
        + 'its pods from',
    );
  });

  test('a construct without a default child', () => {
    expect(refusal(new Construct(testChart(), 'Empty')))
      .toThrow('payments/Empty has no pod template (no objects); pass');
  });

  test('a Rollout that takes its pods from a Deployment', () => {
    const rollout = new ApiObject(testChart(), 'Rollout', {
      apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { workloadRef: { kind: 'Deployment', name: 'api' } },
    });
    expect(refusal(rollout)).toThrow('payments/Rollout is a Rollout without a pod template (spec.template)');
  });

  test('a workload without containers', () => {
    expect(refusal(new kplus.Deployment(testChart(), 'Api'))).toThrow(
      'payments/DbFiles: payments/Api has no containers yet; add them first',
    );
  });
});

test('containers that the workload does not have are refused, with those it has', () => {
  const chart = testChart();
  const workload = deployment(chart, { initContainers: [{ name: 'init', image: 'i' }] });
  expect(() => mount(chart, workload, { containers: ['app'] }, 'A')).toThrow(
    'payments/A: payments/Api has no container "app"; its containers are "api", "init"',
  );
  expect(() => mount(chart, workload, { containers: [] }, 'B')).toThrow(
    'payments/B: containers names none; name some, or leave it out for all (its containers are "api", "init")',
  );
});

test('an object of another namespace is refused', () => {
  const chart = testChart('shop');
  expect(() =>
    mount(chart, deployment(chart), { source: MountSource.secret('db', { namespaceName: 'vault' }) }),
  ).toThrow(
    'payments/DbFiles: Secret "db" is in namespace "vault" and the workload in "shop"; a pod mounts objects in '
      + 'the same namespace only',
  );
});

test('a refused mount changes nothing', () => {
  const chart = testChart();
  const workload = deployment(chart, { strategy: kplus.DeploymentStrategy.recreate() });
  const before = Testing.synth(chart);
  expect(() => mount(chart, workload)).toThrow(/Recreate/);
  expect(() => mount(chart, workload, { mountPath: '/etc' }, 'Other')).toThrow(/Recreate/);
  expect(Testing.synth(chart)).toEqual(before);
});

test('a patch of the user has the last word', () => {
  const chart = testChart();
  const workload = deployment(chart);
  mount(chart, workload);
  ApiObject.of(workload).addJsonPatch(JsonPatch.replace('/spec/template/spec/securityContext/fsGroup', 1234));
  expect(podSpecOf(synthOne(chart, 'Deployment')).securityContext.fsGroup).toBe(1234);
});
