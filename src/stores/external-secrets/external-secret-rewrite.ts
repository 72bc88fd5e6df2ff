/**
 * Change of keys before they are written.
 *
 * @example
 * const rewrite = ExternalSecretRewrite.regexp('^db_(.*)$', '$1');
 * const source = SecretSource.externalSecret(ExternalSecretStore.fromName('vault'), {
 *   dataFrom: [ExternalSecretDataFrom.extract({ path: 'payments/db' }, rewrite)],
 * });
 * new SecureSecret(chart, 'Db', { keys: ['username', 'password'], source });
 */
export class ExternalSecretRewrite {
  /**
   * Replaces in every key.
   *
   * @param source regular expression in the syntax of Go
   * @param target replacement; `$1` is the first group
   */
  public static regexp(source: string, target: string): ExternalSecretRewrite {
    return new ExternalSecretRewrite({ regexp: { source, target } });
  }

  /**
   * Makes every key again by a template.
   *
   * @param template Go template, in which `.value` is the key
   */
  public static transform(template: string): ExternalSecretRewrite {
    return new ExternalSecretRewrite({ transform: { template } });
  }

  private constructor(
    /** @internal */
    public readonly _rendered: object,
  ) {}
}
