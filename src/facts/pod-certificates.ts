import { below, DocumentFault } from './document-fault';
import { filePathFault } from './file-paths';
import { selectorFaults } from './object-labels';
import { isLabel, MAX_NAME_LENGTH, nameFault } from './object-names';
import { isSet, PlainFields, plainFields, plainText } from './plain-fields';

/**
 * What the API server takes in a projected volume with a pod certificate, or with bundles of authorities.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/api/core/v1/types.go
 * (`PodCertificateProjection`, `ClusterTrustBundleProjection`)
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go
 * (`validateProjectionSources`)
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/4317-pod-certificates
 */
const HOUR = 3600;
const LONGEST_SECONDS = 91 * 24 * HOUR;
const LONGEST_OF_KUBERNETES = 24 * HOUR;

/** Types of the key that the kubelet makes for a certificate. */
export const CERTIFICATE_KEY_TYPES: readonly string[] = [
  'RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519',
];

/** Fields with the paths of the files of a certificate. */
export const CERTIFICATE_PATHS: readonly string[] = ['credentialBundlePath', 'keyPath', 'certificateChainPath'];

/** What ends the longest name of a signer: a namespace, a dot and a name. */
const LONGEST_SIGNER = 2 * MAX_NAME_LENGTH + 65;

/**
 * What is wrong with the name of a signer, in words that follow it; undefined where nothing is: a domain of two labels
 * or more, a slash, and names with dots between them, all of them lower-case.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/names.go (`ValidateSignerName`)
 */
export function signerFault(signerName: string): string | undefined {
  const [domain, path = '', ...rest] = signerName.split('/');
  const labels = domain.split('.');
  const isTaken = rest.length === 0 && labels.length > 1 && labels.every(isLabel) && domain.length <= MAX_NAME_LENGTH
    && path.split('.').every((part) => nameFault(part) === undefined) && signerName.length <= LONGEST_SIGNER;
  return isTaken ? undefined
    : 'is not the name of a signer, such as "example.com/mesh": a domain, a \'/\' and a lower-case name';
}

/**
 * What is wrong with the name of a ClusterTrustBundle, in words that follow it; undefined where nothing is. One of a
 * signer begins with the name of the signer and a colon, such as `example.com:mesh:main`.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/names.go
 * (`ValidateClusterTrustBundleName`), which a bundle passes only with a valid signer
 */
export function bundleNameFault(name: string): string | undefined {
  const end = name.lastIndexOf(':');
  const ofName = name.slice(0, Math.max(end, 0)).includes('/') ? name : name.slice(end + 1);
  const fault = nameFault(ofName);
  return fault !== undefined || end < 0 || signerFault(name.slice(0, end).replaceAll(':', '/')) === undefined ? fault
    : 'is not a valid object name: what is before the last \':\' is not the name of a signer, with a \':\' for its '
      + '\'/\', as in example.com:mesh:main';
}

/** What is wrong with the longest lifetime of a certificate, in words that follow it; undefined where nothing is. */
export function certificateLifeFault(signerName: string, seconds: number): string | undefined {
  const longest = /^([^/]*\.)?kubernetes\.io\//.test(signerName) ? LONGEST_OF_KUBERNETES : LONGEST_SECONDS;
  return Number.isInteger(seconds) && seconds >= HOUR && seconds <= longest ? undefined
    : `is not a whole number of seconds from ${HOUR} (1 hour) to ${longest} (${longest / HOUR} hours)`;
}

/** What is wrong with a source `podCertificate` of a projected volume. */
export function podCertificateFaults(certificate: PlainFields): DocumentFault[] {
  const { keyType, maxExpirationSeconds: seconds } = certificate;
  const signer = plainText(certificate.signerName);
  const life = typeof seconds === 'number' ? certificateLifeFault(signer, seconds) : undefined;
  const paths = CERTIFICATE_PATHS.filter((field) => plainText(certificate[field]) !== '');
  return [
    ...signer === '' ? [missing('podCertificate has no signerName')] : signerFaults(signer),
    ...!isSet(keyType) || keyType === '' ? [missing('podCertificate has no keyType')] : [],
    ...isSet(keyType) && keyType !== '' && !CERTIFICATE_KEY_TYPES.includes(plainText(keyType)) ? [{
      at: ['keyType'], text: `keyType %q is not one of ${CERTIFICATE_KEY_TYPES.join(', ')}`, given: [keyType],
    }] : [],
    ...life === undefined ? [] : [{ at: ['maxExpirationSeconds'], text: `maxExpirationSeconds ${seconds} ${life}` }],
    ...paths.length === 0 ? [missing(`podCertificate has none of ${CERTIFICATE_PATHS.join(', ')}`)] : [],
    ...paths.flatMap((field) => pathFaults(field, plainText(certificate[field]))),
  ];
}

/** What is wrong with a source `clusterTrustBundle` of a projected volume. */
export function trustBundleFaults(bundle: PlainFields): DocumentFault[] {
  const { name, signerName, labelSelector } = bundle;
  const path = plainText(bundle.path);
  return [
    ...isSet(name) === isSet(signerName) ? [missing(isSet(name)
      ? 'clusterTrustBundle has a name and a signerName; leave one of them out'
      : 'clusterTrustBundle has no name and no signerName; give one of them')] : [],
    ...typeof name === 'string' ? bundleFaults(name) : [],
    ...isSet(name) && isSet(labelSelector)
      ? [{ at: ['labelSelector'], text: 'labelSelector chooses among the bundles of a signer; leave it out' }] : [],
    ...typeof signerName === 'string' ? signerFaults(signerName) : [],
    ...isSet(name) ? [] : selectorFaults(plainFields(labelSelector)).map((each) => below(['labelSelector'], each)),
    ...path === '' ? [missing('clusterTrustBundle has no path')] : pathFaults('path', path),
  ];
}

function signerFaults(signer: string): DocumentFault[] {
  const fault = signerFault(signer);
  return fault === undefined ? [] : [{ at: ['signerName'], text: `signerName %q ${fault}`, given: [signer] }];
}

function bundleFaults(name: string): DocumentFault[] {
  const fault = bundleNameFault(name);
  return fault === undefined ? [] : [{ at: ['name'], text: `the name %q ${fault}`, given: [name] }];
}

function pathFaults(field: string, path: string): DocumentFault[] {
  const fault = filePathFault(path);
  return fault === undefined ? [] : [{ at: [field], text: `the path %q ${fault}`, given: [path] }];
}

function missing(text: string): DocumentFault {
  return { at: [], text };
}
