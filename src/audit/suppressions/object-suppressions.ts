import { annotatedSuppressions, MalformedSuppression } from './annotations';
import { Suppression } from './suppression';
import { SuppressionBook, SuppressionPage, SuppressionProblem } from './suppression-book';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../../rules/finding';
import { RulePreset } from '../../rules/rule-preset';
import { AuditSuppression } from '../audit-report';
import { FindingPath } from '../finding-path';

/** What is suppressed in each object, by its annotations and by constructs. */
export class ObjectSuppressions {
  private readonly book: SuppressionBook;
  private readonly byResource = new Map<Resource, SuppressionPage>();
  private readonly byConstruct = new Map<readonly Suppression[], SuppressionPage>();
  private readonly malformed: MalformedSuppression[] = [];

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
    return this.book.suppress(ruleId, path, own === undefined ? around : [own, ...around]);
  }

  /** What is wrong with them, once every finding has been asked about. */
  public problems(): SuppressionProblem[] {
    const malformed = this.malformed.map(({ message, ...annotation }) => ({
      id: 'suppression-malformed', level: RuleLevel.ERROR, message, annotation,
    }));
    return [...malformed, ...this.book.problems()];
  }
}

/** What constructs suppress. */
export interface ConstructSuppressions {
  /** One list a construct. */
  readonly suppressions: readonly (readonly Suppression[])[];

  /** The lists that hold for a document, that of the nearest construct first. */
  suppressionsOf(objectIndex: number): readonly (readonly Suppression[])[];
}
