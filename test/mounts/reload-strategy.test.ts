import { ApiObject, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { IMountable, MountSource, ReloadStrategy, RotatingVolumeMount } from '../../src';
import { synthErrors, synthOne, testChart, WORKLOAD_KINDS, workloadOfKind } from '../support/workloads';

const changing = MountSource.secret('db', { keys: ['password'] });
const fixed = MountSource.configMap('app-0a1b2c3d4e', { keys: ['app.yaml'], immutable: true });

function scene(kind: typeof WORKLOAD_KINDS[number] = 'Deployment') {
  const chart = testChart();
  const workload = workloadOfKind(kind, chart, 'Work');
  let count = 0;
  const mount = (source: IMountable, reload?: ReloadStrategy) =>
    new RotatingVolumeMount(chart, `M${++count}`, { workload, source, mountPath: `/etc/m${count}`, reload });
  return { chart, workload, mount, annotations: () => synthOne(chart, kind).metadata.annotations };
}

test.each([
  ['Deployment', changing, 'inProcess'],
  ['StatefulSet', changing, 'inProcess'],
  ['DaemonSet', changing, 'inProcess'],
  ['Pod', changing, 'inProcess'],
  ['Job', changing, 'onRelease'],
  ['CronJob', changing, 'onRelease'],
  ['Deployment', fixed, 'onRelease'],
  ['Job', fixed, 'onRelease'],
  ['Deployment', MountSource.projected(changing, fixed), 'inProcess'],
] as const)('%s: the default follows from the source', (kind, source, expected) => {
  expect(`${scene(kind).mount(source).reload}`).toBe(expected);
});

test('inProcess is fine for a mixture, and refused where nothing changes in place', () => {
  const { mount } = scene();
  expect(mount(MountSource.projected(changing, fixed), ReloadStrategy.inProcess()).reload.toString()).toBe('inProcess');
  expect(() => mount(fixed, ReloadStrategy.inProcess())).toThrow(
    'payments/M2: ConfigMap "app-0a1b2c3d4e" never changes in place, so there is nothing to reload with inProcess; '
      + 'leave reload out: a change has a new name and comes with a release',
  );
});

test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'] as const)(
  'onRelease is refused for a %s whose source changes in place',
  (kind) => {
    const { mount } = scene(kind);
    expect(() => mount(changing, ReloadStrategy.onRelease())).toThrow(
      'payments/M1: Secret "db" may change in place, and with onRelease nothing tells the running pods of '
        + 'payments/Work, which would work on with the old content; ' +
        'use inProcess or stakaterReloader, or an immutable source',
    );
    expect(() => mount(MountSource.projected(changing, fixed), ReloadStrategy.onRelease())).toThrow(
      'Secret "db" may change in place',
    );
    expect(() => mount(fixed, ReloadStrategy.onRelease())).not.toThrow();
  },
);

describe('Stakater Reloader', () => {
  const reloader = ReloadStrategy.stakaterReloader();

  test.each(['Deployment', 'StatefulSet', 'DaemonSet'] as const)(
    'the objects are named on the %s itself, not on its pods',
    (kind) => {
      const { chart, mount, annotations } = scene(kind);
      mount(MountSource.projected(changing, MountSource.configMap('app', { keys: ['a'] })), reloader);
      expect(annotations()).toEqual({
        'secret.reloader.stakater.com/reload': 'db',
        'configmap.reloader.stakater.com/reload': 'app',
      });
      expect(synthOne(chart, kind).spec.template.metadata.annotations).toBeUndefined();
    },
  );

  test('several mounts and what the user wrote are united, and immutable objects left out', () => {
    const { workload, mount, annotations } = scene();
    workload.metadata.addAnnotation('secret.reloader.stakater.com/reload', 'mine, db');
    mount(changing, reloader);
    mount(MountSource.projected(MountSource.secret('tls', { keys: ['tls.key'] }), fixed), reloader);
    expect(annotations()).toEqual({ 'secret.reloader.stakater.com/reload': 'mine,db,tls' });
  });

  test('a mount without it adds nothing', () => {
    const { mount, annotations } = scene();
    mount(changing);
    expect(annotations()).toBeUndefined();
  });

  test('an annotation that is overwritten later fails at synth', () => {
    const { chart, workload, mount } = scene();
    mount(changing, reloader);
    workload.metadata.addAnnotation('secret.reloader.stakater.com/reload', 'mine');
    expect(synthErrors(chart)).toContain(
      'payments/M1: annotation secret.reloader.stakater.com/reload was overwritten and lacks db; set it before the '
        + 'mount is made, and the names are added to it',
    );
    workload.metadata.addAnnotation('secret.reloader.stakater.com/reload', 'mine,db');
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('is refused where nothing changes in place', () => {
    expect(() => scene().mount(fixed, reloader)).toThrow(
      'never changes in place, so there is nothing to reload with stakaterReloader',
    );
  });

  test.each(['Job', 'CronJob'] as const)('is refused for a %s, which it would run at once', (kind) => {
    expect(() => scene(kind).mount(changing, reloader)).toThrow(
      `payments/M1: Reloader would run a ${kind} at once on every change, and each run reads the current content `
        + 'anyway; leave reload out, or use one of Deployment, StatefulSet, DaemonSet',
    );
  });

  test('is refused for a Pod, which it does not know', () => {
    expect(() => scene('Pod').mount(changing, reloader)).toThrow(
      'payments/M1: Reloader does not restart a Pod; leave reload out',
    );
  });
});

test('a StatefulSet that replaces no pod automatically is refused unless the process reloads', () => {
  const chart = testChart();
  const workload = new kplus.StatefulSet(chart, 'Db', {
    containers: [{ image: 'a', portNumber: 1 }],
    strategy: kplus.StatefulSetUpdateStrategy.onDelete(),
  });
  const mount = (id: string, source: IMountable, reload?: ReloadStrategy) => () =>
    new RotatingVolumeMount(chart, id, { workload, source, mountPath: `/etc/${id}`, reload });
  expect(mount('A', changing, ReloadStrategy.stakaterReloader())).toThrow(
    'payments/A: payments/Db has update strategy OnDelete, so stakaterReloader changes the pod template and no pod '
      + 'is replaced until somebody deletes it; use the RollingUpdate strategy, or inProcess',
  );
  expect(mount('B', fixed)).toThrow(
    'payments/B: payments/Db has update strategy OnDelete, so onRelease changes the pod template',
  );
  expect(mount('C', changing)).not.toThrow();
  expect(ApiObject.of(workload).kind).toBe('StatefulSet');
});
