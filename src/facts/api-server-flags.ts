/**
 * Flags of kube-apiserver that name files, and what is there before anything is mounted.
 *
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 */

/** Flags with the path of a file that is read when the API server starts, or of a socket that it connects to. */
export const FILE_FLAGS: readonly string[] = [
  'admission-control-config-file',
  'allow-metric-labels-manifest',
  'audit-policy-file',
  'audit-webhook-config-file',
  'authentication-config',
  'authentication-token-webhook-config-file',
  'authorization-config',
  'authorization-policy-file',
  'authorization-webhook-config-file',
  'client-ca-file',
  'egress-selector-config-file',
  'encryption-provider-config',
  'etcd-cafile',
  'etcd-certfile',
  'etcd-keyfile',
  'kubelet-certificate-authority',
  'kubelet-client-certificate',
  'kubelet-client-key',
  'oidc-ca-file',
  'peer-ca-file',
  'proxy-client-cert-file',
  'proxy-client-key-file',
  'requestheader-client-ca-file',
  'service-account-key-file',
  'service-account-signing-endpoint',
  'service-account-signing-key-file',
  'tls-cert-file',
  'tls-private-key-file',
  'token-auth-file',
  'tracing-config-file',
];

/** Flags that may be given several times, and then all count. Of another flag the last one does. */
export const REPEATED_FLAGS: readonly string[] = ['service-account-key-file', 'tls-sni-cert-key'];

/** A certificate and its key, with names of servers behind a colon. */
const PAIR_FLAG = 'tls-sni-cert-key';

/** Folders with files that an image of kube-apiserver has, or that every container gets. */
const FOLDERS_OF_THE_IMAGE: readonly string[] = [
  '/dev', '/proc', '/sys', '/etc/ssl', '/etc/ca-certificates', '/etc/pki', '/usr',
  '/var/run/secrets/kubernetes.io/serviceaccount', '/run/secrets/kubernetes.io/serviceaccount',
];

/** The absolute paths that a flag names, each as a path without `.`, `..` and doubled slashes. */
export function filesNamedBy(flag: string, value: string): string[] {
  const texts = flag === PAIR_FLAG ? value.split(':')[0].split(',') : FILE_FLAGS.includes(flag) ? [value] : [];
  return texts.filter((text) => text.startsWith('/')).map(normalPath);
}

/** Whether a file may be in the container although nothing is mounted there. */
export function isInImage(path: string): boolean {
  return FOLDERS_OF_THE_IMAGE.some((folder) => isWithin(path, folder));
}

/** Whether a path is a folder or in it. Both are normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
}

/** An absolute path without `.`, `..`, doubled slashes and a slash at the end. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}

/** The path of a socket in the endpoint of a KMS plugin, or undefined for one that is not a file. */
export function kmsSocketPath(endpoint: unknown): string | undefined {
  const found = typeof endpoint === 'string' ? /^unix:\/\/(\/[^?#%@]+)$/.exec(endpoint) : null;
  return found === null ? undefined : normalPath(found[1]);
}
