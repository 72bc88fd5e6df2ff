import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { ExternalSecretStoreSecretKey, ExternalSecretStoreServiceAccount } from './store-references';
import { missingRole } from '../service-accounts';

/** An access key of AWS in native Secrets. */
export interface AwsStoreStaticCredentials {
  /** Id of the access key. */
  readonly accessKeyId: ExternalSecretStoreSecretKey;

  /** The secret access key. */
  readonly secretAccessKey: ExternalSecretStoreSecretKey;

  /**
   * Session token, for temporary credentials.
   *
   * @default - none
   */
  readonly sessionToken?: ExternalSecretStoreSecretKey;
}

/**
 * Identity that External Secrets uses to authenticate to AWS.
 *
 * @example
 * const auth = AwsStoreAuth.serviceAccount({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.aws({
 *     service: AwsStoreService.PARAMETER_STORE, region: 'eu-central-1', auth,
 *   }),
 * });
 */
export class AwsStoreAuth {
  /**
   * Uses the IAM role of a service account, which has the annotation `eks.amazonaws.com/role-arn`: at synth, a service
   * account of this app without it is an error.
   */
  public static serviceAccount(serviceAccount: ExternalSecretStoreServiceAccount): AwsStoreAuth {
    return new AwsStoreAuth((context) => {
      context.checks.push(() => missingRole(context.constructPath, serviceAccount.serviceAccount));
      return { jwt: { serviceAccountRef: renderServiceAccount(context, serviceAccount) } };
    });
  }

  /**
   * Uses the IAM role of External Secrets' own pod. Everybody who may create a store in any namespace shares that role.
   */
  public static unsafeController(): AwsStoreAuth {
    return new AwsStoreAuth(() => undefined);
  }

  /** Uses an IAM user whose access key is in native Secrets. */
  public static unsafeStaticCredentials(credentials: AwsStoreStaticCredentials): AwsStoreAuth {
    return new AwsStoreAuth((context) => ({
      secretRef: {
        accessKeyIDSecretRef: renderSecretKey(context, credentials.accessKeyId),
        secretAccessKeySecretRef: renderSecretKey(context, credentials.secretAccessKey),
        sessionTokenSecretRef: credentials.sessionToken && renderSecretKey(context, credentials.sessionToken),
      },
    }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object | undefined,
  ) {}
}
