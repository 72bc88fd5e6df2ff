import { mermaidOf } from './mermaid';
import { titleOf } from './names';
import { Plan, PlanAction, PlanStep } from './plan';
import { containerInWords, copyInWords, seenInWords, sourceInWords, targetInWords, wayInWords } from './words';
import { printable, printableText } from '../redaction/printable';

/** The plan as a runbook in Markdown, with a picture. It holds names and places, never a value. */
export function renderPlanMarkdown(plan: Plan): string {
  const errors = plan.findings.filter(({ level }) => level === 'error');
  const warnings = plan.findings.filter(({ level }) => level === 'warning');
  const parts = [
    `# Rotation of ${prose(targetInWords(plan.target))}`,
    ...errors.map(({ text }) => `> **This rotation cuts one end off.** ${prose(text)}`),
    ...section('Before you begin', list(warnings.map(({ text }) => text))),
    `\`\`\`mermaid\n${mermaidOf(plan)}\n\`\`\`\n\nA thick line: it sees a change only when it starts. A broken `
      + 'line: never, or not known when.',
    ...section('Where it comes from', list(plan.sources.map(sourceInWords))),
    ...section('Who uses it, and when each sees a change', plan.uses.length === 0 ? ['Nothing in the input.'] : table(
      ['who', 'container', 'how', 'sees a change'],
      plan.uses.map((use) => [titleOf(use.user), containerInWords(use), wayInWords(use), seenInWords(use)]),
    )),
    ...section('Who else gets a copy', list(plan.copies.map((copy) => `${copy.what}: ${copyInWords(copy)}`))),
    ...section('Who may read it by RBAC', list(plan.readers.map(({ who, by }) => `${who} (${by})`))),
    ...section('What is not known', list(plan.unknowns)),
    ...section('What to do, in this order', plan.steps.map((step, index) => stepText(step, index, true))),
    ...section('If the value has leaked', [
      'Revoke it first: anyone who has the value can use it until then.',
      ...plan.emergency.map((step, index) => stepText(step, index, false)),
      ...(plan.outages.length === 0 ? [] : ['What breaks, and for how long:', ...table(
        ['who', 'how long'], plan.outages.map(({ who, text }) => [who, text]),
      )]),
    ], plan.emergency.length > 0),
  ];
  return printableText(`${parts.join('\n\n')}\n`);
}

function section(title: string, parts: readonly string[], wanted = parts.length > 0): string[] {
  return wanted ? [`## ${title}`, ...parts] : [];
}

function list(texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [texts.map((text) => `- ${prose(text)}`).join('\n')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(prose).join(' | ')} |`;
  return [[line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')];
}

function stepText({ title, actions, rollback }: PlanStep, index: number, withRollback: boolean): string {
  const back = withRollback ? ['Rollback:', actionsText(rollback)] : [];
  return [`### ${index + 1}. ${prose(title)}`, actionsText(actions), ...back].join('\n\n');
}

function actionsText(actions: readonly PlanAction[]): string {
  return actions.map(({ text, commands = [] }) => [
    `- ${prose(text)}`, ...(commands.length === 0 ? [] : [indented(fenced(commands.map(printable).join('\n')))]),
  ].join('\n\n')).join('\n\n');
}

/** Code that no line of it ends. */
function fenced(code: string): string {
  const ticks = [...code.matchAll(/`{3,}/g)].reduce((most, [found]) => Math.max(most, found.length + 1), 3);
  const fence = '`'.repeat(ticks);
  return `${fence}sh\n${code}\n${fence}`;
}

function indented(text: string): string {
  return text.split('\n').map((line) => `  ${line}`).join('\n');
}

/** A text in which nothing is markup: names are of others. */
function prose(text: string): string {
  return printable(text).replace(/[\\`*_[\]<>|#~&]/g, (character) => (character === '<' ? '&lt;' : `\\${character}`));
}
