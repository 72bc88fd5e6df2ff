import { RuleLevel } from '../rules/finding';

/** A range in a file. Lines and columns count from 1; columns count UTF-16 code units; the end is exclusive. */
export interface AuditLocation {
  /** Path as given on the command line or found in a folder; `<stdin>` for standard input. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The Kubernetes object that a finding is about. */
export interface AuditedObject {
  readonly apiVersion: string;
  readonly kind: string;

  /** Its name, or its `generateName` followed by an asterisk; empty when it has neither. */
  readonly name: string;

  /** @default - the object has no namespace */
  readonly objectNamespace?: string;

  /**
   * Path of the construct that made it.
   *
   * @default - it comes from a file
   */
  readonly constructPath?: string;

  /**
   * Location at which the object begins.
   *
   * @default - it comes from a construct
   */
  readonly location?: AuditLocation;

  /**
   * Environments that contain the object, when several are checked: folders of kustomizations, or paths that are
   * checked separately. The same finding in several of them is reported once.
   *
   * @default - everything that was read is one environment
   */
  readonly environments?: string[];
}

/** Why a finding is suppressed. */
export interface AuditSuppression {
  /** Reason given by the person who suppressed it. */
  readonly reason: string;

  /**
   * Last day on which the suppression applies, as `YYYY-MM-DD`, in UTC.
   *
   * @default - it does not expire
   */
  readonly expires?: string;

  /** What suppresses it: an `annotation` of the object, a `construct`, or a `baseline` file. */
  readonly origin: string;
}

/** One place in one object that a rule objects to. */
export interface AuditFinding {
  readonly ruleId: string;
  readonly level: RuleLevel;

  /** What is wrong. Never a value of a Secret. */
  readonly message: string;

  /** The object. */
  readonly subject: AuditedObject;

  /** JSON pointer (RFC 6901) into the object; empty for the object as a whole. */
  readonly pointer: string;

  /**
   * Location in the file.
   *
   * @default - the object comes from a construct
   */
  readonly location?: AuditLocation;

  /** Identifies the finding across runs, also when other lines of the file have changed. */
  readonly fingerprint: string;

  /**
   * Why the finding is suppressed.
   *
   * @default - it is not suppressed
   */
  readonly suppression?: AuditSuppression;
}

/** A problem of the audit, not of an object: input that cannot be read, a suppression that cannot be applied. */
export interface AuditProblem {
  /**
   * Kebab-case words: `unreadable-input`, `duplicate-key`, `unserialisable-object`, `rule-failed`,
   * `suppression-expired`, `suppression-unused`, `suppression-unknown-rule`, `suppression-forbidden`,
   * `suppression-malformed`, `baseline-outdated`, `kind-unreadable`, `rules-left-out`, `kustomization-not-rendered`,
   * `patch-not-written`.
   */
  readonly id: string;
  readonly level: RuleLevel;
  readonly message: string;

  /** @default - it is not in a file */
  readonly location?: AuditLocation;

  /** @default - it is not in a construct */
  readonly constructPath?: string;
}

/** Objects of a kind that is searched for credentials only. */
export interface UnjudgedKind {
  /** Empty for the core group. */
  readonly apiGroup: string;
  readonly kind: string;
  readonly objectCount: number;
}

/** An object that is defined in several places of one environment. It is treated as one object. */
export interface CopiedObject {
  /** Empty for the core group. */
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;

  /** @default - the object has no namespace */
  readonly objectNamespace?: string;
  readonly locations: AuditLocation[];
}

/** What was read or found and not checked, so that nothing is skipped silently. */
export interface PassedOver {
  /** The kinds that are searched for credentials only: their other fields have no rule. */
  readonly kinds: UnjudgedKind[];

  /** Number of documents, and items of a `List`, that are not a Kubernetes object. */
  readonly documentCount: number;

  /** Files in folders that are named like manifests and contain no Kubernetes object, such as the values of a chart. */
  readonly files: string[];

  /**
   * Files in folders that are named like manifests with a further extension, such as `pod.yaml.tpl`. They are not read.
   */
  readonly otherEndings: string[];
}

/** The result of an audit. */
export interface AuditReport {
  /** All findings, in the order of the objects; suppressed ones are included. */
  readonly findings: AuditFinding[];
  readonly problems: AuditProblem[];

  /** Number of objects that were checked; items of a `List` count individually. */
  readonly objectCount: number;

  /** Number of files that they came from. */
  readonly fileCount: number;

  /** IDs of the rules that were checked. */
  readonly ruleIds: string[];

  /**
   * What was not checked.
   *
   * @default - everything was checked
   */
  readonly passedOver?: PassedOver;

  /**
   * Objects that are defined more than once.
   *
   * @default - each object is defined once
   */
  readonly copies?: CopiedObject[];
}
