/**
 * The rules that find something which is written: what they say holds of a part of an object too, be it a patch, or a
 * base that an overlay adds to. Every other rule misses something, which may stand in the rest; a rule that is not
 * named here does not judge parts.
 */
const HOLDING_OF_PARTS: ReadonlySet<string> = new Set([
  'aggregate-to-view',
  'config-subpath-mount',
  'config-too-large',
  'csi-attribute-override',
  'deprecated-api-version',
  'encryption-weak-key',
  'external-secret-immutable-refresh',
  'invalid-key',
  'invalid-value',
  'last-applied-leak',
  'long-lived-token-secret',
  'plaintext-secret',
  'rbac-escalation',
  'secret-in-env',
  'secret-subpath-mount',
  'secrets-cluster-wide',
  'secrets-list',
  'token-create',
]);

/** Whether what a rule finds in a part of an object holds of the whole. */
export function holdsOfParts(ruleId: string): boolean {
  // What holds credentials by value holds them whatever else the object has.
  return HOLDING_OF_PARTS.has(ruleId) || ruleId.startsWith('credential-in-');
}
