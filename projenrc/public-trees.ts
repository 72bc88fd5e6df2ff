/**
 * `npm run try:public -- <folder> [--write]`: checks public repositories with the recommended preset, compares each
 * error with what a person found it to be, and writes docs/public-trees.md. The folder holds a clone of each repository
 * of `TREES`, under its name. Fails when an error has no verdict, when a verdict no longer belongs to an error, and
 * when an error is known to be false.
 */
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { ErrorVerdict, PublicTree, TREES, VERDICTS } from './public-trees-verdicts';
import { auditEnvironments } from '../src/audit/audit-files';
import { AuditFinding, AuditReport } from '../src/audit/audit-report';
import { counting } from '../src/audit/reports/summary';
import { readManifests } from '../src/cli/manifest-files';
import { messageOf } from '../src/cli/usage-error';
import { writeFile } from '../src/output/durable-file';
import { printable } from '../src/redaction/printable';
import { RuleLevel } from '../src/rules/finding';
import { RulePreset } from '../src/rules/rule-preset';

const PAGE = 'docs/public-trees.md';
const USAGE = 'npm run try:public -- <folder of the clones> [--write]';

/** Errors of one rule in one file, and what they are. */
export interface ErrorGroup {
  readonly ruleId: string;

  /** Relative to the tree. */
  readonly file: string;
  readonly count: number;

  /** @default - nobody has looked at it */
  readonly verdict?: ErrorVerdict;
}

/** What was found in one tree. */
export interface TreeResult {
  readonly tree: PublicTree;
  readonly report: AuditReport;
  readonly errors: readonly ErrorGroup[];

  /** Milliseconds. */
  readonly duration: number;
}

/** Checks one tree as `strongbox audit <folder>` does. */
export async function checkTree(
  clones: string, tree: PublicTree, verdicts: readonly ErrorVerdict[] = VERDICTS,
): Promise<TreeResult> {
  const root = join(clones, tree.clone);
  const folder = join(root, tree.folder);
  if (!existsSync(folder)) {
    throw new Error(`${folder} does not exist: clone ${tree.repository} to ${root}`);
  }
  const begin = performance.now();
  const separate = tree.areFilesSeparate ?? false;
  const paths = separate ? filesIn(folder) : [folder];
  const { environments, problems, withoutObjects, otherEndings } = await readManifests(paths, {
    exclude: [], kustomize: 'auto', separate, stdin: process.stdin, say: () => {},
  });
  const audited = auditEnvironments(environments, { preset: RulePreset.RECOMMENDED });
  const report = {
    ...audited,
    problems: [...problems, ...audited.problems],
    passedOver: { ...audited.passedOver!, files: [...withoutObjects], otherEndings: [...otherEndings] },
  };
  return { tree, report, errors: errorGroups(report, root, tree, verdicts), duration: performance.now() - begin };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file)).sort().map((file) => join(folder, file));
}

function errorGroups(
  report: AuditReport, root: string, tree: PublicTree, verdicts: readonly ErrorVerdict[],
): ErrorGroup[] {
  const groups = new Map<string, AuditFinding[]>();
  for (const finding of counting(report).filter(({ level }) => level === RuleLevel.ERROR)) {
    const file = relative(root, finding.location?.file ?? finding.subject.location?.file ?? root);
    const key = `${finding.ruleId} ${file}`;
    groups.set(key, [...groups.get(key) ?? [], finding]);
  }
  return [...groups].map(([key, findings]) => {
    const file = key.slice(key.indexOf(' ') + 1);
    const { ruleId } = findings[0];
    const verdict = verdicts.find((one) =>
      one.clone === tree.clone && one.ruleId === ruleId && new RegExp(`^(?:${one.file})$`).test(file));
    return { ruleId, file, count: findings.length, verdict };
  }).sort((a, b) => `${a.ruleId} ${a.file}`.localeCompare(`${b.ruleId} ${b.file}`));
}

/** What a maintainer has to do before the page may be written; empty where nothing. */
export function faultsOf(results: readonly TreeResult[], verdicts: readonly ErrorVerdict[] = VERDICTS): string[] {
  const used = new Set(results.flatMap(({ errors }) => errors.map(({ verdict }) => verdict)));
  return [
    ...results.flatMap(({ tree, errors }) => errors.flatMap(({ ruleId, file, verdict }) => {
      const place = printable(`${tree.clone}: ${ruleId} in ${file}`);
      if (verdict === undefined) {
        return [`${place}: nobody has looked at it; add a verdict to projenrc/public-trees-verdicts.ts`];
      }
      return verdict.isTrue ? [] : [`${place}: the finding is false (${verdict.why}); fix the rule`];
    })),
    ...verdicts.filter((verdict) => !used.has(verdict)).map(({ clone, ruleId, file }) =>
      `${clone}: ${ruleId} in ${file}: there is no such error; remove the verdict`),
  ];
}

/** The page. */
export function renderPage(results: readonly TreeResult[]): string {
  return `${[
    '# Public trees',
    'What `strongbox audit` with the recommended preset finds in public repositories, and whether each error is '
      + 'true. ' +
      'A false error is a fault of ours: the command fails on it. Written by the command below; do not edit it by ' +
      'hand.',
    '```\n' +
      '# clone each repository of the table into a folder, at its commit\n' +
      'npm run try:public -- <folder>             # errors that nobody has looked at, or that are false\n' +
      'npm run try:public -- <folder> --write     # writes this page too\n' +
      '```',
    '`kubectl` on the PATH renders the kustomizations; nothing is fetched. A kustomization that takes '
      + 'its base from the ' +
      'network and a Helm chart are reported as problems, and are not judged.',
    '## What was read',
    table(
      ['repository', 'commit', 'folder', 'files', 'objects', 'problems', 'errors', 'warnings', 'notes', 'seconds'],
      results.map(({ tree, report, duration }) => [
        tree.repository, `${tree.commit.slice(0, 12)} (${tree.date})`, `\`${tree.folder}\``,
        report.fileCount, report.objectCount, report.problems.length,
        ...Object.values(RuleLevel).map((level) => countOf(report, level)), (duration / 1000).toFixed(1),
      ]),
    ),
    '## Errors',
    'Each group was looked at in its file.',
    table(
      ['repository', 'rule', 'file', 'errors', 'true', 'what it is'],
      results.flatMap(({ tree, errors }) => errors.map(({ ruleId, file, count, verdict }) => [
        tree.clone, ruleLink(ruleId), `\`${printable(file)}\``, count,
        verdict === undefined ? '?' : verdict.isTrue ? 'yes' : '**no**', verdict?.why ?? 'not looked at',
      ])),
    ),
    '## Warnings and notes by rule',
    table(
      ['rule', 'level', ...results.map(({ tree }) => tree.clone)],
      rulesFound(results).map(([ruleId, level]) => [
        ruleLink(ruleId), level,
        ...results.map(({ report }) => counting(report).filter((one) => one.ruleId === ruleId && one.level === level)
          .length || ''),
      ]),
    ),
  ].join('\n\n')}\n`;
}

function rulesFound(results: readonly TreeResult[]): [string, RuleLevel][] {
  const all = results.flatMap(({ report }) => counting(report)).filter(({ level }) => level !== RuleLevel.ERROR);
  return Object.values(RuleLevel).flatMap((level) =>
    [...new Set(all.filter((one) => one.level === level).map(({ ruleId }) => ruleId))].sort()
      .map((ruleId): [string, RuleLevel] => [ruleId, level]));
}

function ruleLink(ruleId: string): string {
  return `[${ruleId}](rules/${ruleId}.md)`;
}

function countOf(report: AuditReport, level: RuleLevel): number {
  return counting(report).filter((finding) => finding.level === level).length;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

async function main(args: readonly string[]): Promise<void> {
  const [clones, ...more] = args.filter((arg) => arg !== '--write');
  if (clones === undefined || more.length > 0) {
    throw new Error(`name one folder: ${USAGE}`);
  }
  const results: TreeResult[] = [];
  for (const tree of TREES) {
    results.push(await checkTree(clones, tree));
  }
  const faults = faultsOf(results);
  process.stderr.write(faults.map((fault) => `try:public: ${fault}\n`).join(''));
  process.exitCode = faults.length > 0 ? 1 : 0;
  const page = renderPage(results);
  if (!args.includes('--write')) {
    process.stdout.write(page);
  } else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
    writeFile('the page on public trees', PAGE, page);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`try:public: ${messageOf(error)}\n`);
    process.exitCode = 2;
  });
}
