import { presetFor, RuleOptions } from './settings';
import { colourChoice, hasColour, widthOf } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { TextStyle, wrap } from '../audit/reports/text-style';
import { pageOf } from '../audit/reports/tool';
import { print } from '../output/standard-output';
import { RECOMMENDED, STRICT } from '../rules/presets';
import { isGraphRule, Rule, RuleCategory } from '../rules/rule';
import { noSuchRule } from '../rules/wrong-input';

/** `strongbox explain <rule>`: says why a rule is there and what to do about what it finds. */
export async function runExplain(
  ids: readonly string[], options: RuleOptions & { readonly color: string },
): Promise<ExitCode> {
  const style = new TextStyle(hasColour(process.stdout, colourChoice(options.color)));
  const known = presetFor(options)._known;
  const rules = ids.map((id) => {
    const rule = known.find((each) => each.id === id);
    if (rule === undefined) {
      throw new UsageError(noSuchRule(id, known.map((each) => each.id)));
    }
    return rule;
  });
  await print(rules.map((rule) => explanationOf(rule, style, widthOf(process.stdout))).join('\n'));
  return ExitCode.CLEAN;
}

function explanationOf(rule: Rule, style: TextStyle, width: number): string {
  const custom = rule.category === RuleCategory.CUSTOM;
  const facts = custom
    ? `a rule of your own, ${rule.level}`
    : `about ${rule.category}; recommended: ${RECOMMENDED.get(rule.id)}, strict: ${STRICT.get(rule.id)}; since ${rule.since}`;
  const sections: [string, string][] = [
    ['Why', wrap(rule.rationale, width, '  ')],
    ['What to do', wrap(rule.remediation, width, '  ')],
    ...(isGraphRule(rule) ? [] : [['Asked', rule.checks.map((check) => `  of every ${check.scope}: ${check.expression}`).join('\n')] as [string, string]]),
    ...(rule.references.length === 0 ? [] : [['References', rule.references.map(({ title, url }) => `  ${title}\n  ${url}`).join('\n')] as [string, string]]),
    ...(custom ? [] : [['Examples of what it finds and what it does not', `  ${pageOf(rule.id)}`] as [string, string]]),
    ['To suppress it in one object, with a reason', `  metadata.annotations: { cdk8s-strongbox/suppress.${rule.id}: the reason (until 2030-12-31) }`],
  ];
  return [
    `${style.strong(rule.id)}: ${rule.title}`,
    style.faint(facts),
    ...sections.map(([title, text]) => `\n${style.strong(title)}\n${text}`),
    '',
  ].join('\n');
}
