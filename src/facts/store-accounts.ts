import { FieldPath } from './document-fault';
import { PlainFields, plainFields, plainText } from './plain-fields';

/** A service account that a store or a login authenticates with. */
export interface StoreAccount {
  /** Where it is named, from the spec. */
  readonly at: FieldPath;
  readonly name: string;

  /** Its namespace; empty for that of the object, or that of whoever uses the store. */
  readonly namespace: string;

  /** Whether it is used by its IAM role, which an annotation names. */
  readonly usesRole: boolean;
}

/** How deep a provider of a store is looked into. */
const DEPTH = 10;

/**
 * The service accounts in the provider of a SecretStore or ClusterSecretStore.
 *
 * @see https://external-secrets.io/latest/provider/aws-access/
 */
export function storeAccounts(spec: PlainFields): StoreAccount[] {
  const accounts: StoreAccount[] = [];
  const visit = (value: unknown, at: FieldPath, depth: number): void => {
    for (const [field, part] of depth === 0 ? [] : Object.entries(plainFields(value))) {
      const place = [...at, field];
      const { name, namespace } = plainFields(part);
      // The provider for Kubernetes has the account in its `auth`, and no field around it.
      const isAccount = field === 'serviceAccountRef' || (field === 'serviceAccount' && at.at(-1) === 'auth');
      if (isAccount && typeof name === 'string') {
        const usesRole = (at.includes('aws') && at.at(-1) === 'jwt') || (at.includes('iam') && at.at(-1) === 'jwt');
        accounts.push({ at: [...place, 'name'], name, namespace: plainText(namespace), usesRole });
      } else {
        visit(part, place, depth - 1);
      }
    }
  };
  visit(spec.provider, ['provider'], DEPTH);
  return accounts;
}

/** Fields of a VaultAuth that name a service account, and whether it is used by its IAM role. */
const LOGINS: readonly (readonly [method: string, field: string, usesRole: boolean])[] = [
  ['kubernetes', 'serviceAccount', false], ['jwt', 'serviceAccount', false], ['aws', 'irsaServiceAccount', true],
  ['gcp', 'workloadIdentityServiceAccount', false],
];

/**
 * The service account of a VaultAuth, in the namespace of each Secret that is filled.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference#vaultauthspec
 */
export function loginAccounts(spec: PlainFields): StoreAccount[] {
  return LOGINS.flatMap(([method, field, usesRole]) => {
    const name = plainFields(spec[method])[field];
    return typeof name === 'string' && name !== '' ? [{ at: [method, field], name, namespace: '', usesRole }] : [];
  });
}
