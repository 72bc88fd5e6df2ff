import { isAbout, placesMeaning, Suppression } from './suppression';
import { named } from '../../redaction/quoted';
import { RuleLevel } from '../../rules/finding';
import { didYouMean } from '../../rules/nearest';
import { RulePreset } from '../../rules/rule-preset';
import { AuditProblem } from '../audit-report';
import { FindingPath } from '../finding-path';

/** A problem of a suppression whose location in a file is not known yet. */
export interface SuppressionProblem extends AuditProblem {
  readonly annotation?: Suppression['annotation'];
}

/** How many places with findings are suggested for a suppression at the wrong place. */
const PLACES = 3;

/** All suppressions, with whether they are allowed and used. */
export class SuppressionBook {
  private readonly known: ReadonlySet<string>;
  private readonly enabled: ReadonlySet<string>;
  private readonly forbidden: ReadonlySet<string>;
  private readonly today: string;
  private readonly pages: SuppressionPage[] = [];
  private readonly faults: SuppressionProblem[] = [];

  public constructor(preset: RulePreset, now: Date) {
    this.known = new Set(preset._known.map((rule) => rule.id));
    this.enabled = new Set(preset.ruleIds);
    this.forbidden = new Set(preset.unsuppressible);
    this.today = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
  }

  /** Adds the suppressions of one object or construct. */
  public add(suppressions: readonly Suppression[]): SuppressionPage {
    const page = new SuppressionPage(suppressions.filter((each) => this.takesEffect(each)));
    this.pages.push(page);
    return page;
  }

  /**
   * The first suppression of a finding, on the first page that has one. All suppressions that match are marked as used.
   */
  public suppress(ruleId: string, path: FindingPath, pages: readonly SuppressionPage[]): Suppression | undefined {
    return pages.map((page) => page.suppress(ruleId, path)).find((each) => each !== undefined);
  }

  /** Problems of the suppressions, after all findings have been looked up. */
  public problems(): SuppressionProblem[] {
    const unused = this.pages.flatMap((page) => page.unused());
    for (const { suppression, missed } of unused.filter((each) => each.suppression.isImplied !== true)) {
      const place = suppression.at === undefined ? '' : ` at '${named(suppression.at)}'`;
      const instead = missed.length === 0
        ? 'remove it'
        : `it has findings at ${missed.map((each) => `'${each}'`).join(', ')}; correct the place or remove it`;
      this.report(suppression, 'suppression-unused', RuleLevel.WARNING,
        `the rule '${named(suppression.ruleId)}' has no finding${place} for this to suppress; ${instead}`);
    }
    this.pages.length = 0;
    return this.faults;
  }

  private takesEffect(suppression: Suppression): boolean {
    const { ruleId, expires } = suppression;
    if (suppression.isImplied === true) {
      return this.enabled.has(ruleId) && !this.forbidden.has(ruleId);
    }
    if (!this.known.has(ruleId)) {
      this.report(suppression, 'suppression-unknown-rule', RuleLevel.ERROR,
        `cannot suppress '${named(ruleId)}': there is no such rule; `
        + `${didYouMean(ruleId, [...this.known]) ?? 'correct its id'}`);
    } else if (this.forbidden.has(ruleId)) {
      this.report(suppression, 'suppression-forbidden', RuleLevel.ERROR,
        `rule '${named(ruleId)}' cannot be suppressed with this preset; fix the finding`);
    } else if (expires !== undefined && expires < this.today) {
      this.report(suppression, 'suppression-expired', RuleLevel.WARNING,
        `the suppression of rule '${named(ruleId)}' expired on ${expires}, and its findings are reported again; fix `
          + 'them, or review the reason and set a later date');
    } else {
      return this.enabled.has(ruleId);
    }
    return false;
  }

  private report({ annotation, constructPath }: Suppression, id: string, level: RuleLevel, message: string): void {
    this.faults.push({ id, level, message, annotation, constructPath });
  }
}

/** Suppressions of one rule at one place. They are all used or all unused. */
interface PlaceEntry {
  readonly at: string | undefined;
  readonly first: Suppression;

  /** Index of the first one among all suppressions of the rule. */
  readonly order: number;
  used: boolean;
}

/** Suppressions of one rule in one object or construct. */
interface RuleEntry {
  readonly suppressions: Suppression[];
  readonly places: Map<string | undefined, PlaceEntry>;

  /** Some places with findings, as names and as pointers, to suggest for a misspelt place. */
  readonly foundNames: Set<string>;
  readonly foundPaths: Set<string>;
}

/** Suppressions of one object or construct. Looking up a finding takes constant time. */
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

  /** The first suppression that matches a finding. */
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

  /** Suppressions that match no finding, each with places of findings that may have been meant. */
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
 * The entries that match a finding. With few entries each is tested, else the ways to write the place are looked up.
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
