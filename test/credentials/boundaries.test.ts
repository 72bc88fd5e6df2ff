import { base64, draw, HEX, ALNUM, VENDOR_SAMPLES } from './corpus';
import { findCredential, findCredentialInBytes } from '../../src/credentials/detector';
import { findHttpCredential } from '../../src/credentials/http-credentials';
import { findCredentialInTemplate } from '../../src/credentials/templates';
import { TOKEN_PATTERNS } from '../../src/credentials/token-patterns';

/** What a scanner takes and what it leaves, next to each other: a condition that is left out changes one of the two. */

const literal = draw(ALNUM, 20, 'literal');

describe('a template of Go', () => {
  test.each<[title: string, text: string, found: boolean]>([
    ['a literal alone', literal, true],
    ['a literal of few characters, and no action', 'Xy7!qP', true],
    ['an action alone', '{{ .password }}', false],
    ['a literal before an action', `${literal}{{ .tail }}`, true],
    ['a literal behind an action', `{{ .head }}${literal}`, true],
    ['a literal between two actions', `{{ .head }}${literal}{{ .tail }}`, true],
    ['two actions and a separator', '{{ .head }}:{{ .tail }}', false],
    ['eight characters with a digit beside an action', '{{ .head }}kW3xQ9pZ', true],
    ['seven characters beside an action', '{{ .head }}kW3xQ9p', false],
    ['a word without a digit beside an action', '{{ .head }}production', false],
  ])('%s', (_title, text, found) => {
    expect(findCredentialInTemplate(text, 'password') !== undefined).toBe(found);
  });

  test('without a name only what has a shape is found', () => {
    expect(findCredentialInTemplate(literal)).toBeUndefined();
    expect(findCredentialInTemplate(`{{ .a }} ${VENDOR_SAMPLES[0].value}`)).toBeDefined();
  });

  test('an action that is not closed is read as text', () => {
    expect(findCredentialInTemplate(`${literal}{{ .tail`, 'password')).toEqual(
      findCredential(`${literal}{{ .tail`, 'password'),
    );
  });
});

describe('a JSON Web Token', () => {
  const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
    .toString('base64url');
  const token = (header: unknown, rest = `.${part({ sub: 'shop' })}.${draw(ALNUM, 43)}`) => `${part(header)}${rest}`;
  const header = { alg: 'HS256', typ: 'JWT' };

  test.each<[title: string, text: string, offset: number | undefined]>([
    ['three parts', token(header), 0],
    ['behind a word', `token ${token(header)}`, 6],
    ['behind what only begins like one', `eyJ. ${token(header)}`, 5],
    ['as the payload of what is not one', `${part({ typ: 'x', by: 'shop' })}.${token(header)}`, part({ typ: 'x', by: 'shop' }).length + 1],
    ['without a signature', token(header, `.${part({ sub: 'shop' })}.`), 0],
    ['two parts', token(header, `.${part({ sub: 'shop' })}`), undefined],
    ['two parts and another character', token(header, `.${part({ sub: 'shop' })}:x`), undefined],
    ['an empty payload', token(header, '..x'), undefined],
    ['a header alone', token(header, ''), undefined],
    ['a header without an algorithm', token({ typ: 'JWT', kid: 'shop' }), undefined],
    ['a header whose algorithm is a number', token({ alg: 1, kid: 'shop' }), undefined],
    ['the shortest header', token({ alg: '' }), 0],
    ['a header that is not JSON', token('{"alg":"HS256"'), undefined],
    ['a header that is an unfinished list', token('{"alg","HS256"}'), undefined],
  ])('%s', (_title, text, offset) => {
    expect(findHttpCredential(text)?.offset).toBe(offset);
  });
});

describe('an Authorization header', () => {
  const random = draw(ALNUM, 32, 'bearer');
  const pair = base64('shop:kW3xQ9pZ');

  test.each<[text: string, kind: string | undefined]>([
    [`Bearer ${random}`, 'bearer-token'], [`bearer ${random}`, 'bearer-token'], [`BEARER ${random}`, 'bearer-token'],
    [`Bearer%20${random}`, 'bearer-token'], [`Bearer+${random}`, 'bearer-token'],
    [`Bearer    ${random}`, 'bearer-token'], [`Bearer     ${random}`, undefined],
    [`Forbearer ${random}`, undefined], [`Bearer ${random.slice(0, 15)}`, undefined],
    ['Bearer your-token-goes-here', undefined], ['Bearer ${TOKEN}', undefined],
    [`Bearer placeholder-token-value and Bearer ${random}`, 'bearer-token'],
    [`Basic ${pair}`, 'basic-auth'], [`basic ${pair}`, 'basic-auth'], [`BASIC ${pair}`, 'basic-auth'],
    [`Basic%20${pair}`, 'basic-auth'], [`Probasic ${pair}`, undefined],
    [`Basic ${base64('shop:')}`, undefined], [`Basic ${base64('shop-kW3xQ9pZ')}`, undefined],
    [`Basic ${base64(':kW3xQ9pZ')}`, 'basic-auth'], [`Basic ${base64('shop:${PASSWORD}')}`, undefined],
    [`Basic ${base64('shop\n:kW3xQ9pZ')}`, undefined], [`Basic ${base64('shop:kW3x\nQ9pZ')}`, undefined],
  ])('%j: %s', (text, kind) => {
    expect(findHttpCredential(text)?.kind).toBe(kind);
  });
});

describe('base64', () => {
  const key = VENDOR_SAMPLES.find(({ kind }) => kind === 'github-token')!.value;
  const encoded = base64(`a: b\nc: ${key}\n`);
  const wrapped = (width: number, by: string) => encoded.match(new RegExp(`.{1,${width}}`, 'g'))!.join(by);

  test.each(['\n', '\r\n', '\\n', '\\r\\n', '\n  ', `\n${' '.repeat(32)}`])('lines broken by %j are joined', (by) => {
    expect(findCredential(wrapped(56, by))).toBeDefined();
  });

  test.each<[number, string]>([[55, '\n'], [56, '\n\n'], [56, ' '], [56, `\n${' '.repeat(33)}`]])(
    'lines of %d characters broken by %j are not', (width, by) => {
      expect(findCredential(wrapped(width, by))).toBeUndefined();
    },
  );

  test.each([['', 0], ['/', 1], ['ab/', 3], ['abc-', 4], ['config/of-', 10]])(
    'what stands behind %j, of the same letters, is read', (before, length) => {
      expect(before).toHaveLength(length);
      expect(findCredential(`${before}${encoded}`)).toMatchObject({ kind: 'github-token', base64Layers: 1 });
    },
  );

  test('text in UTF-16 inside is read', () => {
    expect(findCredential(Buffer.from(`token ${key}`, 'utf16le').toString('base64'))).toBeDefined();
    expect(findCredential(Buffer.from(`\ufefftoken ${key}`, 'utf16le').toString('base64'))).toBeDefined();
  });
});

test.each<[title: string, begin: number[], offset: number | undefined]>([
  ['both bytes of the mark', [0xff, 0xfe], 2], ['the first alone', [0xff, 0x00], undefined],
  ['the second alone', [0x00, 0xfe], undefined],
])('UTF-16 is read behind %s', (_title, begin, offset) => {
  const text = Buffer.from(VENDOR_SAMPLES[0].value, 'utf16le');
  expect(findCredentialInBytes(Buffer.concat([Buffer.from(begin), text]))?.offset).toBe(offset);
});

describe('vendor tokens', () => {
  test.each(VENDOR_SAMPLES)('$title that is masked is not one', ({ value }) => {
    // A mask has twelve characters.
    expect(findCredential(`${value.slice(0, -12)}${'x'.repeat(12)}`)?.kind).not.toBe('github-token');
  });

  test.each(['x', 'X', '*', '0', '.'])('a token is masked by %s, twelve times', (mask) => {
    const body = draw(HEX.slice(1), 60, 'masked');
    const find = (count: number) => findCredential(`sntrys_${body}${mask.repeat(count)}`)?.kind;
    expect(find(0)).toBe('sentry-token');
    if (mask === 'x' || mask === 'X' || mask === '0') {
      expect([find(11), find(12)]).toEqual(['sentry-token', undefined]);
    }
  });

  test.each([
    ['letters alone', 'sk-thequickbrownfoxjumpsover'], ['words', 'sk-the-quick-brown-fox-jumps-over'],
    ['words and a number', 'sk-the-quick-brown-fox-jumps-2024'],
    ['few characters, over and over', 'sk-a1b2a1b2a1b2a1b2a1b2a1b2'],
  ])('a shape that words have too is one only with characters drawn at random: %s', (_title, text) => {
    expect(TOKEN_PATTERNS.find(({ kind }) => kind === 'openai-key')!.random).toBe(true);
    expect(findCredential(text)).toBeUndefined();
    expect(findCredential(`${text} sk-${draw(ALNUM, 40, 'openai')}`)).toMatchObject({ offset: text.length + 1 });
  });

  test('none is found where a word goes on', () => {
    const token = `sk-${draw(ALNUM, 40, 'openai')}`;
    expect(findCredential(`a${token}`)).toBeUndefined();
    expect(findCredential(`\\n${token}`)?.kind).toBe('openai-key');
    expect(findCredential(`(${token}`)?.kind).toBe('openai-key');
  });
});
