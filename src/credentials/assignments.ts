import { isPassphrase, isUserWithPassword, withoutScheme } from './entries';
import { Scanner, Sighting } from './finding';
import { isUserAndPassword } from './http-credentials';
import { isLiteralSecret, Writing } from './literals';
import { isPlaceholder } from './placeholders';
import { judgeName, SecretName, speaksOfSecrets } from './secret-names';

/** Longest name, gap and value that are read. With them, every separator costs a bounded look around it. */
const NAME_WINDOW = 160;
const GAP_WINDOW = 32;
const VALUE_WINDOW = 256;

/** Longest entry that is judged by its name: what is longer is a file, and judged by what is in it. */
const ENTRY_LIMIT = 512;

/** Farthest that the `value` of a `name` and `value` pair may stand from its name. */
const PAIR_WINDOW = 256;

const SEPARATOR = /[=:>]/g;

interface Value {
  readonly text: string;
  readonly offset: number;
  readonly writing: Writing;
}

/**
 * Literal secrets that a name is given in the text: properties, environment files, YAML, JSON, TOML, INI, XML, query
 * strings and connection strings, also when the text is escaped within another. Reads `name = value`, `"name":
 * "value"`, `<name>value</name>`, and pairs of a `name` (or `key`) and a `value`.
 */
export const findAssignment: Scanner = (text) => {
  if (!speaksOfSecrets(text)) {
    return undefined;
  }
  let label: Value | undefined;
  SEPARATOR.lastIndex = 0;
  for (let match = SEPARATOR.exec(text); match !== null; match = SEPARATOR.exec(text)) {
    const name = readName(text, match.index);
    if (name === '') {
      continue;
    }
    const role = /(?:^|[^A-Za-z])(name|key|value)$/i.exec(name)?.[1].toLowerCase();
    const judged =
      role === 'value' && label !== undefined && match.index - label.offset < PAIR_WINDOW
        ? judgeName(label.text)
        : judgeName(name);
    if (judged === SecretName.NO && role !== 'name' && role !== 'key') {
      continue;
    }
    const value = readValue(text, match.index);
    if (value === undefined) {
      continue;
    }
    const found = judged === SecretName.NO ? undefined : judgeAssignment(name, judged, value);
    if (found !== undefined) {
      return found;
    }
    if (role === 'name' || role === 'key') {
      label = value;
    }
  }
  return undefined;
};

/**
 * The same judgement for a name and a value that are already apart, such as an entry of a ConfigMap or an environment
 * variable.
 */
export function judgeEntry(name: string, value: string): Sighting | undefined {
  const judged = judgeName(name);
  if (judged === SecretName.NO || value.length > ENTRY_LIMIT) {
    return undefined;
  }
  return judgeAssignment(name, judged, { text: withoutScheme(name, value), offset: 0, writing: Writing.ENTRY });
}

function judgeAssignment(name: string, judged: SecretName, { text, offset, writing }: Value): Sighting | undefined {
  if (/auth$/i.test(name) && isUserAndPassword(text) && !isPlaceholder(text)) {
    return {
      kind: 'registry-auth',
      description: 'a user and password in base64, as container registries and npm want them',
      offset,
    };
  }
  if (writing === Writing.ENTRY && isUserWithPassword(name, text.trim())) {
    return { kind: 'user-password', description: 'a user and a password', offset };
  }
  const isWords = writing === Writing.ENTRY && judged === SecretName.PASSWORD && isPassphrase(text.trim());
  if (!isWords && !isLiteralSecret(judged, text, writing)) {
    return undefined;
  }
  return judged === SecretName.PASSWORD
    ? { kind: 'password', description: 'a literal value under a name that says it is a password', offset }
    : { kind: 'secret-value', description: 'a literal value under a name that says it is a secret', offset };
}

/**
 * The name before a separator, or nothing. Quotes, escapes, blanks and the bracket of an index, as in
 * `$db['password'] =`, between the two are left out.
 */
function readName(text: string, separator: number): string {
  let end = separator;
  const limit = Math.max(0, separator - GAP_WINDOW);
  while (end > limit && isBetween(text.charCodeAt(end - 1))) {
    end--;
  }
  let start = end;
  const stop = Math.max(0, end - NAME_WINDOW);
  while (start > stop && isNameCode(text.charCodeAt(start - 1))) {
    start--;
  }
  // `arn:aws:secretsmanager:region:account:secret:name` has fields by place and no names; a host before its port is
  // none either.
  const before = text[start - 1];
  if (text[separator] === ':' && (before === ':' || before === '@' || (before === '/' && text[start - 2] === '/'))) {
    return '';
  }
  // The `n` of an escaped line break is not the beginning of the name behind it.
  if (before === '\\' && /[nrt]/.test(text[start])) {
    start++;
  }
  return text.slice(start, end);
}

/**
 * The value behind a separator: up to the closing quote, or to the end of a bare word with which the line or the pair
 * ends.
 */
function readValue(text: string, separator: number): Value | undefined {
  let start = separator + 1;
  const limit = Math.min(text.length, start + GAP_WINDOW);
  const pair = text.slice(separator, separator + 2);
  if (pair === ':?' || pair === ':+') {
    return undefined; // `${NAME:?message}`
  }
  if (pair === ':=' || pair === '=>' || pair === ':-') {
    start++;
  }
  while (
    start < limit &&
    (text[start] === ' ' || text[start] === '\t' || (text[start] === '\\' && /["'\\]/.test(text[start + 1] ?? '')))
  ) {
    start++;
  }
  // A YAML anchor stands before the value that it names.
  start += /^&\w{1,32}[ \t]{1,8}/.exec(text.slice(start, start + 42))?.[0].length ?? 0;
  const window = text.slice(start, start + VALUE_WINDOW);
  if (window[0] === '"' || window[0] === "'") {
    const end = window.indexOf(window[0], 1);
    const value = (end < 0 ? window : window.slice(0, end)).slice(1).replace(/\\+$/, '');
    return { text: value, offset: start + 1, writing: Writing.QUOTED };
  }
  if (text[separator] === '>') {
    const element = /^([^<>]{1,256})<\//.exec(window);
    return element === null ? undefined : { text: element[1], offset: start, writing: Writing.QUOTED };
  }
  const block = /^[|>][-+]?[ \t]{0,8}\r?\n[ \t]{1,32}(\S{1,256})[ \t]{0,8}(?:[\r\n]|$)/.exec(window);
  if (block !== null) {
    return { text: block[1], offset: start + block[0].indexOf(block[1]), writing: Writing.QUOTED };
  }
  const bare = /^[^\s"';&,]{1,256}/.exec(window)?.[0];
  if (bare === undefined || bare.startsWith('//')) {
    return undefined;
  }
  const line = /^.*?(?=\\[nr]|$)/s.exec(bare)?.[0] ?? '';
  const value = withoutClosing(line);
  const rest = line.length < bare.length ? '' : window.slice(value.length);
  return value !== '' && (endsThere(rest) || isShellPrefix(text, separator, rest) || isOption(text, separator))
    ? { text: value, offset: start, writing: Writing.BARE }
    : undefined;
}

/** A brace that closes a YAML flow or a block is not a part of the value, unless the value opened it. */
function withoutClosing(value: string): string {
  return /[{[(]/.test(value) ? value : value.replace(/[}\])]{1,8}$/, '');
}

/** Whether what follows a bare word leaves it a value, and does not go on as prose or code. */
function endsThere(rest: string): boolean {
  return /^(?:[;&,]|["']|[ \t]{0,32}(?:$|[\r\n]|#|\/\/|[)\]}&;]|\|\||--?[A-Za-z]|[\w.-]{1,64}=))/.test(rest);
}

/** Whether it is the variable of one command of a script: `PGPASSWORD=value psql`. */
function isShellPrefix(text: string, separator: number, rest: string): boolean {
  return text[separator] === '=' && /^[ \t]{1,8}[A-Za-z./]/.test(rest) && /[^ \t]/.test(text[separator + 1])
    && /(?:^|[\n;&|(]|\benv)[ \t]{0,32}[A-Z][A-Z0-9_]{2,64}$/.test(text.slice(Math.max(0, separator - 128), separator));
}

/** Whether it is an option of a command: `--password=value`, with anything behind it. */
function isOption(text: string, separator: number): boolean {
  return text[separator] === '=' && /[^ \t]/.test(text[separator + 1])
    && /(?:^|[\s"'])--?[A-Za-z][\w.-]{0,100}$/.test(text.slice(Math.max(0, separator - 104), separator));
}

function isBetween(code: number): boolean {
  return code === 0x20 || code === 0x5d || code === 0x09 || code === 0x22 || code === 0x27 || code === 0x5c;
}

function isNameCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)
    || code === 0x5f || code === 0x2d || code === 0x2e || code >= 0xc0;
}
