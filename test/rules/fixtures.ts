import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';

/** One documented example of a rule. */
export interface Fixture {
  readonly ruleId: string;
  readonly name: string;

  /** Whether the rule has something to say about it. */
  readonly fails: boolean;

  /** The YAML, without the lines that say what is found. */
  readonly text: string;
  readonly documents: unknown[];

  /** What is to be found, as `index pointer`, from lines that begin with `# finding:`. */
  readonly expected: string[];
}

const FOLDER = join(__dirname, 'fixtures');
const FINDING = /^# finding: (.+)\n/gm;

/** Parses YAML as Kubernetes does: 1.1, so that 0440 is 288. */
export function parse(text: string): unknown[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => {
    if (document.errors.length > 0) {
      throw document.errors[0];
    }
    return document.toJS({ maxAliasCount: -1 }) as unknown;
  });
}

/** The examples of a rule, failing ones first. */
export function fixturesOf(ruleId: string): Fixture[] {
  return readdirSync(join(FOLDER, ruleId)).filter((file) => file.endsWith('.yaml')).sort().map((file) => {
    const text = readFileSync(join(FOLDER, ruleId, file), 'utf8');
    return {
      ruleId,
      name: file.replace(/\.yaml$/, ''),
      fails: file.startsWith('fail-'),
      text: text.replace(FINDING, ''),
      documents: parse(text),
      expected: [...text.matchAll(FINDING)].map((match) => match[1]),
    };
  });
}

/** The IDs of rules that have a folder of examples. */
export function fixtureFolders(): string[] {
  return readdirSync(FOLDER);
}
