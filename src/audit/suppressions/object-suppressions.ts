import { annotatedSuppressions, MalformedSuppression } from './annotations';
import { Suppression } from './suppression';
import { SuppressionBook, SuppressionProblem } from './suppression-book';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../../rules/finding';
import { RulePreset } from '../../rules/rule-preset';
import { AuditSuppression } from '../audit-report';
import { FindingPath } from '../finding-path';

/** What is suppressed in each object, by its annotations and by constructs. */
export class ObjectSuppressions {
  private readonly book: SuppressionBook;
  private readonly byResource = new Map<Resource, Suppression[]>();
  private readonly malformed: MalformedSuppression[] = [];

  public constructor(
    private readonly constructs: ConstructSuppressions,
    resources: readonly Resource[],
    preset: RulePreset,
    now: Date,
  ) {
    this.book = new SuppressionBook(preset, now);
    constructs.suppressions.forEach((suppression) => this.book.add(suppression));
    for (const resource of resources) {
      for (const found of annotatedSuppressions(resource)) {
        if ('message' in found) {
          this.malformed.push(found);
        } else {
          this.book.add(found);
          const list = this.byResource.get(resource) ?? [];
          this.byResource.set(resource, list);
          list.push(found);
        }
      }
    }
  }

  public suppress(ruleId: string, resource: Resource, path: FindingPath): AuditSuppression | undefined {
    const candidates = [...this.byResource.get(resource) ?? [], ...this.constructs.suppressionsOf(resource.objectIndex)];
    return candidates.length === 0 ? undefined : this.book.suppress(ruleId, path, candidates);
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
  readonly suppressions: readonly Suppression[];

  /** Those that hold for a document, the nearest construct first. */
  suppressionsOf(objectIndex: number): readonly Suppression[];
}
