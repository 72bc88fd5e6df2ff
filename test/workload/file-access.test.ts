import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  FileMode,
  LeastPrivilegeSecretReader,
  MountSource,
  RotatingVolumeMount,
  RotatingVolumeMountProps,
} from '../../src';
import { FileNeed, solveFsGroup } from '../../src/workload/file-access';
import { podSpecOf, synthOne, testChart } from '../support/workloads';

const ROOT = { ensureNonRoot: false, user: 0 };

function scene(pod: kplus.PodSecurityContextProps = {}, container: kplus.ContainerSecurityContextProps = {}) {
  const chart = testChart();
  const workload = new kplus.Deployment(chart, 'Api', {
    securityContext: pod,
    containers: [{ image: 'a', name: 'api', securityContext: container }],
  });
  let count = 0;
  return {
    workload,
    mount: (props: Partial<RotatingVolumeMountProps> = {}) => {
      const id = `M${++count}`;
      return new RotatingVolumeMount(chart, id, {
        workload,
        source: MountSource.secret('db'),
        mountPath: `/etc/${id}`,
        ...props,
      });
    },
    read: () =>
      new LeastPrivilegeSecretReader(chart, 'Reader', {
        secrets: [kplus.Secret.fromSecretName(chart, 'S', 'db')],
      }).attachTo(workload),
    fsGroup: () => podSpecOf(synthOne(chart, 'Deployment')).securityContext.fsGroup,
  };
}

test('a default container of cdk8s-plus reads 0440 through the group that the pod gets', () => {
  const { mount, fsGroup } = scene();
  mount();
  expect(fsGroup()).toBe(65532);
});

test("the workload's own fsGroup is used", () => {
  const { mount, fsGroup } = scene({ fsGroup: 2000 });
  mount();
  expect(fsGroup()).toBe(2000);
});

test('a group that comes from here does not have big volumes walked at each start, and that of the workload keeps '
  + 'its policy', () => {
  const policyOf = (pod: kplus.PodSecurityContextProps) => {
    const { workload, mount } = scene(pod);
    mount();
    return podSpecOf(synthOne(Chart.of(workload), 'Deployment')).securityContext.fsGroupChangePolicy;
  };
  expect(policyOf({})).toBe('OnRootMismatch');
  expect(policyOf({ fsGroup: 2000 })).toBe('Always');
});

test('an fsGroup that a mount asks for holds for all, in either order', () => {
  for (const order of [[{}, { fsGroup: 2000 }], [{ fsGroup: 2000 }, {}]]) {
    const { mount, fsGroup } = scene();
    order.forEach((props) => mount(props));
    expect(fsGroup()).toBe(2000);
  }
});

test.each([
  ['mode 0444', {}, {}, { mode: FileMode.UNSAFE_ALL_READ }],
  ['a container as root', {}, ROOT, {}],
  ['a pod as root', { ensureNonRoot: false, user: 0 }, {}, {}],
  ['a container in group 0', {}, { group: 0 }, {}],
  ['mode 0400 and a container as root', {}, ROOT, { mode: FileMode.OWNER_READ }],
])('no fsGroup is needed with %s', (_, pod, container, props) => {
  const { mount, fsGroup } = scene(pod, container);
  mount(props);
  expect(fsGroup()).toBeUndefined();
});

test('the user of the container counts before that of the pod', () => {
  const { mount, fsGroup } = scene({ ensureNonRoot: false, user: 0 }, { user: 1000 });
  mount();
  expect(fsGroup()).toBe(65532);
});

test('one container that is not root is enough to need a group', () => {
  const { workload, mount, fsGroup } = scene({}, ROOT);
  workload.addContainer({ image: 'b', name: 'sidecar' });
  mount({ containers: ['api'] });
  expect(fsGroup()).toBeUndefined();
  mount({ containers: ['sidecar'] });
  expect(fsGroup()).toBe(65532);
});

test('two different groups are refused, and both places named', () => {
  const own = scene({ fsGroup: 2000 });
  expect(() => own.mount({ fsGroup: 3000 })).toThrow(
    'payments/M1: a pod has one fsGroup, but the securityContext of payments/Api asks for 2000 and payments/M1 for '
      + '3000; give it in one place',
  );
  const two = scene();
  two.mount({ fsGroup: 2000 });
  expect(() => two.mount({ fsGroup: 3000 })).toThrow(
    'payments/M2: a pod has one fsGroup, but payments/M1 asks for 2000 and payments/M2 for 3000',
  );
});

test.each([0, -1, 1.5, 2 ** 31, Number.NaN])('fsGroup %d is refused', (fsGroup) => {
  expect(() => scene().mount({ fsGroup })).toThrow(
    `payments/M1: fsGroup ${fsGroup} is not a whole number from 1 to 2147483647`,
  );
});

test.each([1, 2 ** 31 - 1])('fsGroup %d, at the end of what Kubernetes takes, is set', (group) => {
  const { mount, fsGroup } = scene();
  mount({ fsGroup: group });
  expect(fsGroup()).toBe(group);
});

test('0400 is refused where a container may not run as root', () => {
  expect(() => scene().mount({ mode: FileMode.OWNER_READ })).toThrow(
    'payments/M1: container "api" cannot read files of mode 0400: they belong to root, and the container may not '
      + 'run as user 0; use mode 0440',
  );
});

test('0400 is refused in a pod with an fsGroup, where the kubelet would make it 0440', () => {
  expect(() => scene({ fsGroup: 2000 }, ROOT).mount({ mode: FileMode.fromString('0600') })).toThrow(
    'payments/M1: mode 0600 cannot be had in a pod with fsGroup 2000: the kubelet then adds read permission for the '
      + 'group to every file, which would be 0640; use mode 0440',
  );
});

test('0400 and a mount that needs a group contradict each other in either order', () => {
  const build = () => {
    const it = scene({}, ROOT);
    it.workload.addContainer({ image: 'b', name: 'sidecar' });
    return {
      ownerOnly: () => it.mount({ mode: FileMode.OWNER_READ, containers: ['api'] }),
      grouped: () => it.mount({ containers: ['sidecar'] }),
      token: it.read,
    };
  };
  const first = build();
  first.ownerOnly();
  expect(first.grouped).toThrow(
    'payments/M2: mode 0400 (payments/M1) cannot be had in a pod with fsGroup 65532 (for payments/M2)',
  );
  const second = build();
  second.grouped();
  expect(second.ownerOnly).toThrow(
    'payments/M2: mode 0400 cannot be had in a pod with fsGroup 65532 (for payments/M1)',
  );
  const third = build();
  third.ownerOnly();
  expect(third.token).toThrow(
    'payments/Reader: mode 0400 (payments/M1) cannot be had in a pod with fsGroup 65532 (for payments/Reader)',
  );
});

test('files that the kubelet gives no group, as those of a CSI driver, have to be readable as root:root', () => {
  const need = (mode: number, user?: number): FileNeed => ({
    constructPath: 'c/Csi', mode, fsGroupApplies: false, readers: [{ name: 'api', user }],
  });
  const pod = { path: 'c/Api', fsGroup: 2000, groupForFiles: 65532 };
  expect(() => solveFsGroup('c/Csi', pod, [need(0o440)])).toThrow(
    'c/Csi: container "api" cannot read files of mode 0440 from a CSI driver: they belong to root:root, fsGroup '
      + 'does not apply to them',
  );
  expect(solveFsGroup('c/Csi', pod, [need(0o444)])).toBe(2000);
  expect(solveFsGroup('c/Csi', { path: 'c/Api', groupForFiles: 65532 }, [need(0o400, 0)])).toBeUndefined();
});
