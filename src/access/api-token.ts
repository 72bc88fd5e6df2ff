import { Duration } from 'cdk8s';
import { ApiTokenOptions } from './api-token-options';
import { DEFAULT_TOKEN_SECONDS, tokenLifeFault } from '../facts/account-token';

/** The mode of the files: the group of the pod reads. */
export const TOKEN_MODE = 0o440;

/**
 * What automounting would put into the containers, with a token that expires: token, CA and namespace.
 *
 * @param constructPath path of the construct that asks, named in errors
 */
export function apiTokenVolume(constructPath: string, options: ApiTokenOptions): object {
  if (options.audience !== undefined && options.audience.trim() === '') {
    throw new Error(`${constructPath}: the audience is blank; leave it out for the API server`);
  }
  return {
    projected: {
      defaultMode: TOKEN_MODE,
      sources: [
        {
          serviceAccountToken: {
            path: 'token',
            expirationSeconds: expirationSeconds(constructPath, options.expiration),
            audience: options.audience,
          },
        },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
}

function expirationSeconds(constructPath: string, expiration?: Duration): number {
  if (expiration === undefined) {
    return DEFAULT_TOKEN_SECONDS;
  }
  const seconds = expiration.toMilliseconds() / 1000;
  const fault = tokenLifeFault(seconds);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: the token expiration of ${seconds} s ${fault}`);
  }
  return seconds;
}
