import * as fc from 'fast-check';
import { parse } from 'yaml';
import { inlineYaml, yamlList, yamlMapping } from '../../../src/stores/csi/inline-yaml';

const read11 = (text: string) => parse(text, { version: '1.1' });

/** What YAML readers take for something else than a string, or for the end of one. */
const hostile = [
  '',
  ' ',
  'yes',
  'No',
  'on',
  'null',
  '~',
  '0400',
  '0o444',
  '1_000',
  '1:30',
  '12e03',
  '.inf',
  '2026-01-01',
  '<<',
  '=',
  '!!binary x',
  '&a',
  '*a',
  '? x',
  '- x',
  '# x',
  'a: b',
  'a #b',
  "it's",
  '"',
  '\\',
  '\\n',
  '%TAG',
  '@x',
  '`x`',
  '{{ .x }}',
  '{a}',
  '[a]',
  '|',
  '>',
  '--- x',
  '...',
  '\n',
  '\r\n',
  '\t',
  '\u0000',
  '\u0007',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\uffff',
  '🔑',
  'ключ',
  'x'.repeat(5000),
  ' lead',
  'trail ',
  'a\n\n b\n',
];

test.each(hostile)('%j comes back as it was', (text) => {
  expect(read11(yamlList('here', [{ objectName: text }]))).toEqual([{ objectName: text }]);
  expect(read11(yamlMapping('here', { objectName: text }))).toEqual({ objectName: text });
  expect(parse(yamlList('here', [{ objectName: text }]))).toEqual([{ objectName: text }]);
});

test('any string, number, list and map comes back from a YAML 1.1 reader', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...hostile));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      anyText,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(
      fc.oneof(
        fc.string({ maxLength: 20 }),
        fc.constantFrom(...hostile.filter((text) => text.length < 100 && text !== '<<')),
      ),
      tie('any'),
      { maxKeys: 4 },
    ),
  })).any;
  fc.assert(fc.property(anyText, value, (text, extra) => {
    const [item] = read11(yamlList('here', [{ secretKey: text, secretArgs: extra }]));
    // YAML has one zero.
    expect(JSON.stringify(item)).toBe(JSON.stringify({ secretKey: text, secretArgs: extra }));
  }), { numRuns: 500 });
});

test('a field that is undefined is left out, null is not', () => {
  expect(yamlList('here', [{ a: undefined, b: null, c: 'x' }])).toBe('- b: null\n  c: "x"\n');
});

test('a number keeps its type: YAML 1.1 takes 1e+21 for a string', () => {
  expect(inlineYaml(1e21)).toBe('1.0e+21');
  expect(read11(inlineYaml(-5e-7))).toBe(-5e-7);
});

test('what YAML cannot carry is an error', () => {
  expect(() => yamlList('chart/Db', [{ secretKey: '\ud800' }])).toThrow(
    'chart/Db: secretKey: "\\ud800" is not valid Unicode and cannot be written as YAML',
  );
  expect(() => inlineYaml('\ud800')).toThrow('"\\ud800" is not valid Unicode and cannot be written as YAML');
  expect(() => inlineYaml(Number.NaN)).toThrow('NaN cannot be written as YAML');
  expect(() => inlineYaml(() => 1)).toThrow('a function cannot be written as YAML');
  // With its quotes a key may have 1000 characters.
  expect(() => inlineYaml({ ['k'.repeat(999)]: 1 })).toThrow('a key of 999 characters is too long for a key in YAML');
  expect(read11(inlineYaml({ ['k'.repeat(998)]: 1 }))).toEqual({ ['k'.repeat(998)]: 1 });
});
