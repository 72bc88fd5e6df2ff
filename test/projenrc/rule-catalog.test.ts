import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import { CATALOG_FILE, cataloguedRules, catalogText, exportNameOf } from '../../projenrc/rule-catalog';
import { RuleLevel } from '../../src/rules/finding';
import { RuleCategory } from '../../src/rules/rule';

const root = resolve(__dirname, '../..');

test('src/rules/catalog.ts is what the files of the catalog give; `npx projen docs:rules` writes it', () => {
  expect(readFileSync(join(root, CATALOG_FILE), 'utf8')).toBe(catalogText(cataloguedRules(root)));
});

test('rules are in the order of categories, levels and ids, whatever order they are given in', () => {
  const rules = [
    { file: 'b-rule', name: 'bRule', category: RuleCategory.ACCESS, level: RuleLevel.ERROR },
    { file: 'd-rule', name: 'dRule', category: RuleCategory.USE, level: RuleLevel.NOTE },
    { file: 'a-rule', name: 'aRule', category: RuleCategory.ACCESS, level: RuleLevel.WARNING },
    { file: 'c-rule', name: 'cRule', category: RuleCategory.ACCESS, level: RuleLevel.ERROR },
  ];
  const text = catalogText(rules);
  expect(text).toContain('= [\n  dRule,\n\n  bRule,\n  cRule,\n  aRule,\n];\n');
  expect(text.match(/import \{ .Rule \}/g)).toEqual(
    ['import { aRule }', 'import { bRule }', 'import { cRule }', 'import { dRule }'],
  );
  expect(catalogText([...rules].reverse())).toBe(text);
});

test('a rule is exported by the name of its file, in camel case', () => {
  expect(exportNameOf('encryption-kms-v1')).toBe('encryptionKmsV1');
});
