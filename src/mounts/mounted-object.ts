import { CsiFile } from './csi-file';
import { MountSourceOptions } from './mount-source-options';
import { KubernetesFeature } from '../facts/kubernetes-features';

/** The kind of object that a mounted file comes from. */
export enum MountedKind {
  /** A core `Secret`: backed by tmpfs on the node. */
  SECRET = 'Secret',
  /** A core `ConfigMap`: on the node's disk. */
  CONFIG_MAP = 'ConfigMap',
  /**
   * A `SecretProviderClass`: the Secrets Store CSI driver fetches the files from an external store onto a tmpfs of the
   * node.
   */
  CSI = 'SecretProviderClass',
  /** A token of the pod's service account, named by its audience: on a tmpfs. */
  SERVICE_ACCOUNT_TOKEN = 'service account token',
  /** A private key and a certificate for the pod, named by their signer: on a tmpfs. */
  POD_CERTIFICATE = 'pod certificate',
  /** Certificates of authorities, named by their bundle or signer: on a tmpfs. */
  CLUSTER_TRUST_BUNDLE = 'cluster trust bundle',
  /** The files of an image, named by its reference: on the node's disk. */
  IMAGE = 'image',
}

/** What is known about a SecretProviderClass that is mounted. */
export interface CsiMountOptions {
  /**
   * Namespace of the SecretProviderClass. A pod can only mount those in the same namespace.
   *
   * @default - unknown: taken to be the namespace of the workload
   */
  readonly namespaceName?: string;

  /**
   * The files that appear in the volume. Given, a mount that the containers could not read is an error at construction.
   *
   * @default - unknown
   */
  readonly files?: CsiFile[];

  /**
   * Name of the service account that the store knows, under which the pod has to run.
   *
   * @default - any but the namespace's default
   */
  readonly serviceAccountName?: string;

  /**
   * Name of a Secret with the provider's own credentials, handed to the provider at each mount.
   *
   * @default - none
   */
  readonly nodePublishSecretName?: string;
}

/** One object in a volume, and which of its keys become which files. */
export interface MountedObject extends MountSourceOptions {
  /** Kind of the object. */
  readonly kind: MountedKind;

  /** Name of the object. */
  readonly name: string;

  /**
   * File path, relative to the mount path, of every key that is mounted.
   *
   * @default - every key, in a file of the key's name
   */
  readonly paths?: { [key: string]: string };

  /**
   * Restarts the workloads of this app that use the object, each time that it changes.
   *
   * @default - nobody
   */
  readonly restartedBy?: string;

  /**
   * The source of a projected volume, for a kind that has no name of an object and no keys to choose from.
   *
   * @default - none: the object is a Secret or ConfigMap, or is in another volume
   */
  readonly projection?: object;

  /**
   * The volume of an image.
   *
   * @default - none: the object is not an image
   */
  readonly image?: object;

  /**
   * What the release of Kubernetes must have.
   *
   * @default - nothing: every release has it
   */
  readonly feature?: KubernetesFeature;

  /**
   * What the Secrets Store CSI driver will do.
   *
   * @default - nothing: the object is not a SecretProviderClass
   */
  readonly csi?: CsiMountOptions;
}
