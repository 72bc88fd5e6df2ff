import { annotatedSuppressions, MalformedSuppression } from './annotations';
import { tellsValue } from './reason-values';
import { Suppression, VALUE_IN_REASON } from './suppression';
import { SuppressionBook, SuppressionPage, SuppressionProblem } from './suppression-book';
import { Resource } from '../../manifest/resource';
import { named } from '../../redaction/quoted';
import { RuleLevel } from '../../rules/finding';
import { RulePreset } from '../../rules/rule-preset';
import { AuditSuppression } from '../audit-report';
import { FindingPath } from '../finding-path';

const MALFORMED = 'suppression-malformed';

/** The suppressions of each object, by its annotations and by constructs. */
export class ObjectSuppressions {
  private readonly book: SuppressionBook;
  private readonly byResource = new Map<Resource, SuppressionPage>();
  private readonly byConstruct = new Map<readonly Suppression[], SuppressionPage>();
  private readonly malformed: MalformedSuppression[] = [];
  private readonly faults: SuppressionProblem[] = [];
  private readonly told = new Set<Suppression>();
  private readonly telling = new Map<Suppression, Map<Resource, boolean>>();

  public constructor(
    private readonly constructs: ConstructSuppressions,
    resources: readonly Resource[],
    preset: RulePreset,
    now: Date,
  ) {
    this.book = new SuppressionBook(preset, now);
    constructs.suppressions.forEach((list) => this.byConstruct.set(list, this.book.add(list)));
    for (const resource of resources) {
      const found: Suppression[] = [];
      for (const each of annotatedSuppressions(resource)) {
        if ('message' in each) {
          this.malformed.push(each);
        } else {
          found.push(each);
        }
      }
      if (found.length > 0) {
        this.byResource.set(resource, this.book.add(found));
      }
    }
  }

  public suppress(ruleId: string, resource: Resource, path: FindingPath): AuditSuppression | undefined {
    const own = this.byResource.get(resource);
    const around = this.constructs.suppressionsOf(resource.objectIndex).map((list) => this.byConstruct.get(list)!);
    const found = this.book.suppress(ruleId, path, own === undefined ? around : [own, ...around]);
    if (found === undefined || this.tells(found, resource)) {
      return undefined;
    }
    const { reason, expires, origin } = found;
    return { reason, expires, origin };
  }

  /**
   * Whether the reason at a construct contains a value of the object. Such a suppression is reported once, and
   * suppresses nothing there.
   */
  private tells(suppression: Suppression, resource: Resource): boolean {
    const known = this.telling.get(suppression) ?? new Map<Resource, boolean>();
    this.telling.set(suppression, known);
    const tells = known.get(resource)
      ?? (suppression.origin === 'construct' && tellsValue(suppression.reason, resource));
    if (tells && !this.told.has(suppression)) {
      const { ruleId, constructPath } = suppression;
      this.told.add(suppression);
      this.faults.push({
        id: MALFORMED,
        level: RuleLevel.ERROR,
        message: `the rule '${named(ruleId)}' is not suppressed: ${VALUE_IN_REASON}`,
        constructPath,
      });
    }
    known.set(resource, tells);
    return tells;
  }

  /** Problems of the suppressions, after all findings have been looked up. */
  public problems(): SuppressionProblem[] {
    const malformed = this.malformed.map(({ message, ...annotation }) => ({
      id: MALFORMED, level: RuleLevel.ERROR, message, annotation,
    }));
    return [...malformed, ...this.faults, ...this.book.problems()];
  }
}

/** Suppressions at constructs. */
export interface ConstructSuppressions {
  /** One list for each construct. */
  readonly suppressions: readonly (readonly Suppression[])[];

  /** The lists that apply to a document, that of the nearest construct first. */
  suppressionsOf(objectIndex: number): readonly (readonly Suppression[])[];
}
