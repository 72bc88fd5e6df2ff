import { ALNUM, base64, draw } from './corpus';
import { findAssignment, judgeEntry } from '../../src/credentials/assignments';
import { findDirective } from '../../src/credentials/directives';

/** How a name and a value are read in a text: each bound from both sides. */

const pw = 'kW3xQ9pZ';
const blanks = (count: number) => ' '.repeat(count);

test.each<[text: string, found: boolean]>([
  // What may stand between the name and the separator.
  [`password${blanks(32)}= ${pw}`, true], [`password${blanks(33)}= ${pw}`, false],
  [`password\t: ${pw}`, true], [`"password": ${pw}`, true], [`'password': ${pw}`, true],
  [`{\\"password\\": \\"${pw}\\"}`, true], [`(password): ${pw}`, false],
  // The end of a long name is read.
  [`${'x'.repeat(200)}_password: ${pw}`, true], [`${'x'.repeat(151)}_password: ${pw}`, true],
  [`${'x'.repeat(152)}_password: ${pw}`, true],
  // Characters of names: with one in front, the short word is another.
  [`pw: ${pw}`, true], ...[...'azAZ09'].map((letter): [string, boolean] => [`${letter}pw: ${pw}`, false]),
  ...[...'._-'].map((joint): [string, boolean] => [`label${joint}pw: ${pw}`, false]),
  ...[...'/:;@[{`|~+,='].map((other): [string, boolean] => [`label${other}pw=${pw}`, true]),
  // An escaped line break before the name.
  [`a: 1\\npw: ${pw}`, true], [`a: 1\\rpw: ${pw}`, true], [`a: 1\\tpw: ${pw}`, true], [`a: 1\\xpw: ${pw}`, false],
  // Fields by place, and hosts with a port.
  [`arn:aws:x:password:${pw}`, false], [`x:password=${pw}`, true], [`shop@password:${pw}`, false],
  [`shop@password=${pw}`, true], [`//password:${pw}`, false], [`//password=${pw}`, true], [`/password:${pw}`, true],
  [`/ password:${pw}`, true], [`//shop/password:${pw}`, true],
])('%j has a name before a password: %s', (text, found) => {
  expect(findAssignment(text) !== undefined).toBe(found);
});

test.each<[text: string, found: boolean]>([
  [`password:${blanks(32)}${pw}`, true], [`password:${blanks(33)}${pw}`, false], [`password:\t${pw}`, true],
  [`password := ${pw}`, true], [`"password" => "${pw}"`, true],
  [`\${PASSWORD:-${pw}}`, true], [`\${PASSWORD:?${pw}}`, false], [`\${PASSWORD:+${pw}}`, false],
  [`password: &anchor ${pw}`, true], [`password: &${'a'.repeat(32)} ${pw}`, true],
  [`password: &${'a'.repeat(33)} ${pw}`, false], [`password: & ${pw}`, false],
  [`password: &a${blanks(8)}${pw}`, true], [`password: &a${blanks(9)}${pw}`, false],
  // Quotes.
  [`password: "${pw}"`, true], [`password: '${pw}'`, true], [`password: "${pw}`, true], ['password: ""', false],
  ['password: "C:\\shop1"', false], ['password: "enabled\\\\"', false],
  // Elements.
  [`<password>${pw}</password>`, true], [`<password><b>${pw}</b></password>`, false], [`<password>${pw}<b/>`, false],
  [`<password></password>${pw}`, false],
  // Blocks.
  ...['|', '>', '|-', '>+', '|  ', '|\r', '|\t'].map((head): [string, boolean] =>
    [`password: ${head}\n  ${pw}\n`, true]),
  [`password: |${blanks(8)}\n ${pw}`, true], [`password: |${blanks(9)}\n ${pw}`, false],
  [`password: |\n${blanks(32)}${pw}`, true], [`password: |\n${blanks(33)}${pw}`, false],
  [`password: |\n${pw}`, false], [`password: |\n\t${pw}`, true],
  [`password: |\n ${pw}${blanks(8)}\n`, true], [`password: |\n ${pw}${blanks(9)}\n`, false],
  [`password: |\n ${pw} and more\n`, false], [`password: |x\n ${pw}`, false],
  // The end of a bare word.
  ...[
    ';', '&a', ',', '"', '\'', ' ', '\r\n', '\\nuser=shop', '\\rx', ' # x', ' // x', ' )', ' ]', ' }', ' --a', ' -a',
    ' user=shop', '}', '])', `${blanks(32)}#`,
  ].map((end): [string, boolean] => [`password: ${pw}${end}`, true]),
  ...[' and more', ' - a', ' /x', ' = x', `${blanks(33)}#`, `${'}'.repeat(9)}`, '{}'].map((end): [string, boolean] =>
    [`password: ${pw}${end}`, false]),
  ['password: a]kW3xQ#', false],
  ['password: ;kW3xQ9p#', false], ['password: "kW3x', true], ['${PASSWORD:-enabled}', false],
  // The variable of one command.
  [`PGPASSWORD=${pw} psql`, true], [`PGPASSWORD=${pw}${blanks(8)}psql`, true],
  [`PGPASSWORD=${pw}${blanks(9)}psql`, false], [`PGPASSWORD=${pw} ./psql`, true], [`PGPASSWORD=${pw} /bin/psql`, true],
  [`PGPASSWORD=${pw} 7z`, false], [`PGPASSWORD:${pw} psql`, false], [`PGPASSWORD= ${pw} psql`, false],
  [`PGPASSWORD=\t${pw} psql`, false], [`pgpassword=${pw} psql`, false], [`run PGPASSWORD=${pw} psql`, false],
  [`env PGPASSWORD=${pw} psql`, true], [`xenv PGPASSWORD=${pw} psql`, false],
  ...['\n', ';', '&', '|', '(', '(  ', blanks(32)].map((before): [string, boolean] =>
    [`${before}PGPASSWORD=${pw} psql`, true]),
  [`${blanks(33)}PGPASSWORD=${pw} psql`, false],
])('%j has a password behind the separator: %s', (text, found) => {
  expect(findAssignment(text) !== undefined).toBe(found);
});

const pad = (count: number) => `name: password\n${'x'.repeat(count)}\nvalue: ${pw}`;
test.each<[text: string, found: boolean]>([
  [`name: password\nvalue: ${pw}`, true], [`key: password\nvalue: ${pw}`, true], [`NAME=password\nVALUE=${pw}`, true],
  [`x-name: password\nx-value: ${pw}`, true], [`cache-key: password\nvalue: ${pw}`, true],
  [`name: shop\nvalue: ${pw} password`, false], [`nickname: password\nvalue: ${pw}`, false],
  [`names: password\nvalue: ${pw}`, false], [`token: password\nvalue: ${pw}`, false],
  [`name: password\nvalues: ${pw}`, false], [`name: password\nother: ${pw}`, false],
  [`a password\nvalue: ${pw}`, false], [`name: password\nname: shop\nvalue: ${pw}`, false],
  [pad(240), true], [pad(241), false],
])('%j has a pair of a name and a value: %s', (text, found) => {
  expect(findAssignment(text) !== undefined).toBe(found);
});

const pair = base64(`shop:${pw}`);
test.each<[name: string, value: string, kind: string | undefined]>([
  ['password', draw(ALNUM, 512, 'entry'), 'password'], ['password', draw(ALNUM, 513, 'entry'), undefined],
  ['password', ' maple anvil\n', 'password'], ['token', 'maple anvil', undefined],
  ['password', `${'maple '.repeat(4)}${'x'.repeat(56)}`, 'password'],
  ['password', `${'maple '.repeat(4)}${'x'.repeat(57)}`, undefined],
  ['password', 'maple box', 'password'], ['label_auth', 'shop:ab3de', undefined],
  ['password', 'min 8 letters', undefined], ['password', 'maple 4711', 'password'],
  ['password', 'see below', undefined],
  ['password', 'maple changeme', undefined], ['password', 'maple the anvil', undefined],
  ['BASIC_AUTH', ' shop:orders\n', 'user-password'], ['auth', pair, 'registry-auth'], ['AUTH', pair, 'registry-auth'],
  ['auth_token', pair, 'secret-value'], ['auth', base64('shop'), 'secret-value'], ['shop', pw, undefined],
  ['token', draw(ALNUM, 32, 'entry'), 'secret-value'],
])('%s=%j as an entry: %s', (name, value, kind) => {
  expect(judgeEntry(name, value)?.kind).toBe(kind);
});

test.each([['basic_auth: "shop:orders"'], ['password: "maple anvil"']])('%j in a text is none', (text) => {
  expect(findAssignment(text)).toBeUndefined();
});

test.each<[text: string, offset: number]>([
  [`password: ${pw}`, 10], [`a: b\npassword: "${pw}"`, 16], [`<password>${pw}</password>`, 10],
  [`password: |\n  ${pw}\n`, 14], [`password := ${pw}`, 12], [`password: &a ${pw}`, 13],
  [`{\\"password\\": \\"${pw}\\"}`, 17],
])('%j has its password at %d', (text, offset) => {
  expect(findAssignment(text)?.offset).toBe(offset);
});

test.each<[text: string, found: boolean]>([
  ['shop --password \'maple\'', true], ['shop --password maple', false], ['shop --password maple-anvil', true],
  ['shop x--password maple-anvil', false], ['shop --password --force', false],
  ['shop --token maple-anvil', false], [`shop --token ${draw(ALNUM, 20, 'option')}`, true],
  ['shop --password changeme --password maple-anvil', true], ['shop --password $PASSWORD', false],
  ['define(\'DB_PASSWORD\', \'maple-anvil\')', true], ['define(\'DB_NAME\', \'maple-anvil\')', false],
  ['machine a login b password changeme', false], ['default login b password maple-anvil', true],
  ['IDENTIFIED BY \'maple\'', true], ['identified by \'maple\'', true], ['IDENTIFIED BY \'changeme\'', false],
  ['requirepass maple', true], ['requirepass changeme', false], ['# requirepass maple', false],
])('%j has a password in a directive: %s', (text, found) => {
  expect(findDirective(text) !== undefined).toBe(found);
});
