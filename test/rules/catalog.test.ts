import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { fixtureFolders, fixturesOf } from './fixtures';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { compileExpression, compileText } from '../../src/rules/expression';
import { RuleLevel } from '../../src/rules/finding';
import { RECOMMENDED, STRICT } from '../../src/rules/presets';
import { isGraphRule } from '../../src/rules/rule';

const LEVELS = [RuleLevel.NOTE, RuleLevel.WARNING, RuleLevel.ERROR];

const RULES = CATALOG.map((rule) => [rule.id, rule] as const);

test('every file of the catalog is a rule of that id, and every rule has a file', () => {
  const files = readdirSync(join(__dirname, '../../src/rules/catalog')).map((file) => file.replace(/\.ts$/, ''));
  expect(files.sort()).toEqual(CATALOG.map((rule) => rule.id).sort());
});

test('every folder of examples belongs to a rule, and every rule has one', () => {
  expect(fixtureFolders().sort()).toEqual(CATALOG.map((rule) => rule.id).sort());
});

test('presets know every rule, and the recommended one is never stricter than the strict one', () => {
  const rank = ['off', RuleLevel.NOTE, RuleLevel.WARNING, RuleLevel.ERROR];
  for (const { id } of CATALOG) {
    expect([id, rank.indexOf(RECOMMENDED.get(id)!) <= rank.indexOf(STRICT.get(id)!)]).toEqual([id, true]);
  }
  expect([...STRICT.keys()]).toEqual(CATALOG.map((rule) => rule.id));
  expect([...STRICT.values()]).not.toContain('off');
});

describe.each(RULES)('%s', (id, rule) => {
  test('says what it is for', () => {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(rule.title).toMatch(/^[a-zA-Z].*[^.]$/);
    expect(rule.rationale).toMatch(/^[\S].*\.$/);
    expect(rule.remediation).toMatch(/^[A-Z].*\.$/);
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const { url } of rule.references) {
      expect(url).toMatch(/^https:\/\//);
    }
  });

  test('has no words of the template that create-rule writes', () => {
    const source = readFileSync(join(__dirname, `../../src/rules/catalog/${id}.ts`), 'utf8');
    expect(source).not.toMatch(/replace this|example\.com\//i);
  });

  test('is in a file of its name that exports nothing else', () => {
    const source = readFileSync(join(__dirname, `../../src/rules/catalog/${id}.ts`), 'utf8');
    expect(source.match(/^export /gm)).toHaveLength(1);
    expect(source).toContain(`id: '${id}'`);
  });

  test('has messages that read on after a name and end without a period', () => {
    const messages = [
      ...fixturesOf(id).flatMap((fixture) => evaluate(fixture.documents, [rule])).map((finding) => finding.message),
      ...(isGraphRule(rule) ? [] : rule.checks.map((check) => check.message)),
    ];
    for (const message of messages) {
      expect(message).toMatch(/^[a-zA-Z"].*[^.]$/);
    }
  });

  if (!isGraphRule(rule)) {
    test('has expressions that Kubernetes reads as well', () => {
      for (const { scope, violation: fault, messageExpression } of rule.checks) {
        expect(() => compileExpression(scope, fault)).not.toThrow();
        expect(fault.length).toBeLessThan(4900);
        expect(() => messageExpression === undefined || compileText(scope, messageExpression)).not.toThrow();
      }
    });
  }

  const fixtures = fixturesOf(id);

  test('has examples of both kinds, and nothing else in its folder', () => {
    expect(fixtures.some((fixture) => fixture.fails)).toBe(true);
    expect(fixtures.some((fixture) => !fixture.fails)).toBe(true);
    for (const { name, fails } of fixtures) {
      expect(name).toMatch(fails ? /^fail-/ : /^pass-/);
    }
  });

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_name, fixture) => {
    const findings = evaluate(fixture.documents, [rule]);
    expect(findings.map((finding) => `${finding.objectIndex} ${finding.pointer}`.trimEnd())).toEqual(fixture.expected);
    expect(fixture.expected.length > 0).toBe(fixture.fails);
    const values = valuesIn(fixture.documents);
    for (const finding of findings) {
      expect(finding.ruleId).toBe(id);
      // What is less certain, or less of a risk there, has a lower level.
      expect(LEVELS.indexOf(finding.level)).toBeLessThanOrEqual(LEVELS.indexOf(rule.level));
      expect(values.filter((value) => finding.message.includes(value))).toEqual([]);
    }
  });
});

/** A flag without a value, and a path: what an argument says that is not a secret. */
const FLAG_OR_PATH = /^(?:--[a-z-]+|(?:\/[a-z.-]+)+)$/;

/** Everything in some documents that may be a secret: content of Secrets and ConfigMaps, literals, arguments, keys. */
function valuesIn(value: unknown, field = ''): string[] {
  if (typeof value === 'string') {
    const holds = ['value', 'secret', 'command', 'args', 'data', 'stringData', 'binaryData'].includes(field);
    return holds && value.length > 4 && value !== 'kube-apiserver' && !FLAG_OR_PATH.test(value) ? [value] : [];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  // A list under `data` says where keys come from; only a mapping holds values.
  const list = Array.isArray(value);
  const holds = list ? ['command', 'args'].includes(field) : ['data', 'stringData', 'binaryData'].includes(field);
  return Object.entries(value).flatMap(([name, part]) => valuesIn(part, holds ? field : list ? '' : name));
}
