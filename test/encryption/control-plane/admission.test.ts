import * as YAML from 'yaml';
import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { KubeadmApiVersion } from '../../../src/encryption/control-plane/kubeadm';

const POLICIES = 'kind: ValidatingAdmissionPolicy\n';
const POD_SECURITY = { name: 'PodSecurity', path: '/etc/pod-security.yaml' };

const wire = (plane: ControlPlane, otherPlugins: { name: string }[] = []) =>
  plane._wireAdmission({ policies: POLICIES, otherPlugins });
const parsed = (plane: ControlPlane, file: string, otherPlugins: { name: string }[] = []) =>
  YAML.parse(wire(plane, otherPlugins).textOf(file));

const plugin = (folder: string) => ({
  name: 'ValidatingAdmissionPolicy',
  configuration: {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyConfiguration',
    staticManifestsDir: folder,
  },
});

describe.each([
  ['kubeadm', ControlPlane.kubeadm(), []],
  ['static pods', ControlPlane.staticPod(), []],
  ['k3s', ControlPlane.k3s(), []],
  ['RKE2', ControlPlane.rke2(), [POD_SECURITY]],
])('%s', (_, plane, others) => {
  test('one AdmissionConfiguration keeps the settings of other plugins and names the folder of the policies', () => {
    expect(parsed(plane, 'admission-config.yaml', others)).toEqual({
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'AdmissionConfiguration',
      plugins: [...others, plugin('/etc/kubernetes/admission/policies')],
    });
    expect(wire(plane, others).textOf('admission-policies.yaml')).toBe(POLICIES);
  });

  test('the files are on the host before an API server gets the flag', () => {
    const { steps } = wire(plane, others);
    const index = (text: string) => steps.findIndex((step) => step.includes(text));
    expect(steps.join('\n')).toContain('/etc/kubernetes/admission/policies/admission-policies.yaml');
    expect(index('sudo install -m 0644 admission-policies.yaml')).toBeLessThan(index('one after the other'));
    expect(index('sudo install -m 0644 admission-config.yaml')).toBeLessThan(index('one after the other'));
  });

  test('it holds no keys', () => {
    expect(wire(plane, others).holdsKeys).toBe(false);
  });
});

test('kubeadm: the flag and the folder, for new nodes and for those that run', () => {
  expect(parsed(ControlPlane.kubeadm(), 'kubeadm.yaml').apiServer).toEqual({
    extraArgs: [
      { name: 'admission-control-config-file', value: '/etc/kubernetes/admission/admission-config.yaml' },
    ],
    extraVolumes: [{
      name: 'admission-policies',
      hostPath: '/etc/kubernetes/admission',
      mountPath: '/etc/kubernetes/admission',
      readOnly: true,
      pathType: 'DirectoryOrCreate',
    }],
  });
  expect(parsed(ControlPlane.kubeadm(), 'kube-apiserver-patch.yaml')).toEqual(
    parsed(ControlPlane.staticPod(), 'kube-apiserver-patch.yaml'),
  );
  const old = ControlPlane.kubeadm({ apiVersion: KubeadmApiVersion.V1BETA3 });
  expect(parsed(old, 'kubeadm.yaml').apiServer.extraArgs).toEqual({
    'admission-control-config-file': '/etc/kubernetes/admission/admission-config.yaml',
  });
});

test('a static pod: a JSON patch, and a look for a flag that is there', () => {
  expect(parsed(ControlPlane.staticPod(), 'kube-apiserver-patch.yaml')).toContainEqual({
    op: 'add',
    path: '/spec/containers/0/command/-',
    value: '--admission-control-config-file=/etc/kubernetes/admission/admission-config.yaml',
  });
  expect(wire(ControlPlane.staticPod()).steps.join('\n')).toContain("-e '--admission-control-config-file='");
});

test('k3s takes the flag, RKE2 has an option, since it sets the flag itself', () => {
  expect(parsed(ControlPlane.k3s(), '51-admission.yaml')).toEqual({
    'kube-apiserver-arg+': ['admission-control-config-file=/etc/kubernetes/admission/admission-config.yaml'],
  });
  expect(parsed(ControlPlane.rke2(), '51-admission.yaml', [POD_SECURITY])).toEqual({
    'pod-security-admission-config-file': '/etc/kubernetes/admission/admission-config.yaml',
    'kube-apiserver-extra-mount+': ['/etc/kubernetes/admission:/etc/kubernetes/admission:ro'],
  });
  expect(() => wire(ControlPlane.rke2())).toThrow('copy /etc/rancher/rke2/rke2-pss.yaml');
  // The flag may be in the service as well.
  expect(wire(ControlPlane.k3s()).steps[0]).toContain('/etc/rancher/k3s /etc/systemd/system/k3s.service*');
});

test('Talos: the file is on every node before the API server gets the plugin, with its mount beside it', () => {
  const wiring = wire(ControlPlane.talos());
  expect(YAML.parse(wiring.textOf('admission-files.patch.yaml'))).toEqual({
    machine: {
      files: [{
        path: '/var/lib/admission/policies/admission-policies.yaml',
        op: 'create',
        permissions: 420,
        content: POLICIES,
      }],
    },
  });
  // A document KubeAdmissionControlConfig has no mounts, and excludes these settings.
  expect(YAML.parse(wiring.textOf('admission.patch.yaml'))).toEqual({
    cluster: {
      apiServer: {
        extraVolumes: [{ hostPath: '/var/lib/admission', mountPath: '/var/lib/admission', readonly: true }],
        admissionControl: [plugin('/var/lib/admission/policies')],
      },
    },
  });
  expect(wiring.steps.map((step) => step.split('   #')[0])).toEqual([
    'talosctl get machineconfig --nodes "$NODE" --output yaml | grep -nE '
      + "'kind: (KubeAPIServerConfig|KubeAdmissionControlConfig)'",
    'talosctl patch machineconfig --nodes "$NODE" --patch @admission-files.patch.yaml',
    'talosctl reboot --nodes "$NODE" --wait',
    'talosctl patch machineconfig --nodes "$NODE" --patch @admission.patch.yaml',
  ]);
  expect(() => wire(ControlPlane.talos(), [POD_SECURITY])).toThrow(
    'leave out the present configuration, which has "PodSecurity"',
  );
  expect(() => wire(ControlPlane.talosSecretbox())).toThrow('use ControlPlane.talos()');
});

test('kOps: both files in the folder that it mounts, on all instances with an API server', () => {
  const wiring = wire(ControlPlane.kops(), [POD_SECURITY]);
  const { spec } = YAML.parse(wiring.textOf('cluster-patch.yaml'));
  // Since kOps 1.22 it mounts no other folder of /srv/kubernetes.
  const folder = '/srv/kubernetes/kube-apiserver/admission';
  expect(spec.kubeAPIServer).toEqual({ admissionControlConfigFile: `${folder}/admission-config.yaml` });
  expect(spec.fileAssets.map(({ path }: any) => path)).toEqual([
    `${folder}/admission-config.yaml`, `${folder}/policies/admission-policies.yaml`,
  ]);
  expect(spec.fileAssets.map(({ roles }: any) => roles)).toEqual(Array(2).fill(['ControlPlane', 'APIServer']));
  expect(YAML.parse(spec.fileAssets[0].content).plugins).toEqual([POD_SECURITY, plugin(`${folder}/policies`)]);
  expect(wiring.steps.at(-1)).toBe('kops rolling-update cluster --instance-group-roles control-plane,apiserver --yes');
});
