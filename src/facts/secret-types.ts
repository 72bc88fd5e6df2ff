import { plainFields, PlainFields, plainText } from './plain-fields';

/**
 * Names of the types of Secret that Kubernetes has, and of those that tools write.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/types.go (`SecretType`)
 */
export const OPAQUE_TYPE = 'Opaque';
export const TLS_TYPE = 'kubernetes.io/tls';
export const BASIC_AUTH_TYPE = 'kubernetes.io/basic-auth';
export const SSH_AUTH_TYPE = 'kubernetes.io/ssh-auth';
export const DOCKER_CONFIG_JSON_TYPE = 'kubernetes.io/dockerconfigjson';
export const DOCKER_CFG_TYPE = 'kubernetes.io/dockercfg';
export const BOOTSTRAP_TOKEN_TYPE = 'bootstrap.kubernetes.io/token';
export const ACCOUNT_TOKEN_TYPE = 'kubernetes.io/service-account-token';
export const HELM_RELEASE_TYPE = 'helm.sh/release.v1';

/** What a Secret of a type must have. */
export interface SecretTypeNeeds {
  /** Of each group, at least one key must be there. */
  readonly keys: readonly (readonly string[])[];

  /** Annotation that must be there and not be empty. */
  readonly annotation?: string;

  /** Whether the API server refuses a Secret that lacks one; otherwise only who reads the type needs them. */
  readonly refused: boolean;
}

/** Annotation of a Secret for a token that names the account. */
export const ACCOUNT_ANNOTATION = 'kubernetes.io/service-account.name';

const NOTHING: SecretTypeNeeds = { keys: [], refused: false };

/**
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go (`ValidateSecret`)
 * @see https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#bootstrap-token-secret-format
 */
const NEEDS: ReadonlyMap<string, SecretTypeNeeds> = new Map<string, SecretTypeNeeds>([
  [TLS_TYPE, { keys: [['tls.crt'], ['tls.key']], refused: true }],
  [BASIC_AUTH_TYPE, { keys: [['username', 'password']], refused: true }],
  [SSH_AUTH_TYPE, { keys: [['ssh-privatekey']], refused: true }],
  [DOCKER_CONFIG_JSON_TYPE, { keys: [['.dockerconfigjson']], refused: true }],
  [DOCKER_CFG_TYPE, { keys: [['.dockercfg']], refused: true }],
  [ACCOUNT_TOKEN_TYPE, { keys: [], annotation: ACCOUNT_ANNOTATION, refused: true }],
  [BOOTSTRAP_TOKEN_TYPE, { keys: [['token-id'], ['token-secret']], refused: false }],
]);

/** What a Secret of the type must have: nothing, for a type that Kubernetes does not know. */
export function needsOfType(type: string): SecretTypeNeeds {
  return NEEDS.get(type) ?? NOTHING;
}

/** Every key that the type names; undefined for a type with any keys. Of a choice of keys, all. */
export function keysOfType(type: string): string[] | undefined {
  const keys = needsOfType(type).keys.flat();
  return keys.length === 0 ? undefined : keys;
}

/** The groups of keys of which a Secret of the type has none. */
export function missingKeys(type: string, keys: readonly string[]): (readonly string[])[] {
  return needsOfType(type).keys.filter((group) => !group.some((key) => keys.includes(key)));
}

/** The annotation that a Secret of the type needs and does not have. */
export function missingAnnotation(type: string, annotations: unknown): string | undefined {
  const { annotation } = needsOfType(type);
  const given: PlainFields = plainFields(annotations);
  return annotation === undefined || plainText(given[annotation]) !== '' ? undefined : annotation;
}

/**
 * Types that a controller or Helm writes and finds by their type: nothing in a manifest names such a Secret, and it
 * must be possible to change or delete it.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
 * @see https://helm.sh/docs/topics/advanced/#storage-backends
 */
export const TYPES_OF_CONTROLLERS: readonly string[] = [ACCOUNT_TOKEN_TYPE, BOOTSTRAP_TOKEN_TYPE, HELM_RELEASE_TYPE];

/** Whether a controller adds keys that are not written: the token controller fills a Secret for an account. */
export function isFilledByController(type: unknown): boolean {
  return type === ACCOUNT_TOKEN_TYPE;
}
