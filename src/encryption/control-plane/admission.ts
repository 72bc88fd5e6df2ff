import { posix } from 'path';
import { Yaml } from 'cdk8s';
import { ControlPlaneWiring } from './control-plane-wiring';
import { kopsUpdate } from './distributions';
import { HostMount } from './host-file';
import { configuration, KubeadmApiVersion } from './kubeadm';
import { PATCH_FILE, patchCommands, podPatch } from './static-pod';
import {
  ADMISSION_CONFIG_FLAG, ADMISSION_CONFIG_KIND, ADMISSION_CONFIG_VERSION, AdmissionPlugin, policyPlugin,
} from '../../facts/admission-files';
import {
  KOPS_API_SERVER_FOLDER, KOPS_API_SERVER_ROLES, TALOS_ADMISSION_DOCUMENT, TALOS_API_SERVER_DOCUMENT,
} from '../../facts/distribution-mounts';
import { quoted } from '../../redaction/quoted';

/**
 * What API servers read of policies: the manifests, and the settings of other plugins that they have already.
 *
 * @internal
 */
export interface AdmissionContent {
  /** YAML of all policies and bindings. */
  readonly policies: string;
  readonly otherPlugins: readonly AdmissionPlugin[];
}

/** How a distribution gives policies to its API servers. */
export type AdmissionWiring = (content: AdmissionContent) => ControlPlaneWiring;

const CONFIG_FILE = 'admission-config.yaml';
const POLICIES_FILE = 'admission-policies.yaml';
const DROP_IN = '51-admission.yaml';
const FOLDER = '/etc/kubernetes/admission';

/** Files of policies on a control-plane host. Unlike keys, everybody may read them. */
class AdmissionFolder {
  public readonly configPath: string;
  public readonly policiesFolder: string;
  public readonly mounts: readonly HostMount[];
  public readonly flags: { readonly [name: string]: string };

  public constructor(private readonly folder: string = FOLDER) {
    this.configPath = posix.join(folder, CONFIG_FILE);
    this.policiesFolder = posix.join(folder, 'policies');
    this.mounts = [{ name: 'admission-policies', path: folder }];
    this.flags = { [ADMISSION_CONFIG_FLAG]: this.configPath };
  }

  public get policiesPath(): string {
    return posix.join(this.policiesFolder, POLICIES_FILE);
  }

  public configText({ otherPlugins }: AdmissionContent): string {
    return Yaml.stringify({
      apiVersion: ADMISSION_CONFIG_VERSION,
      kind: ADMISSION_CONFIG_KIND,
      plugins: [...otherPlugins, policyPlugin(this.policiesFolder)],
    });
  }

  public texts(content: AdmissionContent): { [fileName: string]: string } {
    return { [CONFIG_FILE]: this.configText(content), [POLICIES_FILE]: content.policies };
  }

  /** Steps that put the files in place. A rename replaces the policies at once, for API servers that reload them. */
  public steps(): string[] {
    const draft = `${this.policiesPath}.new`;
    return [
      `sudo install -d -m 0755 ${this.folder} ${this.policiesFolder}   # on every control-plane node`,
      `sudo install -m 0644 ${CONFIG_FILE} ${this.configPath}   # on every control-plane node`,
      `sudo install -m 0644 ${POLICIES_FILE} ${draft} && sudo mv ${draft} ${this.policiesPath}   # on every ` +
      'control-plane node; for a later change of the policies this is the only step: API servers read the folder ' +
      'again within a minute',
    ];
  }
}

function wired(texts: { readonly [fileName: string]: string }, steps: readonly string[]): ControlPlaneWiring {
  return ControlPlaneWiring._of({ texts, holdsFile: false, pluginSteps: [], steps });
}

export const staticPodAdmission: AdmissionWiring = (content) => {
  const folder = new AdmissionFolder();
  const { flags, mounts } = folder;
  return wired(
    { ...folder.texts(content), [PATCH_FILE]: podPatch(flags, mounts) },
    [...folder.steps(), ...patchCommands(flags, mounts)],
  );
};

export function kubeadmAdmission(version: KubeadmApiVersion): AdmissionWiring {
  return (content) => {
    const folder = new AdmissionFolder();
    const { flags, mounts } = folder;
    return wired(
      {
        ...folder.texts(content),
        'kubeadm.yaml': configuration(version, flags, mounts),
        [PATCH_FILE]: podPatch(flags, mounts),
      },
      [
        ...folder.steps(),
        'add the items of kubeadm.yaml to the lists in the ConfigMap kubeadm-config of kube-system: upgrades and new ' +
        'nodes then keep them',
        ...patchCommands(flags, mounts),
      ],
    );
  };
}

export const k3sAdmission: AdmissionWiring = (content) => {
  const folder = new AdmissionFolder();
  const args = Object.entries(folder.flags).map(([name, value]) => `${name}=${value}`);
  return wired(
    { ...folder.texts(content), [DROP_IN]: Yaml.stringify({ 'kube-apiserver-arg+': args }) },
    [
      `sudo grep -rn -e ${ADMISSION_CONFIG_FLAG} /etc/rancher/k3s /etc/systemd/system/k3s.service*   # on every ` +
      'server: prints nothing; the file that it names otherwise is the present configuration, and its argument is ' +
      'removed',
      ...folder.steps(),
      ...restarts('k3s', 'k3s'),
    ],
  );
};

/**
 * RKE2 always has an AdmissionConfiguration, for the plugin PodSecurity, and an option of its path.
 *
 * @see https://docs.rke2.io/security/pod_security_standards
 */
export const rke2Admission: AdmissionWiring = (content) => {
  if (content.otherPlugins.length === 0) {
    throw new Error('RKE2 has an AdmissionConfiguration, with its settings of the plugin PodSecurity, and reads only ' +
      'one; copy /etc/rancher/rke2/rke2-pss.yaml, or the file that pod-security-admission-config-file names, and ' +
      'give its path as the present configuration');
  }
  const folder = new AdmissionFolder();
  const dropIn = {
    'pod-security-admission-config-file': folder.configPath,
    'kube-apiserver-extra-mount+': folder.mounts.map(({ path }) => `${path}:${path}:ro`),
  };
  return wired(
    { ...folder.texts(content), [DROP_IN]: Yaml.stringify(dropIn) },
    [...folder.steps(), ...restarts('rke2', 'rke2-server')],
  );
};

function restarts(folder: string, service: string): string[] {
  return [
    `on every server: put ${DROP_IN} into /etc/rancher/${folder}/config.yaml.d/`,
    `on every server, one after the other: sudo systemctl restart ${service}, and wait until it is ready`,
  ];
}

/**
 * Talos writes the AdmissionConfiguration from the settings of each plugin, and adds those of a patch by their name. It
 * takes a new machine configuration without a restart, and writes files of it only when it starts: so the file comes
 * first. Only `cluster.apiServer` has mounts.
 *
 * @see https://docs.siderolabs.com/talos/v1.14/reference/configuration/v1alpha1/config
 * @see https://github.com/siderolabs/talos/tree/ad8823176e75/internal/app/machined/pkg/runtime/v1alpha1
 */
export const talosAdmission: AdmissionWiring = ({ policies, otherPlugins }) => {
  if (otherPlugins.length > 0) {
    throw new Error('Talos has settings for each plugin, and keeps those that are there; leave out the present ' +
      `configuration, which has ${quoted(otherPlugins[0].name)}`);
  }
  // The only folder in which a new file of the machine configuration may be.
  const folder = new AdmissionFolder('/var/lib/admission');
  const files = [{ path: folder.policiesPath, op: 'create', permissions: 0o644, content: policies }];
  const extraVolumes = folder.mounts.map(({ path }) => ({ hostPath: path, mountPath: path, readonly: true }));
  const apiServer = { extraVolumes, admissionControl: [policyPlugin(folder.policiesFolder)] };
  const everyNode = '# NODE: every control-plane node, one after the other';
  const patch = (file: string) => `talosctl patch machineconfig --nodes "$NODE" --patch @${file}   ${everyNode}`;
  return wired(
    {
      'admission-files.patch.yaml': Yaml.stringify({ machine: { files } }),
      'admission.patch.yaml': Yaml.stringify({ cluster: { apiServer } }),
    },
    [
      'talosctl get machineconfig --nodes "$NODE" --output yaml | grep -nE \'kind: ' +
      `(${TALOS_API_SERVER_DOCUMENT}|${TALOS_ADMISSION_DOCUMENT})'   # prints nothing; Talos refuses ` +
      'cluster.apiServer beside these documents, and they have no mounts: where it prints one, apply the ' +
      'ValidatingAdmissionPolicies through the API instead',
      patch('admission-files.patch.yaml'),
      'talosctl reboot --nodes "$NODE" --wait   # the same nodes, one after the other: Talos writes files only when ' +
      'it starts; for a later change of the policies, replace the content of the file and reboot again',
      patch('admission.patch.yaml'),
    ],
  );
};

export const talosSecretboxAdmission: AdmissionWiring = () => {
  throw new Error('policies as files need Kubernetes 1.37, which Talos has since 1.14; upgrade Talos, then use ' +
    'ControlPlane.talos()');
};

/**
 * kOps writes files to its nodes, and mounts one folder for them into the API server.
 *
 * @see https://kops.sigs.k8s.io/cluster_spec/#fileassets
 */
export const kopsAdmission: AdmissionWiring = (content) => {
  const folder = new AdmissionFolder(posix.join(KOPS_API_SERVER_FOLDER, 'admission'));
  const asset = (name: string, path: string, text: string) =>
    ({ name, path, mode: '0644', roles: [...KOPS_API_SERVER_ROLES], content: text });
  const spec = {
    kubeAPIServer: { admissionControlConfigFile: folder.configPath },
    fileAssets: [
      asset('admission-config', folder.configPath, folder.configText(content)),
      asset('admission-policies', folder.policiesPath, content.policies),
    ],
  };
  return wired(
    { 'cluster-patch.yaml': Yaml.stringify({ spec }) },
    ['kops edit cluster   # merge cluster-patch.yaml', ...kopsUpdate()],
  );
};
