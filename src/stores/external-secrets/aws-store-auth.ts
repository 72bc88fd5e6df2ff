import { ApiObject } from 'cdk8s';
import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { StoreSecretKey, StoreServiceAccount } from './store-references';
import { quoted } from '../../redaction/quoted';

const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** An access key of AWS in native Secrets. */
export interface AwsStaticCredentials {
  /** Id of the access key. */
  readonly accessKeyId: StoreSecretKey;

  /** The secret access key. */
  readonly secretAccessKey: StoreSecretKey;

  /**
   * Session token, for temporary credentials.
   *
   * @default - none
   */
  readonly sessionToken?: StoreSecretKey;
}

/**
 * As whom External Secrets talks to AWS.
 *
 * @example
 * const auth = AwsStoreAuth.serviceAccount({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.aws({ service: AwsStoreService.PARAMETER_STORE, region: 'eu-central-1', auth }),
 * });
 */
export class AwsStoreAuth {
  /**
   * As the IAM role of a service account, which carries the annotation `eks.amazonaws.com/role-arn`: at synth, a service account that is
   * made without it is an error.
   */
  public static serviceAccount(serviceAccount: StoreServiceAccount): AwsStoreAuth {
    return new AwsStoreAuth((context) => {
      context.checks.push(() => missingRole(context, serviceAccount));
      return { jwt: { serviceAccountRef: renderServiceAccount(context, serviceAccount) } };
    });
  }

  /** As the IAM role of External Secrets' own pod. Everybody who may create a store in any namespace shares that role. */
  public static unsafeController(): AwsStoreAuth {
    return new AwsStoreAuth(() => undefined);
  }

  /** As an IAM user whose access key is in native Secrets. */
  public static unsafeStaticCredentials(credentials: AwsStaticCredentials): AwsStoreAuth {
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

/** External Secrets takes the role from the annotation alone, whatever role the store assumes afterwards. */
function missingRole({ where }: StoreContext, { serviceAccount }: StoreServiceAccount): string | undefined {
  const main = serviceAccount.node.defaultChild;
  if (!main || !ApiObject.isApiObject(main)) return undefined;
  if ((main as ApiObject).toJson().metadata?.annotations?.[ROLE_ANNOTATION]) return undefined;
  return `${where}: service account ${quoted(serviceAccount.name)} (${serviceAccount.node.path}) has no annotation ` +
    `${ROLE_ANNOTATION}, and External Secrets logs in to AWS as no other role; ` +
    `give it one, as in metadata: { annotations: { '${ROLE_ANNOTATION}': 'arn:aws:iam::123456789012:role/payments' } }, ` +
    'or take one that is annotated elsewhere by ServiceAccount.fromServiceAccountName';
}
