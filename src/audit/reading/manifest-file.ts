import { constructValue } from './construct-values';
import { findPlaces } from './find-places';
import { DocumentStretch, readAgain, readStream, StreamPart } from './kubectl-stream';
import { Lines } from './lines';
import { ReadingFault } from './reading-fault';
import { RuleLevel } from '../../rules/finding';
import { AuditLocation, AuditProblem } from '../audit-report';

const BYTE_ORDER_MARK = 0xfeff;

/** How many duplicate keys of a document are reported one by one. */
const DUPLICATES = 10;

/**
 * A file of manifests in YAML or JSON, read as Kubernetes reads it. A document that cannot be read is a problem, and
 * the other documents are still read. No problem quotes the text, which may contain a secret.
 */
export class ManifestFile {
  /** The documents, without empty ones. */
  public readonly documents: readonly unknown[];

  /** What could not be read. */
  public readonly problems: readonly AuditProblem[];

  private readonly text: string;
  private readonly stretches: DocumentStretch[] = [];
  private lines?: Lines;

  public constructor(public readonly file: string, text: string) {
    this.text = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
    const documents: unknown[] = [];
    const problems: AuditProblem[] = [];
    for (const part of readStream(this.text, this.text.length === text.length)) {
      this.read(part, documents, problems);
    }
    this.documents = documents;
    this.problems = problems;
  }

  /**
   * Locations of JSON pointers in a document. The document is parsed again for each call, so pass all pointers into it
   * together.
   */
  public locate(document: number, pointers: Iterable<string>): Map<string, AuditLocation> {
    const stretch = this.stretches[document];
    const { source, events } = readAgain(this.text, stretch);
    const places = findPlaces(source, events, pointers);
    return new Map([...places].map(([pointer, { start, end }]) => [
      pointer, this.locationOf(stretch.start + start, stretch.start + end),
    ]));
  }

  private read({ stretch, source, events, faults }: StreamPart, documents: unknown[], problems: AuditProblem[]): void {
    faults.forEach((fault) => problems.push(this.unreadable(fault, stretch)));
    try {
      const { value, duplicates } = constructValue(source, events);
      if (value !== null) {
        documents.push(value);
        this.stretches.push(stretch);
      }
      this.addDuplicates(duplicates, stretch, problems);
    } catch (error) {
      if (!(error instanceof ReadingFault)) {
        throw error;
      }
      problems.push(this.unreadable(error, stretch));
    }
  }

  private addDuplicates(duplicates: readonly number[], { start }: DocumentStretch, problems: AuditProblem[]): void {
    duplicates.slice(0, DUPLICATES).forEach((offset, index) => {
      const more = index === DUPLICATES - 1 && duplicates.length > DUPLICATES ? duplicates.length - DUPLICATES : 0;
      problems.push(this.duplicateKey(start + offset, more));
    });
  }

  private duplicateKey(offset: number, more: number): AuditProblem {
    return {
      id: 'duplicate-key',
      level: RuleLevel.WARNING,
      message: 'the mapping already has this key; Kubernetes uses the last one and silently drops the others'
        + (more === 0 ? '' : `; this document has ${more} more such keys`),
      location: this.locationOf(offset, offset + 1),
    };
  }

  private unreadable(fault: ReadingFault, stretch: DocumentStretch): AuditProblem {
    const place = Math.min(stretch.start + fault.offset, this.text.length);
    return {
      id: 'unreadable-input',
      level: RuleLevel.ERROR,
      message: `this document cannot be read: ${fault.message}`,
      location: this.locationOf(place, Math.min(place + 1, this.text.length)),
    };
  }

  private locationOf(start: number, end: number): AuditLocation {
    this.lines ??= new Lines(this.text);
    const from = this.lines.at(start);
    const to = this.lines.at(Math.max(end, start));
    return { file: this.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}
