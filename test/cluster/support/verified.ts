import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';

export interface Claim {
  readonly claim: string;
  /** How it was tried. */
  readonly how: string;
  readonly result: string;
}

/** What one suite found with one set of versions. */
export interface ClaimFile {
  readonly title: string;
  /** Whether the suite may run with the newest release only. */
  readonly newestOnly?: boolean;
  readonly versions: string;
  readonly claims: Claim[];
}

const HEADER = `# Verified

What the documentation says, tried on real programs. The suites of \`npm run test:cluster\`, \`npm run test:engines\` and \`npm run test:node\` state each claim and try it; this page is written from what they found, by the same commands with \`-- --write\`. Do not edit it by hand.
`;

/** The claims of a folder, as the suites left them. */
export function readClaims(folder: string): ClaimFile[] {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .sort()
    : [];
  return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

const cell = (text: string) => text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();

/** The section of one suite: a row a claim, which says once what came out alike with all versions. */
function section(title: string, files: ClaimFile[]): string {
  const all = [...new Set(files.map(({ versions }) => cell(versions)))].sort();
  const rows = new Map<string, Map<string, string[]>>();
  for (const { versions, claims } of files) {
    for (const { claim, how, result } of claims) {
      const row = `${cell(claim)} | ${cell(how)}`;
      const results = rows.get(row) ?? new Map<string, string[]>();
      results.set(cell(result), [...results.get(cell(result)) ?? [], cell(versions)]);
      rows.set(row, results);
    }
  }
  const lines = [...rows].map(
    ([row, results]) =>
      `| ${row} | ${[...results].map(([result, versions]) => resultCell(result, versions, all)).join('; ')} |`,
  );
  return [
    `## ${title}`,
    '',
    `Tried with ${all.join('; ')}.`,
    '',
    '| claim | tried by | result |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

function resultCell(result: string, versions: string[], all: string[]): string {
  const which = all.filter((each) => versions.includes(each));
  return which.length === all.length ? result : `${result} (${which.join('; ')})`;
}

/** The sections of a page, by title. */
function sectionsOf(page: string): Map<string, string> {
  return new Map(page.split(/^(?=## )/m).slice(1).map((text) => [/^## (.*)$/m.exec(text)![1], `${text.trimEnd()}\n`]));
}

/**
 * The page with the sections of the suites that ran, and of the others what it had: the suites of a node are another
 * command than those of a control plane.
 */
export function verifiedPage(before: string, files: ClaimFile[]): string {
  const sections = sectionsOf(before);
  for (const title of new Set(files.map((file) => file.title))) {
    sections.set(title, section(title, files.filter((file) => file.title === title)));
  }
  return [HEADER, ...[...sections].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([, text]) => text)].join('\n');
}

/**
 * Titles of the suites whose section of a page does not say what they found.
 *
 * @param isWhole whether every suite was tried with every release; else sections of those that need not be may say more
 */
export function differing(page: string, files: ClaimFile[], isWhole: boolean): string[] {
  const sections = sectionsOf(page);
  return [...new Set(files.map(({ title }) => title))].filter((title) => {
    const found = files.filter((file) => file.title === title);
    const before = sections.get(title) ?? '';
    return isWhole || !found[0].newestOnly ? section(title, found) !== before : !says(before, found);
  });
}

/** Whether a section has a row for each claim with its result among others, and no row besides. */
function says(text: string, files: ClaimFile[]): boolean {
  const rows = text.split('\n').filter((line) => line.startsWith('| ')).slice(2);
  const claims = files.flatMap((file) => file.claims);
  return rows.length === claims.length && claims.every(({ claim, how, result }) => {
    const start = `| ${cell(claim)} | ${cell(how)} | `;
    return rows.some((row) => row.startsWith(start) && row.slice(start.length).includes(cell(result)));
  });
}
