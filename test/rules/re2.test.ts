import { re2 } from '../../src/rules/re2';

test.each<[string, readonly string[], readonly string[]]>([
  ['^a{3}$', ['aaa'], ['aa', 'aaaa']],
  ['^a{12}$', ['a'.repeat(12)], ['a'.repeat(11)]],
  ['^a{2,13}$', ['aa', 'a'.repeat(13)], ['a', 'a'.repeat(14)]],
  ['^a{2,}$', ['aa', 'a'.repeat(20)], ['a']],
  ['^a{1000}$', ['a'.repeat(1000)], ['a'.repeat(999)]],
  ['^a{0,1000}$', ['', 'a'.repeat(1000)], ['a'.repeat(1001)]],
  ['^(a|b)c$', ['ac', 'bc'], ['c']],
  ['^(?:a|b)c$', ['ac', 'bc'], ['c']],
  ['^[^a]$', ['b', '^'], ['a']],
  ['^[a^]$', ['a', '^'], ['b']],
  ['^[\\]x]$', [']', 'x'], ['\\']],
  ['^[\\[x]$', ['[', 'x'], ['\\']],
  ['^[\\^x]$', ['^', 'x'], ['\\']],
  ['^[a\\-c]$', ['a', '-', 'c'], ['b', '\\']],
  ['^[a-c]$', ['a', 'b', 'c'], ['-']],
  ['^[\\d.]$', ['1', '.'], ['a']],
  ['^[\\s]$', [' ', '\t', '\n', '\f', '\r'], ['\v', '\u00a0', 's']],
  ['^\\s$', [' ', '\t', '\n', '\f', '\r'], ['\v', '\u00a0', 's']],
  ['^\\S$', ['\v', '\u00a0', 's'], [' ', '\t']],
  ['^\\d\\D\\w\\W$', ['1a_-'], ['aa_-', '11_-', '1a--', '1a__']],
  ['\\bb\\B', ['a bc'], ['ab', 'a b c']],
  ['^\\n\\t\\r\\f\\v$', ['\n\t\r\f\v'], ['ntrfv']],
  ['^\\^\\$\\.\\|\\?\\*\\+\\(\\)\\[\\]\\{\\}\\/\\\\$', ['^$.|?*+()[]{}/\\'], ['^$a|?*+()[]{}/\\']],
  ['^\\"\\\'\\#\\%\\&\\,\\:\\;\\<\\=\\>\\@\\`\\~\\!\\-$', ['"\'#%&,:;<=>@`~!-'], ['']],
  ['b', ['abc'], ['ac', 'B']],
])('pattern %s', (pattern, matching, others) => {
  const compiled = re2(pattern);
  expect(matching.filter((text) => !compiled.test(text))).toEqual([]);
  expect(others.filter((text) => compiled.test(text))).toEqual([]);
});

test.each<[string, string]>([
  ['a{1001}', 'a { that is not a repetition of at most 1000'],
  ['a{1,1001}', 'a { that is not a repetition of at most 1000'],
  ['a{1001,1}', 'a { that is not a repetition of at most 1000'],
  ['a{1001,}', 'a { that is not a repetition of at most 1000'],
  ['a{1', 'a { that is not a repetition'],
  ['a{x1}', 'a { that is not a repetition'],
  ['(?i)a', 'a group with (?…'],
  ['(?', 'a group with (?…'],
  ['a}', 'a } without a backslash'],
  ['a]', 'a ] without a backslash'],
  ['[]', 'a ] at the beginning of brackets'],
  ['[^]a]', 'a ] at the beginning of brackets'],
  ['[a', 'a [ without its ]'],
  ['[', 'a [ without its ]'],
  ['[a[b]', 'a [ in brackets'],
  ['[\\S]', '\\S in brackets; use [^\\s]'],
  ['[\\b]', 'the pattern uses \\b'],
  ['[\\B]', 'the pattern uses \\B'],
  ['\\A', 'the pattern uses \\A'],
  ['\\1', 'the pattern uses \\1'],
  ['\\é', 'the pattern uses \\é'],
  ['a\\', 'the pattern uses \\,'],
  ['(a', 'not a valid regular expression'],
  ['+', 'not a valid regular expression'],
])('pattern %s is refused', (pattern, message) => {
  expect(() => re2(pattern)).toThrow(message);
});
