/**
 * `npm run create-rule -- <id> [--category <category>] [--graph]`: writes the files of a new rule, which passes every
 * test but the one that says that its words are those of the template. See docs/contributing/adding-a-rule.md.
 */
import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join, resolve } from 'path';
import { parseArgs } from 'util';
import { CATALOG_FILE, cataloguedRules, catalogText, exportNameOf } from './rule-catalog';
import { RuleCategory } from '../src/rules/rule';

/** What is to be written. */
export interface NewRule {
  readonly id: string;
  readonly category: RuleCategory;

  /** A rule over several objects, in TypeScript; otherwise one over one item at a time, in CEL. */
  readonly graph: boolean;
}

const USAGE = 'npm run create-rule -- <id> [--category <category>] [--graph]';
const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/;
const PEERS_FILE = 'test/rules/peers.ts';
const CATEGORIES = Object.values(RuleCategory).filter((category) => category !== RuleCategory.CUSTOM);

/**
 * The rule that a command line describes.
 *
 * @throws Error when it describes none
 */
export function newRuleOf(args: string[]): NewRule {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { category: { type: 'string' }, graph: { type: 'boolean' } },
  });
  const [id = ''] = positionals;
  if (positionals.length !== 1 || !ID.test(id)) {
    throw new Error(
      `the id of the rule is ${JSON.stringify(positionals.join(' '))}; give two or more lower-case words with hyphens `
        + `between them that name what is wrong, such as secret-in-env: ${USAGE}`,
    );
  }
  const text = values.category ?? RuleCategory.USE;
  const category = CATEGORIES.find((each) => each === text);
  if (category === undefined) {
    throw new Error(`--category ${JSON.stringify(text)}: use one of ${CATEGORIES.join(', ')} (with quotes)`);
  }
  return { id, category, graph: values.graph === true };
}

/**
 * Writes the rule, its two examples and its row of other tools, and the catalog.
 *
 * @returns the files that were written, as paths in the project
 * @throws Error when there is such a rule; then nothing is written
 */
export function createRule(root: string, rule: NewRule): string[] {
  const peers = readFileSync(join(root, PEERS_FILE), 'utf8');
  const rows = /\n\};\n$/;
  if (!rows.test(peers)) {
    throw new Error(`${PEERS_FILE} does not end with the table PEER_CHECKS, so that no row can be added to it`);
  }
  const files = new Map([
    [`src/rules/catalog/${rule.id}.ts`, rule.graph ? graphRule(rule) : objectRule(rule)],
    [
      `test/rules/fixtures/${rule.id}/fail-example.yaml`,
      `# finding: 0\n${example(`  annotations: {example.com/${rule.id}: 'true'}\n`)}`,
    ],
    [`test/rules/fixtures/${rule.id}/pass-example.yaml`, example('')],
  ]);
  const there = [...files.keys()].filter((file) => existsSync(join(root, file)));
  if (there.length > 0) {
    throw new Error(`there is a rule ${rule.id}: ${there.join(', ')}; give another id, or delete these files`);
  }
  for (const [file, text] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  // An empty row: read in all of them, and found in none.
  writeFileSync(join(root, PEERS_FILE), peers.replace(rows, () => `\n  '${rule.id}': [],\n};\n`));
  writeFileSync(join(root, CATALOG_FILE), catalogText(cataloguedRules(root)));
  return [...files.keys(), PEERS_FILE, CATALOG_FILE];
}

function objectRule(rule: NewRule): string {
  return `import { allOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { kubernetes } from '../sources';

export const ${exportNameOf(rule.id)}: ObjectRule = {
${metadata(rule)}
  checks: [{
    scope: RuleScope.CONFIG_MAP,
    violation: allOf('has(self.metadata.annotations)', "'example.com/${rule.id}' in self.metadata.annotations"),
    message: 'replace this message, which says what is wrong',
  }],
};
`;
}

function graphRule(rule: NewRule): string {
  return `import { Graph } from '../../manifest/graph';
import { at } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { kubernetes } from '../sources';

export const ${exportNameOf(rule.id)}: GraphRule = {
${metadata(rule)}
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('', 'ConfigMap')) {
      if (at(resource.object, 'metadata', 'annotations', 'example.com/${rule.id}') !== undefined) {
        yield violation(resource, resource.pointer, 'replace this message, which says what is wrong');
      }
    }
  },
};
`;
}

function metadata({ id, category }: NewRule): string {
  const name = Object.entries(RuleCategory).find(([, value]) => value === category)![0];
  return `  id: '${id}',
  category: RuleCategory.${name},
  title: 'replace this title, which says what the rule finds in one line',
  rationale: 'Replace this rationale. Say what goes wrong, and for whom.',
  remediation: 'Replace this remediation. Say what to do instead.',
  level: RuleLevel.WARNING,
  recommended: 'off',
  since: '${nextVersion()}',
  references: [kubernetes('replace this reference', 'concepts/configuration/')],`;
}

/** The version that the rule will come with: the next minor one, or the first. */
function nextVersion(): string {
  const { version } = createRequire(__filename)('../package.json') as { version: string };
  const [major, minor] = version.split('.').map(Number);
  return `${major}.${minor + 1}.0`;
}

function example(metadataLines: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: example\n${metadataLines}data:\n  key: value\n`;
}

if (require.main === module) {
  const root = resolve(__dirname, '..');
  try {
    const rule = newRuleOf(process.argv.slice(2));
    const written = createRule(root, rule);
    // A separate process, since this one may have loaded the old catalog.
    const docs = [...process.execArgv, join(root, 'test/rules/write-docs.ts')];
    execFileSync(process.execPath, docs, { cwd: root, stdio: 'inherit' });
    process.stdout.write([
      ...[...written, `docs/rules/${rule.id}.md`].map((file) => `wrote ${file}`),
      'Now replace the text and the check of the template (docs/contributing/adding-a-rule.md), then run:',
      '  npx projen docs:rules && npx jest test/rules',
      '',
    ].join('\n'));
  } catch (error) {
    process.stderr.write(`create-rule: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
