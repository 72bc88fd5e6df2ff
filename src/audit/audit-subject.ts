import { AuditLocation, AuditProblem } from './audit-report';
import { ConstructSuppressions } from './suppressions/object-suppressions';
import { PodTemplatePath } from '../facts/pod-template-path';
import { ObjectOrigin } from '../manifest/origin';
import { RulePreset } from '../rules/rule-preset';

/** Progress of an audit. */
export interface AuditProgress {
  readonly phase: 'reading' | 'judging' | 'locating';

  /** Amount done: characters read, or objects with findings that were located. */
  readonly done: number;
  readonly total: number;
}

/** How to audit. */
export interface AuditSettings {
  readonly preset: RulePreset;

  /**
   * Where objects of additional kinds contain a pod.
   *
   * @default - only the built-in kinds
   */
  readonly podTemplates?: readonly PodTemplatePath[];

  /**
   * Time at which the expiry of suppressions is checked.
   *
   * @default - now
   */
  readonly now?: Date;

  /**
   * Receives the progress of the audit.
   *
   * @default - progress is not reported
   */
  readonly onProgress?: (progress: AuditProgress) => void;
}

/** Documents to audit and their origin. All of them form one graph: any object may refer to any other. */
export interface AuditSubject extends ConstructSuppressions {
  readonly documents: readonly unknown[];

  /** Problems found while they were read. */
  readonly problems: readonly AuditProblem[];
  readonly fileCount: number;

  /** Locations of JSON pointers in a document; empty for a document that is in no file. */
  locate(objectIndex: number, pointers: Iterable<string>): ReadonlyMap<string, AuditLocation>;

  /** Path of the construct that made a document, if one did. */
  constructPathOf(objectIndex: number): string | undefined;

  /**
   * Whether a document is only a part of what will be applied, such as a patch. Rules that check for missing fields
   * skip it.
   *
   * @default - no document is a part
   */
  isPart?(objectIndex: number): boolean;

  /**
   * Where a document was read from.
   *
   * @default - a file
   */
  originOf?(objectIndex: number): ObjectOrigin;

  /**
   * The name of an object without what a tool derived from its content, so that its findings keep their fingerprints.
   *
   * @default - the name as it is
   */
  lastingName?(objectIndex: number, name: string): string;
}
