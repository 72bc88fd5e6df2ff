import { nameFault } from './object-names';

/**
 * What the API server takes in a projected volume with a pod certificate.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/api/core/v1/types.go
 * (`PodCertificateProjection`)
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/4317-pod-certificates
 */
const HOUR = 3600;
const LONGEST_SECONDS = 91 * 24 * HOUR;
const LONGEST_OF_KUBERNETES = 24 * HOUR;

/** A domain, a slash and a name, as every signer has. */
const SIGNER = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+\/[A-Za-z0-9][-A-Za-z0-9._:]*$/;

/** What is wrong with the name of a signer, in words that follow it; undefined where nothing is. */
export function signerFault(signerName: string): string | undefined {
  return SIGNER.test(signerName) ? undefined : 'is not the name of a signer, such as "example.com/mesh"';
}

/**
 * What is wrong with the name of a ClusterTrustBundle, in words that follow it; undefined where nothing is. One of a
 * signer begins with the name of the signer and a colon, such as `example.com:mesh:main`.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/certificates/validation/validation.go
 * (`ValidateClusterTrustBundleName`)
 */
export function bundleNameFault(name: string): string | undefined {
  return nameFault(name.slice(name.lastIndexOf(':') + 1));
}

/** What is wrong with the longest lifetime of a certificate, in words that follow it; undefined where nothing is. */
export function certificateLifeFault(signerName: string, seconds: number): string | undefined {
  const longest = /^([^/]*\.)?kubernetes\.io\//.test(signerName) ? LONGEST_OF_KUBERNETES : LONGEST_SECONDS;
  return Number.isInteger(seconds) && seconds >= HOUR && seconds <= longest ? undefined
    : `is not a whole number of seconds from ${HOUR} (1 hour) to ${longest} (${longest / HOUR} hours)`;
}
