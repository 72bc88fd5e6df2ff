import { Redacted } from '../../redaction/redacted';
import { EncryptionFile, IEncryptionSource } from '../encryption-file';
import {
  AdmissionContent, AdmissionWiring, k3sAdmission, kopsAdmission, kubeadmAdmission, rke2Admission, staticPodAdmission,
  talosAdmission, talosSecretboxAdmission,
} from './admission';
import { ControlPlaneWiring } from './control-plane-wiring';
import { k3sRewiring, k3sWiring, kopsUpdate, kopsWiring, rke2Rewiring, rke2Wiring } from './distributions';
import { flagsOf, FOLDER, HostFile, wiringDifference } from './host-file';
import { KubeadmApiVersion, kubeadmRewiring, kubeadmWiring } from './kubeadm';
import { Rewiring } from './rewiring';
import { samePath, staticPodRewiring, staticPodWiring, unmountSteps } from './static-pod';
import { TALOS_REMOVE, TALOS_REPLACE, talosRewiring, talosSecretboxWiring, talosWiring } from './talos';

/** Options for control planes that read the encryption file from the host. */
export interface ControlPlaneOptions {
  /**
   * Dedicated folder for the encryption file on every control-plane host. The whole folder is mounted: a mount of the
   * file alone would still show the old file after a new one took its place.
   *
   * @default '/etc/kubernetes/enc'
   */
  readonly folder?: string;
}

/** Options for `ControlPlane.kubeadm`. */
export interface KubeadmOptions extends ControlPlaneOptions {
  /**
   * Version of kubeadm's configuration.
   *
   * @default KubeadmApiVersion.V1BETA4 - read by kubeadm 1.31 and later
   */
  readonly apiVersion?: KubeadmApiVersion;
}

/** @internal */
export interface ControlPlaneShape {
  readonly title: string;
  /** Where the file is on the host; undefined where the distribution takes the content. */
  readonly hostFile?: HostFile;
  readonly wire: (file: EncryptionFile) => ControlPlaneWiring;
  /** Gives policies to the API servers. */
  readonly admission: AdmissionWiring;
  /** What to add where API servers have one file and get another. */
  readonly rewire: (before: EncryptionFile, after: EncryptionFile, isFirst: boolean) => Rewiring;
  /** Steps that make API servers read the file from our path, before the first stage. */
  readonly samePath: readonly string[];
  /** Steps that remove the mounts of folders that no file needs any more. */
  readonly unmount: (folders: readonly string[]) => string[];
  /** Commands that give a new file to running API servers, once the wiring is in place. */
  readonly replace: readonly string[];
  readonly remove: readonly string[];
}

const STATIC_POD_REMOVAL =
  '/etc/kubernetes/manifests/kube-apiserver.yaml: remove the flags, the mount and the volume of the wiring';

// The name of the secret stays, so kOps sees no change.
const KOPS_UPDATE = kopsUpdate(' --force');

/** For distributions that take the content of the file, and add no mounts. */
const NOTHING_TO_MOUNT = { rewire: () => ({ texts: {}, steps: [] }), samePath: [], unmount: () => [] };

/** How the API servers of a cluster get their encryption file, and policies: flags, mounts and commands. */
export class ControlPlane extends Redacted {
  /**
   * A cluster of kubeadm: the wiring is a `ClusterConfiguration` and a patch for running nodes.
   *
   * A new cluster begins with the file of the last stage: put it in its place, and run `kubeadm init --config` with the
   * `ClusterConfiguration`.
   *
   * @throws Error when the folder is not an absolute path to a dedicated directory
   */
  public static kubeadm(options: KubeadmOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    const version = options.apiVersion ?? KubeadmApiVersion.V1BETA4;
    return new ControlPlane({
      title: 'kubeadm',
      hostFile,
      wire: (file) => kubeadmWiring(hostFile, file, version),
      admission: kubeadmAdmission(version),
      rewire: (before, after) => kubeadmRewiring(version, wiringDifference(hostFile, before, after)),
      samePath: samePath(hostFile),
      unmount: (folders) => [
        ...folders.map((folder) => `remove ${JSON.stringify(folder)} from the ConfigMap kubeadm-config of kube-system`),
        ...unmountSteps(folders),
      ],
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands(STATIC_POD_REMOVAL),
    });
  }

  /**
   * API servers that are static pods, whatever made them: the wiring is a JSON patch of the pod.
   *
   * @throws Error when the folder is not an absolute path to a dedicated directory
   */
  public static staticPod(options: ControlPlaneOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    return new ControlPlane({
      title: 'static pods',
      hostFile,
      wire: (file) => staticPodWiring(hostFile, file),
      admission: staticPodAdmission,
      rewire: (before, after) => staticPodRewiring(wiringDifference(hostFile, before, after)),
      samePath: samePath(hostFile),
      unmount: unmountSteps,
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands(STATIC_POD_REMOVAL),
    });
  }

  /**
   * k3s with the file of this library, through `kube-apiserver-arg`. It excludes `--secrets-encryption` of k3s, whose
   * key k3s generates and rotates automatically (`k3s secrets-encrypt`).
   *
   * @throws Error when the folder is not an absolute path to a dedicated directory
   */
  public static k3s(options: ControlPlaneOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    return new ControlPlane({
      title: 'k3s',
      hostFile,
      wire: (file) => k3sWiring(hostFile, file),
      admission: k3sAdmission,
      rewire: (before, after, isFirst) => k3sRewiring(hostFile, before, after, isFirst),
      samePath: [],
      unmount: () => [],
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands(
        '/etc/rancher/k3s/config.yaml.d/50-encryption.yaml: delete it, then sudo systemctl restart k3s',
      ),
    });
  }

  /**
   * RKE2 with the file of this library, through `kube-apiserver-arg`. RKE2 encrypts Secrets from its first start, with
   * the file `/var/lib/rancher/rke2/server/cred/encryption-config.json`: it is the present file of the first rotation.
   *
   * @throws Error when the folder is not an absolute path to a dedicated directory
   */
  public static rke2(options: ControlPlaneOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    return new ControlPlane({
      title: 'RKE2',
      hostFile,
      wire: (file) => rke2Wiring(hostFile, file),
      admission: rke2Admission,
      rewire: (before, after, isFirst) => rke2Rewiring(hostFile, before, after, isFirst),
      samePath: [],
      unmount: (folders) => folders.map((folder) =>
        `/etc/rancher/rke2/config.yaml.d/50-encryption.yaml: remove ${folder}:${folder}:ro`),
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands(
        '/etc/rancher/rke2/config.yaml.d/50-encryption.yaml: delete it, then sudo systemctl restart rke2-server',
      ),
    });
  }

  /**
   * Talos 1.14 and later, whose machine configuration takes the content of the file (`KubeEtcdEncryptionConfig`). Talos
   * creates such a document for a new cluster: its content is the present file of the first rotation.
   *
   * @see https://docs.siderolabs.com/talos/v1.14/reference/configuration/kubernetes/kubeetcdencryptionconfig
   */
  public static talos(): ControlPlane {
    return new ControlPlane({
      title: 'Talos',
      wire: talosWiring,
      admission: talosAdmission,
      rewire: (before, after) => talosRewiring(wiringDifference(undefined, before, after)),
      samePath: [],
      unmount: (folders) => folders.map((folder) =>
        `machine configuration, cluster.apiServer.extraVolumes: remove ${JSON.stringify(folder)}`),
      replace: [TALOS_REPLACE],
      remove: [TALOS_REMOVE],
    });
  }

  /**
   * Talos before 1.14, whose machine configuration takes one key for Secrets and creates the file itself. It cannot
   * rotate the key; upgrade for that.
   */
  public static talosSecretbox(): ControlPlane {
    const none = [
      'Talos before 1.14 creates its encryption file from one key and cannot have a second one; upgrade Talos, then ' +
      'use ControlPlane.talos()',
    ];
    return new ControlPlane({
      title: 'Talos before 1.14',
      wire: talosSecretboxWiring,
      admission: talosSecretboxAdmission,
      ...NOTHING_TO_MOUNT,
      replace: none,
      remove: none,
    });
  }

  /** A cluster of kOps, which stores the file in its state store and gives it to new control-plane nodes. */
  public static kops(): ControlPlane {
    return new ControlPlane({
      title: 'kOps',
      wire: kopsWiring,
      admission: kopsAdmission,
      ...NOTHING_TO_MOUNT,
      replace: ['kops create secret encryptionconfig --force -f encryption-config.yaml', ...KOPS_UPDATE],
      remove: ['kops edit cluster   # remove spec.encryptionConfig', ...KOPS_UPDATE],
    });
  }

  private readonly shape: ControlPlaneShape;

  private constructor(shape: ControlPlaneShape) {
    super(`<control plane ${shape.title}>`);
    this.shape = shape;
  }

  /**
   * Everything that the API servers need to read a file: flags, mounts, and the commands that apply them.
   *
   * @param source the file; the sockets of its KMS providers are mounted
   * @throws Error when the distribution cannot take the file
   */
  public wire(source: IEncryptionSource): ControlPlaneWiring {
    return this.shape.wire(source.toEncryptionFile());
  }

  /** @internal */
  public _wireAdmission(content: AdmissionContent): ControlPlaneWiring {
    return this.shape.admission(content);
  }

  /** @internal */
  public _shape(): ControlPlaneShape {
    return this.shape;
  }

  /**
   * Flags of `kube-apiserver` by name, without dashes: the file, its automatic reload, and the gate that KMS v1 needs.
   *
   * @param source the file
   * @throws Error when the distribution takes the content of the file and sets the flags itself
   */
  public flags(source: IEncryptionSource): { [name: string]: string } {
    const { hostFile, title } = this.shape;
    if (!hostFile) {
      throw new Error(`${title} sets the flags of its API servers itself; use wire(file)`);
    }
    return flagsOf(hostFile, source.toEncryptionFile());
  }
}
