import { isPlainPart } from './plain-words';
import { BETWEEN_PARTS, mayBeShown } from './quoted';
import { findCredential } from '../credentials/detector';
import { judgeName, SecretName } from '../credentials/secret-names';

/** Shorter values turn up in any text by chance. */
const SHORTEST = 4;

/** Shortest line of a value of several, and shortest part of it that looks drawn at random, that is looked for. */
const SHORTEST_LINE = 16;
const SHORTEST_PART = 8;

/** Longest credential within a value that is looked for. */
const LONGEST_CREDENTIAL = 256;

/**
 * Whether a text that is printed or stored in the open, such as a reason or an annotation, has a secret value in it,
 * or a part of
 * one: as it is, in base64, in hexadecimal digits or as in a URL.
 *
 * A value that looks like a name, as a user name does, is looked for only where its key speaks of a secret, and one
 * that is a
 * short word or number not at all: a text about a test cluster may say "test" although the password is that.
 *
 * @param text what is printed
 * @param key what the value is called
 * @param value the value
 */
export function holdsValue(text: string, key: string, value: Buffer | string): boolean {
  const plain = Buffer.from(value).toString('latin1').trim();
  const random = text.split(BETWEEN_PARTS).filter((part) => part.length >= SHORTEST_PART && !isPlainPart(part));
  return (
    random.some((part) => plain.includes(Buffer.from(part).toString('latin1'))) ||
    sought(key, plain).some((each) => formsOf(each).some((form) => text.includes(form)))
  );
}

function sought(key: string, plain: string): string[] {
  const found = findCredential(plain, key);
  const isSecret = judgeName(key) !== SecretName.NO || found !== undefined || !mayBeShown(plain);
  const credential =
    found === undefined ? '' : /^[^\s"'<>@]*/.exec(plain.slice(found.offset, found.offset + LONGEST_CREDENTIAL))![0];
  const lines = plain
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
  // Of a URL, the password.
  const last = credential.split(/[:/=]/).at(-1)!;
  return isSecret ? [plain, credential, last, ...(plain.includes('\n') ? lines : [])].filter(isTelling) : [];
}

function isTelling(text: string): boolean {
  return (
    text.length >= SHORTEST &&
    !/^[A-Za-z]{1,11}$/.test(text) &&
    !/^\d{1,5}$/.test(text) &&
    !text.startsWith('-----BEGIN')
  );
}

function formsOf(plain: string): string[] {
  const bytes = Buffer.from(plain, 'latin1');
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  const text = bytes.toString('utf8');
  return [
    plain,
    text,
    base64,
    base64.replace(/\+/g, '-').replace(/\//g, '_'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(text),
  ];
}
