import { minorVersion } from '../../facts/kubernetes-features';
import { named, quoted } from '../../redaction/quoted';

/** Options for `ReEncryption.patches`. */
export interface ReEncryptionPatchesOptions {
  /**
   * Number of batches of objects to write at once.
   *
   * @default 4
   */
  readonly parallel?: number;

  /**
   * Number of objects in a batch.
   *
   * @default 50
   */
  readonly batchSize?: number;
}

/** How objects are written again, so that they are stored under the new key. */
export class ReEncryption {
  /**
   * Writes objects again by a script that sends an empty patch to each, namespace by namespace. The API server writes
   * an object that is stored under another key than it writes with, and leaves the others. No content of an object is
   * printed or changed, a run that was stopped continues where it was, and it works with every version of Kubernetes.
   * Objects may have any name.
   *
   * It costs two requests per object, and `kubectl` holds all objects of one resource in its memory while it lists
   * their names.
   *
   * @throws Error when a number is not a whole number from 1
   */
  public static patches(options: ReEncryptionPatchesOptions = {}): ReEncryption {
    const parallel = options.parallel ?? 4;
    const batchSize = options.batchSize ?? 50;
    for (const [name, value] of Object.entries({ parallel, batchSize })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new Error(`re-encryption: got ${value} for ${name}; give a whole number from 1`);
      }
    }
    return new ReEncryption(undefined, parallel, batchSize);
  }

  /**
   * Lets the controller manager write objects again, by `StorageVersionMigration` objects: API version v1beta1 in
   * Kubernetes 1.35 and 1.36, v1 from 1.37. Before 1.37 it needs the feature gate `StorageVersionMigrator` on the API
   * server and the controller manager, and `--runtime-config=storagemigration.k8s.io/v1beta1=true`. Neither a wildcard
   * nor events can be migrated this way.
   *
   * @param kubernetesVersion version of the cluster, such as '1.37'
   * @throws Error when the version does not have it
   * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/storage-version-migration/
   */
  public static storageVersionMigration(kubernetesVersion: string): ReEncryption {
    const minor = minorVersion(kubernetesVersion);
    if (minor === undefined) {
      throw new Error(`re-encryption: got ${quoted(kubernetesVersion)} as the version of Kubernetes; give it as in ` +
        "'1.37'");
    }
    if (minor < 35) {
      throw new Error(`re-encryption: Kubernetes ${named(kubernetesVersion)} has StorageVersionMigration only as ` +
        'v1alpha1, or not at all; use ReEncryption.patches(), which works with every version');
    }
    return new ReEncryption(minor < 37 ? 'v1beta1' : 'v1', 1, 1);
  }

  /** @internal */
  public readonly _migrationVersion: string | undefined;
  /** @internal */
  public readonly _parallel: number;
  /** @internal */
  public readonly _batchSize: number;

  private constructor(migrationVersion: string | undefined, parallel: number, batchSize: number) {
    this._migrationVersion = migrationVersion;
    this._parallel = parallel;
    this._batchSize = batchSize;
  }
}
