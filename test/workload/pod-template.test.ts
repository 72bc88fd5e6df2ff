import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MountSource, ReloadStrategy, RotatingVolumeMount } from '../../src';
import { podSpecOf, synthErrors, synthOne, testChart, workloadOfKind } from '../support/workloads';

function scene(props: kplus.DeploymentProps = {}) {
  const chart = testChart();
  const workload = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'a', name: 'api' }], ...props });
  const mount = (id: string, mountPath: string, containers?: string[]) =>
    new RotatingVolumeMount(chart, id, { workload, source: MountSource.secret('db'), mountPath, containers });
  return { chart, workload, api: workload.containers[0], mount };
}

const emptyDir = (chart: any, name: string) => kplus.Volume.fromEmptyDir(chart, name, name);

describe('mount paths of one container', () => {
  test.each(['/etc/secrets', '/etc/secrets/db', '/etc/secrets/db/more'])(
    '%s is refused over /etc/secrets/db of the user',
    (path) => {
      const { chart, api, mount } = scene();
      api.mount('/etc/secrets/db', emptyDir(chart, 'scratch'));
      expect(() => mount('Db', path)).toThrow(
        `payments/Db: mountPath "${path}" overlaps "/etc/secrets/db" (volume scratch) in container "api", and one `
          + 'would hide the other; give each a dedicated directory',
      );
    },
  );

  test('another mount of ours is named', () => {
    const { mount } = scene();
    mount('One', '/etc/secrets');
    expect(() => mount('Two', '/etc/secrets/db')).toThrow(
      'payments/Two: mountPath "/etc/secrets/db" overlaps "/etc/secrets" (payments/One)',
    );
  });

  test('the same path in different containers is fine', () => {
    const { workload, mount } = scene();
    workload.addContainer({ image: 'b', name: 'b' });
    mount('One', '/etc/db', ['api']);
    expect(() => mount('Two', '/etc/db', ['b'])).not.toThrow();
  });

  test('one that is added later fails at synth', () => {
    const { chart, api, mount } = scene();
    mount('Db', '/etc/db');
    api.mount('/etc/db/cache', emptyDir(chart, 'cache'));
    expect(synthErrors(chart)).toContain(
      'payments/Db: the mount at /etc/db in container "api" is overlapped by a later one at /etc/db/cache (volume '
        + 'cache), and one would hide the other',
    );
  });
});

describe('volume names', () => {
  test('a name that is taken gives way', () => {
    const { chart, workload, api, mount } = scene();
    workload.addVolume(emptyDir(chart, 'db'));
    api.mount('/scratch', emptyDir(chart, 'tls'));
    expect(mount('Db', '/etc/db').volumeName).toMatch(/^db-[0-9a-f]{8}$/);
    expect(mount('Tls', '/etc/tls').volumeName).toMatch(/^tls-[0-9a-f]{8}$/);
    const names = podSpecOf(synthOne(chart, 'Deployment')).volumes.map(({ name }: any) => name);
    expect(new Set(names).size).toBe(4);
  });

  test.each([
    ['mounted', (workload: kplus.Deployment, volume: kplus.Volume) => workload.containers[0].mount('/scratch', volume)],
    ['added', (workload: kplus.Deployment, volume: kplus.Volume) => workload.addVolume(volume)],
  ])('a volume of the same name that is %s later fails at synth', (_, add) => {
    const { chart, workload, mount } = scene();
    mount('Db', '/etc/db');
    add(workload, emptyDir(chart, 'db'));
    expect(synthErrors(chart)).toContain(
      'payments/Db: its volume is named db, and so is a volume that was added to the workload later; give that one '
        + 'another name, or add it first',
    );
  });
});

describe('what is done to our volume by other means fails at synth', () => {
  const again = (chart: any, mount: object, container = 0) => {
    const more = { name: 'db', mountPath: '/etc/password', ...mount };
    ApiObject.of(chart.node.findChild('Api')).addJsonPatch(
      JsonPatch.add(`/spec/template/spec/containers/${container}/volumeMounts`, [
        { name: 'db', mountPath: '/etc/db', readOnly: true }, more,
      ].slice(container)));
    return synthErrors(chart);
  };

  test.each([{ subPath: 'password' }, { subPathExpr: '$(POD)' }])('%j', (options) => {
    const { chart, mount } = scene();
    mount('Db', '/etc/db');
    expect(again(chart, options)).toContain(
      '[payments/Api] payments/Db: /etc/password in container "api" mounts the volume with subPath, which '
        + 'Kubernetes never updates after the container starts; ' +
      'mount the directory, and name the file path with withPaths',
    );
  });

  test('a mount of a volume of cdk8s-plus that has its name', () => {
    const { chart, api, mount } = scene();
    mount('Db', '/etc/db');
    api.mount('/etc/password', kplus.Volume.fromSecret(chart, 'V', { name: 'db' } as any, { name: 'db' }), {
      subPath: 'password',
    });
    expect(synthErrors(chart)).toContain('/etc/password in container "api" mounts the volume with subPath');
  });

  test('a second mount in the same or another container', () => {
    const { chart, workload, mount } = scene();
    mount('Db', '/etc/db', ['api']);
    workload.addContainer({ image: 'b', name: 'b' });
    expect(again(chart, { mountPath: '/etc/db', readOnly: true }, 1)).toContain(
      'payments/Db: /etc/db in container "b" mounts the volume a second time, by hand; make another '
        + 'RotatingVolumeMount, or name the container in the first',
    );
  });

  test.each([['readOnly', false], ['mountPath', '/elsewhere']])('a change of %s', (field, value) => {
    const { chart, workload, mount } = scene();
    mount('Db', '/etc/db');
    ApiObject.of(workload)
      .addJsonPatch(JsonPatch.replace(`/spec/template/spec/containers/0/volumeMounts/0/${field}`, value));
    expect(synthErrors(chart)).toContain(
      'payments/Db: a JSON patch on the workload changed or removed the mount at /etc/db in container "api"; leave the '
        + 'mount as it is',
    );
  });
});

test('a container that is added after a mount for every container fails at synth, init containers too', () => {
  const { chart, workload, mount } = scene();
  mount('Db', '/etc/db');
  workload.addContainer({ image: 'b', name: 'late' });
  workload.addInitContainer({ image: 'b', name: 'late-init' });
  const errors = synthErrors(chart);
  for (const name of ['late', 'late-init']) {
    expect(errors).toContain(
      `payments/Db: container "${name}" was added after the mount at /etc/db, which is for every container, and `
        + 'would lack it; ' +
      'make the mount after the containers, or name the containers that it is for',
    );
  }
});

test('a workload gets one validation, however many mounts it has', () => {
  const { chart, workload, mount } = scene();
  const addValidation = jest.spyOn(workload.node, 'addValidation');
  for (const id of ['A', 'B', 'C']) {
    mount(id, `/etc/${id}`);
  }
  expect(addValidation).toHaveBeenCalledTimes(1);
  expect(() => Testing.synth(chart)).not.toThrow();
});

describe('JSON patches on the workload', () => {
  function patched(...operations: JsonPatch[]): string {
    const chart = testChart();
    const workload = workloadOfKind('Deployment', chart, 'Api');
    new RotatingVolumeMount(chart, 'Db', { workload, source: MountSource.secret('db'), mountPath: '/db' });
    ApiObject.of(workload).addJsonPatch(...operations);
    return synthErrors(chart);
  }
  const spec = '/spec/template/spec';

  test.each<[string, JsonPatch, string]>([
    [
      'make the Secret optional',
      JsonPatch.add(`${spec}/volumes/0/secret/optional`, true),
      'payments/Db: a JSON patch on the workload changed its volume "db", which is optional: the pods would start '
        + 'without',
    ],
    [
      'put another volume in its place',
      JsonPatch.replace(`${spec}/volumes/0`, { name: 'db', emptyDir: {} }),
      'changed its volume "db", which is no longer of a secret; leave the volume as it is',
    ],
    [
      'name another Secret',
      JsonPatch.replace(`${spec}/volumes/0/secret/secretName`, 'other'),
      'which is of another secret',
    ],
    [
      'choose some of its files',
      JsonPatch.add(`${spec}/volumes/0/secret/items`, [{ key: 'user', path: 'user' }]),
      'which has other items: the pods would start without some of its files',
    ],
    ['remove the volumes', JsonPatch.remove(`${spec}/volumes`), 'which is no longer there'],
    [
      'remove the mount',
      JsonPatch.remove(`${spec}/containers/0/volumeMounts`),
      'changed or removed the mount at /db in container "main"',
    ],
    [
      'remove the container',
      JsonPatch.replace(`${spec}/containers`, [{ name: 'other', image: 'o' }]),
      'changed or removed the mount at /db in container "main"',
    ],
    [
      'mount one file',
      JsonPatch.add(`${spec}/containers/0/volumeMounts/0/subPath`, 'password'),
      'removed the mount at /db',
    ],
    [
      'set what cdk8s-plus does not know',
      JsonPatch.add(`${spec}/volumes/0/secret/defaultUser`, 1000),
      'payments/Api: JSON patches set fields that cdk8s-plus does not know and does not write: ' +
        '"spec.template.spec.volumes[0].secret.defaultUser"; write the object as an ApiObject',
    ],
  ])('that %s are an error', (_name, operation, message) => {
    expect(patched(operation)).toContain(message);
  });

  test.each([['the pods', '/spec/template'], ['all that is wanted', '/spec']])(
    'that remove %s from a plain object are an error that names the volume', (_name, path) => {
      const chart = testChart();
      const workload = new ApiObject(chart, 'Api', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: { template: { spec: { containers: [{ name: 'main', image: 'm' }] } } },
      } as any);
      new RotatingVolumeMount(chart, 'Db', { workload, source: MountSource.secret('db'), mountPath: '/db' });
      workload.addJsonPatch(JsonPatch.remove(path));
      expect(synthErrors(chart)).toContain('payments/Db: a JSON patch on the workload changed its volume "db", which '
        + 'is no longer there; leave the volume as it is');
    });

  test('that rename a file of a projected volume are an error', () => {
    const chart = testChart();
    const workload = workloadOfKind('Deployment', chart, 'Api');
    const secret = MountSource.secret('db').withPaths({ password: 'pw' });
    const source = MountSource.projected(secret, MountSource.configMap('settings', { keys: ['x'] }));
    new RotatingVolumeMount(chart, 'Db', { workload, source, mountPath: '/db' });
    const volume = `${spec}/volumes/0/projected/sources/0/secret`;
    ApiObject.of(workload).addJsonPatch(JsonPatch.add(`${volume}/items/-`, { key: 'user', path: 'user' }));
    expect(synthErrors(chart)).toBe('');
    ApiObject.of(workload).addJsonPatch(JsonPatch.replace(`${volume}/items/0/path`, 'password'));
    expect(synthErrors(chart)).toContain('which has other items');
  });

  test('that take another class of a store are an error', () => {
    const chart = testChart();
    const reload = ReloadStrategy.inProcess();
    const workload = workloadOfKind('Deployment', chart, 'Api');
    new RotatingVolumeMount(chart, 'Db', { workload, source: MountSource.csi('db'), mountPath: '/db', reload });
    const attributes = `${spec}/volumes/0/csi/volumeAttributes`;
    ApiObject.of(workload).addJsonPatch(JsonPatch.replace(`${attributes}/secretProviderClass`, 'other'));
    expect(synthErrors(chart)).toContain('which is of another SecretProviderClass');
  });

  test('that leave the mounts alone are fine', () => {
    expect(patched(
      JsonPatch.add(`${spec}/priorityClassName`, 'high'),
      JsonPatch.add(`${spec}/volumes/-`, { name: 'tmp', emptyDir: {} }),
      JsonPatch.replace('/spec/strategy', { type: 'RollingUpdate', rollingUpdate: { maxSurge: { value: 2 } } }),
    )).toBe('');
  });
});
