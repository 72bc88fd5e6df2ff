import { Duration } from 'cdk8s';
import {
  ClusterTrustBundleOptions, ImageMountOptions, PodCertificateKeyType, PodCertificateOptions,
  ServiceAccountTokenOptions, SignerTrustBundleOptions,
} from './mount-source-volumes';
import { MountedKind, MountedObject } from './mounted-object';
import { DEFAULT_TOKEN_SECONDS, issuedToAccount, tokenLifeFault } from '../facts/account-token';
import { hasDigest, imageReferenceFault } from '../facts/image-references';
import { KubernetesFeature } from '../facts/kubernetes-features';
import { labelFaults } from '../facts/object-labels';
import { bundleNameFault, certificateLifeFault, signerFault } from '../facts/pod-certificates';
import { quoted } from '../redaction/quoted';
import { told } from '../redaction/told';

/** Who renews a token or a certificate. */
const KUBELET = 'the kubelet';

/** A token of the pod's service account. */
export function tokenObject(audience: string, options: ServiceAccountTokenOptions): MountedObject {
  if (audience.trim() === '') {
    throw new Error(
      'MountSource.serviceAccountToken: the audience is blank; name who is to accept the token, such as "vault". For '
        + 'the API server, use LeastPrivilegeSecretReader.attachTo',
    );
  }
  const expirationSeconds = secondsOf(options.expiration) ?? DEFAULT_TOKEN_SECONDS;
  refuseFault('MountSource.serviceAccountToken', `an expiration of ${expirationSeconds} s`,
    tokenLifeFault(expirationSeconds));
  const path = options.fileName ?? 'token';
  return {
    kind: MountedKind.SERVICE_ACCOUNT_TOKEN,
    name: audience,
    keys: [path],
    rotatedBy: KUBELET,
    projection: { serviceAccountToken: { audience, expirationSeconds, path } },
  };
}

/** A private key and a certificate for the pod. */
export function certificateObject(signerName: string, options: PodCertificateOptions): MountedObject {
  refuseFault('MountSource.podCertificate', quoted(signerName), signerFault(signerName));
  const maxExpirationSeconds = secondsOf(options.maxExpiration);
  if (maxExpirationSeconds !== undefined) {
    refuseFault('MountSource.podCertificate', `a maxExpiration of ${maxExpirationSeconds} s`,
      certificateLifeFault(signerName, maxExpirationSeconds));
  }
  const credentialBundlePath = options.fileName ?? 'credentialbundle.pem';
  const keyType = options.keyType ?? PodCertificateKeyType.ECDSA_256;
  return {
    kind: MountedKind.POD_CERTIFICATE,
    name: signerName,
    keys: [credentialBundlePath],
    rotatedBy: KUBELET,
    feature: KubernetesFeature.POD_CERTIFICATE,
    projection: { podCertificate: { signerName, keyType, maxExpirationSeconds, credentialBundlePath } },
  };
}

/** The certificates of authorities of one bundle. */
export function bundleObject(name: string, options: ClusterTrustBundleOptions): MountedObject {
  refuseFault('MountSource.clusterTrustBundle', quoted(name), bundleNameFault(name));
  return trustBundle(name, options.fileName, { name });
}

/** The certificates of authorities of all bundles of a signer. */
export function signerBundlesObject(signerName: string, options: SignerTrustBundleOptions): MountedObject {
  refuseFault('MountSource.clusterTrustBundlesOf', quoted(signerName), signerFault(signerName));
  // Without a selector, the kubelet takes no bundle; with an empty one, all of the signer.
  const { matchLabels } = options;
  const [wrong] = labelFaults(matchLabels ?? {});
  if (wrong !== undefined) {
    throw new Error(`MountSource.clusterTrustBundlesOf: matchLabels: ${told(wrong.text, wrong.given)}`);
  }
  return trustBundle(signerName, options.fileName, {
    signerName, labelSelector: matchLabels === undefined ? {} : { matchLabels: { ...matchLabels } },
  });
}

function trustBundle(name: string, fileName: string | undefined, selection: object): MountedObject {
  const path = fileName ?? 'ca.crt';
  return {
    kind: MountedKind.CLUSTER_TRUST_BUNDLE,
    name,
    keys: [path],
    rotatedBy: 'the owner of the authority',
    feature: KubernetesFeature.CLUSTER_TRUST_BUNDLE,
    projection: { clusterTrustBundle: { ...selection, path } },
  };
}

/** The files of an image. */
export function imageObject(reference: string, options: ImageMountOptions): MountedObject {
  refuseFault('MountSource.image', quoted(reference), imageReferenceFault(reference));
  if (!hasDigest(reference) && options.acceptTag !== true) {
    throw new Error(
      `MountSource.image: ${quoted(reference)} has no digest, so two pods of one release may have different files; `
        + 'end it in @sha256:…, or set acceptTag',
    );
  }
  return {
    kind: MountedKind.IMAGE,
    name: reference,
    // What is in the pods changes with new pods alone.
    immutable: true,
    feature: KubernetesFeature.IMAGE_VOLUME,
    image: { reference, pullPolicy: options.pullPolicy },
  };
}

function secondsOf(duration: Duration | undefined): number | undefined {
  return duration && duration.toMilliseconds() / 1000;
}

function refuseFault(where: string, what: string, fault: string | undefined): void {
  if (fault !== undefined) {
    throw new Error(`${where}: ${what} ${fault}`);
  }
}

/** What a mount says that an image volume cannot do. */
export interface ImageMountSettings {
  readonly paths?: object;
  readonly mode?: unknown;
  readonly fsGroup?: number;
  readonly alphaFileUser?: number;
}

/**
 * The image that is mounted, or undefined where the volume has other content.
 *
 * @param constructPath path of the construct that mounts, named in errors
 */
export function imageObjectOf(
  constructPath: string, objects: readonly MountedObject[], settings: ImageMountSettings,
): MountedObject | undefined {
  const object = objects.find(({ kind }) => kind === MountedKind.IMAGE);
  if (object === undefined) {
    return undefined;
  }
  const name = `image ${quoted(object.name)}`;
  if (objects.length > 1) {
    throw new Error(
      `${constructPath}: ${name} cannot be in one volume with other objects; mount it at a dedicated path`,
    );
  }
  const wrong = (['paths', 'mode', 'fsGroup', 'alphaFileUser'] as const).find((field) => settings[field] !== undefined)
    ?? (object.paths === undefined ? undefined : 'paths');
  if (wrong !== undefined) {
    throw new Error(
      `${constructPath}: the files of ${name} have the names, modes, users and groups of the image; leave out ${wrong}`,
    );
  }
  return object;
}

/** Whether an object is the key of something: anyone who reads its files can act with it. */
export function isCredential({ kind }: MountedObject): boolean {
  return [MountedKind.SECRET, MountedKind.SERVICE_ACCOUNT_TOKEN, MountedKind.POD_CERTIFICATE].includes(kind);
}

/** Whether an object is given to the service account of the pod. */
export function isOfAccount({ projection }: MountedObject): boolean {
  return projection !== undefined && issuedToAccount({ ...projection }) !== undefined;
}

