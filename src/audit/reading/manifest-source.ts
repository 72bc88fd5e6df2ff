import { AuditLocation, AuditProblem } from '../audit-report';

/** Documents that were read, and where they stand. */
export interface ManifestSource {
  /** As it is to be named in the report. */
  readonly file: string;
  readonly documents: readonly unknown[];

  /** What cannot be read. */
  readonly problems: readonly AuditProblem[];

  /** Where JSON pointers lead to in a document. */
  locate(document: number, pointers: Iterable<string>): ReadonlyMap<string, AuditLocation>;

  /**
   * The name of an object without what a tool has made of its content.
   *
   * @default - the name as it is
   */
  lastingName?(document: number, name: string): string;
}
