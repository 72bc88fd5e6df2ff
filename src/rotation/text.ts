import { titleOf } from './names';
import { Plan, PlanAction, PlanStep, PlanUse } from './plan';
import { containerInWords, copyInWords, seenInWords, sourceInWords, targetInWords, wayInWords } from './words';
import { longest, TextStyle, wrap } from '../output/text-style';
import { printable, printableText } from '../redaction/printable';

/** How a plan is printed. */
export interface PlanTextOptions {
  readonly colour: boolean;
  readonly width: number;
}

/** The plan for a terminal. It holds names and places, never a value. */
export function renderPlanText(plan: Plan, { colour, width }: PlanTextOptions): string {
  const style = new TextStyle(colour);
  const section = (title: string, lines: readonly string[], heading = style.strong(title)): string[] =>
    (lines.length === 0 ? [] : [[heading, ...lines].join('\n')]);
  const paragraphs = (texts: readonly string[]) => texts.map((text) => wrap(printable(text), width, '  '));
  const errors = plan.findings.filter(({ level }) => level === 'error');
  const warnings = plan.findings.filter(({ level }) => level === 'warning');
  const parts = [
    style.strong(`Rotation of ${printable(targetInWords(plan.target))}`),
    ...section(
      '',
      errors.map(({ text }) => style.bad(wrap(printable(text), width, '  '))),
      style.bad('This rotation cuts one end off'),
    ),
    ...section('', paragraphs(warnings.map(({ text }) => text)), style.doubtful('Before you begin')),
    ...section('Where it comes from', paragraphs(plan.sources.map(sourceInWords))),
    ...section('Who uses it, and when each sees a change', useLines(plan.uses, style)),
    ...section('Who else gets a copy', paragraphs(plan.copies.map((copy) => `${copy.what}: ${copyInWords(copy)}`))),
    ...section('Who may read it by RBAC', plan.readers.map(({ who, by }) => `  ${printable(`${who} (${by})`)}`)),
    ...section('What is not known', paragraphs(plan.unknowns)),
    ...section('What to do, in this order', stepLines(plan.steps, style, width)),
    ...section('If the value has leaked: another order', stepLines(plan.emergency, style, width, false)),
    ...section(
      'What breaks then, and for how long',
      paragraphs(plan.outages.map(({ who, text }) => `${who}: ${text}`)),
    ),
  ];
  return printableText(`${parts.join('\n\n')}\n`, colour);
}

function useLines(uses: readonly PlanUse[], style: TextStyle): string[] {
  if (uses.length === 0) {
    return ['  nothing in the input'];
  }
  const users = new Map<string, PlanUse[]>();
  for (const use of uses) {
    const title = titleOf(use.user);
    users.set(title, [...users.get(title) ?? [], use]);
  }
  return [...users].flatMap(([title, own]) => {
    const rows = own.map((use) => [containerInWords(use), wayInWords(use), seenInWords(use)].map(printable));
    const widths = [0, 1].map((column) => longest(rows.map((row) => row[column])));
    return [
      `  ${printable(title)}`,
      ...rows.map(
        ([container, way, seen]) =>
          '    ' +
          [
            ...(widths[0] === 0 ? [] : [container.padEnd(widths[0])]),
            way.padEnd(widths[1]),
            style.faint(seen),
          ].join('  '),
      ),
    ];
  });
}

function stepLines(steps: readonly PlanStep[], style: TextStyle, width: number, withRollback = true): string[] {
  return steps.flatMap(({ title, actions, rollback }, index) => [
    `  ${index + 1}. ${style.strong(printable(title))}`,
    ...actions.flatMap((action) => actionLines(action, width, '     ')),
    ...(withRollback
      ? [style.faint('     Rollback:'), ...rollback.flatMap((action) => actionLines(action, width, '       '))]
      : []),
  ]);
}

function actionLines({ text, commands = [] }: PlanAction, width: number, indent: string): string[] {
  return [wrap(printable(text), width, indent), ...commands.map((command) => `${indent}  $ ${printable(command)}`)];
}
