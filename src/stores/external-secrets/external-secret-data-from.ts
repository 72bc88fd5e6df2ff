import { ExternalSecretFind, ExternalSecretValue } from './external-secret-data';
import { remoteRef, sourceRef, strategies } from './external-secret-refs';
import { ExternalSecretRewrite } from './external-secret-rewrite';

/**
 * Source of many values at once.
 *
 * @example
 * const found = ExternalSecretDataFrom.find({ path: 'payments/', nameRegexp: '^feature-' });
 * new SecureSecret(chart, 'Features', {
 *   keys: ['feature-checkout'],
 *   source: SecretSource.externalSecret(ExternalSecretStore.fromName('vault'), { dataFrom: [found] }),
 * });
 */
export class ExternalSecretDataFrom {
  /** Takes every property of one secret, each under its name as the key. */
  public static extract(value: ExternalSecretValue, ...rewrites: ExternalSecretRewrite[]): ExternalSecretDataFrom {
    return new ExternalSecretDataFrom({
      extract: remoteRef(value), sourceRef: sourceRef(value.store), ...rewritten(rewrites),
    }, value);
  }

  /**
   * Takes every secret that is found, each under its name as the key.
   *
   * @throws Error when neither a name nor tags say which secrets
   */
  public static find(find: ExternalSecretFind, ...rewrites: ExternalSecretRewrite[]): ExternalSecretDataFrom {
    if (find.nameRegexp === undefined && Object.keys(find.tags ?? {}).length === 0) {
      throw new Error(
        'ExternalSecretDataFrom.find has neither nameRegexp nor tags, and would take every secret that the store can ' +
        'read; set one of them',
      );
    }
    const { path, nameRegexp, tags } = find;
    return new ExternalSecretDataFrom({
      find: { path, name: nameRegexp === undefined ? undefined : { regexp: nameRegexp }, tags, ...strategies(find) },
      ...rewritten(rewrites),
    });
  }

  private constructor(
    /** @internal */
    public readonly _rendered: object,
    /** @internal */
    public readonly _value?: ExternalSecretValue,
  ) {}
}

function rewritten(rewrites: ExternalSecretRewrite[]): object {
  return rewrites.length > 0 ? { rewrite: rewrites.map((rewrite) => rewrite._rendered) } : {};
}
