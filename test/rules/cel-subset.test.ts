import { CATALOG } from '../../src/rules/catalog';
import { COST_LIMIT } from '../../src/rules/cel-cost';
import { compileExpression, costOf } from '../../src/rules/expression';
import { isGraphRule } from '../../src/rules/rule';
import { RuleScope } from '../../src/rules/rule-scope';

const SELF = {
  int: 288,
  half: 1.5,
  digits: '288',
  empty: '',
  text: 'abc',
  smile: '😀a',
  umlaut: 'ÄB',
  lines: 'a\rb',
  blank: 'a\u00a0b',
  padded: '\u0085x\ufeff',
  list: ['a', 'b'],
  none: null,
  map: { a: 1 },
  ints: [1, 2],
};

function holds(expression: string): boolean {
  return compileExpression(RuleScope.SECRET, expression).holds({ object: SELF, self: SELF });
}

describe('gives the result of Kubernetes:', () => {
  test.each([
    ['either of two ints is one', '(true ? 1 : 2) + size(self.list) == 3 && -(false ? 1 : 2) < 0'],
    ['either of two texts is one', "(true ? 'a' : 'b') + self.text == 'aabc' && ('x' + self.text) + self.text != ''"],
    ['lists are joined', '[1] + [2] + self.ints == [1, 2, 1, 2] && ([] + self.list) + self.list != []'],
    ['a pattern counts characters, not halves of them', "self.smile.matches('^.a$') && self.smile.matches('^[^b]a$')"],
    ['a point is everything but a line feed', "self.lines.matches('^a.b$')"],
    ['a blank of a pattern is one of ASCII', "!self.blank.matches('\\\\s') && self.blank.matches('^a[^\\\\s]b$')"],
    ['\\S is the opposite', "self.blank.matches('^\\\\S+$')"],
    [
      'escapes, groups and repetitions',
      "self.text.matches('^(?:a|x)[b\\\\-\\\\]]{1,2}c?$') && 'a.b'.matches('a\\\\.b')",
    ],
    ['a / with a backslash', "'a/b'.matches('a\\\\/b') && 'a-b'.matches('a\\\\-b')"],
    ['lowerAscii leaves other letters', "self.umlaut.lowerAscii() == 'Äb' && 'ab'.upperAscii() == 'AB'"],
    ['trim takes the blanks of Go', "self.padded.trim() == 'x\\ufeff'"],
    ['split by nothing gives characters', "self.smile.split('').size() == 2 && 'a,b'.split(',') == ['a', 'b']"],
    ['int of a text in digits', "int(self.digits) == self.int && int('-1') < 0"],
    ['int cuts what is behind the point', 'int(self.half) == 1'],
    ['arithmetic on ints', 'int(self.int) % 8 == 0 && -int(self.int) + size(self.list) * 2 < 0'],
    ['a choice between ints is one', '(has(self.mode) ? int(self.mode) : 420) / 8 == 52'],
    ['texts are joined', "'x' + self.text == 'xabc' && self.list.join('-') == 'a-b'"],
    ['lists are joined', "self.list + ['c'] == ['a', 'b', 'c'] && ['a'].map(x, x) + self.list == ['a', 'a', 'b']"],
    ['a null is compared by dyn()', 'dyn(self.none) == null && dyn(self.list) != null'],
    ['an error is absorbed', 'self.missing == 1 || true'],
  ])('%s', (_name, expression) => {
    expect(holds(expression)).toBe(true);
  });

  test.each(["int('0x10') == 16", 'int(self.empty) == 0', 'int(self.list) == 1', "int('99999999999999999999') > 1"])(
    '%s is an error', (expression) => {
      expect(() => holds(expression)).toThrow();
    },
  );
});

describe('is refused when a rule is declared:', () => {
  test.each([
    ['(self.int > 1 ? self.int : 1) + 1 == 289', /^\+ takes ints/],
    ["(self.int > 1 ? 'a' : self.text) + self.text == 'aabc'", /^\+ takes ints/],
    ['self.list + self.list == []', /^\+ takes ints/],
    ['self.int % 8 == 0', /^% takes ints: put int\(\) around/],
    ['self.int + 1 == 289', /^\+ takes ints/],
    ['-self.int < 0', /^- takes ints/],
    ["'8' % 4 == 0", /^% takes ints: put int\(\) around/],
    ["(true ? 1 : '1') - 1 == 0", /^- takes ints/],
    ['-true == false', /^- takes ints/],
    ['self.half > 1.5', /number with a point/],
    ['1u == 1u', /unsigned numbers/],
    ["size(b'x') == 1", /literals of bytes/],
    ['type(self.int) == type(1)', /^function 'type' does not exist/],
    ["self.text.indexOf('b') == 1", /^function 'indexOf' does not exist/],
    ['double(self.int) == self.half', /^function 'double' does not exist/],
    ['self.list.size(1) == 1', /^function 'size' takes 0 arguments here, got 1/],
    ["self.list.map(x, x == 'a', x).size() == 1", /^function 'map' takes 2 arguments here, got 3/],
    ['self.none == null', /needs dyn\(\) around the other side/],
    ['null != self.none', /needs dyn\(\)/],
    ['self.text.matches(self.text)', /takes a pattern that is written in the expression/],
    ['self.text.matches(self)', /takes a pattern that is written in the expression/],
    ["self.text.matches(self.text + 'a')", /takes a pattern that is written in the expression/],
    ['self.text.matches(1)', /takes a pattern that is written in the expression/],
    ["self.k8s_text == ''", /no name in an expression may contain k8s_/],
    [`self.text == '${'x'.repeat(5000)}'`, /has 50\d\d characters; it may have 5000/],
    ["self.text // matches(\n.matches('a')", /write matches\( in one piece/],
    ['self.list.all(package, true)', /not valid CEL: Reserved identifier/],
  ])('%s', (expression, message) => {
    expect(() => compileExpression(RuleScope.SECRET, expression)).toThrow(message);
  });

  test.each([
    '(?i)a',
    '(?P<n>a)',
    '(?=a)',
    '[[:alpha:]]',
    '[]a]',
    '[a',
    'a++',
    'a{,2}',
    'a{1001}',
    'x{',
    'a}',
    'a]',
    '\\\\A',
    '\\\\pL',
    '\\\\1',
    '[\\\\S]',
    '[\\\\b]',
    '(a',
    '*a',
    '[b-a]',
    'a\\\\',
  ])('pattern %s', (pattern) => {
    expect(() => compileExpression(RuleScope.SECRET, `self.text.matches('${pattern}')`)).toThrow(/pattern/);
  });
});

describe('the cost of an expression', () => {
  const cost = (expression: string) => costOf(RuleScope.SECRET, expression);

  test('grows with each list that is walked through', () => {
    expect(cost('self.list.exists(x, x.name == self.name)')).toBeGreaterThan(100);
    expect(cost('self.list.exists(x, x.list.exists(y, y == x))')).toBeGreaterThan(10_000);
    expect(costOf(RuleScope.SECRET, 'self.list.exists(x, x.list.exists(y, y == x))', 10)).toBeLessThan(1000);
    expect(cost("self.name in ['a', 'b']")).toBeLessThan(10);
    expect(cost('self.name in self.names')).toBeGreaterThan(100);
  });

  test('knows a table that the expression spells', () => {
    expect(cost("[{'a': ['b']}].exists(table, self.name in table && self.kind in table[self.name])")).toBeLessThan(30);
    expect(cost("[['a', 'b']].exists(names, self.list.exists(x, x in names))")).toBeLessThan(1000);
    expect(cost("[['a', 'b']].exists(x, self.list.exists(x, self.name in x))")).toBeGreaterThan(10_000);
  });

  test.each(
    CATALOG.flatMap((rule) => (isGraphRule(rule) ? [] : rule.checks.map((check) => [rule.id, check] as const))),
  )('of %s is within the limit of the API server, with 100 entries in each list', (_id, { scope, violation }) => {
    expect(costOf(scope, violation)).toBeLessThan(COST_LIMIT);
  });
});
