import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CsiSecret } from './csi-secret';
import { GcpCsiIdentity } from './gcp-csi-identity';
import { yamlList } from './inline-yaml';
import { storeFiles } from './store-files';
import { FileMode } from '../../mounts/file-mode';
import { quoted } from '../../redaction/quoted';

/** How pods of a workload read from Google Cloud. */
export interface GcpSecretProviderProps {
  /**
   * The service account that IAM knows. Every pod that mounts these secrets runs under it.
   *
   * @default - required, unless the identity is not that of the pod
   */
  readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * Whose access counts.
   *
   * @default GcpCsiIdentity.pod() - the pod's own, by workload identity
   */
  readonly identity?: GcpCsiIdentity;
}

/** Which secrets and parameters become which files. */
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
   * Resource name of a version: `projects/P/secrets/S/versions/V` or `projects/P/locations/L/secrets/S/versions/V` of Secret Manager,
   * `projects/P/locations/L/parameters/S/versions/V` of Parameter Manager (`global` is a location, and the provider is 1.9.0 or later).
   */
  readonly resourceName: string;

  /** Path of the file, relative to the mount path. */
  readonly fileName: string;

  /**
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is not root
   * reads them by the bits for others only.
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

const RESOURCE_NAME = /^projects\/[^/\s]+\/(secrets|locations\/[^/\s]+\/(secrets|parameters))\/[^/\s]+\/versions\/[^/\s]+$/;

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
 * new RotatingVolumeMount(chart, 'DatabaseFiles', { workload: api, source: database, mountPath: '/etc/secrets/db' });
 */
export class GcpSecretProvider extends Construct {
  private readonly identity: GcpCsiIdentity;
  private readonly serviceAccount?: kplus.IServiceAccount;

  public constructor(scope: Construct, id: string, props: GcpSecretProviderProps = {}) {
    const identity = props.identity ?? GcpCsiIdentity.pod();
    if (identity._needsServiceAccount && !props.serviceAccount) {
      throw new Error(`${scope.node.path}/${id}: the pod's own identity counts, and no serviceAccount is given; name the one that IAM knows`);
    }
    super(scope, id);
    this.identity = identity;
    this.serviceAccount = props.serviceAccount;
  }

  /**
   * Files with secrets and parameters. Each call is a SecretProviderClass of its own, so that a workload gets just what it mounts.
   *
   * @throws Error on two objects with one path, a path or permission that the driver refuses, a resource name that is not that of a version
   */
  public addSecret(id: string, options: GcpCsiSecretOptions): CsiSecret {
    const where = `${this.node.path}/${id}`;
    options.objects.forEach((object) => validateObject(where, object));
    const secrets = options.objects.map(({ resourceName, fileName, mode, extractJsonKey, extractYamlKey }) => ({
      resourceName,
      path: fileName,
      mode: (mode ?? FileMode.ALL_READ).value,
      extractJSONKey: extractJsonKey,
      extractYAMLKey: extractYamlKey,
    }));
    return new CsiSecret(this, id, {
      provider: 'gcp',
      serviceAccount: this.serviceAccount,
      unsafeStaticCredentials: this.identity._credentials,
      metadata: options.metadata,
      files: storeFiles('gcp', secrets),
      parameters: {
        ...this.identity._auth !== undefined && { auth: this.identity._auth },
        secrets: yamlList(where, secrets),
      },
    });
  }
}

function validateObject(where: string, { resourceName, extractJsonKey, extractYamlKey }: GcpCsiSecretObject): void {
  if (!RESOURCE_NAME.test(resourceName)) {
    throw new Error(
      `${where}: ${quoted(resourceName)} is not the name of a version, which has the form ` +
        '\'projects/P/secrets/S/versions/V\', ' +
      "'projects/P/locations/L/secrets/S/versions/V' or 'projects/P/locations/L/parameters/S/versions/V'",
    );
  }
  if (extractJsonKey === '' || extractYamlKey === '') {
    throw new Error(`${where}: the key to extract from ${quoted(resourceName)} is empty; leave it out for the whole ` +
      'value');
  }
  if (extractJsonKey !== undefined && extractYamlKey !== undefined) {
    throw new Error(`${where}: ${quoted(resourceName)} has both extractJsonKey and extractYamlKey; its value is one ` +
      'or the other');
  }
}
