import { Redacted } from '../../redaction/redacted';
import { EncryptionFile, IEncryptionSource } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import { k3sRewiring, k3sWiring, kopsWiring, rke2Rewiring, rke2Wiring } from './distributions';
import { flagsOf, FOLDER, HostFile, wiringDifference } from './host-file';
import { KubeadmApiVersion, kubeadmRewiring, kubeadmWiring } from './kubeadm';
import { Rewiring } from './rewiring';
import { samePath, staticPodRewiring, staticPodWiring, unmountSteps } from './static-pod';
import { TALOS_REMOVE, TALOS_REPLACE, talosRewiring, talosSecretboxWiring, talosWiring } from './talos';

/** Options for control planes that read the encryption file from the host. */
export interface ControlPlaneOptions {
  /**
   * Folder of the encryption file on every control-plane host, for nothing else. The whole folder is mounted: a mount of the
   * file alone would go on showing the old file after a new one took its place.
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
   * @default KubeadmApiVersion.V1BETA4 - kubeadm 1.31 and later
   */
  readonly apiVersion?: KubeadmApiVersion;
}

/** @internal */
export interface ControlPlaneShape {
  readonly title: string;
  /** Where the file lies on the host; undefined where the distribution takes the content. */
  readonly hostFile?: HostFile;
  readonly wire: (file: EncryptionFile) => ControlPlaneWiring;
  /** What is added where API servers have one file and get another. */
  readonly rewire: (before: EncryptionFile, after: EncryptionFile, isFirst: boolean) => Rewiring;
  /** How API servers come to read the file from where we put it, before the first stage. */
  readonly samePath: readonly string[];
  /** How mounts of folders go that no file needs any more. */
  readonly unmount: (folders: readonly string[]) => string[];
  /** Commands that give a new file to running API servers, once the wiring is there. */
  readonly replace: readonly string[];
  readonly remove: readonly string[];
}

/** For what takes the content of the file, and mounts what it mounts. */
const NOTHING_TO_MOUNT = { rewire: () => ({ texts: {}, steps: [] }), samePath: [], unmount: () => [] };

/** How the API servers of a cluster get their encryption file: which flags, mounts and commands there are. */
export class ControlPlane extends Redacted {
  /**
   * A cluster of kubeadm: the wiring is a `ClusterConfiguration` and a patch for running nodes.
   *
   * A new cluster begins with the file of the last stage: put it in its place, and run `kubeadm init --config` with the `ClusterConfiguration`.
   */
  public static kubeadm(options: KubeadmOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    const version = options.apiVersion ?? KubeadmApiVersion.V1BETA4;
    return new ControlPlane({
      title: 'kubeadm',
      hostFile,
      wire: (file) => kubeadmWiring(hostFile, file, version),
      rewire: (before, after) => kubeadmRewiring(version, wiringDifference(hostFile, before, after)),
      samePath: samePath(hostFile),
      unmount: (folders) => [
        ...folders.map((folder) => `take ${JSON.stringify(folder)} out of the ConfigMap kubeadm-config of kube-system`),
        ...unmountSteps(folders),
      ],
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands('/etc/kubernetes/manifests/kube-apiserver.yaml: take out the flags, the mount and the volume of the wiring'),
    });
  }

  /** API servers that are static pods, by whatever made them: the wiring is a JSON patch of the pod. */
  public static staticPod(options: ControlPlaneOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    return new ControlPlane({
      title: 'static pods',
      hostFile,
      wire: (file) => staticPodWiring(hostFile, file),
      rewire: (before, after) => staticPodRewiring(wiringDifference(hostFile, before, after)),
      samePath: samePath(hostFile),
      unmount: unmountSteps,
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands('/etc/kubernetes/manifests/kube-apiserver.yaml: take out the flags, the mount and the volume of the wiring'),
    });
  }

  /**
   * k3s with a file of our own, through `kube-apiserver-arg`. It excludes k3s's own `--secrets-encryption`, whose key k3s
   * makes and rotates by itself (`k3s secrets-encrypt`).
   */
  public static k3s(options: ControlPlaneOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    return new ControlPlane({
      title: 'k3s',
      hostFile,
      wire: (file) => k3sWiring(hostFile, file),
      rewire: (before, after, isFirst) => k3sRewiring(hostFile, before, after, isFirst),
      samePath: [],
      unmount: () => [],
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands('/etc/rancher/k3s/config.yaml.d/50-encryption.yaml: delete it, then sudo systemctl restart k3s'),
    });
  }

  /**
   * RKE2 with a file of our own, through `kube-apiserver-arg`. RKE2 encrypts Secrets from its first start, with a file in
   * `/var/lib/rancher/rke2/server/cred/encryption-config.json`: that one is the present file of the first rotation.
   */
  public static rke2(options: ControlPlaneOptions = {}): ControlPlane {
    const hostFile = new HostFile(options.folder ?? FOLDER);
    return new ControlPlane({
      title: 'RKE2',
      hostFile,
      wire: (file) => rke2Wiring(hostFile, file),
      rewire: (before, after, isFirst) => rke2Rewiring(hostFile, before, after, isFirst),
      samePath: [],
      unmount: (folders) => folders.map((folder) =>
        `/etc/rancher/rke2/config.yaml.d/50-encryption.yaml: take out ${folder}:${folder}:ro`),
      replace: hostFile.installCommands(),
      remove: hostFile.removeCommands('/etc/rancher/rke2/config.yaml.d/50-encryption.yaml: delete it, then sudo systemctl restart rke2-server'),
    });
  }

  /**
   * Talos 1.14 and later, whose machine configuration takes the content of the file (`KubeEtcdEncryptionConfig`). Talos makes
   * such a document for a new cluster: its content is the present file of the first rotation.
   *
   * @see https://docs.siderolabs.com/talos/v1.14/reference/configuration/kubernetes/kubeetcdencryptionconfig
   */
  public static talos(): ControlPlane {
    return new ControlPlane({
      title: 'Talos',
      wire: talosWiring,
      rewire: (before, after) => talosRewiring(wiringDifference(undefined, before, after)),
      samePath: [],
      unmount: (folders) => folders.map((folder) =>
        `machine configuration, cluster.apiServer.extraVolumes: take out ${JSON.stringify(folder)}`),
      replace: [TALOS_REPLACE],
      remove: [TALOS_REMOVE],
    });
  }

  /**
   * Talos before 1.14, whose machine configuration takes one key for Secrets and makes the file itself. It cannot rotate the
   * key; upgrade for that.
   */
  public static talosSecretbox(): ControlPlane {
    const none = ['Talos before 1.14 makes its encryption file from one key and cannot have a second one; upgrade Talos, then use ControlPlane.talos()'];
    return new ControlPlane({
      title: 'Talos before 1.14', wire: talosSecretboxWiring, ...NOTHING_TO_MOUNT, replace: none, remove: none,
    });
  }

  /** A cluster of kOps, which keeps the file in its state store and gives it to new control-plane nodes. */
  public static kops(): ControlPlane {
    return new ControlPlane({
      title: 'kOps',
      wire: kopsWiring,
      ...NOTHING_TO_MOUNT,
      replace: ['kops create secret encryptionconfig --force -f encryption-config.yaml', 'kops update cluster --yes', 'kops rolling-update cluster --instance-group-roles control-plane --force --yes'],
      remove: ['kops edit cluster   # take out spec.encryptionConfig', 'kops update cluster --yes', 'kops rolling-update cluster --instance-group-roles control-plane --force --yes'],
    });
  }

  readonly #shape: ControlPlaneShape;

  private constructor(shape: ControlPlaneShape) {
    super(`<control plane ${shape.title}>`);
    this.#shape = shape;
  }

  /**
   * What the API servers need to read a file: flags, mounts, and the commands that bring them there.
   *
   * @param source the file; its KMS providers say which sockets are mounted
   * @throws when the distribution cannot take the file
   */
  public wire(source: IEncryptionSource): ControlPlaneWiring {
    return this.#shape.wire(source.toEncryptionFile());
  }

  /** @internal */
  public _shape(): ControlPlaneShape {
    return this.#shape;
  }

  /**
   * Flags of `kube-apiserver` by name, without dashes: the file, its automatic reload, and the gate that KMS v1 needs.
   *
   * @param source the file
   * @throws when the distribution takes the content of the file and sets the flags itself
   */
  public flags(source: IEncryptionSource): { [name: string]: string } {
    const { hostFile, title } = this.#shape;
    if (!hostFile) throw new Error(`${title} sets the flags of its API servers itself; use wire(file)`);
    return flagsOf(hostFile, source.toEncryptionFile());
  }
}
