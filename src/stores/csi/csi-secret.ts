import { ApiObject, ApiObjectMetadata, Lazy } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CsiSyncedSecret } from './csi-synced-secret';
import { validateMetadata, validateName } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { apiVersionOf, SECRET_PROVIDER_CLASS } from '../../facts/api-kinds';
import { copyFaults, driverFaults, fileFaults } from '../../facts/secrets-store-faults';
import { CsiFile } from '../../mounts/csi-file';
import { IMountable, MountSource } from '../../mounts/mount-source';
import { listed, named, quoted } from '../../redaction/quoted';
import { refuse } from '../refuse';
import { claimSecretName } from '../secret-claims';
import { isMounted, readersWithoutMount, watchConsumers } from '../secret-consumers';
import { refuseDefaultAccount } from '../service-accounts';

/** Files of the Secrets Store CSI driver, fetched from an external store when a pod starts. */
export interface CsiSecretProps {
  /**
   * Name of the provider as it is installed on the nodes, such as `vault`, `aws`, `gcp`, `azure`.
   *
   * The constructs for these four check their parameters; this class is for any other provider.
   */
  readonly provider: string;

  /**
   * Parameters of the provider. The driver takes strings only: booleans and numbers are quoted, lists are YAML in a
   * string.
   */
  readonly parameters: { [name: string]: string };

  /** Files that the provider writes. */
  readonly files: CsiFile[];

  /**
   * Service account that the store knows. Every pod that mounts these files runs under it.
   *
   * @default - the store does not check it, and any dedicated service account will do
   */
  readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * Native Secret with the credentials of the provider, which the kubelet passes to the provider at each mount.
   * A long-lived credential that everybody who may create pods in the namespace can use.
   *
   * @default - none: the provider exchanges the pod's own identity for access
   */
  readonly unsafeStaticCredentials?: kplus.ISecret;

  /**
   * Name, namespace, labels and annotations of the SecretProviderClass. Pods of the same namespace can mount it.
   *
   * @default - a generated name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Secrets of an external store as files, by the Secrets Store CSI driver: a `SecretProviderClass`, and the handle that
 * `RotatingVolumeMount` mounts.
 *
 * The value never is a Kubernetes Secret unless it is synced to one. In exchange, a pod starts only while the store
 * responds: the mount is all or nothing, one object that cannot be read keeps the pod from starting. A new value
 * reaches the files only where the driver runs with `enableSecretRotation` (off by default), and the driver never
 * restarts a pod.
 *
 * @see https://secrets-store-csi-driver.sigs.k8s.io
 * @example
 * const database = new CsiSecret(chart, 'Database', {
 *   provider: 'akeyless',
 *   parameters: {
 *     akeylessGatewayURL: 'https://akeyless.internal',
 *     objects: '- secretPath: /payments/db\n  fileName: password\n',
 *   },
 *   files: [{ fileName: 'password' }],
 *   serviceAccount,
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', {
 *   workload: api, source: database, mountPath: '/etc/secrets/db', reload: ReloadStrategy.inProcess(),
 * });
 */
export class CsiSecret extends Construct implements IMountable {
  /** Name of the SecretProviderClass. */
  public readonly name: string;

  /**
   * Namespace of the SecretProviderClass, of pods that can mount it, and of Secrets that are kept in step with it.
   *
   * @default - unknown: left to whoever applies the manifests
   */
  public readonly namespaceName?: string;

  /** Paths of the files, relative to the mount path. */
  public readonly files: string[];

  /**
   * Name of the service account that the store knows.
   *
   * @default - none
   */
  public readonly serviceAccountName?: string;

  private readonly mountedFiles: CsiFile[];
  private readonly credentialsName?: string;
  private readonly synced: CsiSyncedSecret[] = [];

  /**
   * @throws Error when the name of the provider or the path of a file is invalid, two files have one path, or the
   * service account is the namespace's `default`
   */
  public constructor(scope: Construct, id: string, props: CsiSecretProps) {
    validate(`${scope.node.path}/${id}`, props);
    super(scope, id);

    this.mountedFiles = props.files;
    this.files = props.files.map((file) => file.fileName);
    this.serviceAccountName = props.serviceAccount?.name;
    this.credentialsName = props.unsafeStaticCredentials?.name;
    const providerClass = new ApiObject(this, 'Resource', {
      apiVersion: apiVersionOf(SECRET_PROVIDER_CLASS),
      kind: SECRET_PROVIDER_CLASS.kind,
      metadata: props.metadata,
      spec: {
        provider: props.provider,
        parameters: props.parameters,
        secretObjects: Lazy.any({ produce: () => (this.synced.length > 0 ? this.synced.map(copyOf) : undefined) }),
      },
    });
    this.name = providerClass.name;
    this.namespaceName = providerClass.metadata.namespace;
    watchConsumers(this);
    this.node.addValidation({ validate: () => this.unmountedSync() });
  }

  /** The files as the content of a volume. */
  public toMountSource(): MountSource {
    return MountSource._csi(this.name, {
      namespaceName: this.namespaceName,
      files: this.mountedFiles,
      serviceAccountName: this.serviceAccountName,
      nodePublishSecretName: this.credentialsName,
    });
  }

  /**
   * Has the driver keep a native Secret in step with mounted files.
   *
   * It costs what a native Secret costs: the value is in etcd, and whoever may read Secrets in the namespace reads it.
   * It is not a cache: the Secret appears when the first pod has mounted the files, goes with the last one, and a new
   * pod needs the store all the same. The driver needs to be installed with `syncSecret.enabled`.
   *
   * @throws Error when a file is not one of these, the driver could not copy it, or another object of the app is to be
   * the same Secret
   * @internal
   */
  public _planSync(secret: CsiSyncedSecret): () => void {
    const { path } = this.node;
    for (const [key, file] of Object.entries(secret.files)) {
      if (!this.files.includes(file)) {
        throw new Error(
          `${path}: key ${quoted(key)} of Secret ${named(secret.secretName)} is to hold file ${quoted(file)}, which ` +
          `is not mounted; the files are ${listed(this.files)}`,
        );
      }
      if (file.trim() !== file) {
        throw new Error(
          `${path}: the driver strips the spaces around file ${quoted(file)}, and then does not find it for Secret ` +
          `${named(secret.secretName)}; rename the file`,
        );
      }
    }
    refuse(path, copyFaults({ ...copyOf(secret) }, []));
    return () => {
      claimSecretName(this);
      this.synced.push(secret);
    };
  }

  /** The driver writes a copy only while a pod mounts the files. The audit says the same: csi-sync-without-mount. */
  private unmountedSync(): string[] {
    return this.synced.filter((secret) => !secret.mountedElsewhere).flatMap(({ secretName }) => {
      if (!isMounted(this, { name: this.name, namespace: this.namespaceName })) {
        return [
          `${this.node.path}: the driver writes Secret ${secretName} only while a pod mounts these files, and no ` +
          'workload of this app does; mount them with RotatingVolumeMount, or set `mountedElsewhere: true`',
        ];
      }
      const copy = { name: secretName, namespace: this.namespaceName };
      return readersWithoutMount(this, copy, { name: this.name }).map((reader) =>
        `${this.node.path}: ${reader} uses Secret ${secretName}, which the driver writes only while a pod mounts ` +
        'these files, and does not mount them: its pods could not start before those of another workload, nor after ' +
        'they are gone; mount the files in it too, or set `mountedElsewhere: true`');
    });
  }
}

function copyOf({ secretName, secretType, files, labels, annotations }: CsiSyncedSecret): object {
  return {
    secretName,
    type: secretType,
    labels,
    annotations,
    data: Object.entries(files).map(([key, objectName]) => ({ objectName, key })),
  };
}

function validate(constructPath: string, props: CsiSecretProps): void {
  validateMetadata(constructPath, props.metadata);
  refuse(constructPath, driverFaults({ provider: props.provider }));
  refuseCredentialsInStore(constructPath, { parameters: props.parameters });
  if (props.files.length === 0) {
    throw new Error(`${constructPath}: no objects are named, so no file would be mounted`);
  }
  refuse(constructPath, fileFaults(props.files.map((file) => ({ name: file.fileName })), []));
  refuseDefaultAccount(constructPath, props.serviceAccount);
  if (props.unsafeStaticCredentials !== undefined) {
    validateName(constructPath, props.unsafeStaticCredentials.name);
  }
}
