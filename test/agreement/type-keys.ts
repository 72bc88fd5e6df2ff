/** Keys that a Secret of each type is drawn with. */
export const TYPE_KEYS: { readonly [type: string]: readonly string[] } = {
  'Opaque': ['password', 'user'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/basic-auth': ['username', 'password'],
  'kubernetes.io/service-account-token': ['token'],
  'bootstrap.kubernetes.io/token': ['token-id', 'token-secret'],
};
