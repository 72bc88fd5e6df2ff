/** A kind of object that is written or read here. */
export interface ApiKind {
  /** API group; empty for the core group. */
  readonly group: string;

  /** The version that this library writes: served by current releases. */
  readonly version: string;
  readonly kind: string;

  /** Plural name of the resource, as admission, RBAC and `kubectl` call it; empty for a file that no API serves. */
  readonly resource: string;

  /** Whether its objects are of no namespace. */
  readonly clusterWide: boolean;
}

function apiKind(apiVersion: string, kind: string, resource: string, clusterWide = false): ApiKind {
  const slash = apiVersion.indexOf('/');
  const group = apiVersion.slice(0, Math.max(slash, 0));
  return { group, version: apiVersion.slice(slash + 1), kind, resource, clusterWide };
}

export const SECRET = apiKind('v1', 'Secret', 'secrets');
export const CONFIG_MAP = apiKind('v1', 'ConfigMap', 'configmaps');
export const SERVICE_ACCOUNT = apiKind('v1', 'ServiceAccount', 'serviceaccounts');
export const PERSISTENT_VOLUME = apiKind('v1', 'PersistentVolume', 'persistentvolumes', true);

const RBAC = 'rbac.authorization.k8s.io/v1';
export const ROLE = apiKind(RBAC, 'Role', 'roles');
export const ROLE_BINDING = apiKind(RBAC, 'RoleBinding', 'rolebindings');
export const CLUSTER_ROLE = apiKind(RBAC, 'ClusterRole', 'clusterroles', true);
export const CLUSTER_ROLE_BINDING = apiKind(RBAC, 'ClusterRoleBinding', 'clusterrolebindings', true);

export const INGRESS = apiKind('networking.k8s.io/v1', 'Ingress', 'ingresses');

/** What an Ingress was before Kubernetes 1.22. */
export const OLD_INGRESS = apiKind('extensions/v1beta1', 'Ingress', '');

export const GATEWAY = apiKind('gateway.networking.k8s.io/v1', 'Gateway', 'gateways');

/** The Secrets Store CSI driver. */
export const SECRET_PROVIDER_CLASS =
  apiKind('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', 'secretproviderclasses');

/**
 * External Secrets, which has no `v1` of PushSecret.
 *
 * @see https://external-secrets.io/latest/introduction/stability-support/
 */
const EXTERNAL_SECRETS = 'external-secrets.io/v1';
const EXTERNAL_SECRETS_ALPHA = 'external-secrets.io/v1alpha1';
export const EXTERNAL_SECRET = apiKind(EXTERNAL_SECRETS, 'ExternalSecret', 'externalsecrets');
export const SECRET_STORE = apiKind(EXTERNAL_SECRETS, 'SecretStore', 'secretstores');
export const CLUSTER_SECRET_STORE = apiKind(EXTERNAL_SECRETS, 'ClusterSecretStore', 'clustersecretstores', true);
export const CLUSTER_EXTERNAL_SECRET =
  apiKind(EXTERNAL_SECRETS, 'ClusterExternalSecret', 'clusterexternalsecrets', true);
export const PUSH_SECRET = apiKind(EXTERNAL_SECRETS_ALPHA, 'PushSecret', 'pushsecrets');
export const CLUSTER_PUSH_SECRET = apiKind(EXTERNAL_SECRETS_ALPHA, 'ClusterPushSecret', 'clusterpushsecrets', true);

const GENERATORS = 'generators.external-secrets.io/v1alpha1';
export const PASSWORD_GENERATOR = apiKind(GENERATORS, 'Password', 'passwords');
export const SSH_KEY_GENERATOR = apiKind(GENERATORS, 'SSHKey', 'sshkeys');
export const UUID_GENERATOR = apiKind(GENERATORS, 'UUID', 'uuids');
export const VAULT_DYNAMIC_GENERATOR = apiKind(GENERATORS, 'VaultDynamicSecret', 'vaultdynamicsecrets');

/** The project that External Secrets followed, archived in 2021. */
export const OLD_EXTERNAL_SECRET = apiKind('kubernetes-client.io/v1', 'ExternalSecret', 'externalsecrets');

export const SEALED_SECRET = apiKind('bitnami.com/v1alpha1', 'SealedSecret', 'sealedsecrets');

/** The Vault Secrets Operator. */
const VAULT_OPERATOR = 'secrets.hashicorp.com/v1beta1';
export const VAULT_CONNECTION = apiKind(VAULT_OPERATOR, 'VaultConnection', 'vaultconnections');
export const VAULT_AUTH = apiKind(VAULT_OPERATOR, 'VaultAuth', 'vaultauths');
export const VAULT_AUTH_GLOBAL = apiKind(VAULT_OPERATOR, 'VaultAuthGlobal', 'vaultauthglobals');
export const VAULT_STATIC_SECRET = apiKind(VAULT_OPERATOR, 'VaultStaticSecret', 'vaultstaticsecrets');
export const VAULT_DYNAMIC_SECRET = apiKind(VAULT_OPERATOR, 'VaultDynamicSecret', 'vaultdynamicsecrets');
export const VAULT_PKI_SECRET = apiKind(VAULT_OPERATOR, 'VaultPKISecret', 'vaultpkisecrets');
export const HCP_VAULT_SECRETS_APP = apiKind(VAULT_OPERATOR, 'HCPVaultSecretsApp', 'hcpvaultsecretsapps');

const CERT_MANAGER = 'cert-manager.io/v1';
export const CERTIFICATE = apiKind(CERT_MANAGER, 'Certificate', 'certificates');
export const ISSUER = apiKind(CERT_MANAGER, 'Issuer', 'issuers');
export const CLUSTER_ISSUER = apiKind(CERT_MANAGER, 'ClusterIssuer', 'clusterissuers', true);

/** Files of the API server. No API serves them. */
export const ENCRYPTION_CONFIGURATION = apiKind('apiserver.config.k8s.io/v1', 'EncryptionConfiguration', '');
export const AUTHENTICATION_CONFIGURATION = apiKind('apiserver.config.k8s.io/v1', 'AuthenticationConfiguration', '');
export const AUDIT_POLICY = apiKind('audit.k8s.io/v1', 'Policy', '');

/** What an EncryptionConfiguration was before Kubernetes 1.13. */
export const OLD_ENCRYPTION_CONFIG = apiKind('v1', 'EncryptionConfig', '');

/** What is written by those who change the kind of an old file and not its API version. */
export const OLD_ENCRYPTION_CONFIGURATION = apiKind('v1', 'EncryptionConfiguration', '');

/** The `apiVersion` of a kind. */
export function apiVersionOf({ group, version }: Pick<ApiKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The group and the kind, with a slash between them: the same in every version. */
export function groupKind({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return `${group}/${kind}`;
}

/** An API for secrets that is gone, or will be. */
export interface OldApi {
  readonly apiVersion: string;

  /** Kinds of it; all where absent. */
  readonly kinds?: readonly ApiKind[];

  /** What has become of it: reads on after the name. */
  readonly state: string;

  /** What to write instead. */
  readonly use: string;
}

const OLD_STORES = {
  kinds: [EXTERNAL_SECRET, SECRET_STORE, CLUSTER_SECRET_STORE, CLUSTER_EXTERNAL_SECRET],
  state: 'is no longer served since External Secrets Operator 0.17',
  use: EXTERNAL_SECRETS,
};

/**
 * APIs for secrets that are gone, or will be.
 *
 * @see https://external-secrets.io/latest/introduction/stability-support/
 */
export const OLD_APIS: readonly OldApi[] = [
  { apiVersion: 'external-secrets.io/v1alpha1', ...OLD_STORES },
  { apiVersion: 'external-secrets.io/v1beta1', ...OLD_STORES },
  {
    apiVersion: apiVersionOf(OLD_EXTERNAL_SECRET),
    kinds: [OLD_EXTERNAL_SECRET],
    state: 'is of a project that has been archived',
    use: EXTERNAL_SECRETS,
  },
  {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1alpha1',
    state: 'is deprecated',
    use: apiVersionOf(SECRET_PROVIDER_CLASS),
  },
  ...['audit.k8s.io/v1alpha1', 'audit.k8s.io/v1beta1'].map((apiVersion) =>
    ({ apiVersion, kinds: [AUDIT_POLICY], state: 'is no longer read', use: apiVersionOf(AUDIT_POLICY) })),
  {
    apiVersion: 'v1',
    kinds: [OLD_ENCRYPTION_CONFIG],
    state: 'is no longer read',
    use: `EncryptionConfiguration of ${apiVersionOf(ENCRYPTION_CONFIGURATION)}`,
  },
];

/**
 * Whether the group of an API is one that a CustomResourceDefinition brings, and not one of Kubernetes itself or of the
 * files of its components. Groups of Kubernetes have no dot or end in `.k8s.io`; of its other projects they end in
 * `.x-k8s.io`, but for the Gateway API.
 *
 * @see https://kubernetes.io/docs/reference/using-api/#api-groups
 */
export function isCustomGroup(group: string): boolean {
  return group === 'gateway.networking.k8s.io' || (group.includes('.') && !group.endsWith('.k8s.io'));
}
