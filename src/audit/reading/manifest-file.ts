import { YAMLException } from 'js-yaml';
import { constructValues, ReadingFault } from './construct-values';
import { findPlaces } from './find-places';
import { Lines } from './lines';
import { parseLeniently } from './parse-leniently';
import { splitDocuments, splitJson, Stretch } from './split-documents';
import { RuleLevel } from '../../rules/finding';
import { AuditLocation, AuditProblem } from '../audit-report';

/** A directive in front of a document that gives tags other names, behind which anything could be hidden. */
const RENAMED_TAGS = /^(?:[%#][^\n]*\n|[ \t\r]*\n)*%TAG[ \t]/;

const BYTE_ORDER_MARK = 0xfeff;

/** One document of a file. */
interface FileDocument {
  /** Where the text that it was read from stands in the file. */
  readonly stretch: Stretch;

  /** Which of the documents of that text it is: more than one where `...` ends them. */
  readonly position: number;
}

/**
 * A file of manifests in YAML or JSON, read as Kubernetes reads it. A document that cannot be read is a problem
 * of its own, and its siblings are read all the same. No problem quotes the text, which may hold a secret.
 */
export class ManifestFile {
  /** The documents, without those that are empty. */
  public readonly documents: readonly unknown[];

  /** What cannot be read. */
  public readonly problems: readonly AuditProblem[];

  private readonly text: string;
  private readonly places: FileDocument[] = [];
  private lines?: Lines;

  public constructor(public readonly file: string, text: string) {
    this.text = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
    const documents: unknown[] = [];
    const problems: AuditProblem[] = [];
    for (const stretch of splitDocuments(this.text)) {
      this.read(stretch, documents, problems);
    }
    this.documents = documents;
    this.problems = problems;
  }

  /**
   * Where JSON pointers lead to in a document. The document is parsed once more for it, so all pointers into one
   * are best asked for at once.
   */
  public locate(document: number, pointers: Iterable<string>): Map<string, AuditLocation> {
    const { stretch, position } = this.places[document];
    const source = this.textOf(stretch);
    const places = findPlaces(source, parseLeniently(source), position, pointers);
    return new Map([...places].map(([pointer, { start, end }]) => [pointer, this.locationOf(stretch.start + start, stretch.start + end)]));
  }

  private read(stretch: Stretch, documents: unknown[], problems: AuditProblem[]): void {
    const source = this.textOf(stretch);
    try {
      if (RENAMED_TAGS.test(source)) {
        throw new ReadingFault('it renames tags by a %TAG directive; write the tags themselves', 0);
      }
      const { values, duplicates } = constructValues(source, parseLeniently(source));
      values.forEach((value, position) => {
        if (value !== null) {
          documents.push(value);
          this.places.push({ stretch, position });
        }
      });
      problems.push(...duplicates.map((offset) => this.duplicateKey(stretch.start + offset)));
    } catch (error) {
      const parts = splitJson(source);
      if (parts.length > 1) {
        parts.forEach(({ start, end }) => this.read({ start: stretch.start + start, end: stretch.start + end }, documents, problems));
      } else {
        problems.push(this.unreadable(error, stretch));
      }
    }
  }

  private duplicateKey(offset: number): AuditProblem {
    return {
      id: 'duplicate-key',
      level: RuleLevel.WARNING,
      message: 'the mapping has this key already; Kubernetes takes the last of them and drops the others without a word',
      location: this.locationOf(offset, offset + 1),
    };
  }

  private unreadable(error: unknown, stretch: Stretch): AuditProblem {
    const [reason, offset] = faultOf(error);
    const place = Math.min(stretch.start + offset, this.text.length);
    return {
      id: 'unreadable-input',
      level: RuleLevel.ERROR,
      message: `this document cannot be read: ${reason}`,
      location: this.locationOf(place, Math.min(place + 1, this.text.length)),
    };
  }

  private locationOf(start: number, end: number): AuditLocation {
    this.lines ??= new Lines(this.text);
    const from = this.lines.at(start);
    const to = this.lines.at(Math.max(end, start));
    return { file: this.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  private textOf({ start, end }: Stretch): string {
    return start === 0 && end === this.text.length ? this.text : this.text.slice(start, end);
  }
}

/** Why something cannot be read, and where. What the parser says of it may end in words of the text. */
function faultOf(error: unknown): [reason: string, offset: number] {
  if (error instanceof ReadingFault) {
    return [error.message, error.offset];
  }
  if (error instanceof YAMLException) {
    return [error.reason.split(/ *(?:!?[<"]|: )/)[0], error.mark?.position ?? 0];
  }
  return ['the parser failed on it', 0];
}
