import { CATALOG } from './catalog';
import { compileCustomRule, describeCustomRule } from './compile-custom-rule';
import { CustomRule } from './custom-rule';
import { RuleLevel } from './finding';
import { PresetDescription, PresetLevels, PresetName, RECOMMENDED, rulesAt, STRICT } from './presets';
import { isGraphRule, ObjectRule, Rule, RuleCategory } from './rule';
import { expectOneOf, expectOptions, expectTexts, noSuchRule, shownValue } from './wrong-input';
import { named } from '../redaction/quoted';

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
  public static readonly RECOMMENDED = new RulePreset('recommended', CATALOG, RECOMMENDED, []);

  /** What the constructs of this library hold themselves to: every rule. */
  public static readonly STRICT = new RulePreset('strict', CATALOG, STRICT, []);

  /** Ids of the rules that may not be suppressed. */
  public readonly unsuppressible: string[];

  private readonly base: PresetName;
  private readonly known: readonly Rule[];
  private readonly levels: PresetLevels;

  private constructor(
    base: PresetName, known: readonly Rule[], levels: PresetLevels, unsuppressible: readonly string[],
  ) {
    this.base = base;
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
   * @throws Error when an option or a level does not exist, an option names a rule that does not exist, a rule is given
   * a level and off at once, or a custom rule is not valid or has the id of another rule
   */
  public derive(options: RulePresetOptions): RulePreset {
    expectOptions('rule preset', options, OPTIONS);
    expectTexts('rule preset: off', options.off);
    expectTexts('rule preset: unsuppressible', options.unsuppressible);
    const known = [...this.known];
    for (const custom of listOf(options.customRules)) {
      const rule = compileCustomRule(custom);
      if (known.some(({ id }) => id === rule.id)) {
        throw new Error(`rule preset: there is a rule '${named(rule.id)}' already; give the custom rule an id of its ` +
          'own, '
          + `such as 'acme-${named(rule.id)}'`);
      }
      known.push(rule);
    }
    const levels = new Map(this.levels);
    for (const [id, level] of Object.entries(mappingOf(options.levels))) {
      expectOneOf(`rule preset: levels.${idOf(known, id)}`, level ?? null, Object.values(RuleLevel));
      levels.set(id, level);
    }
    for (const id of options.off ?? []) {
      if (Object.hasOwn(options.levels ?? {}, id)) {
        throw new Error(`rule preset: rule '${named(id)}' is given a level and is off at once; keep one of the two`);
      }
      levels.set(idOf(known, id), 'off');
    }
    const unsuppressible = new Set([...this.unsuppressible, ...(options.unsuppressible ?? []).map((id) => idOf(known, id))]);
    return new RulePreset(this.base, known, levels, [...unsuppressible]);
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

  /**
   * This preset as the built-in one that it comes from, and what it does otherwise.
   *
   * @internal
   */
  public get _description(): PresetDescription {
    const levels = this.base === 'strict' ? STRICT : RECOMMENDED;
    const differing = this.known
      .map(({ id, level }) => ({ id, before: levels.get(id) ?? level, level: this.levels.get(id) ?? level }))
      .filter(({ before, level }) => before !== level);
    return {
      base: this.base,
      levels: differing.flatMap(({ id, level }) => (level === 'off' ? [] : [[id, level] as const])),
      off: differing.filter(({ level }) => level === 'off').map(({ id }) => id),
      customRules: this.known.filter(isCustom).map(describeCustomRule),
      unsuppressible: this.unsuppressible,
    };
  }
}

const OPTIONS = ['levels', 'off', 'customRules', 'unsuppressible'];

function isCustom(rule: Rule): rule is ObjectRule {
  return rule.category === RuleCategory.CUSTOM && !isGraphRule(rule);
}

function listOf(customRules: readonly CustomRule[] = []): readonly CustomRule[] {
  if (!Array.isArray(customRules)) {
    throw new Error(`rule preset: customRules must be a list, got ${shownValue(customRules)}`);
  }
  return customRules;
}

function mappingOf(levels: { readonly [ruleId: string]: RuleLevel } = {}): { readonly [ruleId: string]: RuleLevel } {
  if (typeof levels !== 'object' || levels === null || Array.isArray(levels)) {
    throw new Error(`rule preset: levels must be a mapping of levels by rule, got ${shownValue(levels)}`);
  }
  return levels;
}

function idOf(known: readonly Rule[], id: string): string {
  if (known.some((rule) => rule.id === id)) {
    return id;
  }
  throw new Error(`rule preset: ${noSuchRule(id, known.map((rule) => rule.id))}`);
}
