import { Scanner, Sighting } from './finding';
import { isPlaceholder, isReference } from './placeholders';

/** Longest user and password together that are read before the `@`. */
const USER_INFO_WINDOW = 1024;

const DSN = /(?<![^\s"'`=])[^\s:@/"'`=]{1,64}:([^\s@"'`]{1,256})@(?:tcp|tcp6|unix|udp)\(/g;
const ORACLE = /jdbc:oracle:(?:thin|oci):[^\s/@"'`]{1,64}\/([^\s@"'`]{1,256})@/g;

/** Passwords in URLs and in the connection strings that look like them. */
export const findUrlPassword: Scanner = (text) =>
  findInUrls(text, '://') ??
  findInUrls(text, ':\\/\\/') ?? // slashes escaped in JSON
  findByExpression(text, '@', DSN) ??
  findByExpression(text, 'jdbc:oracle:', ORACLE);

function findInUrls(text: string, separator: string): Sighting | undefined {
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length)) {
    const start = at + separator.length;
    const authority = readAuthority(text, start);
    const end = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    if (at === 0 || !/[A-Za-z0-9]/.test(text[at - 1]) || end < 0 || colon < 0 || colon > end) {
      continue;
    }
    // In `docker://image:tag@sha256:…` the part before the `@` is an image.
    if (!authority.startsWith('sha256:', end + 1) && isPassword(authority.slice(colon + 1, end))) {
      return { kind: 'url-password', description: 'a URL with a password', offset: start };
    }
  }
  return undefined;
}

/**
 * The part from `://` to the path. It ends before the next URL, so that a text is read once however many begin in it.
 * Braces and parentheses keep what stands in them: a substitution may hold any character.
 */
function readAuthority(text: string, start: number): string {
  const limit = Math.min(text.length, start + USER_INFO_WINDOW);
  let depth = 0;
  for (let i = start; i < limit; i++) {
    const char = text[i];
    if (char === '{' || char === '(') {
      depth++;
    } else if (char === '}' || char === ')') {
      depth--;
    } else if ((depth <= 0 && /[\s/?#\\"'`]/.test(char)) || text.startsWith('://', i)) {
      return text.slice(start, i);
    }
  }
  return text.slice(start, limit);
}

function findByExpression(text: string, hint: string, expression: RegExp): Sighting | undefined {
  if (!text.includes(hint)) {
    return undefined;
  }
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    if (isPassword(match[1])) {
      return { kind: 'url-password', description: 'a connection string with a password', offset: match.index };
    }
  }
  return undefined;
}

/** Here the place alone says that it is a password: any literal is one. */
function isPassword(text: string): boolean {
  const password = decodePercent(text);
  return !isPlaceholder(password) && !isReference(password) && !isPlaceholder(text);
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
