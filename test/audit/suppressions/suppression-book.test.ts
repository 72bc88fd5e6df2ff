import * as fc from 'fast-check';
import { FindingPath } from '../../../src/audit/finding-path';
import { isAbout, placesMeaning, Suppression } from '../../../src/audit/suppressions/suppression';
import { SuppressionBook } from '../../../src/audit/suppressions/suppression-book';
import { RulePreset } from '../../../src/rules/rule-preset';

const RULE = 'credential-in-env';

const suppression = (at?: string, reason = 'fine here'): Suppression =>
  ({ ruleId: RULE, reason, at, origin: 'annotation' });

const variable = (name: string): FindingPath => {
  const path = `/spec/containers/c/env/${name}`;
  return { pointer: path.replace(name, '0'), path, names: ['c', name] };
};

const book = () => new SuppressionBook(RulePreset.STRICT, new Date('2026-01-01'));

test('of those about a finding, the first that was stated suppresses it, and all are used', () => {
  const kept = book();
  const page = kept.add([suppression('c/B', 'first'), suppression('c', 'second'), suppression(undefined, 'third')]);
  expect(kept.suppress(RULE, variable('B'), [page])?.reason).toBe('first');
  expect(kept.suppress(RULE, variable('A'), [page])?.reason).toBe('second');
  expect(kept.problems()).toEqual([]);
});

test('the first page that has one suppresses it, and those of the others are used too', () => {
  const kept = book();
  const pages = [kept.add([suppression('c/A', 'inner')]), kept.add([suppression(undefined, 'outer')])];
  expect(kept.suppress(RULE, variable('A'), pages)?.reason).toBe('inner');
  expect(kept.suppress(RULE, variable('B'), pages)?.reason).toBe('outer');
  expect(kept.problems()).toEqual([]);
});

test('one that is about no finding names a few places of findings', () => {
  const kept = book();
  const page = kept.add([suppression('c/Z'), suppression('/spec/z')]);
  ['A', 'B', 'C', 'D'].forEach((name) => kept.suppress(RULE, variable(name), [page]));
  expect(kept.problems().map(({ message }) => message)).toEqual([
    expect.stringContaining("at 'c/Z' for this to suppress; it has findings at 'c/A', 'c/B', 'c/C'; correct"),
    expect.stringContaining("it has findings at '/spec/containers/c/env/A', "),
  ]);
});

const name = fc.constantFrom('a', 'b', '/a', 'a/b', '/', '', 'é');

test('the places that mean a finding are those that are about it', () => {
  const finding = fc.record({
    names: fc.array(name, { maxLength: 5 }),
    path: fc.array(fc.constantFrom('/a', '/b', '/c'), { maxLength: 4 }).map((parts) => parts.join('')),
  }).map(({ names, path }): FindingPath => ({ names, path, pointer: path.replace('b', '0') }));
  const words = fc.array(name, { minLength: 1, maxLength: 4 });
  const place = fc.oneof(fc.constant(undefined), words.map((each) => each.join('/')));
  fc.assert(fc.property(finding, place, (path, at) => {
    // An empty place is refused before it gets here.
    if (at !== '') {
      expect(placesMeaning(path)!.has(at)).toBe(isAbout(at, path));
    }
  }), { numRuns: 5000 });
});

test('many suppressions of many findings take no more time than there are of them', () => {
  const kept = book();
  const many = 20_000;
  const pages = [
    kept.add(Array.from({ length: many }, (_, index) => suppression(`c/V${index}`))),
    kept.add(Array.from({ length: many }, () => suppression())),
    kept.add(Array.from({ length: many }, (_, index) => suppression(`c/W${index}`))),
  ];
  for (let index = 0; index < many; index++) {
    expect(kept.suppress(RULE, variable(`V${index}`), pages)).toBeDefined();
  }
  expect(kept.problems()).toHaveLength(many);
});
