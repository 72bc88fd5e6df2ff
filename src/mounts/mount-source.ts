import type * as kplus from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { CsiMountOptions } from './csi-mount';
import { describe, unknownKey } from './known-keys';
import { namespaceOfResource } from '../workload/resource-namespace';

/** The kind of object that a mounted file comes from. */
export enum MountedKind {
  /** A core `Secret`: backed by tmpfs on the node. */
  SECRET = 'Secret',
  /** A core `ConfigMap`: on the node's disk. */
  CONFIG_MAP = 'ConfigMap',
  /** A `SecretProviderClass`: the Secrets Store CSI driver fetches the files from an external store onto a tmpfs of the node. */
  CSI = 'SecretProviderClass',
}

/** Something whose keys become files in a container. */
export interface IMountable {
  /** This object as the content of a volume. */
  toMountSource(): MountSource;
}

/** What is known about an object that is mounted. */
export interface MountSourceOptions {
  /**
   * Keys that the object has. When given, naming any other key is an error at construction.
   *
   * @default - unknown: any valid key may be named
   */
  readonly keys?: string[];

  /**
   * Namespace of the object. A pod can only mount objects of its own namespace.
   *
   * @default - unknown: taken to be the namespace of the workload
   */
  readonly namespaceName?: string;

  /**
   * Whether the content can never change under this name, so that a change needs a new name and new pods.
   *
   * @default false - the content may change in place
   */
  readonly immutable?: boolean;
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
   * What the Secrets Store CSI driver will do.
   *
   * @default - nothing: the object is not a SecretProviderClass
   */
  readonly csi?: CsiMountOptions;
}

/**
 * The content of a volume: the keys of one Secret or ConfigMap, or of several of them together.
 */
export class MountSource implements IMountable {
  /** A Secret by name. */
  public static secret(name: string, options: MountSourceOptions = {}): MountSource {
    return new MountSource([{ ...options, kind: MountedKind.SECRET, name }]);
  }

  /** A ConfigMap by name. */
  public static configMap(name: string, options: MountSourceOptions = {}): MountSource {
    return new MountSource([{ ...options, kind: MountedKind.CONFIG_MAP, name }]);
  }

  /**
   * A SecretProviderClass by name, in a volume of its own.
   *
   * @param name name of the SecretProviderClass, in the namespace of the workload
   */
  public static csi(name: string, options: CsiMountOptions = {}): MountSource {
    const keys = options.files?.map((file) => file.path);
    return new MountSource([{ kind: MountedKind.CSI, name, namespaceName: options.classNamespace, keys, csi: options }]);
  }

  /** A Secret of cdk8s-plus, of this app or imported. Its namespace and whether it is immutable are taken from it unless given. */
  public static fromSecret(secret: kplus.ISecret, options: MountSourceOptions = {}): MountSource {
    return MountSource.secret(secret.name, { ...knownOf(secret), ...options });
  }

  /** A ConfigMap of cdk8s-plus, of this app or imported. Its namespace and whether it is immutable are taken from it unless given. */
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
    return new MountSource(sources.flatMap((source) => source.toMountSource().objects));
  }

  private constructor(
    /** The objects in the volume, in order. */
    public readonly objects: MountedObject[],
  ) {}

  /**
   * The same object, with only these keys, at these file paths relative to the mount path.
   *
   * @param paths file path by key
   * @throws Error when a key is none of the object's, or this is several objects: each is given its paths before they are put together
   */
  public withPaths(paths: { [key: string]: string }): MountSource {
    const [object, ...others] = this.objects;
    // The files of a CSI driver cannot be renamed at all, as the mount says.
    const unknown = object && others.length === 0 && object.kind !== MountedKind.CSI ? unknownKey(object, Object.keys(paths)) : undefined;
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
    if (this.objects.length > 1) {
      const names = this.objects.map(describe).join(' and ');
      throw new Error(`file paths are given for ${names} together; call withPaths on each, and then MountSource.projected`);
    }
    return new MountSource(this.objects.map((object) => ({ ...object, paths })));
  }

  public toMountSource(): MountSource {
    return this;
  }
}

/** What a cdk8s-plus object says about itself. Its keys may still be added to, so they are not taken for known. */
function knownOf(resource: IConstruct): MountSourceOptions {
  const { immutable } = resource as { immutable?: unknown };
  return { namespaceName: namespaceOfResource(resource), immutable: immutable === true };
}
