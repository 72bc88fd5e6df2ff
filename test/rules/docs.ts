import { Fixture, fixturesOf } from './fixtures';
import { PEER_CHECKS, PEERS } from './peers';
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
    `| about | recommended | strict | since | asked |\n| --- | --- | --- | --- | --- |\n| ${rule.category} | ${RECOMMENDED.get(rule.id)} | ${STRICT.get(rule.id)} | ${rule.since} | ${asked(rule)} |`,
    '## Why', rule.rationale,
    '## What to do', rule.remediation,
    '## Found', ...fixtures.filter((fixture) => fixture.fails).flatMap((fixture) => failing(rule, fixture)),
    '## Not found', ...fixtures.filter((fixture) => !fixture.fails).flatMap(example),
    ...expressions(rule),
    '## References', rule.references.map(({ title, url }) => `- [${title}](${url})`).join('\n'),
    ...others(rule),
  ].join('\n\n').concat('\n');
}

function asked(rule: Rule): string {
  return isGraphRule(rule) ? 'at synth and on the command line' : 'wherever CEL is';
}

function failing(rule: Rule, fixture: Fixture): string[] {
  const found = evaluate(fixture.documents, [rule]).map(({ objectIndex, pointer, message }) =>
    `- ${fixture.documents.length > 1 ? `document ${objectIndex + 1}, ` : ''}${pointer === '' ? 'the object' : `\`${short(pointer)}\``}: ${short(message)}`);
  return [...example(fixture), found.join('\n')];
}

function example({ name, text }: Fixture): string[] {
  const lines = text.trimEnd().split('\n').map(short);
  const shown = lines.length > LINES ? [...lines.slice(0, LINES / 4), `# … ${lines.length - LINES / 4} lines more`] : lines;
  return [`### ${sentence(name.replace(/^(?:pass|fail)-/, '').replaceAll('-', ' '))}`, `\`\`\`yaml\n${shown.join('\n')}\n\`\`\``];
}

function short(line: string): string {
  return line.length > COLUMNS ? `${line.slice(0, COLUMNS / 2)}…` : line;
}

function expressions(rule: Rule): string[] {
  if (isGraphRule(rule)) {
    return ['## Expression', 'None: the rule looks at several objects together, or at what CEL cannot express. It is not part of admission policies.'];
  }
  const passedOver = rule.exempt === undefined ? [] : [`Passed over, not by CEL: ${rule.exempt.what}.`];
  return [
    '## Expression',
    ...rule.checks.map(({ scope, expression }) => `Of every \`${scope}\`:\n\n\`\`\`cel\n${expression}\n\`\`\``),
    ...passedOver,
  ];
}

function others(rule: Rule): string[] {
  const checks = PEER_CHECKS[rule.id] ?? [];
  if (checks.length === 0) {
    return [];
  }
  const rows = checks.map(({ peer, check, leavesOut }) => `| ${peer} | ${check} | ${leavesOut ?? ''} |`);
  return ['## Elsewhere', `| tool | check | leaves out |\n| --- | --- | --- |\n${rows.join('\n')}`, 'Versions read: see [the list of rules](README.md#other-tools).'];
}

function indexPage(): string {
  const categories = [...new Set(CATALOG.map((rule) => rule.category))];
  return [
    HEADER.trimEnd(),
    '# Rules',
    `${CATALOG.length} rules judge a manifest, ours or not. Each page has the reason, the way out, and the examples that the rule is tested with.`,
    'Two presets give them their levels. `recommended` is for manifests of any origin: what breaks at run time or gives a credential away is an error, '
      + 'what has a better way a warning or a note, and what only the reader can judge is off. `strict` has every rule on. The constructs of this library pass it with their defaults, but for two that say openly what they are: '
      + '`SecretSource.unsafeInline` is the error [plaintext-secret](plaintext-secret.md), and a mount of `SecretSource.existing` the note '
      + '[missing-reference](missing-reference.md), since its Secret is made elsewhere.',
    ...categories.flatMap((category) => [`## ${sentence(category)}`, table(CATALOG.filter((rule) => rule.category === category))]),
    '## Other tools',
    'Which tool has a check on the same question, as read in its source. A check there may ask less: the page of the rule says what it leaves out. '
      + 'An empty cell means that no check was found in that version.',
    peerTable(),
    `Versions read: ${PEERS.map(({ name, version, date }) => `${name} ${version} (${date})`).join('; ')}.`,
  ].join('\n\n').concat('\n');
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${sentence(rule.title)} | ${RECOMMENDED.get(rule.id)} | ${STRICT.get(rule.id)} |`);
  return `| rule | what it finds | recommended | strict |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
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
