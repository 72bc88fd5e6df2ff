import { isPlainPart } from './plain-words';
import { BETWEEN_PARTS, mayBeShown } from './quoted';
import { findCredential } from '../credentials/detector';
import { namesSecret } from '../credentials/secret-names';

/** Shorter values occur in any text by chance. */
const SHORTEST = 4;

/** Shortest line of a multi-line value, and shortest random-looking part of it, that is searched for. */
const SHORTEST_LINE = 16;
const SHORTEST_PART = 8;

/** Longest credential within a value that is searched for. */
const LONGEST_CREDENTIAL = 256;

/** A value that must not be shown, and its name. */
export type NamedValue = readonly [key: string, value: Buffer | string];

/**
 * Finds secret values, or parts of them, in texts that are printed or stored in the open, such as a reason or an
 * annotation: as they are, in base64, in hexadecimal or percent-encoded.
 *
 * A value that looks like a name, as a user name does, is searched for only when its key suggests a secret, and a short
 * word or number not at all: a text about a test cluster may contain "test" although that is the password.
 *
 * Many texts may be searched for many values: the search is prepared once, and the time for a text depends on its
 * length only.
 */
export class HeldValues {
  /** The search texts, by length. */
  private readonly forms = new Map<number, Set<string>>();
  private readonly plain: readonly string[];

  /** Values by some of their characters; built when a text has a part that looks random. */
  private byPart?: ReadonlyMap<string, readonly string[]>;

  public constructor(values: Iterable<NamedValue>) {
    const plain: string[] = [];
    for (const [key, value] of values) {
      const text = Buffer.from(value).toString('latin1').trim();
      plain.push(text);
      for (const form of sought(key, text).flatMap(formsOf)) {
        this.forms.set(form.length, (this.forms.get(form.length) ?? new Set()).add(form));
      }
    }
    this.plain = plain;
  }

  /** Whether a text contains one of the values. */
  public areIn(text: string): boolean {
    const random = text.split(BETWEEN_PARTS).filter((part) => part.length >= SHORTEST_PART && !isPlainPart(part));
    return random.some((part) => this.hasPart(Buffer.from(part).toString('latin1'))) || this.hasForm(text);
  }

  private hasForm(text: string): boolean {
    for (const [length, forms] of this.forms) {
      for (let start = 0; start + length <= text.length; start++) {
        if (forms.has(text.slice(start, start + length))) {
          return true;
        }
      }
    }
    return false;
  }

  private hasPart(part: string): boolean {
    this.byPart ??= this.parts();
    return this.byPart.get(part.slice(0, SHORTEST_PART))?.some((plain) => plain.includes(part)) ?? false;
  }

  private parts(): Map<string, string[]> {
    const parts = new Map<string, string[]>();
    for (const plain of new Set(this.plain)) {
      for (const part of new Set(Array.from(plain, (_, start) => plain.slice(start, start + SHORTEST_PART)))) {
        const holders = parts.get(part) ?? [];
        holders.push(plain);
        parts.set(part, holders);
      }
    }
    return parts;
  }
}

/** Whether a text contains one value. */
export function holdsValue(text: string, key: string, value: Buffer | string): boolean {
  return new HeldValues([[key, value]]).areIn(text);
}

function sought(key: string, plain: string): string[] {
  const found = findCredential(plain, key);
  const isSecret = namesSecret(key) || found !== undefined || !mayBeShown(plain);
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
