import { isAbout, placesMeaning, Suppression } from './suppression';
import { named } from '../../redaction/quoted';
import { RuleLevel } from '../../rules/finding';
import { didYouMean } from '../../rules/nearest';
import { RulePreset } from '../../rules/rule-preset';
import { AuditProblem } from '../audit-report';
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
  private readonly pages: SuppressionPage[] = [];
  private readonly faults: SuppressionProblem[] = [];

  public constructor(preset: RulePreset, now: Date) {
    this.known = new Set(preset._known.map((rule) => rule.id));
    this.asked = new Set(preset.ruleIds);
    this.forbidden = new Set(preset.unsuppressible);
    this.today = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
  }

  /** Adds what one object or one construct suppresses. */
  public add(suppressions: readonly Suppression[]): SuppressionPage {
    const page = new SuppressionPage(suppressions.filter((each) => this.takesEffect(each)));
    this.pages.push(page);
    return page;
  }

  /**
   * The first suppression that a finding does not count for, of the first page that has one. All that are about it are
   * taken for used.
   */
  public suppress(ruleId: string, path: FindingPath, pages: readonly SuppressionPage[]): Suppression | undefined {
    return pages.map((page) => page.suppress(ruleId, path)).find((each) => each !== undefined);
  }

  /** What is wrong with the suppressions, once every finding has been asked about. */
  public problems(): SuppressionProblem[] {
    for (const { suppression, missed } of this.pages.flatMap((page) => page.unused())) {
      const place = suppression.at === undefined ? '' : ` at '${named(suppression.at)}'`;
      const instead = missed.length === 0
        ? 'remove it'
        : `it finds something at ${missed.map((each) => `'${each}'`).join(', ')}; correct the place or remove it`;
      this.report(suppression, 'suppression-unused', RuleLevel.WARNING,
        `the rule '${named(suppression.ruleId)}' finds nothing${place} that this suppresses; ${instead}`);
    }
    this.pages.length = 0;
    return this.faults;
  }

  private takesEffect(suppression: Suppression): boolean {
    const { ruleId, expires } = suppression;
    if (!this.known.has(ruleId)) {
      this.report(suppression, 'suppression-unknown-rule', RuleLevel.ERROR,
        `there is no rule '${named(ruleId)}' that could be suppressed; `
        + `${didYouMean(ruleId, [...this.known]) ?? 'correct its id'}`);
    } else if (this.forbidden.has(ruleId)) {
      this.report(suppression, 'suppression-forbidden', RuleLevel.ERROR,
        `the preset lets nobody suppress the rule '${named(ruleId)}'; mend what it finds instead`);
    } else if (expires !== undefined && expires < this.today) {
      this.report(suppression, 'suppression-expired', RuleLevel.WARNING,
        `what suppresses the rule '${named(ruleId)}' has expired on ${expires}, and its findings count again; mend ` +
          'them, or decide anew and give a later day');
    } else {
      return this.asked.has(ruleId);
    }
    return false;
  }

  private report({ annotation, constructPath }: Suppression, id: string, level: RuleLevel, message: string): void {
    this.faults.push({ id, level, message, annotation, constructPath });
  }
}

/** Suppressions of one rule about one place. What holds for one of them holds for all. */
interface PlaceEntry {
  readonly at: string | undefined;
  readonly first: Suppression;

  /** Place of the first among all suppressions of the rule. */
  readonly order: number;
  used: boolean;
}

/** What one object or construct suppresses of a rule. */
interface RuleEntry {
  readonly suppressions: Suppression[];
  readonly places: Map<string | undefined, PlaceEntry>;

  /** Some places of findings, by names and as pointers, for whoever misspelt the own one. */
  readonly foundNames: Set<string>;
  readonly foundPaths: Set<string>;
}

/** What one object or one construct suppresses. A finding is looked up in it, however much there is. */
export class SuppressionPage {
  private readonly rules = new Map<string, RuleEntry>();

  public constructor(suppressions: readonly Suppression[]) {
    for (const suppression of suppressions) {
      const { ruleId, at } = suppression;
      const entry = this.rules.get(ruleId) ?? emptyEntry();
      this.rules.set(ruleId, entry);
      if (!entry.places.has(at)) {
        entry.places.set(at, { at, first: suppression, order: entry.suppressions.length, used: false });
      }
      entry.suppressions.push(suppression);
    }
  }

  /** The first suppression that is about a finding. */
  public suppress(ruleId: string, path: FindingPath): Suppression | undefined {
    const entry = this.rules.get(ruleId);
    if (entry === undefined) {
      return undefined;
    }
    keepPlace(entry.foundNames, path.names.map((name) => name.replace(/^\//, '')).join('/'));
    keepPlace(entry.foundPaths, path.path);
    const about = [...entriesAbout(entry.places, path)];
    about.forEach((place) => place.used = true);
    return about.length === 0 ? undefined : about.reduce((one, other) => (one.order < other.order ? one : other)).first;
  }

  /** Those that were about no finding, each with places of findings that it may have meant. */
  public unused(): { readonly suppression: Suppression; readonly missed: readonly string[] }[] {
    return [...this.rules.values()].flatMap(({ suppressions, places, foundNames, foundPaths }) =>
      suppressions.filter(({ at }) => !places.get(at)!.used).map((suppression) => {
        const byName = suppression.at?.startsWith('/') === false && foundNames.size > 0;
        return { suppression, missed: [...byName ? foundNames : foundPaths] };
      }));
  }
}

function emptyEntry(): RuleEntry {
  return { suppressions: [], places: new Map(), foundNames: new Set(), foundPaths: new Set() };
}

function keepPlace(places: Set<string>, place: string): void {
  if (places.size < PLACES && place !== '') {
    places.add(place);
  }
}

/**
 * The entries about a finding: each is looked at where there are few, else the places that may mean the finding are
 * looked up.
 */
function* entriesAbout(places: ReadonlyMap<string | undefined, PlaceEntry>, path: FindingPath): Generator<PlaceEntry> {
  const meant = placesMeaning(path);
  if (meant === undefined || places.size <= meant.size) {
    for (const place of places.values()) {
      if (isAbout(place.at, path)) {
        yield place;
      }
    }
    return;
  }
  for (const at of meant) {
    const place = places.get(at);
    if (place !== undefined) {
      yield place;
    }
  }
}
