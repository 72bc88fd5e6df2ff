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
  readonly versions: string;
  readonly claims: Claim[];
}

const HEADER = `# Verified

What the documentation says, tried on real programs. The suites of \`npm run test:cluster\` and \`npm run test:node\` state each claim and try it; this page is written from what they found, by the same commands with \`-- --write\`. Do not edit it by hand.
`;

/** The claims of a folder, as the suites left them. */
export function readClaims(folder: string): ClaimFile[] {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')).sort() : [];
  return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

const cell = (text: string) => text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();

/** The section of one suite: a row a claim, once, with all the versions that gave the same result. */
function section(title: string, files: ClaimFile[]): string {
  const rows = new Map<string, string[]>();
  for (const { versions, claims } of files) {
    for (const { claim, how, result } of claims) {
      const row = [claim, how, result].map(cell).join(' | ');
      rows.set(row, [...rows.get(row) ?? [], cell(versions)]);
    }
  }
  const lines = [...rows].map(([row, versions]) => `| ${row} | ${[...new Set(versions)].join('; ')} |`);
  return [`## ${title}`, '', '| claim | tried by | result | with |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

/**
 * The page with the sections of the suites that ran, and of the others what it had: the suites of a node are another command than those of a
 * control plane.
 */
export function verifiedPage(before: string, files: ClaimFile[]): string {
  const sections = new Map(before.split(/^(?=## )/m).slice(1).map((text) => [/^## (.*)$/m.exec(text)![1], text.trimEnd() + '\n']));
  for (const title of new Set(files.map((file) => file.title))) {
    sections.set(title, section(title, files.filter((file) => file.title === title)));
  }
  return [HEADER, ...[...sections].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([, text]) => text)].join('\n');
}
