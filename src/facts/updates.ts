import { isWithin, normalPath } from './api-server-flags';

/**
 * What a change of a Secret, a ConfigMap or a credential of the kubelet reaches in a running pod, and when.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#mounted-secrets-are-updated-automatically
 */

/**
 * The longest that the kubelet takes to write a change into a volume, with its defaults: it looks after a pod every
 * minute, with up to half a minute on top. A kubelet that is set to cache objects takes a minute more.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/pod_workers.go
 */
export const LONGEST_SYNC_SECONDS = 90;

/** The path in a volume that a mount is of, as far as it says; both are taken as unset where they are empty. */
export interface MountedPath {
  readonly subPath?: unknown;
  readonly subPathExpr?: unknown;
}

/** Whether a mount is of one path in its volume: a bind mount of what was there when the container started. */
export function isBySubPath({ subPath, subPathExpr }: MountedPath): boolean {
  return [subPath, subPathExpr].some((path) => typeof path === 'string' && path !== '');
}

/**
 * Whether a mount by subPath is of some files of the volume.
 *
 * @param files their paths in the volume; undefined where they are not known
 */
export function isOfSome({ subPath }: MountedPath, files: readonly string[] | undefined): boolean {
  if (typeof subPath !== 'string' || files === undefined) {
    return true;
  }
  const path = normalPath(`/${subPath}`);
  return path === '/' || files.some((file) => isWithin(normalPath(`/${file}`), path));
}

/** Sources of a projected volume that the kubelet renews before they end. A file by subPath ends with them. */
export const RENEWED_SOURCES: readonly string[] = ['serviceAccountToken', 'podCertificate', 'clusterTrustBundle'];
