import { isAbout, Suppression } from './suppression';
import { RuleLevel } from '../../rules/finding';
import { didYouMean } from '../../rules/nearest';
import { RulePreset } from '../../rules/rule-preset';
import { AuditProblem, AuditSuppression } from '../audit-report';
import { FindingPath } from '../finding-path';

/** What is wrong with a suppression: a problem that does not know its place in a file yet. */
export interface SuppressionProblem extends AuditProblem {
  readonly annotation?: Suppression['annotation'];
}

/** Places that are named to whoever suppresses at another one. */
const PLACES = 3;

/** What is suppressed, and whether it may be and has to be. */
export class SuppressionBook {
  private readonly known: ReadonlySet<string>;
  private readonly asked: ReadonlySet<string>;
  private readonly forbidden: ReadonlySet<string>;
  private readonly today: string;
  private readonly effective = new Map<Suppression, boolean>();
  private readonly missed = new Map<Suppression, Set<string>>();
  private readonly faults: SuppressionProblem[] = [];

  public constructor(preset: RulePreset, now: Date) {
    this.known = new Set(preset._known.map((rule) => rule.id));
    this.asked = new Set(preset.ruleIds);
    this.forbidden = new Set(preset.unsuppressible);
    this.today = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
  }

  public add(suppression: Suppression): void {
    const { ruleId, expires } = suppression;
    if (!this.known.has(ruleId)) {
      this.report(suppression, 'suppression-unknown-rule', RuleLevel.ERROR, `there is no rule '${ruleId}' that could be suppressed; ${didYouMean(ruleId, [...this.known]) ?? 'correct its id'}`);
    } else if (this.forbidden.has(ruleId)) {
      this.report(suppression, 'suppression-forbidden', RuleLevel.ERROR, `the preset lets nobody suppress the rule '${ruleId}'; mend what it finds instead`);
    } else if (expires !== undefined && expires < this.today) {
      this.report(suppression, 'suppression-expired', RuleLevel.WARNING,
        `what suppresses the rule '${ruleId}' has expired on ${expires}, and its findings count again; mend them, or decide anew and give a later day`);
    } else if (this.asked.has(ruleId)) {
      this.effective.set(suppression, false);
    }
  }

  /** The first of some suppressions that a finding does not count for. All that are about it are taken for used. */
  public suppress(ruleId: string, path: FindingPath, candidates: readonly Suppression[]): AuditSuppression | undefined {
    const ofRule = candidates.filter((each) => each.ruleId === ruleId && this.effective.has(each));
    const about = ofRule.filter((each) => isAbout(each.at, path));
    ofRule.filter((each) => !about.includes(each)).forEach((each) => this.miss(each, path));
    about.forEach((each) => this.effective.set(each, true));
    if (about.length === 0) {
      return undefined;
    }
    const { reason, expires, origin } = about[0];
    return { reason, expires, origin };
  }

  /** What is wrong with the suppressions, once every finding has been asked about. */
  public problems(): SuppressionProblem[] {
    for (const [suppression, used] of this.effective) {
      if (!used) {
        const place = suppression.at === undefined ? '' : ` at '${suppression.at}'`;
        const missed = [...this.missed.get(suppression) ?? []].map((each) => `'${each}'`);
        const instead = missed.length === 0 ? 'remove it' : `it finds something at ${missed.join(', ')}; correct the place or remove it`;
        this.report(suppression, 'suppression-unused', RuleLevel.WARNING,
          `the rule '${suppression.ruleId}' finds nothing${place} that this suppresses; ${instead}`);
      }
    }
    this.effective.clear();
    return this.faults;
  }

  /** Keeps some places that a suppression is not about, for whoever misspelt its own. */
  private miss(suppression: Suppression, { names, path }: FindingPath): void {
    const missed = this.missed.get(suppression) ?? new Set();
    this.missed.set(suppression, missed);
    const place = names.length > 0 && suppression.at?.startsWith('/') === false ? names.map((name) => name.replace(/^\//, '')).join('/') : path;
    if (missed.size < PLACES && place !== '') {
      missed.add(place);
    }
  }

  private report({ annotation, constructPath }: Suppression, id: string, level: RuleLevel, message: string): void {
    this.faults.push({ id, level, message, annotation, constructPath });
  }
}
