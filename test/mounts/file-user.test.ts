import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { FileMode, KubernetesTarget, MountSource, RotatingVolumeMount, RotatingVolumeMountProps } from '../../src';
import { podSpecOf } from '../support/workloads';

const key = MountSource.secret('ssh', { keys: ['id'] });
const settings = MountSource.configMap('settings', { keys: ['a'] });
const OWNER_READ = FileMode.fromNumber(0o400);

function make(props: Partial<RotatingVolumeMountProps>, runAsUser: number | undefined = 1200, version?: string) {
  const app = new App();
  const chart = new Chart(app, 'shop', { disableResourceNameHashes: true });
  const workload = new kplus.Deployment(chart, 'Git', {
    containers: [{ image: 'git:1', name: 'git', portNumber: 8080, securityContext: { user: runAsUser } }],
  });
  const more = { workload, source: key, mountPath: '/etc/ssh-key', alphaFileUser: 1200, mode: OWNER_READ };
  new RotatingVolumeMount(chart, 'Files', { ...more, ...props });
  if (version !== undefined) {
    KubernetesTarget.set(app, version);
  }
  return { app, spec: () => podSpecOf(chart.toJson().find(({ kind }) => kind === 'Deployment')) };
}

test('files of mode 0400 belong to the user of the program, without an fsGroup', () => {
  const spec = make({}).spec();
  const secret = { secretName: 'ssh', defaultMode: 0o400, defaultUser: 1200 };
  expect(spec.volumes).toEqual([{ name: expect.any(String), secret }]);
  expect(spec.securityContext).not.toHaveProperty('fsGroup');
});

test('files of mode 0440 need no fsGroup where every container runs as their user', () => {
  const mode = FileMode.GROUP_READ;
  expect(make({ mode }).spec().securityContext).not.toHaveProperty('fsGroup');
  expect(make({ mode }, 1300).spec().securityContext).toHaveProperty('fsGroup', 65532);
});

test('a ConfigMap and several objects in one volume have the user too', () => {
  expect(make({ source: settings }).spec().volumes[0].configMap).toMatchObject({ name: 'settings', defaultUser: 1200 });
  const { projected } = make({ source: MountSource.projected(key, settings) }).spec().volumes[0];
  expect(projected).toMatchObject({ defaultMode: 0o400, defaultUser: 1200 });
});

test('without it no field is written', () => {
  const { secret } = make({ alphaFileUser: undefined, mode: undefined }).spec().volumes[0];
  expect(secret).not.toHaveProperty('defaultUser');
});

test('a container with another user cannot read files of mode 0400', () => {
  expect(() => make({}, 1300)).toThrow(
    'cannot read files of mode 0400: they belong to user 1200, and the container may not run as user 1200',
  );
});

test('a target before 1.37 is an error at synth', () => {
  expect(() => make({}, 1200, '1.36').app.synthYaml()).toThrow(
    'shop/Files: a user for the files of a volume is alpha since Kubernetes 1.37, and the target is 1.36',
  );
  expect(() => make({}, 1200, '1.37').app.synthYaml()).not.toThrow();
  expect(() => make({ alphaFileUser: undefined, mode: undefined }, 1200, '1.28').app.synthYaml()).not.toThrow();
});

test.each([0, -1, 1.5, 2 ** 31, NaN])('%d is not a user', (alphaFileUser) => {
  expect(() => make({ alphaFileUser })).toThrow(/Files: alphaFileUser \S+ is not a whole number from 1 to 2147483647/);
});

test('files that the kubelet does not give to the user are refused', () => {
  const image = MountSource.image(`registry.example/geo@sha256:${'0a'.repeat(32)}`);
  expect(() => make({ source: MountSource.csi('store'), mode: undefined })).toThrow('alphaFileUser does not reach');
  expect(() => make({ source: image, mode: undefined })).toThrow('leave out alphaFileUser');
  expect(() => make({ source: MountSource.serviceAccountToken('vault') })).toThrow(
    /the file of service account token .* mode 0600 .*; leave alphaFileUser out/,
  );
});
