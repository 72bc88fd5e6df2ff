import { CATALOG } from './catalog';
import { compileCustomRule } from './compile-custom-rule';
import { CustomRule } from './custom-rule';
import { RuleLevel } from './finding';
import { didYouMean } from './nearest';
import { PresetLevels, RECOMMENDED, rulesAt, STRICT } from './presets';
import { Rule } from './rule';

/** What a preset does otherwise than the one it comes from. */
export interface RulePresetOptions {
  /**
   * Level by rule id. A rule that was off is on again with it.
   *
   * @default - the levels of the preset it comes from
   */
  readonly levels?: { readonly [ruleId: string]: RuleLevel };

  /**
   * Ids of rules that are not asked.
   *
   * @default - those of the preset it comes from
   */
  readonly off?: string[];

  /**
   * Rules of your own, beside those of this library.
   *
   * @default - those of the preset it comes from
   */
  readonly customRules?: CustomRule[];

  /**
   * Ids of rules that nobody may suppress, whatever the reason.
   *
   * @default - those of the preset it comes from
   */
  readonly unsuppressible?: string[];
}

/**
 * Which rules are asked, at which level, and which of them may not be suppressed. A platform team derives its
 * own and hands it to its app teams.
 */
export class RulePreset {
  /**
   * For manifests of any origin: what breaks at run time or gives a credential away is an error, what has a
   * better way a warning or a note, and what only the reader can judge is off.
   */
  public static readonly RECOMMENDED = new RulePreset(CATALOG, RECOMMENDED, []);

  /** What the constructs of this library hold themselves to: every rule. */
  public static readonly STRICT = new RulePreset(CATALOG, STRICT, []);

  /** Ids of the rules that may not be suppressed. */
  public readonly unsuppressible: string[];

  private readonly known: readonly Rule[];
  private readonly levels: PresetLevels;

  private constructor(known: readonly Rule[], levels: PresetLevels, unsuppressible: readonly string[]) {
    this.known = known;
    this.levels = levels;
    this.unsuppressible = [...unsuppressible];
  }

  /** Ids of the rules that are asked, in the order of the catalog. */
  public get ruleIds(): string[] {
    return this._rules.map((rule) => rule.id);
  }

  /**
   * A preset like this one but for what the options say. This one stays as it is.
   *
   * @throws if an option names a rule that there is not, a rule is given a level and off at once, or a custom rule is
   * not a valid one or has the id of another rule
   */
  public derive(options: RulePresetOptions): RulePreset {
    const known = [...this.known];
    for (const custom of options.customRules ?? []) {
      if (known.some((rule) => rule.id === custom.id)) {
        throw new Error(`rule preset: there is a rule '${custom.id}' already; give the custom rule an id of its own, such as 'acme-${custom.id}'`);
      }
      known.push(compileCustomRule(custom));
    }
    const levels = new Map(this.levels);
    for (const [id, level] of Object.entries(options.levels ?? {})) {
      levels.set(idOf(known, id), level);
    }
    for (const id of options.off ?? []) {
      if (Object.hasOwn(options.levels ?? {}, id)) {
        throw new Error(`rule preset: rule '${id}' is given a level and is off at once; keep one of the two`);
      }
      levels.set(idOf(known, id), 'off');
    }
    const unsuppressible = new Set([...this.unsuppressible, ...(options.unsuppressible ?? []).map((id) => idOf(known, id))]);
    return new RulePreset(known, levels, [...unsuppressible]);
  }

  /**
   * The rules that are asked, each at the level of this preset.
   *
   * @internal
   */
  public get _rules(): Rule[] {
    return rulesAt(this.known, this.levels);
  }

  /**
   * Every rule that the preset knows, those that are off included.
   *
   * @internal
   */
  public get _known(): readonly Rule[] {
    return this.known;
  }
}

function idOf(known: readonly Rule[], id: string): string {
  if (known.some((rule) => rule.id === id)) {
    return id;
  }
  const ids = known.map((rule) => rule.id);
  const hint = didYouMean(id, ids) ?? `the rules are ${ids.join(', ')}`;
  throw new Error(`rule preset: there is no rule '${id}'; ${hint}`);
}
