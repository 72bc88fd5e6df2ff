import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import Ajv from 'ajv/dist/2020';
import * as fc from 'fast-check';
import { configSchema, SCHEMA_FILE } from './schema';
import { loadConfig } from '../../../src/audit/configuration/load-config';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongbox-schema-'));
  writeFileSync(
    join(folder, 'other.yaml'),
    'customRules: [{id: acme-y, title: b, scope: pod, violation: "false", message: c, remediation: d}]',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const valid = new Ajv({ strict: false }).compile(configSchema());

function isRead(document: unknown): boolean {
  const path = join(folder, 'strongbox.yaml');
  writeFileSync(path, JSON.stringify(document));
  try {
    loadConfig({ file: path });
    return true;
  } catch {
    return false;
  }
}

test('the schema is the one that is published; `npx projen docs:rules` writes it', () => {
  expect(JSON.parse(readFileSync(join(__dirname, '../../..', SCHEMA_FILE), 'utf8'))).toEqual(configSchema());
});

const RULE = { id: 'acme-x', title: 'a', scope: 'secret', violation: 'false', message: 'c', remediation: 'd' };

const PLACE = { apiGroup: 'example.com', kind: 'Worker', path: 'spec.workers[*].template' };

/** Words of which some belong into each place. What only the reader can know is right: which rules and files exist. */
const word = fc.constantFrom<unknown>(
  'recommended',
  'strict',
  'error',
  'warning',
  'note',
  'off',
  'never',
  'errors',
  '',
  ' ',
  1,
  true,
  false,
  null,
  [],
  {},
  [''],
  [1],
  ['token-create'],
  './other.yaml',
  ['./other.yaml'],
  'token-create',
  { 'token-create': 'error' },
  { 'token-create': 'off' },
  { 'secret-in-env': false },
  { 'secret-in-env': 'warn' },
  { 'secret-in-env': null },
  [RULE],
  [{ ...RULE, level: 'note', url: 'x', rationale: null }],
  [{ ...RULE, level: 'off' }],
  [{ ...RULE, severity: 'error' }],
  [{ ...RULE, id: 'Acme' }],
  [{ ...RULE, scope: 'pods' }],
  [{ ...RULE, message: undefined }],
  [{ ...RULE, title: '' }],
  [PLACE],
  [{ ...PLACE, holds: 'spec', runsOnce: true }],
  [{ ...PLACE, holds: null }],
  [{ ...PLACE, holds: 'pod' }],
  [{ ...PLACE, path: '/spec' }],
  [{ ...PLACE, apiGroup: 'a/v1' }],
  [{ ...PLACE, kind: null }],
);
const key = fc.constantFrom(
  'extends',
  'preset',
  'levels',
  'rules',
  'off',
  'customRules',
  'unsuppressible',
  'failOn',
  'baseline',
  'exclude',
  'podTemplates',
  'Preset',
  'colour',
  'ignore',
  'level',
);

/** What the schema cannot say: that rules and files exist, and that two keys agree. */
function saysMoreThanASchema(document: { readonly [key: string]: unknown }): boolean {
  const names = [document.extends, document.off, document.unsuppressible].flat();
  return (
    names.some(
      (name) => typeof name === 'string' && name.trim() !== '' && !['./other.yaml', 'token-create'].includes(name),
    ) ||
    [document.extends].flat().includes('token-create') ||
    [document.off, document.unsuppressible].flat().includes('./other.yaml') ||
    ['off', 'levels', 'rules'].filter((each) => JSON.stringify(document[each] ?? '').includes('token-create')).length >
      1 ||
    ['levels', 'rules'].every((each) => JSON.stringify(document[each] ?? '').includes('secret-in-env')) ||
    [document.rules, document.customRules].every((each) => Array.isArray(each) && each.length > 0)
  );
}

test('the schema takes what the reader takes, and refuses what it refuses', () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(fc.dictionary(key, word, { maxKeys: 3, noNullPrototype: true }), (document) => {
      fc.pre(!saysMoreThanASchema(document));
      const read = isRead(document);
      seen[read ? 'taken' : 'refused']++;
      expect({ document, read }).toEqual({ document, read: valid(document) });
    }),
    { numRuns: 800, seed: 10 },
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(80);
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['a mapping', {}],
  ['a list', []],
  ['a text', 'x'],
])('a document of %s', (_name, document) => {
  expect(isRead(document)).toBe(valid(document));
});
