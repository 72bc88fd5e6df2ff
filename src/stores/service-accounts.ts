import { ApiObject } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { DEFAULT_ACCOUNT } from '../facts/account-token';
import { ROLE_ANNOTATION } from '../facts/aws';
import { quoted } from '../redaction/quoted';

/**
 * Refuses the account that every pod runs under which names none: a store that knows it would serve all of them.
 *
 * @param constructPath construct path, named in the error
 * @throws Error when the account is the default one
 */
export function refuseDefaultAccount(constructPath: string, serviceAccount: kplus.IServiceAccount | undefined): void {
  if (serviceAccount?.name === DEFAULT_ACCOUNT) {
    throw new Error(
      `${constructPath}: the service account is the namespace's '${DEFAULT_ACCOUNT}', which every pod that names ` +
      'none runs under, so that the store would serve all of them; make a dedicated service account',
    );
  }
}

/**
 * Says what is wrong with the IAM role of a service account, for a check at synth: annotations may be added until
 * then. Undefined for an account with a role, and for one that is made elsewhere.
 *
 * @param constructPath construct path, named in the problem
 * @param alternative another way out, to be put at the end
 */
export function missingRole(
  constructPath: string, serviceAccount: kplus.IServiceAccount, alternative = '',
): string | undefined {
  const object = serviceAccount.node.findAll().find(ApiObject.isApiObject);
  if (object === undefined || (object as ApiObject).toJson().metadata?.annotations?.[ROLE_ANNOTATION]) {
    return undefined;
  }
  return `${constructPath}: service account ${quoted(serviceAccount.name)} (${serviceAccount.node.path}) has no ` +
    `annotation ${ROLE_ANNOTATION}, which names the IAM role; give it one, as in metadata: { annotations: ` +
    `{ '${ROLE_ANNOTATION}': 'arn:aws:iam::123456789012:role/payments' } }, or use one that is annotated elsewhere ` +
    `by ServiceAccount.fromServiceAccountName${alternative}`;
}
