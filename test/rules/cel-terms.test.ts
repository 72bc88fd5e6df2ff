import { allOf, anyOf, finds, listOf, not } from '../../src/rules/cel-terms';
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

test('a check finds what is wrong, which is negated once', () => {
  const { expression, ...rest } = finds({
    scope: RuleScope.SECRET,
    wrong: allOf('has(self.type)', "self.type == 'x'"),
    message: 'm',
    messageExpression: "'m'",
  });
  expect(rest).toEqual({ scope: RuleScope.SECRET, message: 'm', messageExpression: "'m'" });
  const { holds } = compileExpression(RuleScope.SECRET, expression);
  const verdict = (self: object) => holds({ object: self, self });
  expect([verdict({ type: 'x' }), verdict({ type: 'y' }), verdict({})]).toEqual([false, true, true]);
});
