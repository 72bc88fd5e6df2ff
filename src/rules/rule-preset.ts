import { CATALOG } from './catalog';
import { compileCustomRule, describeCustomRule } from './compile-custom-rule';
import { CustomRule } from './custom-rule';
import { RuleLevel } from './finding';
import { PresetDescription, PresetLevels, PresetName, RECOMMENDED, rulesAt, STRICT } from './presets';
import { isGraphRule, ObjectRule, Rule, RuleCategory } from './rule';
import { expectOneOf, expectOptions, expectTexts, noSuchRule, shownValue } from './wrong-input';
import { named } from '../redaction/quoted';

/** Differences from the preset that another one is derived from. */
export interface RulePresetOptions {
  /**
   * Level by rule ID. A level turns a rule on that was off.
   *
   * @default - the levels of the preset it comes from
   */
  readonly levels?: { readonly [ruleId: string]: RuleLevel };

  /**
   * IDs of rules to turn off.
   *
   * @default - those of the preset it comes from
   */
  readonly off?: string[];

  /**
   * Additional rules of your own.
   *
   * @default - those of the preset it comes from
   */
  readonly customRules?: CustomRule[];

  /**
   * IDs of rules that cannot be suppressed, whatever the reason.
   *
   * @default - those of the preset it comes from
   */
  readonly unsuppressible?: string[];
}

/**
 * Rules to check, the level of each, and which of them cannot be suppressed. A platform team derives a preset and hands
 * it to its app teams.
 */
export class RulePreset {
  /**
   * For manifests of any origin: what breaks at run time or gives a credential away is an error, what weakens a
   * boundary a warning, what could be better a note, and what only the reader can judge is off.
   */
  public static readonly RECOMMENDED = new RulePreset('recommended', CATALOG, RECOMMENDED, new Set(), []);

  /** For manifests that constructs of this library write: every rule. */
  public static readonly STRICT = new RulePreset('strict', CATALOG, STRICT, new Set(), []);

  /** IDs of the rules that cannot be suppressed. */
  public readonly unsuppressible: string[];

  private readonly base: PresetName;
  private readonly known: readonly Rule[];
  private readonly levels: PresetLevels;

  /** IDs of the rules whose level somebody has chosen. */
  private readonly chosen: ReadonlySet<string>;

  private constructor(
    base: PresetName, known: readonly Rule[], levels: PresetLevels, chosen: ReadonlySet<string>,
    unsuppressible: readonly string[],
  ) {
    this.base = base;
    this.known = known;
    this.levels = levels;
    this.chosen = chosen;
    this.unsuppressible = [...unsuppressible];
  }

  /** IDs of the rules that are on, in the order of the catalog. */
  public get ruleIds(): string[] {
    return this._rules.map((rule) => rule.id);
  }

  /**
   * Derives a preset with the differences that the options give. This preset does not change.
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
        throw new Error(`rule preset: a rule '${named(rule.id)}' exists already; give the custom rule another id, such `
          + 'as one that begins with the name of your team');
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
        throw new Error(`rule preset: rule '${named(id)}' has a level and is off; keep one of the two`);
      }
      levels.set(idOf(known, id), 'off');
    }
    const chosen = new Set([...this.chosen, ...Object.keys(options.levels ?? {}), ...options.off ?? []]);
    const locked = (options.unsuppressible ?? []).map((id) => idOf(known, id));
    const unsuppressible = new Set([...this.unsuppressible, ...locked]);
    return new RulePreset(this.base, known, levels, chosen, [...unsuppressible]);
  }

  /**
   * This preset for objects that were read from a cluster. Levels that somebody has chosen stay.
   *
   * @internal
   */
  public get _live(): RulePreset {
    const levels = new Map(this.levels);
    for (const { id, live } of this.known) {
      if (live !== undefined && !this.chosen.has(id)) {
        levels.set(id, live);
      }
    }
    return new RulePreset(this.base, this.known, levels, this.chosen, this.unsuppressible);
  }

  /**
   * The rules that are on, each at the level of this preset.
   *
   * @internal
   */
  public get _rules(): Rule[] {
    return rulesAt(this.known, this.levels);
  }

  /**
   * Every rule of the preset, including those that are off.
   *
   * @internal
   */
  public get _known(): readonly Rule[] {
    return this.known;
  }

  /**
   * This preset as the built-in one that it comes from, and the differences.
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
