import { ApiObject, ApiObjectMetadata, Lazy } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CsiSyncedSecret } from './csi-synced-secret';
import { validateMetadata } from '../../data/object-names';
import { CsiFile } from '../../mounts/csi-file';
import { IMountable, MountSource } from '../../mounts/mount-source';
import { claimSecretName } from '../secret-claims';
import { validateFilePaths } from './mounted-files';
import { named, quoted } from '../../redaction/quoted';

/** Files of the Secrets Store CSI driver, fetched from an external store when a pod starts. */
export interface CsiSecretProps {
  /**
   * Name of the provider as it is installed on the nodes, such as `vault`, `aws`, `gcp`, `azure`.
   *
   * The constructs for these four check their parameters; this class is for any other provider.
   */
  readonly provider: string;

  /** Parameters of the provider. The driver knows strings only: booleans and numbers are quoted, lists are YAML in a string. */
  readonly parameters: { [name: string]: string };

  /** The files that the provider writes. */
  readonly files: CsiFile[];

  /**
   * The service account that the store knows, under which every pod that mounts these files runs.
   *
   * @default - the store does not look at it, and any dedicated service account will do
   */
  readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * A native Secret with the provider's own credentials, which the kubelet hands to the provider at each mount.
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
 * The value never is a Kubernetes Secret unless it is synced to one. In exchange, a pod starts only while the store answers:
 * the mount is all or nothing, one object that cannot be read keeps the pod from starting. A new value reaches the files
 * only where the driver runs with `enableSecretRotation` (off by default), and the driver never restarts a pod.
 *
 * @see https://secrets-store-csi-driver.sigs.k8s.io
 * @example
 * const database = new CsiSecret(chart, 'Database', {
 *   provider: 'akeyless',
 *   parameters: { akeylessGatewayURL: 'https://akeyless.internal', objects: '- secretPath: /payments/db\n  fileName: password\n' },
 *   files: [{ fileName: 'password' }],
 *   serviceAccount,
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', { workload: api, source: database, mountPath: '/etc/secrets/db' });
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
  private readonly apiObject: ApiObject;
  private mounted = false;

  public constructor(scope: Construct, id: string, props: CsiSecretProps) {
    validate(`${scope.node.path}/${id}`, props);
    super(scope, id);

    this.mountedFiles = props.files;
    this.files = props.files.map((file) => file.fileName);
    this.serviceAccountName = props.serviceAccount?.name;
    this.credentialsName = props.unsafeStaticCredentials?.name;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1',
      kind: 'SecretProviderClass',
      metadata: props.metadata,
      spec: {
        provider: props.provider,
        parameters: props.parameters,
        secretObjects: Lazy.any({ produce: () => this.secretObjects() }),
      },
    });
    this.name = this.apiObject.name;
    this.namespaceName = this.apiObject.metadata.namespace;
    this.node.addValidation({ validate: () => this.unmountedSync() });
  }

  /** The files as the content of a volume. */
  public toMountSource(): MountSource {
    // Whoever mounts asks for this, and there is no other sign of a mount.
    this.mounted = true;
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
   * It costs what a native Secret costs: the value is in etcd, and whoever may read Secrets in the namespace reads it. It
   * is no cache: the Secret appears when the first pod has mounted the files, goes with the last one, and a new pod needs the
   * store all the same. The driver needs to be installed with `syncSecret.enabled`.
   *
   * @throws Error when a file is not one of these, the driver could not copy it, or another object of the app is to be
   * the same Secret
   * @internal
   */
  public _syncTo(secret: CsiSyncedSecret): void {
    for (const [key, file] of Object.entries(secret.files)) {
      if (!this.files.includes(file)) {
        throw new Error(
          `${this.node.path}: key ${quoted(key)} of Secret ${named(secret.secretName)} is to hold file ` +
            `${quoted(file)}, ` +
          `which is not mounted; the files are ${this.files.map((name) => quoted(name)).join(', ')}`,
        );
      }
    }
    validateSynced(this.node.path, secret);
    claimSecretName(this, { name: secret.secretName, namespace: this.namespaceName });
    this.synced.push(secret);
  }

  private secretObjects(): unknown {
    const objects = this.synced.map(({ secretName, secretType, files, labels, annotations }) => ({
      secretName,
      type: secretType,
      labels,
      annotations,
      data: Object.entries(files).map(([key, objectName]) => ({ objectName, key })),
    }));
    return objects.length > 0 ? objects : undefined;
  }

  private unmountedSync(): string[] {
    return this.synced
      .filter((secret) => !this.mounted && !secret.mountedElsewhere)
      .map((secret) =>
        `${this.node.path}: the driver writes Secret ${secret.secretName} only while a pod mounts these files, and no workload of this app ` +
        'does; mount them with RotatingVolumeMount, or say `mountedElsewhere: true`');
  }
}

function validate(where: string, props: CsiSecretProps): void {
  validateMetadata(where, props.metadata);
  if (!/^[a-zA-Z0-9_-]{0,30}$/.test(props.provider) || props.provider === '') {
    throw new Error(`${where}: provider ${quoted(props.provider)} is not the name of a provider, such as 'vault'`);
  }
  if (props.files.length === 0) {
    throw new Error(`${where}: no objects are named, so no file would be mounted`);
  }
  validateFilePaths(where, props.files.map((file) => file.fileName));
  if (props.serviceAccount?.name === 'default') {
    throw new Error(
      `${where}: the service account is the namespace's 'default', which every pod that names none runs under, so that the store would ` +
      'serve all of them; make a service account for this workload',
    );
  }
}

/** What the driver refuses to copy, when the pod runs already and waits for its Secret. */
function validateSynced(where: string, { secretName, secretType, files }: CsiSyncedSecret): void {
  const keys = Object.keys(files);
  if (keys.length === 0) {
    throw new Error(`${where}: no file is copied to Secret ${named(secretName)}; name at least one`);
  }
  const trimmed = Object.values(files).find((file) => file.trim() !== file);
  if (trimmed !== undefined) {
    throw new Error(`${where}: the driver strips the spaces around file ${quoted(trimmed)}, and then does not find ` +
      `it for Secret ${named(secretName)}; rename the file`);
  }
  const other = keys.find((key) => !['tls.crt', 'tls.key'].includes(key));
  if (secretType === 'kubernetes.io/tls' && other !== undefined) {
    throw new Error(`${where}: the driver copies 'tls.crt' and 'tls.key' to a Secret of type kubernetes.io/tls and ` +
      `refuses any other key, such as ${quoted(other)}; use another type`);
  }
}
