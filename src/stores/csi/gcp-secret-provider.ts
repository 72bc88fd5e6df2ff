import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CsiSecret } from './csi-secret';
import { GcpCsiIdentity } from './gcp-csi-identity';
import { yamlList } from './inline-yaml';
import { providerClassProps } from './provider-class';
import { FileMode } from '../../mounts/file-mode';
import { quoted } from '../../redaction/quoted';
import { refuseDefaultAccount } from '../service-accounts';

/** Access of pods to Google Cloud. */
export interface GcpSecretProviderProps {
  /**
   * Service account that IAM knows. Every pod that mounts these secrets runs under it.
   *
   * @default - required, unless the identity is not that of the pod
   */
  readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * Identity that the provider uses to authenticate.
   *
   * @default GcpCsiIdentity.pod() - the pod's own, by workload identity
   */
  readonly identity?: GcpCsiIdentity;
}

/** Secrets and parameters, and their files. */
export interface GcpCsiSecretOptions {
  /** The objects, each a file. */
  readonly objects: GcpCsiSecretObject[];

  /**
   * Name, labels and annotations of the SecretProviderClass.
   *
   * @default - a generated name
   */
  readonly metadata?: ApiObjectMetadata;
}

/** A version of a secret or parameter, written to a file. */
export interface GcpCsiSecretObject {
  /**
   * Resource name of a version: `projects/P/secrets/S/versions/V` or `projects/P/locations/L/secrets/S/versions/V` of
   * Secret Manager, `projects/P/locations/L/parameters/S/versions/V` of Parameter Manager (`global` is a location, and
   * the provider is 1.9.0 or later).
   */
  readonly resourceName: string;

  /** Path of the file, relative to the mount path. */
  readonly fileName: string;

  /**
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is
   * not root reads them by the bits for others only.
   *
   * @default FileMode.ALL_READ
   */
  readonly mode?: FileMode;

  /**
   * Key of a JSON value: only its value is written.
   *
   * @default - the whole value
   */
  readonly extractJsonKey?: string;

  /**
   * Key of a YAML value: only its value is written. Not together with `extractJsonKey`.
   *
   * @default - the whole value
   */
  readonly extractYamlKey?: string;
}

/**
 * Secrets of Google Cloud Secret Manager and Parameter Manager as files, by the Secrets Store CSI driver.
 *
 * This is the open-source provider. GKE's managed add-on has another driver and another provider name.
 *
 * @see https://github.com/GoogleCloudPlatform/secrets-store-csi-driver-provider-gcp
 * @example
 * const gcp = new GcpSecretProvider(chart, 'Gcp', { serviceAccount });
 * const database = gcp.addSecret('Database', {
 *   objects: [{ resourceName: 'projects/acme/secrets/payments-db/versions/latest', fileName: 'password' }],
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', {
 *   workload: api, source: database, mountPath: '/etc/secrets/db', reload: ReloadStrategy.inProcess(),
 * });
 */
export class GcpSecretProvider extends Construct {
  private readonly identity: GcpCsiIdentity;
  private readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * @throws Error when the service account is missing or the namespace's `default`
   */
  public constructor(scope: Construct, id: string, props: GcpSecretProviderProps = {}) {
    const constructPath = `${scope.node.path}/${id}`;
    const { serviceAccount, identity = GcpCsiIdentity.pod() } = props;
    if (identity._needsServiceAccount && !serviceAccount) {
      throw new Error(
        `${constructPath}: the provider uses the pod's own identity, and no serviceAccount is given; name the one ` +
        'that IAM knows',
      );
    }
    refuseDefaultAccount(constructPath, serviceAccount);
    super(scope, id);
    this.identity = identity;
    this.serviceAccount = serviceAccount;
  }

  /**
   * Adds files with secrets and parameters. Each call makes a SecretProviderClass, so that a workload gets just what it
   * mounts.
   *
   * @throws Error when two objects have one file name, a file name or mode is one that the driver refuses, or a
   * resource name is not that of a version
   */
  public addSecret(id: string, options: GcpCsiSecretOptions): CsiSecret {
    const constructPath = `${this.node.path}/${id}`;
    options.objects.forEach((object) => validateObject(constructPath, object));
    const objects = options.objects.map(({ resourceName, fileName, mode, extractJsonKey, extractYamlKey }) => ({
      resourceName,
      path: fileName,
      mode: (mode ?? FileMode.ALL_READ).value,
      extractJSONKey: extractJsonKey,
      extractYAMLKey: extractYamlKey,
    }));
    return new CsiSecret(this, id, providerClassProps(constructPath, {
      provider: 'gcp',
      objects,
      parameters: { auth: this.identity._auth },
      text: yamlList(constructPath, objects),
      serviceAccount: this.serviceAccount,
      credentials: this.identity._credentials,
      metadata: options.metadata,
    }));
  }
}

/** An empty text is one that is not given, to the provider. */
function validateObject(constructPath: string, object: GcpCsiSecretObject): void {
  if (object.extractJsonKey === '' || object.extractYamlKey === '') {
    throw new Error(
      `${constructPath}: the key to extract from ${quoted(object.resourceName)} is empty; leave it out for the whole ` +
      'value',
    );
  }
}
