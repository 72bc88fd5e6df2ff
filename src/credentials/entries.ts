import { isLiteralSecret, Writing } from './literals';
import { isPlaceholder } from './placeholders';
import { SecretName } from './secret-names';
import { isNotoriousPassword, isOrdinaryWord } from './words';

/**
 * Values that are credentials only as the whole of an entry: an environment variable, an annotation, an entry of a
 * ConfigMap. Within a text, words with blanks between them are prose, and a word before a colon is a key.
 */

/** Longest password of several words. */
const LONGEST_PASSPHRASE = 80;

/** Words in lower case. A label of a form, a sentence or a translation begins with a capital. */
const WORDS = /^[a-z][a-z\d!#$%&*+=?~-]*(?: [a-z\d!#$%&*+=?~-]+){1,7}$/;

/**
 * Whether the value is a password of several words: none of them is one that configuration says about passwords, as
 * in `see the vault`, and none is a bare number, as in `min 8 characters`.
 */
export function isPassphrase(value: string): boolean {
  return (
    value.length <= LONGEST_PASSPHRASE &&
    WORDS.test(value) &&
    !isPlaceholder(value) &&
    !value.split(' ').some((word) => isOrdinaryWord(word) || /^\d{1,3}$/.test(word))
  );
}

/** Names whose value is a user and a password: of HTTP basic authentication, and of the image of Neo4j. */
const PAIR_NAME = /(?:^|[^a-z])(?:basic[-_.]?auth|neo4j[-_.]?auth|user[-_.]?pass)$/i;

/** Names whose value may be one: `ADMIN_CREDENTIALS`, `GRAFANA_AUTH`. */
const MAY_BE_PAIR_NAME = /(?:^|[^a-z])(?:auth|credentials?|creds)$/i;

/** The user is not a word that says where a credential comes from, or what it is for. */
const PAIR = new RegExp(
  '^(?!(?:file|env|vault|aws|gcp|azure|k8s|secret|ldaps?|oauth2?|oidc|saml|sa|service|role|type):)' +
    '[A-Za-z][\\w.@+-]{0,63}:([^\\s:/@]{3,128})$',
);

/** The image of Neo4j writes a slash between the two. */
const NEO4J_PAIR = /^[A-Za-z][\w.@+-]{0,63}\/(\S{3,128})$/;

/**
 * Whether the value is a user and a password with a colon between them. Under a name that does not plainly say so,
 * the password has to look like one: `team:orders` may name something.
 *
 * @see https://neo4j.com/docs/operations-manual/current/docker/introduction/
 */
export function isUserWithPassword(name: string, value: string): boolean {
  const spelled = name.replace(/([a-z])([A-Z])/g, '$1_$2');
  const password = (/neo4j[-_.]?auth$/i.test(spelled) ? NEO4J_PAIR : PAIR).exec(value)?.[1];
  if (password === undefined || !isLiteralSecret(SecretName.PASSWORD, password, Writing.ENTRY)) {
    return false;
  }
  return PAIR_NAME.test(spelled) ||
    (MAY_BE_PAIR_NAME.test(spelled) && (isNotoriousPassword(password) || looksChosen(password)));
}

/** Letters with digits or symbols, without the hyphens, dots and versions of names. */
function looksChosen(password: string): boolean {
  return password.length >= 5 && /[A-Za-z]/.test(password) && /[\d!#$%&*+=?~]/.test(password) &&
    !/[-._]|^v\d/.test(password);
}

/** The scheme before the credentials of a header, as servers other than those of OAuth call theirs. */
const SCHEME = /^(?:bearer|token|api-?key|apitoken|key|splunk|genie-?key|ssws|pveapitoken)(?: token=|[ =])"?/i;

/**
 * The value without the scheme that stands before it in a header of authorization. Another value is returned as it is.
 */
export function withoutScheme(name: string, value: string): string {
  return /authorization$/i.test(name) ? value.trim().replace(SCHEME, '').replace(/"$/, '') : value;
}
