import { AuditFinding, AuditLocation, AuditProblem, AuditReport, PassedOver, UnjudgedKind } from './audit-report';
import { AuditSettings, AuditSubject } from './audit-subject';
import { audit } from './engine';
import { ManifestFile } from './reading/manifest-file';
import { ManifestSource } from './reading/manifest-source';
import { Suppression } from './suppressions/suppression';
import { ObjectOrigin } from '../manifest/origin';

/** A manifest file. */
export interface AuditInput {
  /** Name in the report. */
  readonly file: string;

  /** YAML with one or several documents, or JSON. */
  readonly text: string;

  /**
   * Whether its objects are only parts of what will be applied.
   *
   * @default false
   */
  readonly part?: boolean;

  /**
   * Where the text was read from.
   *
   * @default ObjectOrigin.FILE
   */
  readonly origin?: ObjectOrigin;
}

/** Manifests that are applied together: any object may refer to any other. */
export interface Environment {
  /**
   * Name in the report.
   *
   * @default - it is the only environment
   */
  readonly name?: string;
  readonly inputs: readonly AuditInput[];

  /**
   * Objects that a tool has rendered.
   *
   * @default - none
   */
  readonly rendered?: ManifestSource;

  /**
   * Objects that a tool will make, as far as they are known. They are parts.
   *
   * @default - none
   */
  readonly parts?: readonly ManifestSource[];

  /**
   * Files that its objects come from.
   *
   * @default - those of the inputs
   */
  readonly files?: readonly string[];
}

/**
 * Audits manifest files together: any object may refer to any other. Input that cannot be read is a problem in the
 * report.
 */
export function auditFiles(inputs: readonly AuditInput[], settings: AuditSettings): AuditReport {
  return auditEnvironments([{ inputs }], settings);
}

/**
 * Audits each environment separately and reports on all of them. A finding that several environments have at one place
 * of one object is reported once.
 */
export function auditEnvironments(environments: readonly Environment[], settings: AuditSettings): AuditReport {
  const reports = environments.map((environment) =>
    belonging(audit(new FileSubject(environment, settings), settings), environment),
  );
  const files = new Set(environments.flatMap(({ inputs, files: named = inputs.map(({ file }) => file) }) => named));
  return {
    findings: mergedFindings(reports),
    problems: distinct(reports.flatMap(({ problems }) => problems)),
    objectCount: reports.reduce((sum, { objectCount }) => sum + objectCount, 0),
    fileCount: files.size,
    ruleIds: settings.preset.ruleIds,
    passedOver: mergedPassedOver(reports),
    copies: reports.flatMap(({ copies = [] }) => copies),
  };
}

function belonging(report: AuditReport, { name }: Environment): AuditReport {
  if (name === undefined) {
    return report;
  }
  const subjects = new Map(report.findings.map(({ subject }) => [subject, { ...subject, environments: [name] }]));
  return {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, subject: subjects.get(finding.subject)! })),
  };
}

function mergedFindings(reports: readonly AuditReport[]): AuditFinding[] {
  if (reports.length < 2) {
    return reports.flatMap(({ findings }) => findings);
  }
  const merged = new Map<string, AuditFinding>();
  for (const finding of reports.flatMap(({ findings }) => findings)) {
    const { environments = [], ...subject } = finding.subject;
    const key = JSON.stringify({ ...finding, subject });
    const known = merged.get(key);
    if (known === undefined || finding.location === undefined) {
      merged.set(known === undefined ? key : `${key} ${merged.size}`, finding);
    } else {
      merged.set(key, {
        ...known,
        subject: { ...subject, environments: [...(known.subject.environments ?? []), ...environments] },
      });
    }
  }
  return [...merged.values()];
}

function mergedPassedOver(reports: readonly AuditReport[]): PassedOver {
  const kinds = new Map<string, UnjudgedKind>();
  for (const { apiGroup, kind, objectCount } of reports.flatMap(({ passedOver }) => passedOver?.kinds ?? [])) {
    const key = `${kind} ${apiGroup}`;
    kinds.set(key, { apiGroup, kind, objectCount: (kinds.get(key)?.objectCount ?? 0) + objectCount });
  }
  return {
    kinds: [...kinds].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, kind]) => kind),
    documentCount: reports.reduce((sum, { passedOver }) => sum + (passedOver?.documentCount ?? 0), 0),
    files: [],
    otherEndings: [],
  };
}

function distinct(problems: readonly AuditProblem[]): AuditProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** A source, whether its documents are parts, and where they were read from. */
type Source = [source: ManifestSource, part: boolean, origin: ObjectOrigin];

/** The objects of an environment, and what of it cannot be read. */
export function readEnvironment(environment: Environment): {
  readonly documents: readonly unknown[]; readonly problems: readonly AuditProblem[];
} {
  return new FileSubject(environment, {});
}

/** The documents of an environment. */
class FileSubject implements AuditSubject {
  public readonly documents: readonly unknown[];
  public readonly problems: readonly AuditProblem[];
  public readonly fileCount: number;
  public readonly suppressions: readonly (readonly Suppression[])[] = [];

  /** The source of each document, its index in the source, whether it is a part, and where it was read from. */
  private readonly origins: [source: ManifestSource, document: number, part: boolean, origin: ObjectOrigin][] = [];

  public constructor({ inputs, rendered, parts = [] }: Environment, { onProgress }: Pick<AuditSettings, 'onProgress'>) {
    const total = inputs.reduce((sum, { text }) => sum + text.length, 0);
    let done = 0;
    const files = inputs.map(({ file, text, part = false, origin = ObjectOrigin.FILE }): Source => {
      onProgress?.({ phase: 'reading', done, total });
      done += text.length;
      return [new ManifestFile(file, text), part, origin];
    });
    onProgress?.({ phase: 'reading', done, total });
    const sources: Source[] = [
      ...files,
      ...(rendered === undefined ? [] : [[rendered, false, ObjectOrigin.FILE] as Source]),
      ...parts.map((source): Source => [source, true, ObjectOrigin.FILE]),
    ];
    this.documents = sources.flatMap(([source, part, origin]) =>
      source.documents.map((document, index) => {
        this.origins.push([source, index, part, origin]);
        return document;
      }),
    );
    this.problems = sources.flatMap(([source]) => source.problems);
    this.fileCount = sources.length;
  }

  public locate(objectIndex: number, pointers: Iterable<string>): ReadonlyMap<string, AuditLocation> {
    const [source, document] = this.origins[objectIndex];
    return source.locate(document, pointers);
  }

  public isPart(objectIndex: number): boolean {
    return this.origins[objectIndex][2];
  }

  public originOf(objectIndex: number): ObjectOrigin {
    return this.origins[objectIndex][3];
  }

  public lastingName(objectIndex: number, name: string): string {
    const [source, document] = this.origins[objectIndex];
    return source.lastingName?.(document, name) ?? name;
  }

  public constructPathOf(): undefined {
    return undefined;
  }

  public suppressionsOf(): readonly (readonly Suppression[])[] {
    return this.suppressions;
  }
}
