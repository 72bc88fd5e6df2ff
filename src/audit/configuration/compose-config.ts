import { isDeepStrictEqual } from 'util';
import { ConfigLayer } from './config-layer';
import { Stated } from './config-mapping';
import { PodTemplatePath } from '../../facts/pod-template-path';
import { compileCustomRule } from '../../rules/compile-custom-rule';
import { CustomRule } from '../../rules/custom-rule';
import { RuleLevel } from '../../rules/finding';
import { PresetName } from '../../rules/presets';
import { RuleCategory } from '../../rules/rule';
import { RulePreset } from '../../rules/rule-preset';
import { noSuchRule } from '../../rules/wrong-input';
import { Threshold } from '../threshold';

/** The result of combining configuration layers. */
export interface ComposedConfig {
  readonly preset: RulePreset;
  readonly failOn?: Threshold;

  /** Absolute path. */
  readonly baseline?: string;

  /** Absolute paths. */
  readonly exclude: readonly string[];

  /** Where objects of additional kinds contain a pod. */
  readonly podTemplates: readonly PodTemplatePath[];

  /** Absolute paths of the files that it was read from, including those that are extended. */
  readonly files: readonly string[];
}

const BUILT_IN: { readonly [name in PresetName]: RulePreset } = {
  recommended: RulePreset.RECOMMENDED,
  strict: RulePreset.STRICT,
};

/**
 * Combines layers. The last layer that sets a preset, a threshold or a baseline wins, as does the last one that sets
 * the level of a rule. Custom rules, unsuppressible rules, excluded paths and pod templates are added up.
 *
 * @throws InputError when a layer names a rule that does not exist, or defines an invalid custom rule or a different
 * one with an id that another layer uses
 */
export function composeConfig(layers: readonly ConfigLayer[]): ComposedConfig {
  const last = <T>(valueOf: (layer: ConfigLayer) => T | undefined): T | undefined =>
    layers.map(valueOf).filter((value) => value !== undefined).at(-1);
  return {
    preset: layers.reduce(withLayer, BUILT_IN[last((layer) => layer.preset) ?? 'recommended']),
    failOn: last((layer) => layer.failOn),
    baseline: last((layer) => layer.baseline),
    exclude: [...new Set(layers.flatMap((layer) => layer.exclude))],
    podTemplates: withoutRepeats(layers.flatMap((layer) => layer.podTemplates)),
    files: layers.flatMap(({ file }) => file ?? []),
  };
}

function withoutRepeats(places: readonly PodTemplatePath[]): PodTemplatePath[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

function withLayer(before: RulePreset, layer: ConfigLayer): RulePreset {
  const preset = layer.customRules.reduce(withCustomRule, before);
  const known = preset._known.map(({ id }) => id);
  const checked = (id: string, { fault }: Stated<unknown>) => {
    if (!known.includes(id)) {
      throw fault(`is not a rule: ${noSuchRule(id, known)}`);
    }
    return id;
  };
  const levels = layer.levels.map((stated) => [checked(stated.value.id, stated), stated.value.level] as const);
  return preset.derive({
    levels: Object.fromEntries(levels.filter((entry): entry is [string, RuleLevel] => entry[1] !== 'off')),
    off: levels.filter(([, level]) => level === 'off').map(([id]) => id),
    unsuppressible: layer.unsuppressible.map((stated) => checked(stated.value, stated)),
  });
}

/** Two files that extend the same third file, or copy a rule, define the same rule twice: that is one rule. */
function withCustomRule(preset: RulePreset, { value: rule, fault }: Stated<CustomRule>): RulePreset {
  try {
    const same = preset._known.find(({ id, category }) => id === rule.id && category === RuleCategory.CUSTOM);
    const known = same !== undefined && isDeepStrictEqual(same, compileCustomRule(rule));
    return known ? preset : preset.derive({ customRules: [rule] });
  } catch (error) {
    throw fault(`is not a valid rule: ${(error as Error).message}`);
  }
}
