import { fixturesOf } from './fixtures';
import { ENGINE_TITLES, engineObjects, PolicyEngine } from '../../src/policy/engine-objects';
import { PolicyAction } from '../../src/policy/policy-action';
import { policyGaps } from '../../src/policy/policy-gaps';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { RulePreset } from '../../src/rules/rule-preset';

/** Where one rule of the catalog is checked. */
export interface WhereChecked {
  readonly ruleId: string;
  readonly atSynth: boolean;

  /** By `strongbox audit`, of files or of a cluster. */
  readonly byCommand: boolean;

  /** The engines that have a policy for the rule. */
  readonly engines: readonly PolicyEngine[];

  /** What these policies check, where that is not all of the rule. */
  readonly part?: string;

  /** Why no engine has one. */
  readonly reason?: string;
}

const ENGINES = Object.values(PolicyEngine);
const OPTIONS = { preset: RulePreset.STRICT, notes: PolicyAction.WARN, day: '2026-01-01' };

/** Where each rule is checked: by the strict preset, and the policies as each engine gets them. */
export function whereChecked(): WhereChecked[] {
  const names = new Map(ENGINES.map((engine) =>
    [engine, new Set(engineObjects(engine, OPTIONS).map(({ metadata }) => metadata.name))]));
  const gaps = new Map(policyGaps(CATALOG).map(({ ruleId, reason }) => [ruleId, reason]));
  const parts = new Map(rulePolicies(CATALOG).map(({ rule }) => [rule.id, rule.part]));
  return CATALOG.map(({ id: ruleId }) => ({
    ruleId,
    atSynth: RulePreset.STRICT.ruleIds.includes(ruleId) && !needsStatus(ruleId),
    byCommand: RulePreset.STRICT.ruleIds.includes(ruleId),
    // A policy has the id of its rule behind a prefix, in the API and in files; a constraint has the id.
    engines: ENGINES.filter((engine) =>
      [ruleId, `strongbox-${ruleId}`, `strongbox-${ruleId}.static.k8s.io`].some((name) => names.get(engine)!.has(name))),
    part: parts.get(ruleId),
    reason: gaps.get(ruleId),
  }));
}

/** The state of a cluster, which no manifest has, is part of every example that the rule reports. */
function needsStatus(ruleId: string): boolean {
  return fixturesOf(ruleId).filter(({ fails }) => fails).every(({ documents }) =>
    documents.some((document) => (document as { readonly status?: object } | null)?.status !== undefined));
}

/** The table of `whereChecked` in Markdown. */
export function whereCheckedTable(): string {
  const titles = ENGINES.map((engine) => ENGINE_TITLES[engine]);
  const heads = ['rule', 'synth', '`strongbox audit`', ...titles, 'what admission does not check, or why'];
  const yes = (isChecked: boolean) => (isChecked ? 'yes' : '');
  const rows = whereChecked().map(({ ruleId, atSynth, byCommand, engines, part, reason }) => [
    `[${ruleId}](${ruleId}.md)`, yes(atSynth), yes(byCommand),
    ...ENGINES.map((engine) => (engines.includes(engine) ? part === undefined ? 'yes' : 'in part' : '')),
    part === undefined ? reason ?? '' : `checked at admission: only ${part}`,
  ]);
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
