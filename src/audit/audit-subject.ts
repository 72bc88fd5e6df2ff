import { AuditLocation, AuditProblem } from './audit-report';
import { ConstructSuppressions } from './suppressions/object-suppressions';
import { PodTemplatePath } from '../facts/pod-template-path';
import { RulePreset } from '../rules/rule-preset';

/** How far an audit is. */
export interface AuditProgress {
  readonly phase: 'reading' | 'judging' | 'locating';

  /** What is done of it: characters read, or objects with findings that were located. */
  readonly done: number;
  readonly total: number;
}

/** How to audit. */
export interface AuditSettings {
  readonly preset: RulePreset;

  /**
   * Where objects of further kinds hold a pod.
   *
   * @default - the kinds that are known
   */
  readonly podTemplates?: readonly PodTemplatePath[];

  /**
   * The moment at which suppressions have expired or not.
   *
   * @default - now
   */
  readonly now?: Date;

  /**
   * Is told how far the audit is.
   *
   * @default - nobody is
   */
  readonly onProgress?: (progress: AuditProgress) => void;
}

/** Documents to audit, and where they come from. All of them together are one graph: any may name any other. */
export interface AuditSubject extends ConstructSuppressions {
  readonly documents: readonly unknown[];

  /** What went wrong while they were read. */
  readonly problems: readonly AuditProblem[];
  readonly fileCount: number;

  /** Where in a file JSON pointers into a document lead to; nothing for a document that is in no file. */
  locate(objectIndex: number, pointers: Iterable<string>): ReadonlyMap<string, AuditLocation>;

  /** Path of the construct that made a document, where one did. */
  constructPathOf(objectIndex: number): string | undefined;

  /**
   * Whether a document is only a part of what will be applied, such as a patch: rules that miss something in it say
   * nothing.
   *
   * @default - none is
   */
  isPart?(objectIndex: number): boolean;

  /**
   * The name of an object without what a tool has made of its content, so that its findings are known again.
   *
   * @default - the name as it is
   */
  lastingName?(objectIndex: number, name: string): string;
}
