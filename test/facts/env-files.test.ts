import * as fc from 'fast-check';
import { envLinesOf } from '../../src/facts/env-files';

const read = (text: string | Buffer) => envLinesOf(Buffer.from(text as string));

test.each<[what: string, text: string, entries: Record<string, string>]>([
  ['comments, empty lines and blanks before a key', '# A=0\n\n  \n\t # B=0\n \u0085\u00a0A=1\n', { A: '1' }],
  ['blanks, quotes, `#` and references of a value', 'A= 1 \nB="q"\nC=x # y\nD=$A${B}\n', {
    A: ' 1 ', B: '"q"', C: 'x # y', D: '$A${B}',
  }],
  ['the first `=`', 'A=b=c==\nE=\n', { A: 'b=c==', E: '' }],
  ['lines of Windows, and a last line without an end', 'A=1\r\nB=a\rb\r\nC=2\r', { A: '1', B: 'a\rb', C: '2' }],
  ['a backslash at the end of a line', 'A=1\\\nB=2', { A: '1\\', B: '2' }],
  ['a byte order mark', '\ufeff A=1\n', { A: '1' }],
  ['a key of a `.properties` file', 'server.port=80\nlog-level=info\n', { 'server.port': '80', 'log-level': 'info' }],
  ['nothing', '', {}],
])('%s', (_what, text, entries) => {
  const lines = read(text);
  expect(lines.filter(({ fault }) => fault !== undefined)).toEqual([]);
  expect(Object.fromEntries(lines.map(({ key, value }) => [key, value]))).toEqual(entries);
});

test.each<[text: string | Buffer, line: number, fault: RegExp]>([
  ['A=1\nHOME\n', 2, /^has no `=`.*write `KEY=`/],
  ['\n=x\n', 2, /^has a key that is not valid: .*is not empty$/],
  ['export A=1\n', 1, /^has a key that is not valid: .*; leave `export` out$/],
  ['A = 1\n', 1, /; leave out the blank before `=`$/],
  ['a/b=1\n', 1, /^has a key that is not valid/],
  ['..a=1\n', 1, /does not begin with '\.\.'$/],
  ['A=1\n\ufeffB=1\n', 2, /^has a key that is not valid/],
  ['A=1\n#\nA=2\n', 3, /^sets the key of line 1 again/],
  [Buffer.from([0x41, 0x3d, 0x31, 0x0a, 0x42, 0x3d, 0xff]), 2, /^is not valid UTF-8/],
  [`A=1\nB=${'x'.repeat(65_534)}\n`, 2, /^has 65536 bytes, and kustomize reads at most 65535/],
  [`# ${'ü'.repeat(32_767)}\n`, 1, /^has 65536 bytes/],
])('%j has a fault in line %d', (text, line, fault) => {
  expect(read(text as string).filter((entry) => entry.fault !== undefined)).toEqual([
    expect.objectContaining({ line, fault: expect.stringMatching(fault) }),
  ]);
});

test('a line of the greatest length is read', () => {
  expect(read(`B=${'x'.repeat(65_533)}\n`)[0].value).toHaveLength(65_533);
});

const KEYS = fc.stringMatching(/^[A-Za-z_][-._A-Za-z0-9]{0,8}$/);
const VALUES = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\n/g, '').replace(/\r$/, ''));
const NOISE = fc.constantFrom('', '\n', '# note\n', ' \t\n', '#A=1\n', '  ', '\t');

test('what is written is read, whatever stands between', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(KEYS, VALUES, NOISE), { selector: ([key]) => key }),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom('', '\ufeff'),
      (entries, end, mark) => {
        const text = mark + entries.map(([key, value, noise]) => `${noise}${key}=${value}${end}`).join('');
        expect(read(text).map(({ key, value, fault }) => [key, value, fault])).toEqual(
          entries.map(([key, value]) => [key, value, undefined]),
        );
      },
    ),
  );
});

test('a fault never repeats the line, and any bytes are read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const faults = envLinesOf(bytes).map(({ fault }) => fault ?? '');
      expect(faults.every((fault) => /^[\w `=,;:'.\-]*$/.test(fault))).toBe(true);
    }),
  );
  expect(read('tr0ub4dorVx71qZ\n')[0].fault).not.toContain('tr0ub');
});
