/**
 * Places that a tool fills in before an object is applied, or before a program starts. What stands there now is not
 * what will be used, so that nothing can be said of it.
 */

/**
 * A substitution: `${X}`, `$(x)`, `{{ x }}`, `<% x %>`, `#{x}`, `[[ x ]]`, `SECRET[backend.key]` of Vector, and
 * `<path:…>` of Argo CD's plugin.
 *
 * @see https://argocd-vault-plugin.readthedocs.io/en/stable/howitworks/
 */
const SUBSTITUTION = /\$\{|\$\(|\{\{|<%|#\{[\w.\s-]+\}|\[\[\s*[.$A-Za-z]|<path:|\bSECRET\[[\w.-]+\]/;

/**
 * A text that is one variable of a tool: `$VAR`, `%VAR%`, `%%VAR%%`, `@VAR@`, `__VAR__`. Bounded, as a text may be
 * long.
 */
const VARIABLE =
  /^(?:\$[A-Za-z_]\w{0,127}|%{1,2}[A-Za-z_]\w{0,127}%{1,2}|@{1,2}[A-Za-z_][\w.]{0,127}@{1,2}|__\w{1,128}__)$/;

/** A text that is one slot, as documentation writes it: `<password>`. */
const SLOT = /^<[^<>]{1,1024}>$/;

/**
 * Prefixes of texts that say where the value is, or that are its ciphertext: of vals (`ref+vault://`), 1Password
 * (`op://`), the webhook of Bank-Vaults (`vault:`), SOPS (`ENC[`), Ansible and others.
 */
const REFERENCE = new RegExp(
  '^(?:' +
    [
      'arn:',
      'vault:',
      'ref\\+',
      'op://',
      'secretref:',
      'secret:',
      'secrets?/',
      'env:',
      'file:',
      'projects/[^/]{1,64}/secrets/',
      'aws-?sm:',
      'awssm',
      'ssm:',
      'gcp-?sm:',
      'sm://',
      'azure-?kv:',
      'akv:',
      'kv:',
      'keyvault:',
      'bitwarden:',
      'doppler:',
      'conjur:',
      'k8s:',
      'kubernetes:',
      'valuefrom',
      'secretkeyref',
      '@microsoft\\.keyvault',
      'resolve:',
      '\\{\\{resolve:',
      '!vault',
      '!secret',
      '!env',
      '!ref',
      '!sub',
      'enc\\[',
      'enc\\(',
      '\\{cipher\\}',
      '\\$ansible_vault;',
      '-----begin pgp message',
    ].join('|') +
    ')',
  'i',
);

/** Whether a text has a substitution in it. Texts of several lines and lists in YAML or JSON are read as well. */
export function hasSubstitution(text: string): boolean {
  return SUBSTITUTION.test(text);
}

/** Whether a text is one variable of a tool. */
export function isVariable(text: string): boolean {
  return VARIABLE.test(text);
}

/** Whether a text says where a value is, or is its ciphertext. */
export function isStoreReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Whether a tool puts something else in the place of a value: the text is filled in, or says where the value is. */
export function isFilledInLater(value: string): boolean {
  const text = value.trim();
  return hasSubstitution(text) || isVariable(text) || isStoreReference(text);
}

/**
 * Whether a tool or a person fills in a path, a name or a list in a text. A reference is not among them: the path of a
 * secret in a store is one.
 */
export function mayBeFilledIn(path: string): boolean {
  const text = path.trim();
  return hasSubstitution(text) || isVariable(text) || SLOT.test(text);
}

/**
 * Whether a tool puts something else in the place of a name or a part of it, as `app-%NAME%`: no name has such
 * characters.
 */
export function isNameFilledInLater(name: string): boolean {
  return /[${}<>%@]/.test(name) || mayBeFilledIn(name);
}
