import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { HOSTILE_UNITS, nested, repeatTo } from './hostile';
import { findCredential, findCredentialInBytes } from '../../src/credentials/detector';
import { DIRECTIVES } from '../../src/credentials/directives';
import { TOKEN_PATTERNS } from '../../src/credentials/token-patterns';

/**
 * A search with an expression of bounded width reads at most that many characters from any position, so it is linear in
 * the text. What follows computes the bound from the source of the expression, and fails on one that has none.
 */
function widthOf(source: string): number {
  const { width, end } = widthOfAlternatives(source, 0);
  expect(end).toBe(source.length);
  return width;
}

function widthOfAlternatives(source: string, start: number): { width: number; end: number } {
  let longest = 0;
  let width = 0;
  let at = start;
  while (at < source.length && source[at] !== ')') {
    if (source[at] === '|') {
      longest = Math.max(longest, width);
      width = 0;
      at++;
      continue;
    }
    const atom = widthOfAtom(source, at);
    const quantifier = /^(?:\{(\d+)(?:,(\d*))?\}|[*+?])\??/.exec(source.slice(atom.end));
    let times = 1;
    if (quantifier !== null) {
      times = quantifier[0].startsWith('?') ? 1 : Number((quantifier[2] ?? quantifier[1]) || Infinity);
    }
    width += atom.width * times;
    at = atom.end + (quantifier?.[0].length ?? 0);
  }
  return { width: Math.max(longest, width), end: at };
}

function widthOfAtom(source: string, at: number): { width: number; end: number } {
  if (source[at] === '(') {
    const prefix = /^\((?:\?(?:<[A-Za-z]\w*>|<?[=!]|:))?/.exec(source.slice(at))![0];
    const inner = widthOfAlternatives(source, at + prefix.length);
    expect(source[inner.end]).toBe(')');
    return { width: inner.width, end: inner.end + 1 };
  }
  if (source[at] === '[') {
    return { width: 1, end: at + /^\[(?:\\.|[^\]\\])*\]/s.exec(source.slice(at))![0].length };
  }
  if (source[at] === '^' || source[at] === '$') {
    return { width: 0, end: at + 1 };
  }
  if (source[at] === '\\') {
    const escape = /^\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|p\{\w+\}|.)/i.exec(source.slice(at))![0];
    return { width: escape === '\\b' ? 0 : 1, end: at + escape.length };
  }
  return { width: 1, end: at + 1 };
}

describe('expressions are bounded in width', () => {
  test('the computation sees what has no bound', () => {
    expect(widthOf('ab[c-e]{2,5}(?:x|yz)?')).toBe(9);
    expect(widthOf('(?<=a{3})\\d\\b$')).toBe(4);
    for (const source of ['a*', '(?:ab)+', 'a{3,}', '(?<x>[a]+){2}']) {
      expect(widthOf(source)).toBe(Infinity);
    }
  });

  test.each([...TOKEN_PATTERNS, ...DIRECTIVES].map(({ kind, expression }) => [kind, expression.source]))(
    '%s: %s',
    (_, source) => {
      expect(widthOf(source)).toBeLessThanOrEqual(1024);
    },
  );

  test('expressions that search a whole text (the global ones) elsewhere in the module', () => {
    const folder = join(__dirname, '../../src/credentials');
    const sources = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^const [A-Z0-9_]+ = \/(.+)\/g;/gm)].map(
        (match) => match[1],
      ),
    );
    expect(sources.length).toBeGreaterThanOrEqual(7);
    for (const source of sources) {
      expect(widthOf(source)).toBeLessThanOrEqual(2048);
    }
  });
});

describe('hostile input', () => {
  // All of it within jest's default time for one test: a quadratic scanner would need minutes for one of them.
  test.each(Object.entries(HOSTILE_UNITS))('%s', (_, unit) => {
    expect(() => findCredential(repeatTo(unit, 256 * 1024))).not.toThrow();
  });

  test.each([
    'blanks',
    'letters',
    'names of pairs',
    'headers and dots',
    'angle brackets',
    'URLs with braces',
    'base64 of text',
    'base64 in lines',
    'zeros',
  ])('%s, 1 MiB, under a name, as bytes and in base64', (title) => {
    const text = repeatTo(HOSTILE_UNITS[title], 1024 * 1024);
    for (const layers of [0, 1, 3]) {
      const wrapped = nested(text, layers).slice(0, 1024 * 1024);
      expect(findCredential(wrapped, 'password')).toBeUndefined();
    }
    expect(findCredentialInBytes(Buffer.from(text))).toBeUndefined();
  });

  test('a long text is read to its end', () => {
    const text = `${repeatTo('key: value\n', 1024 * 1024)}postgres://app:${'hunter'}2@db/app`;
    expect(findCredential(text)).toMatchObject({ kind: 'url-password', offset: 1024 * 1024 + 'postgres://'.length });
  });
});
