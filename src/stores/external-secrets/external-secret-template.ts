/** Registry credentials in `.dockerconfigjson`, made of two values. */
export interface ExternalSecretDockerConfigOptions {
  /** Host name of the registry. */
  readonly registry: string;

  /** Key of the user's name. */
  readonly usernameKey: string;

  /** Key of the password. */
  readonly passwordKey: string;
}

/** A URL with a name and a password in it, made of two values. */
export interface ExternalSecretConnectionUrlOptions {
  /** Scheme, such as `postgres`. */
  readonly scheme: string;

  /** Host name, and port after a colon. */
  readonly host: string;

  /**
   * Text after the host: a path, a query.
   *
   * @default - nothing
   */
  readonly path?: string;

  /** Key of the user's name. */
  readonly usernameKey: string;

  /** Key of the password. */
  readonly passwordKey: string;
}

/**
 * Go templates that make a value of a Secret of other values, escaped for where they land. For `templateData` of
 * External Secrets.
 *
 * @example
 * const store = ExternalSecretStore.fromName('vault');
 * const data = { user: { path: 'registry', property: 'user' }, token: { path: 'registry', property: 'token' } };
 * new SecureSecret(chart, 'Registry', {
 *   secretType: SecretType.DOCKER_CONFIG_JSON,
 *   keys: ['.dockerconfigjson'],
 *   source: SecretSource.externalSecret(store, {
 *     data,
 *     templateData: {
 *       '.dockerconfigjson': ExternalSecretTemplate.dockerConfigJson({
 *         registry: 'registry.example.com', usernameKey: 'user', passwordKey: 'token',
 *       }),
 *     },
 *   }),
 * });
 */
export class ExternalSecretTemplate {
  /** Writes the value of another key as it is. */
  public static value(key: string): string {
    return `{{ ${valueOf(key)} }}`;
  }

  /** Writes registry credentials as the kubelet reads them, for a Secret of type `kubernetes.io/dockerconfigjson`. */
  public static dockerConfigJson(options: ExternalSecretDockerConfigOptions): string {
    const [username, password] = [valueOf(options.usernameKey), valueOf(options.passwordKey)];
    return `{"auths":{${literal(JSON.stringify(options.registry))}:{` +
      `"username":{{ ${username} | toJson }},"password":{{ ${password} | toJson }},` +
      `"auth":{{ printf "%s:%s" (${username}) (${password}) | b64enc | toJson }}}}}`;
  }

  /** Writes a URL with a name and a password, which may hold any characters. */
  public static connectionUrl(options: ExternalSecretConnectionUrlOptions): string {
    const { scheme, host, path = '', usernameKey, passwordKey } = options;
    return literal(`${scheme}://`) + `${escaped(usernameKey)}:${escaped(passwordKey)}` + literal(`@${host}${path}`);
  }

  private constructor() {}
}

function valueOf(key: string): string {
  return `index . ${JSON.stringify(key)}`;
}

/** `urlquery` writes a space as `+`, which only a query reads as a space. */
function escaped(key: string): string {
  return `{{ ${valueOf(key)} | urlquery | replace "+" "%20" }}`;
}

/** Text in which no action begins. */
function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
