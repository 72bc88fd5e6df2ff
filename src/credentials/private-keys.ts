import { Scanner } from './finding';
import { isPlaceholder } from './placeholders';

/** The armour of PEM, OpenSSH, PGP and SSH2. Between `BEGIN` and `PRIVATE KEY` stand at most a few words. */
const ARMOUR = /-{4,5} ?BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?(?: ?-{4,5})/g;

/**
 * What may stand between the armour and the key: line breaks, plain, escaped or flattened to blanks, and indentation.
 */
const BREAK = /^(?:\s|\\{1,4}[nr]){1,64}/;

/** Characters that are read behind the armour to see whether a key follows. */
const BODY_WINDOW = 256;

const JWK_PARAMETER = /\\?"[dk]\\?"\s{0,8}:\s{0,8}\\?"([A-Za-z0-9_-]{22,128})/g;

/** PEM, OpenSSH, PGP, PuTTY and JWK private keys in a text, also inside JSON with escaped line breaks. */
export const findPrivateKey: Scanner = (text) => findArmoured(text) ?? findPutty(text) ?? findJwk(text);

const findArmoured: Scanner = (text) => {
  ARMOUR.lastIndex = 0;
  for (let match = ARMOUR.exec(text); match !== null; match = ARMOUR.exec(text)) {
    if (hasKeyBody(text.slice(ARMOUR.lastIndex, ARMOUR.lastIndex + BODY_WINDOW))) {
      // A service account key file of Google is JSON that says so.
      return text.includes('service_account') && text.includes('private_key_id')
        ? { kind: 'gcp-service-account-key', description: 'a Google service account key', offset: match.index }
        : { kind: 'private-key', description: 'a private key', offset: match.index };
    }
  }
  return undefined;
};

/** A script that only looks for the armour, or a template that leaves the key out, has none. */
function hasKeyBody(window: string): boolean {
  const gap = BREAK.exec(window);
  if (gap === null) {
    return false;
  }
  const body = window.slice(gap[0].length);
  const first = /^[^\s\\]{1,80}/.exec(body)?.[0] ?? '';
  return /^[A-Za-z0-9+/]/.test(first) && !isPlaceholder(first) && !/^(?:[xX0.*]{4}|\.{3})/.test(first);
}

const findPutty: Scanner = (text) => {
  const offset = text.indexOf('PuTTY-User-Key-File-');
  return offset >= 0 && text.includes('Private-Lines:', offset)
    ? { kind: 'private-key', description: 'a PuTTY private key', offset }
    : undefined;
};

const findJwk: Scanner = (text) => {
  if (!text.includes('"kty')) {
    return undefined;
  }
  JWK_PARAMETER.lastIndex = 0;
  const match = JWK_PARAMETER.exec(text);
  return match !== null && !isPlaceholder(match[1])
    ? { kind: 'private-key', description: 'a private JSON Web Key', offset: match.index }
    : undefined;
};

/** The object identifiers of a PKCS #12 key bag, with and without encryption. */
const KEY_BAGS = ['\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01', '\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02'];

/**
 * Private keys in binary form: PKCS #8, PKCS #1 and SEC 1 in DER, PKCS #12, Java key stores. Certificates and public
 * keys in the same encodings, and stores that hold nothing else, are told apart by their structure.
 *
 * @param binary one character a byte
 */
export const findBinaryPrivateKey: Scanner = (binary) => {
  if (isDerPrivateKey(binary)) {
    return { kind: 'private-key', description: 'a private key in DER', offset: 0 };
  }
  if (derContent(binary, 0)?.startsWith('\x02\x01\x03') === true && KEY_BAGS.some((bag) => binary.includes(bag))) {
    return { kind: 'private-key', description: 'a PKCS #12 store with a private key', offset: 0 };
  }
  // Magic, version and count of entries, then the tag of the first entry: 1 is a private key, 2 a trusted certificate.
  if (/^\xfe\xed\xfe\xed\0\0\0[\x01\x02][^]{4}\0\0\0\x01/.test(binary)) {
    return { kind: 'private-key', description: 'a Java key store with a private key', offset: 0 };
  }
  return undefined;
};

function isDerPrivateKey(binary: string): boolean {
  const content = derContent(binary, 0);
  if (content === undefined) {
    return false;
  }
  // PKCS #8: version 0 or 1, then an algorithm identifier, which is a sequence that begins with an object identifier.
  if (/^\x02\x01[\0\x01]\x30/.test(content)) {
    return derContent(content, 3)?.startsWith('\x06') === true;
  }
  // SEC 1: version 1, then the key as an octet string. PKCS #1: version 0, then a large modulus.
  return /^\x02\x01\x01\x04[\x14-\x48]/.test(content) || /^\x02\x01[\0\x01]\x02[\x81\x82]/.test(content);
}

/** The first bytes of the content of the DER sequence at the offset, if there is one that spans several bytes. */
function derContent(binary: string, offset: number): string | undefined {
  const header = /^\x30(?:[\x04-\x7f]|\x81[\x80-\xff]|\x82[\x01-\xff][^]|\x83[\x01-\xff][^][^])/.exec(
    binary.slice(offset, offset + 5),
  );
  return header === null ? undefined : binary.slice(offset + header[0].length, offset + header[0].length + 16);
}
