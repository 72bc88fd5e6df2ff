import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { FileMode, LeastPrivilegeSecretReader, MountSource, ReloadStrategy, RotatingVolumeMount } from '../../src';
import { podSpecOf } from '../support/workloads';

const claim = { name: 'data', persistentVolumeClaim: { claimName: 'ledger' } };
const readOnly = { name: 'data', persistentVolumeClaim: { claimName: 'ledger', readOnly: true } };

function pod(more: object = {}, container: object = {}) {
  return {
    containers: [{
      name: 'main', image: 'ledger:1', volumeMounts: [{ name: 'data', mountPath: '/data' }], ...container,
    }],
    ...more,
  };
}

function scene(spec: object, kind = 'Deployment', beside: object = {}) {
  const app = new App();
  const chart = new Chart(app, 'books');
  const workload = new ApiObject(chart, 'Ledger', {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'ledger' },
    spec: { selector: { matchLabels: { app: 'ledger' } }, template: { spec }, ...beside },
  });
  return { app, chart, workload };
}

const mount = (chart: Chart, workload: ApiObject, props: object = {}) => new RotatingVolumeMount(chart, 'Files', {
  workload, source: MountSource.secret('db'), mountPath: '/etc/db', reload: ReloadStrategy.inProcess(), ...props,
});

const groupOf = (spec: object, props: object = {}) => {
  const { chart, workload } = scene(spec);
  mount(chart, workload, props);
  return podSpecOf(chart.toJson()[0]).securityContext?.fsGroup;
};

describe('fsGroup is the one group that all containers run as', () => {
  const run = (runAsGroup?: number) => ({ securityContext: { runAsUser: 1000, runAsGroup } });

  test.each<[string, object, number | undefined]>([
    ['of the pod', pod(run(3000)), 3000],
    ['of each container', pod({}, run(3000)), 3000],
    ['of the container, before that of the pod', pod(run(4000), run(3000)), 3000],
    ['init containers included', pod({ initContainers: [{ name: 's', ...run(3000) }] }, run(3000)), 3000],
    ['unless an init container runs as another', pod({ initContainers: [{ name: 's', ...run(5) }] }, run(3000)), 65532],
    ['unless the image of one decides', pod({ initContainers: [{ name: 's' }] }, run(3000)), 65532],
    ['unless nobody says', pod(), 65532],
    ['and none where that is the group of root', pod(run(0)), undefined],
    ['unless the pods have one', pod({ securityContext: { runAsGroup: 3000, fsGroup: 2000 } }), 2000],
  ])('%s', (_name, spec, expected) => {
    expect(groupOf(spec)).toBe(expected);
  });

  test('also where only one of the containers reads the files', () => {
    const spec = pod({ initContainers: [{ name: 'setup', image: 's' }] }, run(3000));
    expect(groupOf(spec, { containers: ['main'] })).toBe(65532);
    expect(groupOf({ ...spec, securityContext: { runAsGroup: 3000 } }, { containers: ['main'] })).toBe(3000);
  });

  test('and of the pod, where a controller adds containers that the object does not show', () => {
    const of = (securityContext?: object) => {
      const chart = new Chart(new App(), 'watch');
      const workload = new ApiObject(chart, 'Server', {
        apiVersion: 'agones.dev/v1',
        kind: 'GameServer',
        metadata: { name: 'chess' },
        spec: { template: { spec: { containers: [{ name: 'game', image: 'c', ...run(3000) }], securityContext } } },
      });
      mount(chart, workload);
      return podSpecOf(chart.toJson()[0]).securityContext.fsGroup;
    };
    expect([of(), of({ runAsGroup: 3000 }), of({ runAsGroup: 2000 })]).toEqual([65532, 3000, 65532]);
  });

  test('a second construct finds the same group, and a container that came between changes it', () => {
    const app = new App();
    const chart = new Chart(app, 'books');
    const workload = new kplus.Deployment(chart, 'Ledger', {
      containers: [{ name: 'main', image: 'ledger:1', securityContext: { group: 26000 } }],
    });
    const secret = kplus.Secret.fromSecretName(chart, 'Existing', 'db');
    const fsGroup = () => podSpecOf(chart.toJson().find(({ kind }) => kind === 'Deployment')).securityContext.fsGroup;
    new RotatingVolumeMount(chart, 'Files', {
      workload, source: MountSource.secret('db'), mountPath: '/etc/db', containers: ['main'],
    });
    expect(fsGroup()).toBe(26000);
    workload.addContainer({ name: 'proxy', image: 'proxy:1', securityContext: { group: 27000 } });
    new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret] }).attachTo(workload);
    expect(fsGroup()).toBe(65532);
  });
});

describe('a volume with files from before, which a group that nobody named would be given', () => {
  /** What a synth prints. */
  function printedBy(app: App): string[] {
    const printed: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    try {
      app.synthYaml();
    } finally {
      write.mockRestore();
    }
    return printed;
  }

  function warnings(spec: object, props: object = {}, kind?: string, beside?: object): string[] {
    const { app, chart, workload } = scene(spec, kind, beside);
    new Chart(app, 'other'); // cdk8s validates everything once for each chart
    mount(chart, workload, props);
    return printedBy(app);
  }

  test('is told at synth, once, with what to do', () => {
    const [warning, ...others] = warnings(pod({ securityContext: { runAsGroup: 3000 }, volumes: [claim] }));
    expect(others).toEqual([]);
    expect(warning).toContain('cdk8s-strongbox: warning: books/Files: books/Ledger gets fsGroup 3000 to read its '
      + 'files, and volume "data" (claim "ledger") gets it too: in a volume that has files already, the first pod with '
      + 'this group gives all of them to group 3000');
    expect(warning).toContain('If it is meant, set fsGroup 3000 (or the group that the files have)');
  });

  test('of a claim template as well', () => {
    const templates = { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] };
    expect(warnings(pod(), {}, 'StatefulSet', templates).join('')).toContain('volume "data" (a claim template)');
  });

  test('because of the token of a reader, too', () => {
    const { app, chart, workload } = scene(pod({ volumes: [{ name: 'data', iscsi: { iqn: 'q' } }] }));
    new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [kplus.Secret.fromSecretName(chart, 'S', 'db')] })
      .attachTo(workload);
    expect(printedBy(app).join('')).toContain('books/Reader: books/Ledger gets fsGroup 65532 to read its files, and '
      + 'volume "data" (type iscsi) gets it too');
  });

  test.each<[string, object, object]>([
    ['a group that the mount names', pod({ volumes: [claim] }), { fsGroup: 3000 }],
    ['a group that the pods have', pod({ securityContext: { fsGroup: 3000 }, volumes: [claim] }), {}],
    ['no group', pod({ volumes: [claim] }), { mode: FileMode.UNSAFE_ALL_READ }],
    ['a volume that begins with the pod', pod({ volumes: [{ name: 'data', emptyDir: {} }] }), {}],
    ['a read-only claim', pod({ volumes: [readOnly] }), {}],
    ['a claim that nothing mounts', pod({ volumes: [claim] }, { volumeMounts: [] }), {}],
    ['a disk without a file system', pod(
      { volumes: [claim] }, { volumeMounts: [], volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] },
    ), {}],
  ])('is not for %s', (_name, spec, props) => {
    expect(warnings(spec, props)).toEqual([]);
  });
});
