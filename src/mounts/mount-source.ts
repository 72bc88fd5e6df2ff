import type * as kplus from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { describe, unknownKey } from './known-keys';
import { MountSourceOptions } from './mount-source-options';
import { CsiMountOptions, MountedKind, MountedObject } from './mounted-object';
import { namespaceOfResource } from '../workload/resource-namespace';

/** Something whose keys become files in a container. */
export interface IMountable {
  /** This object as the content of a volume. */
  toMountSource(): MountSource;
}

/**
 * The content of a volume: the keys of one Secret or ConfigMap, or of several of them together.
 */
export class MountSource implements IMountable {
  /** A Secret by name. */
  public static secret(name: string, options: MountSourceOptions = {}): MountSource {
    return new MountSource([{ ...options, kind: MountedKind.SECRET, name }]);
  }

  /**
   * A Secret of this app, whose source knows what changes it.
   *
   * @internal
   */
  public static _secret(name: string, options: MountSourceOptions & { readonly restartedBy?: string }): MountSource {
    return new MountSource([{ ...options, kind: MountedKind.SECRET, name }]);
  }

  /** A ConfigMap by name. */
  public static configMap(name: string, options: MountSourceOptions = {}): MountSource {
    return new MountSource([{ ...options, kind: MountedKind.CONFIG_MAP, name }]);
  }

  /**
   * A SecretProviderClass that is made elsewhere, in a dedicated volume. Its keys are the paths of its files.
   *
   * @param name name of the SecretProviderClass, in the namespace of the workload
   */
  public static csi(name: string, options: MountSourceOptions = {}): MountSource {
    return new MountSource([{ ...options, kind: MountedKind.CSI, name }]);
  }

  /**
   * A SecretProviderClass of this app.
   *
   * @internal
   */
  public static _csi(name: string, options: CsiMountOptions): MountSource {
    const keys = options.files?.map((file) => file.fileName);
    return new MountSource([{ kind: MountedKind.CSI, name, namespaceName: options.namespaceName, keys, csi: options }]);
  }

  /**
   * A Secret of cdk8s-plus, of this app or imported. Its namespace and whether it is immutable are taken from it unless
   * given; of a `SecureSecret` also its keys, and who changes it.
   */
  public static fromSecret(secret: kplus.ISecret, options: MountSourceOptions = {}): MountSource {
    return MountSource.secret(secret.name, { ...knownOf(secret), ...options });
  }

  /**
   * A ConfigMap of cdk8s-plus, of this app or imported. Its namespace and whether it is immutable are taken from it
   * unless given.
   */
  public static fromConfigMap(configMap: kplus.IConfigMap, options: MountSourceOptions = {}): MountSource {
    return MountSource.configMap(configMap.name, { ...knownOf(configMap), ...options });
  }

  /**
   * Several objects in one volume. They are swapped in together: a reader never sees the new file of one
   * object beside the old file of another longer than the kubelet needs to write a single directory.
   *
   * @example
   * const both = MountSource.projected(
   *   db.toMountSource().withPaths({ username: 'db/username', password: 'db/password' }),
   *   gateway.toMountSource().withPaths({ 'api-key': 'gateway/key' }),
   * );
   * new RotatingVolumeMount(chart, 'Secrets', { workload: api, source: both, mountPath: '/etc/secrets' });
   */
  public static projected(...sources: IMountable[]): MountSource {
    return new MountSource(sources.flatMap((source) => source.toMountSource()._objects));
  }

  private constructor(
    /**
     * The objects in the volume, in order.
     *
     * @internal
     */
    public readonly _objects: readonly MountedObject[],
  ) {}

  /**
   * The same object, with only these keys, at these file paths relative to the mount path.
   *
   * @param paths file path by key
   * @throws Error when a key is none of the object's, or this is several objects: each is given its paths before they
   * are put together
   */
  public withPaths(paths: { [key: string]: string }): MountSource {
    const [object, ...others] = this._objects;
    // The files of a CSI driver cannot be renamed at all, as the mount says.
    const unknown =
      object && others.length === 0 && object.kind !== MountedKind.CSI
        ? unknownKey(object, Object.keys(paths))
        : undefined;
    if (unknown !== undefined) {
      throw new Error(unknown);
    }
    return this._withPaths(paths);
  }

  /**
   * Leaves unknown keys to the mount, whose errors name it.
   *
   * @internal
   */
  public _withPaths(paths: { [key: string]: string }): MountSource {
    if (this._objects.length > 1) {
      const names = this._objects.map(describe).join(' and ');
      throw new Error(
        `file paths are given for ${names} together; call withPaths on each, and then MountSource.projected`,
      );
    }
    return new MountSource(this._objects.map((object) => ({ ...object, paths })));
  }

  public toMountSource(): MountSource {
    return this;
  }
}

/**
 * What an object says about itself. The keys of one of cdk8s-plus may still be added to, so they are not taken for
 * known.
 */
function knownOf(resource: IConstruct): MountSourceOptions {
  const { immutable, toMountSource } = resource as { immutable?: unknown; toMountSource?: unknown };
  if (typeof toMountSource === 'function') {
    const { kind: _kind, name: _name, ...known } = (resource as IConstruct & IMountable).toMountSource()._objects[0];
    return known;
  }
  return { namespaceName: namespaceOfResource(resource), immutable: immutable === true };
}
