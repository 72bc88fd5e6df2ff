import { presetFor, RuleOptions } from './settings';
import { colourChoice, hasColour, widthOf } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { TextStyle, wrap } from '../audit/reports/text-style';
import { pageOf } from '../audit/reports/tool';
import { print } from '../output/standard-output';
import { printable } from '../redaction/printable';
import { RECOMMENDED, STRICT } from '../rules/presets';
import { isGraphRule, ObjectRule, Rule, RuleCategory } from '../rules/rule';
import { noSuchRule } from '../rules/wrong-input';

/** `strongbox explain <rule>`: explains why a rule exists and how to fix what it finds. */
export async function runExplain(
  ids: readonly string[], options: RuleOptions & { readonly color: string },
): Promise<ExitCode> {
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const style = new TextStyle(colour);
  const known = presetFor(options)._known;
  const rules = ids.map((id) => {
    const rule = known.find((each) => each.id === id);
    if (rule === undefined) {
      throw new UsageError(noSuchRule(id, known.map((each) => each.id)));
    }
    return rule;
  });
  await print(rules.map((rule) => explanationOf(rule, style, widthOf(process.stdout))).join('\n'), colour);
  return ExitCode.CLEAN;
}

function referencesOf({ references }: Rule): string {
  return references.map(({ title, url }) => `  ${printable(title)}\n  ${printable(url)}`).join('\n');
}

function violationsOf({ checks }: ObjectRule): string {
  return checks.map(({ scope, violation }) => `  in a ${scope}: ${violation}`).join('\n');
}

function explanationOf(rule: Rule, style: TextStyle, width: number): string {
  const custom = rule.category === RuleCategory.CUSTOM;
  const facts = custom
    ? `a rule of your own, ${rule.level}`
    : `about ${rule.category}; recommended: ${RECOMMENDED.get(rule.id)}, strict: ${STRICT.get(rule.id)}; since `
      + `${rule.since}`;
  const sections: [string, string][] = [
    ['Why', wrap(printable(rule.rationale), width, '  ')],
    ['What to do', wrap(printable(rule.remediation), width, '  ')],
    ...(isGraphRule(rule) ? [] : [['Violation, as CEL', violationsOf(rule)] as [string, string]]),
    ...(rule.references.length === 0 ? [] : [['References', referencesOf(rule)] as [string, string]]),
    ...(custom ? [] : [['Examples that it reports and that it accepts', `  ${pageOf(rule.id)}`] as [string, string]]),
    [
      'To suppress it in one object',
      `  metadata.annotations: { cdk8s-strongbox/suppress.${rule.id}: the reason (until 2030-12-31) }`,
    ],
  ];
  return [
    `${style.strong(rule.id)}: ${printable(rule.title)}`,
    style.faint(facts),
    ...sections.map(([title, text]) => `\n${style.strong(title)}\n${text}`),
    '',
  ].join('\n');
}
