import { dockerCfgFault, dockerConfigJsonFault, DockerFault } from './docker-config';
import { isPrivateKey, tlsFault, TLS_KEY_UNREADABLE } from './key-material';
import { hasPrivateKey, isEncryptedKey, pemBlocks } from './pem';
import {
  BOOTSTRAP_TOKEN_TYPE,
  DOCKER_CFG_TYPE,
  DOCKER_CONFIG_JSON_TYPE,
  SSH_AUTH_TYPE,
  TLS_TYPE,
} from './secret-types';

/** Values of a Secret by key. */
export type SecretValues = ReadonlyMap<string, Buffer>;

/** A value that a type of Secret does not allow. No field but `given` holds anything of a value. */
export interface ContentFault {
  /** Key of the value. */
  readonly key: string;

  /** What is wrong, what is allowed and what to do: a whole sentence that names the key. */
  readonly text: string;

  /** Whether the API server refuses the Secret; otherwise the Secret is made, and who reads the type cannot use it. */
  readonly refused: boolean;

  /** The text that was judged. It may be secret: only for a caller that checks for a placeholder. */
  readonly given: string;
}

/** A name or namespace under which nothing looks for a Secret of its type. */
export interface PlaceFault {
  readonly field: 'name' | 'namespace';

  /** What is wrong; reads on with `got`, for the caller to quote, and `words`. */
  readonly what: string;
  readonly got?: string;
  readonly words: string;
}

type Check = (values: SecretValues) => ContentFault[];

/**
 * What values of a type must be.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go (`ValidateSecret`)
 */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  [TLS_TYPE, tlsFaults],
  [SSH_AUTH_TYPE, sshFaults],
  [DOCKER_CONFIG_JSON_TYPE, (values) => dockerFaults(values, '.dockerconfigjson', dockerConfigJsonFault)],
  [DOCKER_CFG_TYPE, (values) => dockerFaults(values, '.dockercfg', dockerCfgFault)],
  [BOOTSTRAP_TOKEN_TYPE, bootstrapFaults],
]);

/**
 * What is wrong with the values that are known, at most one fault for each key. Keys that are missing are not reported.
 */
export function contentFaults(type: string, values: SecretValues): readonly ContentFault[] {
  return CHECKS.get(type)?.(values) ?? [];
}

/** The one name under which a Secret with these values is found, for a type that has one. */
export function nameOfContent(type: string, values: SecretValues): string | undefined {
  const id = type === BOOTSTRAP_TOKEN_TYPE ? values.get('token-id') : undefined;
  return id === undefined ? undefined : `${TOKEN_NAME_PREFIX}${id.toString()}`;
}

/**
 * Why a Secret of a type is not found under a name and namespace.
 *
 * @param namespace undefined where none is set
 * @see https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#bootstrap-token-secret-format
 */
export function placeFaults(type: string, name: string, namespace: string | undefined): readonly PlaceFault[] {
  if (type !== BOOTSTRAP_TOKEN_TYPE) {
    return [];
  }
  const faults: PlaceFault[] = [];
  if (namespace !== TOKEN_NAMESPACE) {
    const got = namespace === undefined ? 'none is set' : 'this one lands in';
    faults.push({
      field: 'namespace',
      what: `a bootstrap token works in namespace ${TOKEN_NAMESPACE} only, and ${got}`,
      got: namespace,
      words: '; set `metadata.namespace`',
    });
  }
  if (!TOKEN_NAME.test(name)) {
    faults.push({
      field: 'name',
      what:
        `a bootstrap token is found by the name ${TOKEN_NAME_PREFIX}<id>, with the 6 characters of its id, and this ` +
        'one is named',
      got: name,
      words: '',
    });
  }
  return faults;
}

const TOKEN_NAMESPACE = 'kube-system';
const TOKEN_NAME_PREFIX = 'bootstrap-token-';
const TOKEN_NAME = new RegExp(`^${TOKEN_NAME_PREFIX}[a-z0-9]{6}$`);
const TOKEN_GROUP = 'system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]';

/** Form of every field that the control plane reads, and how to describe it. */
const TOKEN_FIELDS: readonly (readonly [key: string, form: RegExp, words: string])[] = [
  ['token-id', /^[a-z0-9]{6}$/, '6 characters of a-z and 0-9'],
  ['token-secret', /^[a-z0-9]{16}$/, '16 characters of a-z and 0-9'],
  ['expiration', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, 'a time as in RFC 3339'],
  ['usage-bootstrap-authentication', /^(true|false)$/, '"true" or "false"'],
  ['usage-bootstrap-signing', /^(true|false)$/, '"true" or "false"'],
  [
    'auth-extra-groups', new RegExp(`^${TOKEN_GROUP}(,${TOKEN_GROUP})*$`),
    'names of groups with commas between them, each beginning with "system:bootstrappers:"',
  ],
];

/** The API server takes any fields of a bootstrap token, and the token then does not work. */
function bootstrapFaults(values: SecretValues): ContentFault[] {
  return TOKEN_FIELDS.flatMap(([key, form, words]) => {
    const given = values.get(key)?.toString();
    return given === undefined || form.test(given)
      ? []
      : [
        {
          key,
          given,
          refused: false,
          text: `"${key}" is not what a bootstrap token has there: ${words}, with no line break`,
        },
      ];
  });
}

/** The API server takes any bytes. Form is checked first, since what a crypto library says of it helps nobody. */
function tlsFaults(values: SecretValues): ContentFault[] {
  const faults: ContentFault[] = [];
  const add = (key: string, given: string, text: string | undefined) => {
    if (text !== undefined) {
      faults.push({ key, given, refused: false, text });
    }
  };
  const certificate = values.get('tls.crt')?.toString('latin1');
  const key = values.get('tls.key')?.toString('latin1');
  const authority = values.get('ca.crt')?.toString('latin1');
  if (certificate !== undefined) {
    add('tls.crt', certificate, certificateFault('tls.crt', certificate));
  }
  if (key !== undefined) {
    add('tls.key', key, keyFault(key));
  }
  // cert-manager writes an empty one where the issuer is not known.
  if (authority !== undefined && authority.trim() !== '') {
    add('ca.crt', authority, certificateFault('ca.crt', authority));
  }
  if (faults.length > 0) {
    return faults;
  }
  const fault = tlsFault(certificate, key, authority);
  return fault === undefined ? [] : [{ ...fault, given: values.get(fault.key)!.toString('latin1'), refused: false }];
}

function certificateFault(key: string, text: string): string | undefined {
  const any = pemBlocks(text, 'CERTIFICATE').length > 0;
  if (/PRIVATE KEY-----/.test(text)) {
    return any
      ? `"${key}" holds a private key beside its certificates; a certificate is handed to anyone, so keep the key in `
        + '"tls.key" only'
      : `"${key}" holds a private key and no certificate; `
        + (key === 'tls.crt' ? 'are tls.crt and tls.key swapped?' : 'give certificates alone');
  }
  return any ? undefined
    : `"${key}" holds no certificate in PEM form, that is, no block from "-----BEGIN CERTIFICATE-----" to `
      + '"-----END CERTIFICATE-----"';
}

function keyFault(text: string): string | undefined {
  if (isEncryptedKey(text)) {
    return 'the private key in "tls.key" is encrypted with a passphrase, which no server that reads a TLS Secret can '
      + 'ask for; decrypt it first';
  }
  return hasPrivateKey(text) ? undefined : TLS_KEY_UNREADABLE;
}

const SSH_KEY = 'ssh-privatekey';
const OPENSSH_LABEL = 'OPENSSH PRIVATE KEY';
const OPENSSH_BEGIN = `-----BEGIN ${OPENSSH_LABEL}-----\n`;
const OPENSSH_END = `-----END ${OPENSSH_LABEL}-----\n`;
const OPENSSH_MAGIC = 'openssh-key-v1\0';

/** Whether the text has a key in the format of OpenSSH, which no crypto library of Node reads. */
function isOpenSshKey(text: string): boolean {
  return text.includes(`-----BEGIN ${OPENSSH_LABEL}-----`);
}

const SSH_KEY_UNREADABLE = `"${SSH_KEY}" does not hold a private key in OpenSSH or PEM form`;

/** A key with a passphrase is taken: some programs read the passphrase from another key. */
function sshFaults(values: SecretValues): ContentFault[] {
  const bytes = values.get(SSH_KEY);
  if (bytes === undefined) {
    return [];
  }
  const given = bytes.toString('latin1');
  const text = sshFault(given);
  return text === undefined ? [] : [{ key: SSH_KEY, given, refused: bytes.length === 0, text }];
}

function sshFault(text: string): string | undefined {
  if (text.trim() === '') {
    return `"${SSH_KEY}" is empty`;
  }
  if (/^(ssh-|ecdsa-sha2-|sk-)/.test(text)) {
    return `"${SSH_KEY}" holds a public key; give the private key that belongs to it`;
  }
  if (isOpenSshKey(text)) {
    return openSshFault(text);
  }
  return isEncryptedKey(text) || hasPrivateKey(text) && isPrivateKey(text) ? undefined : SSH_KEY_UNREADABLE;
}

function openSshFault(text: string): string | undefined {
  // OpenSSH compares these marks with their line feed, and says "error in libcrypto" or "invalid format" otherwise.
  if (!text.startsWith(OPENSSH_BEGIN) || !text.includes(OPENSSH_END)) {
    return (
      `OpenSSH cannot load the private key in "${SSH_KEY}": it needs nothing before the first line, lines that end ` +
      'in LF (not CRLF), and a line break at the very end; do not trim the file that it comes from'
    );
  }
  const [block = ''] = pemBlocks(text, OPENSSH_LABEL);
  const body = Buffer.from(block.split('-----')[2] ?? '', 'base64').toString('latin1');
  return body.startsWith(OPENSSH_MAGIC) ? undefined
    : `the private key in "${SSH_KEY}" has the marks of an OpenSSH key, but not its content`;
}

function dockerFaults(
  values: SecretValues,
  key: string,
  faultOf: (text: string) => DockerFault | undefined,
): ContentFault[] {
  const given = values.get(key)?.toString();
  const fault = given === undefined ? undefined : faultOf(given);
  return given === undefined || fault === undefined ? [] : [{ key, refused: false, given, ...fault }];
}
