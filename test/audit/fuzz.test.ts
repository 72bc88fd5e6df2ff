import * as fc from 'fast-check';
import { auditFiles } from '../../src/audit/audit-files';
import { ManifestFile } from '../../src/audit/reading/manifest-file';
import { RulePreset } from '../../src/rules/rule-preset';
import { fixtureFolders, fixturesOf } from '../rules/fixtures';
import { fuzzRuns } from '../support/runs';

const RUNS = fuzzRuns();

/** Milliseconds that the longest of the runs may take. */
const TIMEOUT = 3_600_000;

const TEXTS = fixtureFolders()
  .flatMap(fixturesOf)
  .map(({ text }) => text)
  .filter((text) => text.length < 5000);

/** What YAML and JSON are made of, and what a text may break at. */
const PIECE = fc.oneof(
  fc.constantFrom(
    '---\n',
    '...\n',
    '- ',
    ': ',
    '? ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '  ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '&a ',
    '*a',
    '<<: *a',
    '!!int ',
    '!x ',
    '|\n',
    '>-\n',
    '#',
    '%YAML 1.1\n',
    '\ufeff',
    '\u0000',
    '\u2028',
    '😀',
    '\ud800',
    '0400',
    'yes',
    '~',
    'kind: List\n',
    'items:\n',
    'apiVersion: v1\n',
    '__proto__: 1\n',
    '\\u0041',
    '// ',
  ),
  fc.string({ maxLength: 8 }),
  fc.integer().map(String),
);

const ARBITRARY_TEXT = fc.array(PIECE, { maxLength: 40 }).map((pieces) => pieces.join(''));

/** A cut, a repetition or something put in. */
const EDIT = fc.record({
  place: fc.nat(),
  length: fc.nat({ max: 40 }),
  kind: fc.constantFrom('cut', 'repeat', 'insert'),
  piece: PIECE,
});

const EDITS = fc.array(EDIT, { maxLength: 5 });

const DAMAGED = fc
  .tuple(fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 2 }), EDITS)
  .map(([texts, edits]) => {
    let text = texts.join('\n---\n');
    for (const { place, length, kind, piece } of edits) {
      const at = place % (text.length + 1);
      const end = at + length;
      const middle = { cut: '', repeat: text.slice(at, end), insert: piece }[kind] ?? '';
      text = text.slice(0, at) + middle + text.slice(kind === 'cut' ? end : at);
    }
    return text;
  });

/** Every pointer into a value, up to some depth, with one to something that is not there. */
function pointersOf(value: unknown, pointer = '', into: string[] = []): string[] {
  into.push(pointer);
  if (into.length < 200 && typeof value === 'object' && value !== null && pointer.split('/').length < 20) {
    Object.keys(value).forEach((key) =>
      pointersOf((value as any)[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, into),
    );
    into.push(`${pointer}/not there`);
  }
  return into;
}

/** Everything that must hold of a file, whatever it holds. */
function checkFile(text: string): void {
  const file = new ManifestFile('x.yaml', text);
  const lines = text.split(/\r\n|\r|\n/).length;
  const inside = (line: number, column: number, endLine: number, endColumn: number) => {
    if (!(line >= 1 && line <= lines && column >= 1 && (endLine > line || (endLine === line && endColumn >= column)))) {
      throw new Error(`no place in a text of ${lines} lines: ${line}:${column} to ${endLine}:${endColumn}`);
    }
  };
  for (const { location, message } of file.problems) {
    inside(location!.line, location!.column, location!.endLine, location!.endColumn);
    if (message.includes('the parser failed')) {
      throw new Error('the parser threw an unexpected error');
    }
  }
  file.documents.forEach((document, index) => {
    const pointers = pointersOf(document);
    const places = file.locate(index, pointers);
    for (const pointer of pointers) {
      const { line, column, endLine, endColumn } = places.get(pointer)!;
      inside(line, column, endLine, endColumn);
    }
  });
}

function check(texts: fc.Arbitrary<string>, judge: (text: string) => void): void {
  fc.assert(fc.property(texts, judge), { numRuns: RUNS });
}

test(
  'any text is read without a crash, and every place in it is one',
  () => {
    check(ARBITRARY_TEXT, checkFile);
  },
  TIMEOUT,
);

test(
  'manifests that were damaged are read without a crash, and every place in them is one',
  () => {
    check(DAMAGED, checkFile);
  },
  TIMEOUT,
);

test(
  'what was read of damaged manifests is audited without a crash: every finding has a place, and its own fingerprint',
  () => {
    check(DAMAGED, (text) => {
      const { findings } = auditFiles([{ file: 'x.yaml', text }], { preset: RulePreset.STRICT });
      for (const { location, subject } of findings) {
        if (location === undefined || subject.location === undefined) {
          throw new Error('a finding has no place');
        }
      }
      if (new Set(findings.map(({ ruleId, fingerprint }) => ruleId + fingerprint)).size !== findings.length) {
        throw new Error('two findings have one fingerprint');
      }
    });
  },
  TIMEOUT,
);

test(
  'what JSON can say is read as JSON says it',
  () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const { documents, problems } = new ManifestFile('x.json', text);
        expect(problems).toEqual([]);
        expect(documents).toEqual(JSON.parse(text) === null ? [] : [JSON.parse(text)]);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT,
);
