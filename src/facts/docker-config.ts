import { DOCKER_CONFIG_JSON_TYPE } from './secret-types';

/**
 * How the API server and the kubelet read the credentials of registries.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/credentialprovider/config.go
 */

/** What may stand at one level of a docker config, as JSON gives it. */
type Json = { readonly [key: string]: unknown };

/** What is wrong with a docker config. */
export interface DockerFault {
  /** A whole sentence that names the key. */
  readonly text: string;

  /** The text that is wrong, where that is not the whole. It may be secret. */
  readonly given?: string;

  /** Whether the API server refuses the Secret. */
  readonly refused?: boolean;
}

/** The registries in a docker config, or why there are none. */
type FindAuths = (key: string, config: Json) => { readonly auths: Json } | { readonly fault: DockerFault };

/** What is wrong with the text of a `.dockerconfigjson`. */
export function dockerConfigJsonFault(text: string): DockerFault | undefined {
  return dockerFault(text, '.dockerconfigjson', configAuths);
}

/** What is wrong with the text of a `.dockercfg`. */
export function dockerCfgFault(text: string): DockerFault | undefined {
  return dockerFault(text, '.dockercfg', cfgAuths);
}

function dockerFault(text: string, key: string, findAuths: FindAuths): DockerFault | undefined {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    // The message of the parser repeats the text that it could not read.
    return { refused: true, text: `"${key}" is not valid JSON` };
  }
  if (!isObject(config)) {
    // Go reads null into a mapping.
    return { refused: config !== null, text: `"${key}" is JSON, but not an object` };
  }
  const found = findAuths(key, config);
  return 'fault' in found ? found.fault : authsFault(key, found.auths);
}

/** Of a `.dockerconfigjson`: `{"auths": {"<registry>": {"auth": …}}}`. */
function configAuths(key: string, { auths }: Json): ReturnType<FindAuths> {
  return isObject(auths)
    ? { auths }
    : {
      fault: {
        text: `"${key}" has no object "auths"; the kubelet reads credentials from there only, not from a `
            + 'credential helper',
      },
    };
}

/** Of a `.dockercfg`: the older form, `{"<registry>": {"auth": …}}`. */
function cfgAuths(key: string, config: Json): ReturnType<FindAuths> {
  return !isObject(config.auths) ? { auths: config } : {
    fault: {
      text: `"${key}" has the form of a docker config JSON; use type ${DOCKER_CONFIG_JSON_TYPE} and the key `
        + '".dockerconfigjson" for it',
    },
  };
}

function authsFault(key: string, auths: Json): DockerFault | undefined {
  const entries = Object.values(auths);
  if (entries.length === 0) {
    return { text: `"${key}" has no registry, so it lets nobody pull anything` };
  }
  for (const [index, entry] of entries.entries()) {
    const fault = entryFault(entry);
    if (fault !== undefined) {
      // A registry is named by its place: its name may hold a user and a password.
      return { ...fault, text: `registry ${index + 1} of ${entries.length} in "${key}" ${fault.text}` };
    }
  }
  return undefined;
}

function entryFault(entry: unknown): DockerFault | undefined {
  if (!isObject(entry)) {
    return { text: 'is not an object' };
  }
  for (const field of ['auth', 'username', 'password', 'email', 'identitytoken', 'registrytoken']) {
    if (entry[field] !== undefined && typeof entry[field] !== 'string') {
      return { text: `has a field "${field}" that is not a string` };
    }
  }
  const { auth, username, password } = entry as { [field: string]: string | undefined };
  if (auth !== undefined && auth !== '') {
    return Buffer.from(auth, 'base64').includes(':') ? undefined
      : { given: auth, text: 'has a field "auth" that is not base64 of a user name, a colon and a password' };
  }
  return username && password ? undefined
    : { text: 'has neither "auth" nor "username" and "password", so the kubelet has nothing to log in with' };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
