import { presetFor, RuleOptions } from './settings';
import { colourChoice, hasColour } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { longest, TextStyle } from '../audit/reports/text-style';
import { print } from '../output/standard-output';
import { jsonText, printable } from '../redaction/printable';
import { quoted, WORD } from '../redaction/quoted';
import { RuleLevel } from '../rules/finding';

/** `strongbox rules`: lists every rule with its level. */
export async function runRules(
  options: RuleOptions & { readonly format: string; readonly color: string },
): Promise<ExitCode> {
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const style = new TextStyle(colour);
  const preset = presetFor(options);
  const levels = new Map(preset._rules.map((rule) => [rule.id, rule.level]));
  const rules = preset._known.map(({ id, category, title }) => ({
    id,
    category,
    title,
    level: levels.get(id) ?? 'off' as const,
  }));
  if (options.format === 'json') {
    await print(jsonText(rules));
    return ExitCode.CLEAN;
  }
  if (options.format !== 'text') {
    throw new UsageError(`--format ${quoted(options.format, WORD)}: use one of text, json`);
  }
  const width = longest(rules.map(({ id }) => id));
  const paint = (level: RuleLevel | 'off') => (level === 'off'
    ? style.faint(level.padEnd(7))
    : style.level(level, level.padEnd(7)));
  const categories = [...new Set(rules.map(({ category }) => category))];
  await print(categories.map((category) => [
    style.strong(category),
    ...rules.filter((rule) => rule.category === category)
      .map(({ id, level, title }) => `  ${id.padEnd(width)}  ${paint(level)}  ${printable(title)}`),
    '',
  ].join('\n')).join('\n'), colour);
  return ExitCode.CLEAN;
}
