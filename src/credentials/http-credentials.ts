import { decodeLoosely } from './base64-text';
import { Scanner, Sighting } from './finding';
import { looksRandom } from './literals';
import { isPlaceholder } from './placeholders';

/** Fewest characters of a header: base64 of `{"alg":""}`. */
const SHORTEST_JWT_HEADER = 14;

/** Longest part of a JSON Web Token that is read. */
const JWT_PART_WINDOW = 16_384;

const BEARER = /(?<![A-Za-z])[Bb](?:earer|EARER)(?:\s|%20|\+){1,4}([A-Za-z0-9._~+/=-]{16,1024})/g;
/** Schemes of other servers than those of OAuth, which are ordinary words outside the header. */
const SCHEMES = /uthorization\\?["']?[ \t]{0,4}[:=,]?[ \t]{0,4}\\?["']?(?:[Tt]oken|[Aa]pi-?[Kk]ey|[Kk]ey|Splunk|GenieKey|SSWS|PVEAPIToken)[ \t=]{1,4}(?:token=)?([A-Za-z0-9._~+/=-]{16,1024})/g;
const BASIC = /(?<![A-Za-z])[Bb](?:asic|ASIC)(?:\s|%20|\+){1,4}([A-Za-z0-9+/_-]{6,1024}={0,2})/g;

/** JSON Web Tokens, and what stands after `Bearer` or `Basic` in an `Authorization` header. */
export const findHttpCredential: Scanner = (text) => findJwt(text) ?? findBearer(text) ?? findBasic(text);

/** `eyJ` is base64 of `{"`, with which the header of every token begins. */
const findJwt: Scanner = (text) => {
  for (let at = text.indexOf('eyJ'); at >= 0;) {
    const header = readPart(text, at);
    const payload = text[at + header] === '.' ? readPart(text, at + header + 1) : 0;
    if (payload > 0 && text[at + header + payload + 1] === '.' && isJwtHeader(text.slice(at, at + header))) {
      return { kind: 'jwt', description: 'a JSON Web Token', offset: at };
    }
    // What was read cannot begin another token, but for the payload, which is read as a header once.
    at = text.indexOf('eyJ', at + Math.max(header, 3));
  }
  return undefined;
};

function readPart(text: string, start: number): number {
  const limit = Math.min(text.length, start + JWT_PART_WINDOW);
  let end = start;
  while (end < limit && /[A-Za-z0-9_-]/.test(text[end])) {
    end++;
  }
  return end - start;
}

function isJwtHeader(part: string): boolean {
  if (part.length < SHORTEST_JWT_HEADER) {
    return false;
  }
  try {
    const header: unknown = JSON.parse(decodeLoosely(part));
    return typeof header === 'object' && header !== null && 'alg' in header && typeof header.alg === 'string';
  } catch {
    return false;
  }
}

const findBearer: Scanner = (text) =>
  (text.includes('earer') || text.includes('EARER') ? findToken(text, BEARER) : undefined)
  ?? (text.includes('uthorization') ? findToken(text, SCHEMES) : undefined);

function findToken(text: string, expression: RegExp): Sighting | undefined {
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    if (!isPlaceholder(match[1]) && looksRandom(match[1])) {
      return { kind: 'bearer-token', description: 'a bearer token', offset: match.index };
    }
  }
  return undefined;
}

const findBasic: Scanner = (text) => {
  if (!text.includes('asic') && !text.includes('ASIC')) {
    return undefined;
  }
  BASIC.lastIndex = 0;
  for (let match = BASIC.exec(text); match !== null; match = BASIC.exec(text)) {
    if (isUserAndPassword(match[1])) {
      return { kind: 'basic-auth', description: 'a user and password for basic authentication', offset: match.index };
    }
  }
  return undefined;
};

/** Whether the text is base64 of `user:password`, as in an `Authorization` header or a docker configuration. */
export function isUserAndPassword(encoded: string): boolean {
  const pair = /^[\x20-\x39\x3b-\x7e]{0,256}:([\x20-\x7e]{1,1024})$/.exec(decodeLoosely(encoded));
  return pair !== null && !isPlaceholder(pair[1]);
}
