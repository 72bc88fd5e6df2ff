import { findAssignment, judgeEntry } from './assignments';
import { base64Runs, decodeLoosely, decodedText } from './base64-text';
import { findCommandCredential } from './commands';
import { findDirective } from './directives';
import { Scanner, Sighting } from './finding';
import { findHttpCredential } from './http-credentials';
import { findBinaryPrivateKey, findPrivateKey } from './private-keys';
import { findVendorToken } from './token-patterns';
import { findUrlPassword } from './url-passwords';

/** What was found, never the credential itself: safe to print. */
export interface CredentialFinding {
  /** Stable id of the kind of credential, such as `github-token`. */
  readonly kind: string;
  /** The kind in words, with an article: reads on after "contains". */
  readonly description: string;
  /**
   * Where it begins: an index into the string, or into the bytes. For one that is wrapped in base64, where the
   * base64 begins.
   */
  readonly offset: number;
  /** How many layers of base64 are wrapped around it; 0 if it stands in the open. */
  readonly base64Layers: number;
}

/**
 * Layers of base64 that are unwrapped. A Secret's manifest in a ConfigMap has one, a docker configuration in it two.
 */
const MAX_BASE64_LAYERS = 3;

/**
 * A word that is shorter than any token, key or header, and no URL, setting or command: only its name can make it a
 * credential.
 */
const SHORT_WORD = /^[\w.-]{0,14}$/;

/** The most specific first: the first that finds something names the kind. */
const SCANNERS: readonly Scanner[] = [
  findPrivateKey,
  findVendorToken,
  findHttpCredential,
  findUrlPassword,
  findDirective,
  findCommandCredential,
  findAssignment,
];

/**
 * Looks for a credential in a text: a private key, a token, a URL with a password, a literal password in a file of
 * settings, each also wrapped in base64. It judges what is there and not what it is called, so it is silent on names,
 * references, placeholders, substitutions, hashes, ids, certificates and public keys.
 *
 * The time it takes is linear in the length of the text, whatever the text: every scanner moves forward only and reads
 * at most a constant number of characters around a position, and a layer of base64 is three quarters of the one around
 * it.
 *
 * It guards against accidents, not against someone who hides a credential: other encodings, compression and encryption
 * are not looked into.
 *
 * @param text the value
 * @param name what the value is called, when it is known. A name alone is never a finding. A name that ends in
 * `password` or the like makes a literal value one, and a name that ends in `token`, `secret` or `api-key` a literal
 * value that looks random, exactly as `name=value` in a file of settings would.
 */
export function findCredential(text: string, name?: string): CredentialFinding | undefined {
  const entry = name === undefined ? undefined : judgeEntry(name, text);
  return findInText(text, 0) ?? (entry && { ...entry, base64Layers: 0 });
}

/** Most credentials that are looked for in one text. */
const MOST_FOUND = 10;

/** A credential in a text of lines, and how many lines have one. */
export interface CredentialLines extends CredentialFinding {
  /** Numbers of the lines, from 1, in order; those of the first credentials where there are many. */
  readonly lines: readonly number[];
}

/**
 * As `findCredential`, with every line that has a credential, so that a file is corrected at once. The description is
 * that of the first.
 */
export function findCredentialLines(text: string, name?: string): CredentialLines | undefined {
  const first = findCredential(text, name);
  if (first === undefined) {
    return undefined;
  }
  const lines = new Set<number>();
  let rest = text;
  for (let found: CredentialFinding | undefined = first; found !== undefined && lines.size < MOST_FOUND;) {
    const line = rest.slice(0, found.offset).split('\n').length;
    if (lines.has(line)) {
      break;
    }
    lines.add(line);
    rest = withoutLines(rest, found.offset);
    found = findInText(rest, 0);
  }
  return { ...first, lines: [...lines].sort((one, other) => one - other) };
}

/** A line of a key or another block in base64, and the end of its armour. */
const BLOCK_LINE = /^\n[ \t]{0,32}(?:[A-Za-z0-9+/_-]{16,}={0,2}|-{4,5} ?END [^\n]{1,80})[ \t\r]*(?=\n|$)/;

/**
 * The text without the line of an offset, and the block in base64 behind it. Empty lines stay, so that others keep
 * their numbers.
 */
function withoutLines(text: string, offset: number): string {
  const begin = text.lastIndexOf('\n', offset - 1) + 1;
  let end = text.indexOf('\n', offset);
  let breaks = '';
  while (end >= 0) {
    const block = BLOCK_LINE.exec(text.slice(end, end + 1024));
    if (block === null) {
      break;
    }
    breaks += '\n';
    end = end + block[0].length === text.length ? -1 : end + block[0].length;
  }
  return text.slice(0, begin) + breaks + (end < 0 ? '' : text.slice(end));
}

/**
 * Looks for a credential in bytes: as `findCredential`, in text of any encoding that keeps ASCII, or UTF-16 with a byte
 * order mark; and for private keys in DER, PKCS #12 and Java key stores.
 *
 * @param bytes the value
 * @param name see `findCredential`
 */
export function findCredentialInBytes(bytes: Uint8Array, name?: string): CredentialFinding | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length >= 2 && buffer[0] === 0xff && buffer[1] === 0xfe) {
    const found = findCredential(buffer.subarray(2).toString('utf16le'), name);
    return found && { ...found, offset: 2 + 2 * found.offset };
  }
  const binary = buffer.toString('latin1');
  const found = findBinaryPrivateKey(binary);
  return found ? { ...found, base64Layers: 0 } : findCredential(binary, name);
}

function findInText(text: string, base64Layers: number): CredentialFinding | undefined {
  if (SHORT_WORD.test(text)) {
    return undefined;
  }
  for (const scan of SCANNERS) {
    const found = scan(text);
    if (found !== undefined) {
      return { ...found, base64Layers };
    }
  }
  return base64Layers < MAX_BASE64_LAYERS ? findInBase64(text, base64Layers + 1) : undefined;
}

function findInBase64(text: string, base64Layers: number): CredentialFinding | undefined {
  for (const { offset, encoded } of base64Runs(text)) {
    const found = findDecoded(encoded, base64Layers);
    if (found !== undefined) {
      return { ...found, offset };
    }
  }
  return undefined;
}

function findDecoded(encoded: string, base64Layers: number): CredentialFinding | undefined {
  const key: Sighting | undefined = findBinaryPrivateKey(decodeLoosely(encoded));
  if (key !== undefined) {
    return { ...key, base64Layers };
  }
  const decoded = decodedText(encoded);
  return decoded === undefined ? undefined : findInText(decoded, base64Layers);
}
