import { constants } from 'buffer';
import { readFileSync, Stats, statSync } from 'fs';
import { join } from 'path';
import { TextDecoder } from 'util';
import { messageOf } from './usage-error';
import { AuditProblem } from '../audit/audit-report';
import { ManifestFile } from '../audit/reading/manifest-file';
import { isFields } from '../manifest/read';
import { RuleLevel } from '../rules/finding';

/** A path, whose bytes need not be UTF-8, and how messages show it. */
export class InputPath {
  public static of(path: string): InputPath {
    return new InputPath(path, path);
  }

  private constructor(
    public readonly raw: string | Buffer,
    public readonly shown: string,
  ) {}

  /** Whether the path can be written as text. */
  public get isText(): boolean {
    return typeof this.raw === 'string';
  }

  /** The path of an entry of the folder. */
  public child(name: string | Buffer): InputPath {
    const bytes = Buffer.from(name);
    const text = bytes.toString('utf8');
    if (typeof this.raw === 'string' && Buffer.from(text, 'utf8').equals(bytes)) {
      const path = join(this.raw, text);
      return new InputPath(path, path);
    }
    return new InputPath(
      Buffer.concat([Buffer.from(this.raw), Buffer.from('/'), bytes]),
      join(this.shown, shownName(bytes)),
    );
  }

  /** The status of the target, behind all links. */
  public status(): PathStatus {
    try {
      return { stats: statSync(this.raw) };
    } catch (error) {
      return { error: error as NodeJS.ErrnoException };
    }
  }
}

/** The status of the target of a path, or the error that prevented reading it. */
export type PathStatus =
  | { readonly stats: Stats; readonly error?: undefined }
  | { readonly stats?: undefined; readonly error: NodeJS.ErrnoException };

/** A name with each byte that is not UTF-8 as an escape: `\xff`. */
function shownName(bytes: Buffer): string {
  let shown = '';
  for (let index = 0; index < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => isText(bytes.subarray(index, index + count)));
    if (length === undefined) {
      shown += `\\x${bytes[index].toString(16).padStart(2, '0')}`;
      index++;
    } else {
      shown += bytes.subarray(index, index + length).toString('utf8');
      index += length;
    }
  }
  return shown;
}

function isText(bytes: Buffer): boolean {
  return bytes.length > 0 && Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}

/** Identifies a file, whatever path leads to it. */
export function fileKey({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The text of a file, or why it has none. */
export type FileText = { readonly text: string } | { readonly fault: string };

/** Reads a file. */
export function readText(path: InputPath): FileText {
  try {
    return textIn(readFileSync(path.raw));
  } catch (error) {
    return { fault: cannotBeRead(error) };
  }
}

/** Why something cannot be read, in one line. */
export function cannotBeRead(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const words = code === undefined ? undefined : REASONS[code];
  return `it cannot be read: ${words ?? code ?? messageOf(error)}`;
}

const REASONS: { readonly [code: string]: string } = {
  EACCES: 'permission denied (EACCES)',
  EPERM: 'operation not permitted (EPERM)',
  ELOOP: 'its links form a loop (ELOOP)',
  ENXIO: 'it is a socket, or a device that does not exist (ENXIO)',
  EISDIR: 'it is a folder (EISDIR)',
  EIO: 'the disk or the terminal failed (EIO)',
};

/** Decodes bytes as strict UTF-8. */
export function textIn(bytes: Buffer): FileText {
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    return { fault: `it is larger than ${Math.floor(constants.MAX_STRING_LENGTH / 2 ** 20)} MiB; split it` };
  }
  if (bytes.length > 1 && bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return { fault: 'it is compressed; unpack it first: gunzip -c <file> | strongbox audit -' };
  }
  if (bytes.length > 1 && (bytes.readUInt16BE(0) === 0xfffe || bytes.readUInt16BE(0) === 0xfeff)) {
    return { fault: 'it is UTF-16, as PowerShell writes it; save it as UTF-8' };
  }
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text: string;
  try {
    text = decoder.decode(bytes, { stream: true });
  } catch {
    return { fault: 'it is not valid UTF-8' };
  }
  try {
    decoder.decode();
  } catch {
    return { fault: 'it ends in the middle of a character and was probably cut off' };
  }
  return text.includes('\0') ? { fault: 'it is not valid UTF-8' } : { text };
}

/** The field that every Kubernetes object has. */
const MARK = 'apiVersion';

const RENAMED_TAGS = /^%TAG[ \t]/m;

/** Notations in which YAML and JSON may spell the field otherwise: escapes, a folded line, bytes in base64. */
const OTHER_SPELLING = /\\(?:[xuU][0-9a-fA-F]|\r?\n)|!(?:!|<tag:yaml\.org,2002:)binary|^%TAG/m;

/**
 * Whether a file in a folder may contain a Kubernetes object. A file without the word `apiVersion` contains none, such
 * as the values of a chart or the settings of another tool. The word may be spelled with escapes, as somebody who hides
 * an object would.
 */
export function mayHoldObjects(text: string): boolean {
  if (text.includes(MARK)) {
    return true;
  }
  if (!OTHER_SPELLING.test(text)) {
    return false;
  }
  const { documents, problems } = new ManifestFile('', text);
  return (
    documents.some((document) => isFields(document) && Object.hasOwn(document, MARK))
    || (problems.length > 0 && (unescaped(text).includes(MARK) || RENAMED_TAGS.test(text)))
  );
}

function unescaped(text: string): string {
  return text
    .replace(/\\\r?\n[ \t]*/g, '')
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/gi, (all, ...groups: (string | undefined)[]) => {
      const code = parseInt(groups.slice(0, 3).find((digits) => digits !== undefined)!, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
}

/** The problem that a file or folder cannot be read. */
export function unreadable(file: string, message: string): AuditProblem {
  return {
    id: 'unreadable-input',
    level: RuleLevel.ERROR,
    message,
    location: { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}
