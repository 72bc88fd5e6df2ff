import { compileExpression } from '../../src/rules/expression';
import { RuleScope } from '../../src/rules/rule-scope';

test.each([
  ['self.(', /^not valid CEL: /],
  ['pod.volumes', /^not valid CEL for scope 'secret', which has the variables object, self: /],
  ["'a' + 1 == 'a1'", /^not valid CEL for scope 'secret'/],
  ["'text'", /must be of type bool, got string$/],
  ['cel.bind(x, 1, x == 1)', /^function 'bind' does not exist in both Kubernetes and this library/],
  ["b'x'.json() == {}", /^function 'json' does not exist/],
  ["self.name.matches('(?=a)')", /^the pattern has a group with \(\?…/],
  ["self.name.matches('(a)\\\\1')", /^the pattern uses \\1/],
])('%s is refused', (expression, message) => {
  expect(() => compileExpression(RuleScope.SECRET, expression)).toThrow(message);
});

test('an expression that gives no bool cannot be evaluated', () => {
  expect(() => compileExpression(RuleScope.SECRET, 'self.name').holds({ object: {}, self: { name: 'x' } })).toThrow(
    'the expression did not give a bool',
  );
});

test.each([
  ['int(self.mode) % 8 == 0', { mode: 288 }],
  ['int(self.mode) / 8 % 8 == 4', { mode: 288 }],
  ["self.list.all(x, x in ['a', 'b'])", { list: ['a', 'b'] }],
  ["self.map.exists(k, k == 'a')", { map: { a: 1 } }],
  ["self.name.matches('^[a-z]+$') && size(self.name) == 3", { name: 'abc' }],
  ['!has(self.missing) && has(self.name)', { name: 'abc' }],
  [
    "'acme.example/owner' in self.annotations && self.annotations['acme.example/owner'] == 'x'",
    { annotations: { 'acme.example/owner': 'x' } },
  ],
])('%s holds', (expression, self) => {
  expect(compileExpression(RuleScope.SECRET, expression).holds({ object: self, self })).toBe(true);
});

test('one expression is compiled once for a scope', () => {
  expect(compileExpression(RuleScope.SECRET, 'has(self.type)')).toBe(
    compileExpression(RuleScope.SECRET, 'has(self.type)'),
  );
  expect(compileExpression(RuleScope.SECRET, 'has(self.type)')).not.toBe(
    compileExpression(RuleScope.POD, 'has(self.type)'),
  );
});
