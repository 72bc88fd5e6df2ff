import { ALNUM, base64, draw, HEX } from './corpus';
import { DIRECTIVES } from '../../src/credentials/directives';
import { TOKEN_PATTERNS } from '../../src/credentials/token-patterns';

/**
 * Inputs on which a scanner with a hidden quadratic, or worse, would not come back. Each is repeated to the wanted
 * length.
 */
export const HOSTILE_UNITS: { [title: string]: string } = {
  'blanks': ' ',
  'blanks and a line break': `${' '.repeat(63)}\n`,
  'letters': 'a',
  'digits': '1',
  'hexadecimal digits': HEX,
  'alphanumerics': draw(ALNUM, 4096),
  'backslashes': '\\',
  'quotes': '"',
  'equals signs': '=',
  'colons': ':',
  'angle brackets': '<a>',
  'dashes': '-',
  'opening braces': '{',
  'at signs': '@',
  'assignments without end': 'password=',
  'assignments with blanks': 'password =   ',
  'assignments of an open quote': 'password="',
  'assignments of an escaped quote': 'password=\\"',
  'assignments of placeholders': 'password=changeme\n',
  'names of pairs': 'name=',
  'pairs': 'name: a\nvalue: b\n',
  'elements': '<password>',
  'long names': `${'password-'.repeat(18)}=`,
  'URLs': '://',
  'URLs with a user': 'a://b:',
  'URLs with a placeholder': 'a://b:${c}@d ',
  'URLs with braces': 'a://{(',
  'data source names': 'a:b@tcp',
  'Oracle URLs': 'jdbc:oracle:thin:a/',
  'headers of tokens': 'eyJ',
  'headers and dots': 'eyJ.',
  'headers and payloads': 'eyJhbGciOiJub25lIn0.',
  'armour': `${'-'.repeat(5)}BEGIN PRIVATE KEY${'-'.repeat(5)}`,
  'armour with line breaks': `${'-'.repeat(5)}BEGIN PRIVATE KEY${'-'.repeat(5)}\n`,
  'words of armour': `${'-'.repeat(5)}BEGIN A1 B2 C3 `,
  'netrc': 'machine a login b ',
  'netrc blanks': `machine${' '.repeat(15)}a${' '.repeat(15)}login`,
  'pgpass': 'a:5432:b:c:',
  'SQL': 'IDENTIFIED BY ',
  'arguments': '--a-password ',
  'clients': 'curl ',
  'clients with open quotes': 'redis-cli -a "',
  'clients with substitutions': 'curl "$()$()${a}${b}',
  'clients with lists': 'curl", "-u", "a:b',
  'clients and options': 'mysql -p -p -p -p',
  'bearers': 'Bearer ',
  'basics': 'Basic YWFhYWFhYWFhYWE= ',
  'base64 of text': base64(`# nothing to see, only text ${draw(ALNUM, 40)}\n`.repeat(45)).replace(/=/g, ''),
  'base64 in lines': `${base64('some text that is not secret, really not at all')}\n`,
  'base64 in lines of random bytes': `${draw(`${ALNUM}+/`, 64)}\n`,
  'base64 of UTF-16': Buffer.from('some text '.repeat(12), 'utf16le').toString('base64'),
  'base64 between slashes': `/${draw(ALNUM, 24)}`,
  'JSON Web Keys': '{"kty":"EC","d":"',
  'two-byte characters': '\u5bc6\u7801=',
  'lone surrogates': '\ud800',
  'zeros': '\0',
  'DER': '\x30\x82\x01\x00\x02\x01\x00\x30',
};

for (const { hints } of [...TOKEN_PATTERNS, ...DIRECTIVES]) {
  for (const hint of hints) {
    HOSTILE_UNITS[`${hint} again and again`] = hint;
    HOSTILE_UNITS[`${hint} and many digits`] = `${hint}${'x'.repeat(600)}1`;
  }
}

export function repeatTo(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** The text in as many layers of base64 as the detector opens, so that the innermost has the wanted length or less. */
export function nested(text: string, layers: number): string {
  return layers === 0 ? text : nested(base64(text), layers - 1);
}
