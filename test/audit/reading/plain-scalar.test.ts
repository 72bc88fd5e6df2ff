import { plainScalar } from '../../../src/audit/reading/plain-scalar';

/** What go-yaml, through which kubectl and the API server read YAML, makes of it. */
test.each<[text: string, value: unknown]>([
  ['0400', 256], ['0o400', 256], ['0O400', 256], ['0644', 420], ['-0400', -256], ['+0o17', 15],
  ['0x1F', 31], ['0X1f', 31], ['-0x1f', -31], ['0b101', 5], ['0B101', 5],
  ['0', 0], ['-0', 0], ['00', 0], ['440', 440], ['1_000', 1000], ['0_4_0_0', 256], ['0x_1F', 31],
  // No octal number, so a decimal one.
  ['08', 8], ['0899', 899],
  ['1.', 1], ['.5', 0.5], ['+.5', 0.5], ['-1.5e3', -1500], ['1e3', 1000], ['1E-2', 0.01], ['6.02e+23', 6.02e23],
  ['.inf', Infinity], ['+.Inf', Infinity], ['-.INF', -Infinity], ['.NaN', NaN],
  ['18446744073709551616', 18446744073709551616],
  // Base 60, dates and versions are text.
  ['1:30', '1:30'], ['190:20:30', '190:20:30'], ['2001-12-14', '2001-12-14'], ['2001-12-14T21:59:43Z', '2001-12-14T21:59:43Z'], ['1.2.3', '1.2.3'],
  ['0x', '0x'], ['0o8', '0o8'], ['0b2', '0b2'], ['1e', '1e'], ['1e400', '1e400'], ['.', '.'], ['-', '-'], ['+', '+'], ['--1', '--1'], ['_1', '_1'], ['5m', '5m'], ['.inF', '.inF'],
  ['y', true], ['Y', true], ['yes', true], ['Yes', true], ['YES', true], ['on', true], ['On', true], ['true', true], ['TRUE', true],
  ['n', false], ['N', false], ['no', false], ['off', false], ['OFF', false], ['False', false],
  ['yEs', 'yEs'], ['tRue', 'tRue'], ['onn', 'onn'], ['constructor', 'constructor'],
  ['', null], ['~', null], ['null', null], ['Null', null], ['nULL', 'nULL'], ['~x', '~x'],
])('%s is %p to Kubernetes', (text, value) => {
  expect(plainScalar(text)).toBe(value);
});
