/** What may stand at one level of a docker config, as JSON gives it. */
type Json = { readonly [key: string]: unknown };

/** Checks a `.dockerconfigjson`: `{"auths": {"<registry>": {"auth": …}}}`. */
export function checkDockerConfigJson(path: string, values: ReadonlyMap<string, Buffer>): void {
  const key = '.dockerconfigjson';
  const config = parseObject(path, key, values);
  const auths = config.auths;
  if (!isObject(auths)) {
    throw new Error(`${path}: "${key}" has no object "auths"; the kubelet reads credentials from there only, not from a credential helper`);
  }
  checkAuths(path, key, auths);
}

/** Checks a `.dockercfg`: the older form, `{"<registry>": {"auth": …}}`. */
export function checkDockerCfg(path: string, values: ReadonlyMap<string, Buffer>): void {
  const key = '.dockercfg';
  const config = parseObject(path, key, values);
  if (isObject(config.auths)) {
    throw new Error(`${path}: "${key}" has the form of a docker config JSON; use SecretType.DOCKER_CONFIG_JSON and the key ".dockerconfigjson" for it`);
  }
  checkAuths(path, key, config);
}

function parseObject(path: string, key: string, values: ReadonlyMap<string, Buffer>): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(values.get(key)!.toString());
  } catch {
    // The message of the parser repeats the text that it could not read.
    throw new Error(`${path}: "${key}" is not valid JSON`);
  }
  if (!isObject(parsed)) throw new Error(`${path}: "${key}" is JSON, but not an object`);
  return parsed;
}

function checkAuths(path: string, key: string, auths: Json): void {
  const entries = Object.values(auths);
  if (entries.length === 0) throw new Error(`${path}: "${key}" has no registry, so it lets nobody pull anything`);
  entries.forEach((entry, index) => {
    // A registry is named by its place: its name may hold a user and a password.
    const where = `${path}: registry ${index + 1} of ${entries.length} in "${key}"`;
    if (!isObject(entry)) throw new Error(`${where} is not an object`);
    for (const field of ['auth', 'username', 'password', 'email', 'identitytoken', 'registrytoken']) {
      const value = entry[field];
      if (value !== undefined && typeof value !== 'string') throw new Error(`${where} has a field "${field}" that is not a string`);
    }
    const { auth, username, password } = entry as { [field: string]: string | undefined };
    if (auth !== undefined && auth !== '') {
      if (!Buffer.from(auth, 'base64').includes(':')) {
        throw new Error(`${where} has a field "auth" that is not base64 of a user name, a colon and a password`);
      }
      return;
    }
    if (!username || !password) {
      throw new Error(`${where} has neither "auth" nor "username" and "password", so the kubelet has nothing to log in with`);
    }
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
