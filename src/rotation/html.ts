import { markupText } from './markup';
import { titleOf } from './names';
import { Plan, PlanAction, PlanStep } from './plan';
import { svgOf } from './svg';
import { containerInWords, copyInWords, seenInWords, sourceInWords, targetInWords, wayInWords } from './words';
import { printableText } from '../redaction/printable';

/** The page loads nothing and runs nothing, whatever is in it. */
const POLICY = 'default-src \'none\'; style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'';

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --bad: #c22; --doubtful: #a60; }
@media (prefers-color-scheme: dark) { :root { --bad: #f77; --doubtful: #fb4; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; } h3 { font-size: 1.05rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; overflow-x: auto; padding: .6rem; }
.error { border-left: 5px solid var(--bad); color: var(--bad); padding: .3rem 1rem; }
.warning { border-left: 5px solid var(--doubtful); padding: .3rem 1rem; }
.rollback { border-left: 3px solid var(--line); margin: .6rem 0 1.4rem; padding-left: 1rem; }
.picture { overflow-x: auto; }
svg { height: auto; max-width: 100%; }
svg text { fill: currentColor; font: 13px system-ui, sans-serif; text-anchor: middle; }
svg .kind { font-size: 10px; opacity: .7; }
svg rect { fill: var(--soft); stroke: var(--line); }
svg .target rect { stroke: currentColor; stroke-width: 2; }
svg path { fill: none; stroke: currentColor; } svg marker path { fill: currentColor; stroke: none; }
svg .starts { stroke-width: 3; } svg .never { stroke-dasharray: 5 4; }
body { overflow-wrap: break-word; }
@media (max-width: 40rem) { body { margin-top: 1rem; } table { display: block; overflow-x: auto; } }
@media print {
  :root { color-scheme: light; --bad: #a00; }
  body { font-size: 10pt; margin: 0; max-width: none; padding: 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  svg { max-height: 24cm; min-width: 0 !important; }
  h2, h3 { break-after: avoid; } pre, tr, .rollback { break-inside: avoid; }
}
`;

/**
 * The plan as one page for a browser: no script, nothing that is loaded, and a picture. It holds names and places,
 * never a value.
 */
export function renderPlanHtml(plan: Plan): string {
  const title = `Rotation of ${targetInWords(plan.target)}`;
  const findings = (level: 'error' | 'warning') =>
    plan.findings.filter((finding) => finding.level === level).map(({ text }) => text);
  const body = [
    `<h1>${markupText(title)}</h1>`,
    ...findings('error').map((text) =>
      `<p class="error" role="alert"><strong>This rotation cuts one end off.</strong> ${markupText(text)}</p>`),
    ...section('Before you begin', findings('warning').map((text) => `<p class="warning">${markupText(text)}</p>`)),
    `<div class="picture">\n${svgOf(plan)}\n</div>`,
    '<p>A thick line: it sees a change only when it starts. A broken line: never, or not known when.</p>',
    ...section('Where it comes from', list(plan.sources.map(sourceInWords))),
    ...section('Who uses it, and when each sees a change', plan.uses.length === 0
      ? ['<p>Nothing in the input.</p>']
      : table(['who', 'container', 'how', 'sees a change'], plan.uses.map((use) =>
        [titleOf(use.user), containerInWords(use), wayInWords(use), seenInWords(use)]))),
    ...section('Who else gets a copy', list(plan.copies.map((copy) => `${copy.what}: ${copyInWords(copy)}`))),
    ...section('Who may read it by RBAC', list(plan.readers.map(({ who, by }) => `${who} (${by})`))),
    ...section('What is not known', list(plan.unknowns)),
    ...section('What to do, in this order', plan.steps.map((step, index) => stepOf(step, index, true))),
    ...section('If the value has leaked', plan.emergency.length === 0 ? [] : [
      '<p>Revoke it first: anyone who has the value can use it until then.</p>',
      ...plan.emergency.map((step, index) => stepOf(step, index, false)),
      ...(plan.outages.length === 0 ? [] : [
        '<p>What breaks, and for how long:</p>',
        ...table(['who', 'how long'], plan.outages.map(({ who, text }) => [who, text])),
      ]),
    ]),
  ];
  return printableText([
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${markupText(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${markupText(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...body,
    '</body>',
    '</html>',
    '',
  ].join('\n'));
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`<section>\n<h2>${markupText(title)}</h2>`, ...parts, '</section>'];
}

function list(texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : ['<ul>', ...texts.map((text) => `<li>${markupText(text)}</li>`), '</ul>'];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${markupText(cell)}</${tag}>`).join('')}</tr>`;
  return ['<table>', line('th', head), ...rows.map((row) => line('td', row)), '</table>'];
}

function stepOf({ title, actions, rollback }: PlanStep, index: number, withRollback: boolean): string {
  return [
    `<h3>${index + 1}. ${markupText(title)}</h3>`,
    ...actions.flatMap(actionOf),
    ...(withRollback ? ['<div class="rollback">', '<p>Rollback:</p>', ...rollback.flatMap(actionOf), '</div>'] : []),
  ].join('\n');
}

function actionOf({ text, commands = [] }: PlanAction): string[] {
  const code = commands.map(markupText).join('\n');
  return [`<p>${markupText(text)}</p>`, ...(commands.length === 0 ? [] : [`<pre><code>${code}</code></pre>`])];
}
