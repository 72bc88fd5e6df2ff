import { AuditLocation, AuditProblem } from '../audit-report';

/** Documents and their locations. */
export interface ManifestSource {
  /** Name in the report. */
  readonly file: string;
  readonly documents: readonly unknown[];

  /** What could not be read. */
  readonly problems: readonly AuditProblem[];

  /** Locations of JSON pointers in a document. */
  locate(document: number, pointers: Iterable<string>): ReadonlyMap<string, AuditLocation>;

  /**
   * The name of an object without what a tool derived from its content.
   *
   * @default - the name as it is
   */
  lastingName?(document: number, name: string): string;
}
