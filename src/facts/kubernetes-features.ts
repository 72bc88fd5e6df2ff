/**
 * Parts of the API of pods that not every release of Kubernetes has, and from which on one may rely on them.
 */
export enum KubernetesFeature {
  POD_CERTIFICATE = 'a volume with a pod certificate',
  CLUSTER_TRUST_BUNDLE = 'a volume with a cluster trust bundle',
  IMAGE_VOLUME = 'a volume with the content of an image',
  FILE_USER = 'a user for the files of a volume',
  VARIABLE_FROM_FILE = 'an environment variable from a file of a volume',
}

/** Minor release of Kubernetes 1 from which on something is there. */
interface Availability {
  /** With no feature gate and no API turned on. Undefined while it is alpha. */
  readonly on?: number;

  /** With a feature gate; before this release the API server drops the field or refuses it. */
  readonly known: number;
}

/**
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/4317-pod-certificates (GA in 1.37; its API
 * was beta, which is off until it is turned on)
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/3257-cluster-trust-bundles (GA in 1.37)
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/4639-oci-volume-source (GA in 1.36)
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/api/core/v1/types.go (`defaultUser`)
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/3721-support-for-env-files (on since 1.35)
 */
const AVAILABILITY: { readonly [feature in KubernetesFeature]: Availability } = {
  [KubernetesFeature.POD_CERTIFICATE]: { on: 37, known: 34 },
  [KubernetesFeature.CLUSTER_TRUST_BUNDLE]: { on: 37, known: 29 },
  [KubernetesFeature.IMAGE_VOLUME]: { on: 36, known: 31 },
  [KubernetesFeature.FILE_USER]: { known: 37 },
  [KubernetesFeature.VARIABLE_FROM_FILE]: { on: 35, known: 34 },
};

/**
 * Why a release of Kubernetes lacks a feature, in words that follow its name; undefined where it has the feature.
 *
 * @param minor 36 for Kubernetes 1.36
 */
export function featureFault(feature: KubernetesFeature, minor: number): string | undefined {
  const { on, known } = AVAILABILITY[feature];
  if (minor >= (on ?? known)) {
    return undefined;
  }
  return on === undefined ? `is alpha since Kubernetes 1.${known}` : `needs Kubernetes 1.${on}`;
}

/** The minor release of a version such as `1.36`, `v1.36.2` or `1.36.2-gke.100`; undefined for what is not one. */
export function minorVersion(version: string): number | undefined {
  const found = /^v?1\.(\d{1,3})(\.\d+)?([-+].*)?$/.exec(version);
  return found === null ? undefined : Number(found[1]);
}
