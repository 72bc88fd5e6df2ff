/**
 * Rules that report something which is present. Their findings also hold for a part of an object, such as a patch, or a
 * base that an overlay adds to. Every other rule reports something absent, which the rest may have; a rule that is not
 * listed does not judge parts.
 */
const HOLDING_OF_PARTS: ReadonlySet<string> = new Set([
  'admission-write',
  'aggregate-to-view',
  'annotations-too-large',
  'config-subpath-mount',
  'config-too-large',
  'csi-attribute-override',
  'deprecated-api-version',
  'encryption-weak-key',
  'external-secret-immutable-refresh',
  'host-path-to-secrets',
  'invalid-key',
  'invalid-value',
  'last-applied-leak',
  'long-lived-token-secret',
  'optional-secret',
  'plaintext-secret',
  'rbac-escalation',
  'secret-for-all-accounts',
  'secret-for-everybody',
  'secret-in-env',
  'secret-subpath-mount',
  'secrets-cluster-wide',
  'secrets-list',
  'token-create',
  'wrong-secret-value',
]);

/** Whether a finding in a part of an object holds for the whole object. */
export function holdsOfParts(ruleId: string): boolean {
  // A credential in a part is in the whole object.
  return HOLDING_OF_PARTS.has(ruleId) || ruleId.startsWith('credential-in-');
}
