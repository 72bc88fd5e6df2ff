import { decodeBase64 } from './base64';

/** What is wrong with a value as an application gets it. */
export enum ValueFaultKind {
  EMPTY = 'empty',
  BLANK = 'blank',
  ENCODED_TWICE = 'encoded-twice',
  LINE_BREAK = 'line-break',
  SURROUNDED = 'surrounded',
}

/** A value that is not what was meant. Nothing of the value is in it. */
export interface ValueFault {
  readonly kind: ValueFaultKind;

  /** What is wrong; reads on after "the value". */
  readonly text: string;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names of files, which end in a line break. */
const FILE =
  /^\.|\.[A-Za-z][A-Za-z0-9]{0,9}$|(?:^|[-_.])(?:config|conf|kubeconfig|htpasswd|netrc|pgpass|hosts|file|pem|key|crt|cert|id_\w+|privatekey|known_hosts)$/i;

/** Where cert-manager writes an empty value for an issuer that gives no authority. */
const MAY_BE_EMPTY = 'ca.crt';

/** Fewest characters of base64 without padding that are not a word by chance. */
const SHORTEST_ENCODED = 12;

/** The text of bytes; undefined where they are not text. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Why a value of a Secret is probably not the one that was meant: the application gets it to the last byte, so that a
 * line break of `echo` or of an editor is a part of the password. Silent for what has such bytes on purpose: texts of
 * several lines, files (by the name of their key), lines of a configuration and values with blanks in them.
 *
 * @param key name of the value
 * @param text the value as the application gets it
 * @see https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/
 */
export function valueFault(key: string, text: string): ValueFault | undefined {
  const value = text.trim();
  if (value === '' && key === MAY_BE_EMPTY) {
    return undefined;
  }
  if (text === '') {
    return { kind: ValueFaultKind.EMPTY, text: 'is empty' };
  }
  if (value === '') {
    return { kind: ValueFaultKind.BLANK, text: 'is empty but for blanks and line breaks' };
  }
  // A line of a file has blanks, colons or braces in it.
  if (/[\r\n]/.test(value)) {
    return undefined;
  }
  if (isEncodedTwice(value)) {
    return { kind: ValueFaultKind.ENCODED_TWICE, text: 'is base64 of text in itself: it is encoded twice' };
  }
  if (FILE.test(key) || /[\s{}]|^[\w.-]+:\$|:\s|^ssh-/.test(value) || text === value) {
    return undefined;
  }
  return /[\r\n]$/.test(text)
    ? { kind: ValueFaultKind.LINE_BREAK, text: 'ends in a line break' }
    : { kind: ValueFaultKind.SURROUNDED, text: 'has blanks around it' };
}

/** Whether a value is base64 of text: of printable characters alone. */
function isEncodedTwice(value: string): boolean {
  if (!value.endsWith('=') && value.length < SHORTEST_ENCODED) {
    return false;
  }
  const bytes = decodeBase64(value);
  return (
    bytes !== undefined &&
    bytes.length > 2 &&
    bytes.toString('base64') === value &&
    /^[\x20-\x7e\r\n\t]+$/.test(bytes.toString('latin1'))
  );
}
