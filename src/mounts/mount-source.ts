import type * as kplus from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { describe, unknownKey } from './known-keys';
import {
  bundleObject, certificateObject, imageObject, signerBundlesObject, tokenObject,
} from './kubelet-sources';
import { MountSourceOptions } from './mount-source-options';
import {
  ClusterTrustBundleOptions, ImageMountOptions, PodCertificateOptions, ServiceAccountTokenOptions,
  SignerTrustBundleOptions,
} from './mount-source-volumes';
import { CsiMountOptions, MountedKind, MountedObject } from './mounted-object';
import { planFiles, podFilesOf } from './planned-files';
import { PodFilesOptions } from './pod-files-options';
import { refuseTokenPath, validateMountPath } from '../workload/mount-path';
import { PodFiles } from '../workload/pod-files';
import { namespaceOfResource } from '../workload/resource-namespace';

/** Something whose keys become files in a container. */
export interface IMountable {
  /** This object as the content of a volume. */
  toMountSource(): MountSource;
}

/**
 * The content of a volume: the keys of one Secret or ConfigMap, a token, a certificate, the files of an image, or
 * several of them together.
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
   * A token of the pod's service account for an audience such as Vault, a cloud or a service of yours, which checks it
   * with the keys of the cluster. It is in no Secret, expires, and is worth nothing anywhere else. For the API server,
   * use `LeastPrivilegeSecretReader.attachTo`.
   *
   * The workload needs a dedicated service account: whoever accepts the token knows the pod by it. The program has to
   * read the file again, as the client libraries of clouds and Vault do, so `reload` of the mount is required.
   *
   * @param audience who accepts the token
   * @throws Error when the audience is blank, or the expiration is not one that is issued
   * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
   */
  public static serviceAccountToken(audience: string, options: ServiceAccountTokenOptions = {}): MountSource {
    return new MountSource([tokenObject(audience, options)]);
  }

  /**
   * A private key that the kubelet makes on the node, and a certificate for the pod by a signer of the cluster. Both
   * are in no Secret and not in etcd, and are renewed before they end, so `reload` of the mount is required.
   *
   * Needs Kubernetes 1.37, where it is stable, and a signer that issues for pods; see `KubernetesTarget`. Until the
   * certificate is issued, the pod does not start.
   *
   * @param signerName name of the signer, such as `example.com/mesh`
   * @throws Error when the name or the lifetime is not one that the API server takes
   * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/4317-pod-certificates
   */
  public static podCertificate(signerName: string, options: PodCertificateOptions = {}): MountSource {
    return new MountSource([certificateObject(signerName, options)]);
  }

  /**
   * Certificates of authorities of one ClusterTrustBundle, in one file that follows the bundle. Needs Kubernetes 1.37,
   * where it is stable; see `KubernetesTarget`. A pod whose bundle does not exist waits for it.
   *
   * @param name name of the ClusterTrustBundle
   * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#clustertrustbundle
   */
  public static clusterTrustBundle(name: string, options: ClusterTrustBundleOptions = {}): MountSource {
    return new MountSource([bundleObject(name, options)]);
  }

  /**
   * Certificates of authorities of all ClusterTrustBundles of a signer, in one file that follows them. Needs Kubernetes
   * 1.37, where it is stable; see `KubernetesTarget`.
   *
   * @param signerName name of the signer, such as `example.com/mesh`
   * @throws Error when it is not the name of a signer
   * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#clustertrustbundle
   */
  public static clusterTrustBundlesOf(signerName: string, options: SignerTrustBundleOptions = {}): MountSource {
    return new MountSource([signerBundlesObject(signerName, options)]);
  }

  /**
   * The files of an image or OCI artifact, read-only: for what is too large for a ConfigMap, such as models or static
   * content. It is not for secrets: whoever may pull the image has them.
   *
   * Needs Kubernetes 1.36, where it is stable, and a container runtime that has it (containerd 2.1, CRI-O 1.33); see
   * `KubernetesTarget`. The files change with new pods alone. They have the modes of the image, and no fsGroup reaches
   * them.
   *
   * @param reference reference to the image, with its digest: `registry.example/geo@sha256:…`
   * @throws Error when it is not a reference, or has no digest and `acceptTag` is not set
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/
   */
  public static image(reference: string, options: ImageMountOptions = {}): MountSource {
    return new MountSource([imageObject(reference, options)]);
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
    const named = this._objects.find((object) => object.projection !== undefined);
    if (named !== undefined) {
      throw new Error(
        `the files of ${describe(named)} are named where the source is made, by fileName; leave out the paths`,
      );
    }
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

  /**
   * The files as plain values, for an object that is written by hand. Where `RotatingVolumeMount` takes the object, use
   * that.
   *
   * @throws Error when the files clash, or no container could have them
   */
  public toPodFiles(options: PodFilesOptions): PodFiles {
    const where = `files of ${this._objects.map(describe).join(' and ') || 'nothing'}`;
    const planned = planFiles(where, { ...options, source: this });
    validateMountPath(where, options.mountPath);
    refuseTokenPath(where, options.mountPath);
    return podFilesOf(where, planned, options);
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
