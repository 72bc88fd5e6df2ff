/**
 * KMS providers in the encryption file of an API server.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/apis/apiserver/validation/validation_encryption.go
 */

import { DocumentFault, FieldPath, unknownFields } from './document-fault';
import { isPositiveGoDuration } from './durations';
import { isSet, PlainFields } from './plain-fields';

/** Where the socket of a plugin is by custom. */
export const DEFAULT_KMS_ENDPOINT = 'unix:///var/run/kmsplugin/socket.sock';

/** What becomes of a field that the file should not have. */
export const DECODED_STRICTLY = 'and the API server decodes the file strictly (since Kubernetes 1.31)';

/** Whether a provider is of version 1, which is also what one without a version is taken for. */
export function isKmsV1(kms: PlainFields): boolean {
  return !isSet(kms.apiVersion) || kms.apiVersion === '' || kms.apiVersion === 'v1';
}

/** What is said of a provider without a version. */
export const KMS_VERSION_MISSING =
  'missing, and the API server then takes v1, which is off since Kubernetes 1.29; write v2';

/**
 * What the API server refuses in a KMS provider (`validateKMSConfiguration`), with automatic reload on, but for the
 * version that is left out.
 *
 * @param names names of the providers before it in the file; that of this one is added
 */
export function kmsFaults(at: FieldPath, kms: PlainFields, names: Set<string>): DocumentFault[] {
  const version = kms.apiVersion;
  const isV1 = isKmsV1(kms);
  return [
    ...unknownFields(at, kms, ['apiVersion', 'name', 'endpoint', 'timeout', 'cachesize'], DECODED_STRICTLY),
    ...isV1 || version === 'v2' ? [] : [{
      at: [...at, 'apiVersion'],
      text: 'unsupported apiVersion %q for KMS provider, only v1 and v2 are supported',
      given: [version],
    }],
    ...nameFaults([...at, 'name'], kms.name, isV1, names),
    ...!isSet(kms.timeout) || isPositiveGoDuration(kms.timeout) ? [] : [{
      at: [...at, 'timeout'],
      text: 'timeout should be a positive value such as "3s"; got %q',
      given: [kms.timeout],
    }],
    ...endpointFaults([...at, 'endpoint'], kms.endpoint),
    ...isSet(kms.cachesize) ? cacheFaults([...at, 'cachesize'], kms.cachesize, isV1) : [],
  ];
}

/** What the API server takes as an endpoint, and does not mean what it should: another path, or a socket of anybody. */
export function socketFault(endpoint: string): string | undefined {
  return /^unix:\/\/\/[^/@\s?#%][^\s?#%]*$/.test(endpoint) ? undefined
    : `give the absolute path of a socket file, as in ${DEFAULT_KMS_ENDPOINT}: an abstract socket (@name) has no `
      + "owner, and any process of the host may take it; '?', '#' and '%' end or change a path in a URL";
}

function nameFaults(at: FieldPath, name: unknown, isV1: boolean, names: Set<string>): DocumentFault[] {
  if (!isSet(name) || name === '') {
    return [{ at, text: 'name is a mandatory field for a provider' }];
  }
  if (typeof name !== 'string') {
    return [{ at, text: 'name must be a string; put it in quotes' }];
  }
  const isRepeated = names.has(name);
  names.add(name);
  return [
    ...isV1 || !name.includes(':') ? [] : [{
      at, text: "invalid KMS provider name %s, must not contain ':'", given: [name],
    }],
    ...!isRepeated ? [] : [{
      at,
      text: 'duplicate KMS provider name %s, names must be unique in the whole file, since automatic reload tells '
        + 'providers apart by them',
      given: [name],
    }],
  ];
}

function cacheFaults(at: FieldPath, size: unknown, isV1: boolean): DocumentFault[] {
  if (!isV1) {
    return [{ at, text: 'cachesize is not supported in v2' }];
  }
  return isInt32(size) && size !== 0 ? [] : [{
    at, text: 'cachesize should be a positive value, or negative to disable; got %q', given: [size],
  }];
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 31;
}

function endpointFaults(at: FieldPath, endpoint: unknown): DocumentFault[] {
  if (!isSet(endpoint) || endpoint === '') {
    return [{ at, text: 'endpoint is a mandatory field for a kms' }];
  }
  if (typeof endpoint !== 'string') {
    return [{ at, text: 'must be a string' }];
  }
  const invalid = (reason: string): DocumentFault[] => [{
    at, text: `invalid endpoint for kms provider, error: ${reason}; got %q`, given: [endpoint],
  }];
  const [url, ...fragment] = endpoint.split('#');
  if (/[\0-\x1f\x7f]/.test(url) || url.startsWith(':')) {
    return invalid('it is not a URL');
  }
  const [, scheme = '', rest = ''] = /^([a-zA-Z][-+.a-zA-Z0-9]*):(.*)$/s.exec(url) ?? [];
  if (scheme.toLowerCase() !== 'unix') {
    return [{
      at,
      text: 'unsupported scheme %q for KMS provider, only unix is supported; got %q',
      given: [scheme.toLowerCase(), endpoint],
    }];
  }
  // Go reads escapes in a path and in what follows '#', and neither in a query nor in a path without a slash.
  const escaped = [...rest.startsWith('/') ? [rest.split('?')[0]] : [], fragment.join('#')];
  if (escaped.some((part) => /%(?![0-9a-fA-F]{2})/.test(part))) {
    return invalid('invalid URL escape');
  }
  // The API server takes a host, or does not, and in either case leaves it out of the path.
  return /^\/\/[^/?]/.test(rest)
    ? invalid('it has a host, where a path needs a third slash, as in unix:///run/kms/socket.sock') : [];
}
