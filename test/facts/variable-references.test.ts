import {
  isForShell, looksLikeVariable, maySetForService, variablesNamedIn,
} from '../../src/facts/variable-references';

test.each<[string, string[]]>([
  ['', []],
  ['plain', []],
  ['$', []],
  ['$(', []],
  ['$(A', []],
  ['$()', ['']],
  ['$(A)', ['A']],
  ['x$(A)$(B)y', ['A', 'B']],
  ['$$(A)', []],
  ['$$$(A)', ['A']],
  ['$$$$(A)', []],
  ['$x(A)', []],
  ['$x$(A)', ['A']],
  ['$(A$(B))', ['A$(B']],
  ['$(A)$', ['A']],
  ['$(A) $(B', ['A']],
])('in %j the kubelet finds %j', (text, names) => {
  expect(variablesNamedIn(text)).toEqual(names);
});

test('many openings are read in one pass', () => {
  expect(variablesNamedIn('$('.repeat(200_000))).toEqual([]);
});

test.each<[string, unknown, boolean]>([
  ['DB_SERVICE_HOST', undefined, true], ['DB_SERVICE_HOST', false, false], ['KUBERNETES_SERVICE_HOST', false, true],
  ['DB_SERVICE_PORT', true, true], ['DB_SERVICE_PORT_HTTPS', undefined, true], ['DB_PORT', undefined, true],
  ['DB_PORT_5432_TCP', undefined, true], ['DB_PORT_53_UDP_ADDR', undefined, true], ['DB_HOST', undefined, false],
])('%s, with service links %s, may be of a Service: %s', (name, links, may) => {
  expect(maySetForService(name, links)).toBe(may);
});

test.each([
  ['DB_PW', true],
  ['TENANT', true],
  ['db_pw', true],
  ['date', false],
  ['params.image', false],
  ['', false],
  ['a b', false],
])('%j looks like a variable: %s', (name, looks) => {
  expect(looksLikeVariable(name)).toBe(looks);
});

test.each<[string[], boolean]>([
  [['/bin/sh', '-c', 'x'], true],
  [['bash'], true],
  [['api', '--x'], false],
  [['#!/usr/bin/env perl'], true],
  [['a\nb'], true],
])('%j is for a shell: %s', (words, is) => {
  expect(isForShell(words)).toBe(is);
});
