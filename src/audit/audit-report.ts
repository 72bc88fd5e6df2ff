import { RuleLevel } from '../rules/finding';

/** A stretch of a file. Lines and columns count from 1; columns count UTF-16 code units; the end is exclusive. */
export interface AuditLocation {
  /** As it was given on the command line or found in a folder; `<stdin>` for standard input. */
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

  /** Its name, or its `generateName` with an asterisk behind it; empty where it has neither. */
  readonly name: string;

  /** @default - the object does not say */
  readonly objectNamespace?: string;

  /**
   * Path of the construct that made it.
   *
   * @default - it comes from a file
   */
  readonly constructPath?: string;

  /**
   * Where the object begins.
   *
   * @default - it comes from a construct
   */
  readonly location?: AuditLocation;

  /**
   * The environments that have the object, where several are judged: folders of kustomizations, or what was named to be
   * judged separately. The same finding in several of them is reported once.
   *
   * @default - all that was read is one environment
   */
  readonly environments?: string[];
}

/** Why a finding does not count. */
export interface AuditSuppression {
  /** In the words of whoever suppressed it. */
  readonly reason: string;

  /**
   * Last day on which it holds, as `YYYY-MM-DD`, in UTC.
   *
   * @default - for ever
   */
  readonly expires?: string;

  /** What suppressed it: an `annotation` of the object, a `construct`, or a `baseline` file. */
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
   * Where in the file.
   *
   * @default - the object comes from a construct
   */
  readonly location?: AuditLocation;

  /** The same for the same finding in the next run, also when other lines of the file have changed. */
  readonly fingerprint: string;

  /**
   * Why the finding does not count.
   *
   * @default - it counts
   */
  readonly suppression?: AuditSuppression;
}

/** What is wrong with the audit rather than with an object: input that cannot be read, a suppression that cannot be honoured. */
export interface AuditProblem {
  /**
   * Kebab-case words: `unreadable-input`, `duplicate-key`, `unserialisable-object`, `rule-failed`, `suppression-expired`,
   * `suppression-unused`, `suppression-unknown-rule`, `suppression-forbidden`, `suppression-malformed`, `baseline-outdated`,
   * `kind-unreadable`, `rules-left-out`, `kustomization-not-rendered`.
   */
  readonly id: string;
  readonly level: RuleLevel;
  readonly message: string;

  /** @default - it is not in a file */
  readonly location?: AuditLocation;

  /** @default - it is not in a construct */
  readonly constructPath?: string;
}

/** Objects of a kind that no rule looks at. */
export interface UnjudgedKind {
  /** Empty for the core group. */
  readonly apiGroup: string;
  readonly kind: string;
  readonly objectCount: number;
}

/** An object that stands in several places of what is judged together. It is taken for one object. */
export interface CopiedObject {
  /** Empty for the core group. */
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;

  /** @default - the object does not say */
  readonly objectNamespace?: string;
  readonly locations: AuditLocation[];
}

/** What was read or found and not judged: nothing of it is left out in silence. */
export interface PassedOver {
  /** The kinds that no rule reads. */
  readonly kinds: UnjudgedKind[];

  /** How many documents, and items of a `List`, are not a Kubernetes object. */
  readonly documentCount: number;

  /** Files of a folder that are called like manifests and hold no Kubernetes object, such as the values of a chart. */
  readonly files: string[];

  /** Files of a folder that are called like manifests but for a further ending: `pod.yaml.tpl`, and are not read. */
  readonly otherEndings: string[];
}

/** All that an audit found. */
export interface AuditReport {
  /** In the order of the objects; those that are suppressed are among them. */
  readonly findings: AuditFinding[];
  readonly problems: AuditProblem[];

  /** How many objects were judged, with the items of a `List` one by one. */
  readonly objectCount: number;

  /** How many files they came from. */
  readonly fileCount: number;

  /** Ids of the rules that were asked. */
  readonly ruleIds: string[];

  /**
   * What was not judged.
   *
   * @default - nothing was passed over
   */
  readonly passedOver?: PassedOver;

  /**
   * The objects that are defined more than once.
   *
   * @default - none is
   */
  readonly copies?: CopiedObject[];
}
