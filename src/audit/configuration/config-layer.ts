import { resolve } from 'path';
import { ConfigMapping, Stated } from './config-mapping';
import { POD_TEMPLATE_FIELDS } from '../../facts/further-kinds';
import { PodTemplatePath } from '../../facts/pod-template-path';
import { EXPRESSION_HINT } from '../../rules/compile-custom-rule';
import { CustomRule } from '../../rules/custom-rule';
import { RuleLevel } from '../../rules/finding';
import { PRESET_NAMES, PresetName } from '../../rules/presets';
import { RuleScope } from '../../rules/rule-scope';
import { podTemplateComplaint } from '../expect-pod-templates';
import { LEVELS, Threshold, THRESHOLDS } from '../threshold';

/** The level of a rule in a configuration. */
export interface StatedLevel {
  readonly id: string;
  readonly level: RuleLevel | 'off';
}

/** The settings of one configuration, without those that it extends. Paths are absolute. */
export interface ConfigLayer {
  /** The file that contains it. */
  readonly file?: string;
  readonly preset?: PresetName;
  readonly levels: readonly Stated<StatedLevel>[];
  readonly customRules: readonly Stated<CustomRule>[];
  readonly unsuppressible: readonly Stated<string>[];
  readonly failOn?: Threshold;
  readonly baseline?: string;
  readonly exclude: readonly string[];

  /** Where objects of additional kinds contain a pod. */
  readonly podTemplates: readonly PodTemplatePath[];
}

/** A configuration without any settings. */
export const NOTHING_SAID: ConfigLayer = {
  levels: [], customRules: [], unsuppressible: [], exclude: [], podTemplates: [],
};

/** A configuration, and the names of those that it extends. */
export interface ConfigDocument extends ConfigLayer {
  readonly parents: readonly Stated<string>[];
}

/**
 * Reads a configuration. Keys of the mapping that the caller has read are already known.
 *
 * @throws InputError when it has an unknown key or an invalid value
 */
export function readConfigDocument(mapping: ConfigMapping): ConfigDocument {
  const document: ConfigDocument = {
    parents: mapping.textOrTexts('extends'),
    preset: mapping.oneOf('preset', PRESET_NAMES),
    levels: levelsOf(mapping),
    customRules: ['customRules', ...(isList(mapping.value('rules')) ? ['rules'] : [])]
      .flatMap((key) => mapping.mappings(key)).map(customRule),
    unsuppressible: mapping.texts('unsuppressible'),
    failOn: mapping.oneOf('failOn', THRESHOLDS),
    baseline: mapping.filePath('baseline'),
    exclude: mapping.texts('exclude').map(({ value }) => resolve(mapping.folder, value)),
    podTemplates: mapping.mappings('podTemplates').map(({ value }) => podTemplate(value)),
  };
  mapping.refuseOthers();
  return document;
}

/** Levels are set by `levels`, by `off`, and by `rules` when it is a mapping. */
function levelsOf(mapping: ConfigMapping): Stated<StatedLevel>[] {
  const byRule = [mapping.mapping('levels'), isList(mapping.value('rules')) ? undefined : mapping.mapping('rules')]
    .filter((levels) => levels !== undefined)
    .flatMap((levels) => levels.keys.map((id) => levels.stated({ id, level: levels.oneOfOrOff(id, LEVELS) }, [id])));
  const off = mapping.texts('off').map(({ value: id, fault }) => ({ value: { id, level: 'off' as const }, fault }));
  const before = new Map<string, RuleLevel | 'off'>();
  for (const { value: { id, level }, fault } of [...byRule, ...off]) {
    if ((before.get(id) ?? level) !== level) {
      const here = level === 'off' ? 'off' : `of level ${level}`;
      throw fault(`is ${here} here and ${before.get(id)} in another key of this file; remove one of the two`);
    }
    before.set(id, level);
  }
  return [...byRule, ...off];
}

function customRule({ value: mapping, fault }: Stated<ConfigMapping>): Stated<CustomRule> {
  if (mapping.keys.includes('expression')) {
    throw mapping.fault(['expression'], `is not a key here: ${EXPRESSION_HINT}`);
  }
  const rule: CustomRule = {
    id: mapping.required('id'),
    title: mapping.required('title'),
    scope: mapping.oneOf('scope', Object.values(RuleScope)) ?? mapping.required('scope') as RuleScope,
    violation: mapping.required('violation'),
    message: mapping.required('message'),
    remediation: mapping.required('remediation'),
    rationale: mapping.text('rationale'),
    level: mapping.oneOf('level', LEVELS),
    url: mapping.text('url'),
  };
  mapping.refuseOthers();
  return { value: rule, fault };
}

function podTemplate(mapping: ConfigMapping): PodTemplatePath {
  const place = Object.fromEntries(POD_TEMPLATE_FIELDS.map((field) => [field, mapping.value(field)]));
  mapping.refuseOthers();
  const complaint = podTemplateComplaint(place);
  if (complaint !== undefined) {
    throw mapping.fault([complaint[0]], complaint[1]);
  }
  const stated = Object.entries(place).filter(([, value]) => value !== undefined);
  return Object.fromEntries(stated) as unknown as PodTemplatePath;
}

function isList(value: unknown): boolean {
  return Array.isArray(value);
}
