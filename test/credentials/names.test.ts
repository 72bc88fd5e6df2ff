import { isPlaceholder, isReference } from '../../src/credentials/placeholders';
import { judgeName, namesSecret, SecretName } from '../../src/credentials/secret-names';

const { NO, KEY, PIN, SECRET, TOKEN, PASSWORD } = SecretName;

test.each<[name: string, judged: SecretName]>([
  [`${'x'.repeat(151)}_password`, PASSWORD], [`${'x'.repeat(152)}_password`, NO],
  ['password', PASSWORD], ['DBPassword', PASSWORD], ['x2Password', PASSWORD], ['DBPw', PASSWORD], ['dbpw', NO],
  ['_label_password', NO], ['password_', PASSWORD], ['password_root22', PASSWORD],
  ['dbPASSWORD', PASSWORD],
  ['password12', PASSWORD], ['password123', PASSWORD], ['password1234', NO], ['pass1word', NO], ['userpass', PASSWORD],
  ['bypass', NO], ['label', NO], ['label_password', NO], ['i18n.token', NO], ['password_label', KEY],
  // Words at the end that leave the name what it is.
  ['password_prod', PASSWORD], ['password_v2', PASSWORD], ['password_2', PASSWORD], ['password_22', PASSWORD],
  ['password_v2_prod', PASSWORD],
  ['password_x2', KEY], ['password_2x', KEY], ['password_v', KEY], ['passwordmin', NO], ['password-min-length', KEY],
  ['secret_data', SECRET], ['base', NO], ['data', NO],
  ['password_of_shop', PASSWORD], ['password_for_shop', PASSWORD], ['of_password', PASSWORD], ['for_shop', NO],
  ['shop_of_password', KEY], ['password_admin', PASSWORD], ['password_root2', PASSWORD], ['password_roo1t', KEY],
  ['password_shop', KEY], ['token_admin', KEY], ['pw_admin', PASSWORD], ['admin', NO], ['secret_admin', KEY],
  // In other languages, with and without accents.
  ['contrase\u00f1a', PASSWORD], ['CONTRASENA_DB', PASSWORD], ['mot_de_passe', PASSWORD], ['db.mdp', PASSWORD],
  ['has\u0142o', PASSWORD], ['HAS\u0141O', PASSWORD], ['haslo_file', NO], ['mot_du_jour', NO],
  // PINs, salts and cookies by the word before.
  ['pin', PIN], ['so_pin', PIN], ['userPin', PIN], ['gpio_pin', NO], ['gpio7_pin', NO], ['version_pin', NO],
  ['spin', NO], ['pinned', NO], ['nonce_salt', TOKEN], ['logged_in_salt', TOKEN], ['salt', NO], ['hash_salt', NO],
  ['erlang_cookie', TOKEN], ['cookie', NO], ['pepper', SECRET], ['redis_auth', PASSWORD], ['shop_auth', SECRET],
  ['root_token_id', TOKEN], ['root_id', NO], ['passwords', PASSWORD],
  // Secrets, tokens, keys.
  ['secret', SECRET], ['clientsecret', SECRET], ['secretary', NO], ['creds', SECRET], ['auth', SECRET],
  ['token', TOKEN], ['apitoken', TOKEN], ['api_key', TOKEN], ['APIKey', TOKEN], ['apiKEY', TOKEN], ['accesskey', TOKEN],
  ['secret_key', TOKEN], ['token_key', TOKEN], ['auth_key', TOKEN], ['queue_key', KEY], ['key_api', KEY],
  ['secret_id', TOKEN], ['token_id', NO], ['secret_ids', NO], ['client_id', NO],
  ['key', KEY], ['keys', KEY], ['keyboard', NO], ['monkey', NO], ['turkeys', NO], ['hockey', NO], ['monkey_key', KEY],
  ['queue_secrets', KEY], ['queue_tokens', KEY], ['tokenizer', NO],
  ['public_key', NO], ['pubkey', NO], ['site_key', NO], ['sort_key', NO], ['key_hash', NO], ['key_file', NO],
  ['key_ids', NO], ['shop', NO], ['', NO],
])('%s is judged %d', (name, judged) => {
  expect(judgeName(name)).toBe(judged);
  expect(namesSecret(name)).toBe(judged > KEY);
});

test.each<[value: string, isOne: boolean]>([
  ['', true], ['  ', true], ['none', true], [' none ', true], ['None', true], ['set me', true], ['n.a', true],
  ['nones', false], ['dummy', true], ['dummy7', false], ['dummy_token', true], ['changeMe', true], ['change_me', true],
  ['your own key', true], ['not set', true],
  ['xxxx', true], ['xxxx7', false], ['****', true], ['DB_PASSWORD', true], ['DB_PASSWORD7x', false], ['PASSWORD', true],
  ['<password>', true], ['a<password>', false], ['[password]', true], ['{password}', true], [':password', true],
  ['a:password', false], ['%s', true], ['%s7', false], ['$1', true], ['a}}', true], ['a%>', true], ['#{a', true],
  ['[[a', true], ['a}', false], ['a]]', false], ['kW3xQ9pZ', false],
])('%j holds the place of a credential: %s', (value, isOne) => {
  expect(isPlaceholder(value)).toBe(isOne);
});

test.each<[value: string, isOne: boolean]>([
  ['$2b$10$abc', true], [' $2b$10$abc\n', true], ['x$2b$10$abc', false], ['$3$abc', false], ['{SSHA}abc', true],
  ['{ssha}abc', true], ['kW3xQ9pZ', false],
])('%j is a hash or a reference: %s', (value, isOne) => {
  expect(isReference(value)).toBe(isOne);
});
