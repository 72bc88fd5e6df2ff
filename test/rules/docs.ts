import { Fixture, fixturesOf } from './fixtures';
import { PEER_CHECKS, PEERS } from './peers';
import { whereCheckedTable } from './where-checked';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { RECOMMENDED, STRICT } from '../../src/rules/presets';
import { isGraphRule, Rule } from '../../src/rules/rule';

/** Lines and characters that an example may have on a page. */
const LINES = 60;
const COLUMNS = 160;

const HEADER = '<!-- Written by `npx projen docs:rules` from the catalog and its examples: change those. -->\n\n';

/** Every page on the rules, by file name in docs/rules. */
export function rulePages(): Map<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ...CATALOG.map((rule): [string, string] => [`${rule.id}.md`, rulePage(rule)]),
  ]);
}

function rulePage(rule: Rule): string {
  const fixtures = fixturesOf(rule.id);
  return [
    HEADER.trimEnd(),
    `# ${rule.id}`,
    `${sentence(rule.title)}.`,
    '| about | recommended | strict | since | checked |\n| --- | --- | --- | --- | --- |\n'
      + `| ${rule.category} | ${levelsOf(rule).join(' | ')} | ${rule.since} | ${checked(rule)} |`,
    ...(rule.levelReason === undefined ? [] : [`Why this recommended level: ${rule.levelReason}`]),
    '## Why', rule.rationale,
    '## What to do', rule.remediation,
    '## Found', ...fixtures.filter((fixture) => fixture.fails).flatMap((fixture) => failing(rule, fixture)),
    '## Not found', ...fixtures.filter((fixture) => !fixture.fails).flatMap(example),
    ...violations(rule),
    '## References', rule.references.map(({ title, url }) => `- [${title}](${url})`).join('\n'),
    ...others(rule),
  ].join('\n\n').concat('\n');
}

function checked(rule: Rule): string {
  return isGraphRule(rule) ? 'at synth and on the command line' : 'wherever CEL is';
}

/** The recommended and the strict level. */
function levelsOf({ id, live }: Rule): string[] {
  const ofCluster = live === undefined ? '' : `, ${live} for --live`;
  return [RECOMMENDED, STRICT].map((levels) => `${levels.get(id)}${ofCluster}`);
}

function failing(rule: Rule, fixture: Fixture): string[] {
  const found = evaluate(fixture.documents, [rule]).map(
    ({ objectIndex, pointer, message }) =>
      '- '
        + `${fixture.documents.length > 1 ? `document ${objectIndex + 1}, `
        + '' : ''}${pointer === '' ? 'the object' : `\`${short(pointer)}\``}: ${short(message)}`,
  );
  return [...example(fixture), found.join('\n')];
}

function example({ name, text }: Fixture): string[] {
  const lines = text.trimEnd().split('\n').map(short);
  const shown =
    lines.length > LINES ? [...lines.slice(0, LINES / 4), `# … ${lines.length - LINES / 4} lines more`] : lines;
  return [
    `### ${sentence(name.replace(/^(?:pass|fail)-/, '').replaceAll('-', ' '))}`,
    `\`\`\`yaml\n${shown.join('\n')}\n\`\`\``,
  ];
}

function short(line: string): string {
  return line.length > COLUMNS ? `${line.slice(0, COLUMNS / 2)}…` : line;
}

function violations(rule: Rule): string[] {
  if (isGraphRule(rule)) {
    if (rule.policyPart !== undefined) {
      return [
        '## At admission',
        'The rule looks at several objects together, or at what CEL cannot express. An '
          + `[admission policy](../policy.md) checks only ${rule.policyPart.what}.`,
      ];
    }
    return [
      '## Violation, as CEL',
      'None: the rule looks at several objects together, or at what CEL cannot express. It is not part of admission '
        + 'policies.',
    ];
  }
  const passedOver = rule.exempt === undefined ? [] : [`Passed over, not by CEL: ${rule.exempt.what}.`];
  return [
    '## Violation, as CEL',
    ...rule.checks.map(({ scope, violation }) => `Of a \`${scope}\`:\n\n\`\`\`cel\n${violation}\n\`\`\``),
    ...passedOver,
  ];
}

function others(rule: Rule): string[] {
  const checks = PEER_CHECKS[rule.id] ?? [];
  if (checks.length === 0) {
    return [];
  }
  const rows = checks.map(({ peer, check, leavesOut }) => `| ${peer} | ${check} | ${leavesOut ?? ''} |`);
  return [
    '## Elsewhere',
    `| tool | check | leaves out |\n| --- | --- | --- |\n${rows.join('\n')}`,
    'Versions read: see [the list of rules](README.md#other-tools).',
  ];
}

function indexPage(): string {
  const categories = [...new Set(CATALOG.map((rule) => rule.category))];
  return [
    HEADER.trimEnd(),
    '# Rules',
    `${CATALOG.length} rules check a manifest, ours or not. Each page has the reason, the fix, and the examples `
      + 'that the ' +
      'rule is tested with.',
    'Two presets set their levels. `recommended` is for manifests of any origin, by [this '
      + 'table](#levels). `strict` has ' +
      'every rule on. The constructs of this library pass it with their defaults, with two exceptions: ' +
      '`SecretSource.unsafeInline` is the error [plaintext-secret](plaintext-secret.md), and a mount of ' +
      '`SecretSource.existing` the note [missing-reference](missing-reference.md), since its Secret is made elsewhere.',
    ...categories.flatMap((category) => [
      `## ${sentence(category)}`,
      table(CATALOG.filter((rule) => rule.category === category)),
    ]),
    '## Levels',
    ...levelsSection(),
    '## Where each rule is checked',
    'At synth and by `strongbox audit`, with the strict preset, and by the [admission policies](../policy.md) of each '
      + 'engine. An empty cell means that the rule is not checked there.',
    whereCheckedTable(),
    '## Other tools',
    'Checks of other tools for the same fault, as read in their source. A check there may cover less: the page of the '
      + 'rule says what it leaves out. An empty cell means that no check was found in that version.',
    peerTable(),
    'The IDs were read at these versions:',
    `| tool | version | date | IDs seen in |\n| --- | --- | --- | --- |\n${PEERS.map(
      ({ name, version, date, seenIn }) => `| ${name} | ${version} | ${date} | ${seenIn} |`,
    ).join('\n')}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map((rule) =>
    `| [${rule.id}](${rule.id}.md) | ${sentence(rule.title)} | ${levelsOf(rule).join(' | ')} |`);
  return `| rule | what it finds | recommended | strict |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

function levelsSection(): string[] {
  const rows = CATALOG.filter(({ levelReason }) => levelReason !== undefined)
    .map((rule) => `| [${rule.id}](${rule.id}.md) | ${levelsOf(rule)[0]} | ${rule.levelReason} |`);
  return [
    'The level that `recommended` gives a rule follows from what the rule finds:',
    '| what it finds | level |\n| --- | --- |\n'
      + '| breaks at run time, or gives a credential to anyone who reads the repository or the log | error |\n'
      + '| weakens a boundary | warning |\n'
      + '| works, and could be better | note |\n'
      + '| only the reader can judge | off |',
    'A level that is not obvious has a reason:',
    `| rule | recommended | why |\n| --- | --- | --- |\n${rows.join('\n')}`,
  ];
}

function peerTable(): string {
  const names = PEERS.map((peer) => peer.name);
  const rows = CATALOG.map((rule) => {
    const cells = names.map((name) => {
      const found = PEER_CHECKS[rule.id]?.find((check) => check.peer === name);
      return found === undefined ? '' : `${found.check}${found.leavesOut === undefined ? '' : ' (in part)'}`;
    });
    return `| [${rule.id}](${rule.id}.md) | ${cells.join(' | ')} |`;
  });
  return `| rule | ${names.join(' | ')} |\n| --- |${' --- |'.repeat(names.length)}\n${rows.join('\n')}`;
}

function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
