import { allOf, anyOf, hasEntries, hasText, isOneOf, isTrue, listOf, not, hasSome } from '../../src/rules/cel-terms';
import { compileExpression } from '../../src/rules/expression';
import { RuleScope } from '../../src/rules/rule-scope';

test('terms are put together with the brackets that they need', () => {
  expect(allOf('a', 'b')).toBe('(a && b)');
  expect(anyOf('a', 'b')).toBe('(a || b)');
  expect([allOf('a'), anyOf('a')]).toEqual(['a', 'a']);
  expect(allOf('a', anyOf('b', 'c'))).toBe('(a && (b || c))');
  expect(listOf(['', '*'])).toBe("['', '*']");
});

test.each([
  ['(a && b)', '!(a && b)'],
  ['a == b', '!(a == b)'],
  ['(a) && (b)', '!((a) && (b))'],
  ['has(a)', '!(has(a))'],
  ['!(a)', '!(!(a))'],
])('%s is not: %s', (term, negated) => {
  expect(not(term)).toBe(negated);
});

const holds = (term: string, self: object) =>
  compileExpression(RuleScope.SECRET, term).holds({ object: self, self });

test.each<[string, string, object[], object[]]>([
  ['isTrue', isTrue('self.a'), [{ a: true }], [{}, { a: false }]],
  ['hasText', hasText('self.a'), [{ a: 'x' }], [{}, { a: '' }]],
  ['isOneOf', isOneOf('self.a', ['x', 'y']), [{ a: 'x' }, { a: 'y' }], [{}, { a: 'z' }]],
  ['hasEntries', hasEntries('self.a'), [{ a: [1] }, { a: { k: 1 } }], [{}, { a: [] }, { a: {} }, { a: null }]],
  [
    'hasSome', hasSome('self.a', 'x', "x == 'y'"),
    [{ a: ['x', 'y'] }, { a: { y: 1 } }], [{}, { a: [] }, { a: ['x'] }, { a: null }],
  ],
])('%s tells what is set from what is missing or null', (_name, term, holding, others) => {
  expect(holding.map((self) => holds(term, self))).toEqual(holding.map(() => true));
  expect(others.map((self) => holds(term, self))).toEqual(others.map(() => false));
});
