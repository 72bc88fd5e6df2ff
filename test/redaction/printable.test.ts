import * as fc from 'fast-check';
import { jsonText, printable, printableText } from '../../src/redaction/printable';
import { acts, commandsIn, HOSTILE, hostileText } from '../support/hostile-text';

test.each([
  ['till\u001b[2J', 'till\\u001b[2J'],
  ['a\r\nb\tc', 'a\\u000d\\u000ab\\u0009c'],
  ['\u009b2J\u007f\u0085', '\\u009b2J\\u007f\\u0085'],
  ['\u200e\u200f\u061c\u202a\u202e\u2066\u2069', '\\u200e\\u200f\\u061c\\u202a\\u202e\\u2066\\u2069'],
  ['\u2028\u2029\ufeff\u200b\u00ad', '\\u2028\\u2029\\ufeff\\u200b\\u00ad'],
  ['a\ud800b\udc00', 'a\\ud800b\\udc00'],
  ['\u{e0041}', '\\u{e0041}'],
  ['::error::x', '\\u003a:error::x'],
  ['  ::error::x', '  \\u003a:error::x'],
  ['a ##[group]b', 'a \\u0023#[group]b'],
  ['##vso[task.setvariable]', '\\u0023#vso[task.setvariable]'],
  ["##teamcity[x name='y']", "\\u0023#teamcity[x name='y']"],
  ['section_start:0:x', '\\u0073ection_start:0:x'],
  ['--- x', '\\u002d-- x'],
  ['Größe 日本 😀 é ::x #1 ## y', 'Größe 日本 😀 é ::x #1 ## y'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('no text of others does anything, in a line or in lines', () => {
  fc.assert(fc.property(hostileText, fc.boolean(), (text, colour) => {
    expect(acts(printable(text))).toBe(false);
    expect(printable(text)).not.toContain('\n');
    expect(commandsIn(printable(text))).toEqual([]);
    const lines = printableText(`first\n${text}\n`, colour);
    expect(acts(colour ? lines.replace(/\u001b\[\d{1,2}m/g, '') : lines)).toBe(false);
    expect(commandsIn(lines)).toEqual([]);
    expect(lines.startsWith('first\n')).toBe(true);
  }), { numRuns: 2000 });
});

test('JSON is read as it was, and does nothing either', () => {
  fc.assert(fc.property(hostileText, (text) => {
    const json = jsonText({ [text]: [text, { text }] });
    expect(acts(json)).toBe(false);
    expect(commandsIn(json)).toEqual([]);
    expect(JSON.parse(json)).toEqual({ [text]: [text, { text }] });
  }), { numRuns: 2000 });
});

test('a text of ours stays as it is, with its lines and colours', () => {
  const text = 'a.yaml\n  \u001b[1mPod p\u001b[0m\n\n    1:1  error\n';
  expect(printableText(text, true)).toBe(text);
  expect(printableText(text)).toBe(text.replaceAll('\u001b', '\\u001b'));
  expect(HOSTILE.length).toBeGreaterThan(20);
});
