import * as fc from 'fast-check';
import { ALNUM, base64, DER_KEYS, DER_PUBLIC, draw, RSA_PEM, SAMPLES, VENDOR_SAMPLES } from './corpus';
import { HARMLESS } from './harmless';
import { findAssignment } from '../../src/credentials/assignments';
import { findCredential, findCredentialInBytes, findCredentialLines } from '../../src/credentials/detector';
import { findDirective } from '../../src/credentials/directives';
import { findHttpCredential } from '../../src/credentials/http-credentials';
import { findPrivateKey } from '../../src/credentials/private-keys';
import { findVendorToken, TOKEN_PATTERNS } from '../../src/credentials/token-patterns';
import { findUrlPassword } from '../../src/credentials/url-passwords';

describe('every kind of credential is found', () => {
  test.each(SAMPLES)('$title', ({ value, kind, name, base64Layers = 0 }) => {
    expect(findCredential(value, name)).toMatchObject({ kind, base64Layers });
  });

  test.each(SAMPLES)('$title, as bytes', ({ value, kind, name, base64Layers = 0 }) => {
    expect(findCredentialInBytes(Buffer.from(value), name)).toMatchObject({ kind, base64Layers });
  });

  test('every vendor expression has a sample', () => {
    const unproved = TOKEN_PATTERNS.filter(
      ({ expression }) => !VENDOR_SAMPLES.some(({ value }) => value.search(expression) >= 0),
    );
    expect(unproved.map(({ kind }) => kind)).toEqual([]);
  });
});

describe('what is not a credential is let through', () => {
  test.each(HARMLESS)('$title', ({ value, name }) => {
    expect(findCredential(value, name)).toBeUndefined();
    expect(findCredentialInBytes(Buffer.from(value), name)).toBeUndefined();
  });

  test('all of them in one text', () => {
    const text = HARMLESS.filter(({ name }) => name === undefined).map(({ value }) => value).join('\n\n');
    expect(findCredential(text)).toBeUndefined();
  });
});

describe('base64', () => {
  const token = `gh${'p_'}${draw(ALNUM, 36)}`;

  test.each(SAMPLES.filter(({ name }) => name === undefined))('$title, wrapped', ({ value }) => {
    expect(findCredential(base64(value))).toBeDefined();
  });

  test.each([1, 2, 3])('%d layers', (layers) => {
    let wrapped = `token=${token}`;
    for (let i = 0; i < layers; i++) wrapped = base64(wrapped);
    expect(findCredential(`cert: abc\nconfig: ${wrapped}\n`)).toEqual({
      kind: 'github-token', description: 'a GitHub token', base64Layers: layers, offset: 18,
    });
  });

  test('deeper layers are left alone', () => {
    let wrapped = token;
    for (let i = 0; i < 4; i++) wrapped = base64(wrapped);
    expect(findCredential(wrapped)).toBeUndefined();
  });

  test.each([
    ['the URL alphabet without padding', (text: string) => Buffer.from(text).toString('base64url')],
    ['broken lines', (text: string) => base64(text).replace(/.{76}/g, '$&\n')],
    ['broken and indented lines', (text: string) => base64(text).replace(/.{64}/g, '$&\r\n      ')],
    ['escaped line breaks', (text: string) => base64(text).replace(/.{64}/g, '$&\\n')],
    ['a data URL', (text: string) => `data:text/plain;base64,${base64(text)}`],
    ['a word before it', (text: string) => `files/${base64(text)}`],
    ['UTF-16', (text: string) => Buffer.from(text, 'utf16le').toString('base64')],
  ])('%s', (_, wrap) => {
    expect(findCredential(wrap(`${'# settings of the service\n'.repeat(8)}token: ${token}\n`))).toMatchObject({
      kind: 'github-token',
      base64Layers: 1,
    });
  });
});

describe('bytes', () => {
  test.each(Object.entries(DER_KEYS))('%s is found', (_, bytes) => {
    expect(findCredentialInBytes(bytes)).toMatchObject({ kind: 'private-key', offset: 0 });
    expect(findCredential(bytes.toString('base64'))).toMatchObject({ kind: 'private-key', base64Layers: 1 });
  });

  test.each(Object.entries(DER_PUBLIC))('%s is let through', (_, bytes) => {
    expect(findCredentialInBytes(bytes)).toBeUndefined();
    expect(findCredential(bytes.toString('base64'))).toBeUndefined();
  });

  test('offsets count bytes, whatever stands before', () => {
    const before = Buffer.from('\u00e9\u5bc6\u7801\n');
    const bytes = Buffer.concat([before, Buffer.from(`gh${'p_'}${draw(ALNUM, 36)}`)]);
    expect(findCredentialInBytes(bytes)?.offset).toBe(before.length);
  });

  test('UTF-16 with a byte order mark is read, and offsets count bytes', () => {
    const bytes = Buffer.from(`\ufeffab gh${'p_'}${draw(ALNUM, 36)}`, 'utf16le');
    expect(findCredentialInBytes(bytes)).toMatchObject({ kind: 'github-token', offset: 8 });
    expect(findCredentialInBytes(Buffer.from('\ufeffnothing', 'utf16le'))).toBeUndefined();
  });

  test('a view into a larger buffer is read within its bounds', () => {
    const whole = new TextEncoder().encode(`gh${'p_'}${draw(ALNUM, 36)} harmless`);
    expect(findCredentialInBytes(whole.subarray(41))).toBeUndefined();
  });
});

test('a finding tells where, and never what', () => {
  for (const { value, name } of SAMPLES) {
    const finding = findCredential(value, name)!;
    expect(Object.keys(finding).sort()).toEqual(['base64Layers', 'description', 'kind', 'offset']);
    expect(finding.offset).toBeGreaterThanOrEqual(0);
    expect(finding.offset).toBeLessThan(value.length);
    expect(finding.description).toMatch(/^an? /);
    expect(finding.kind).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});

test('a name alone is never a finding', () => {
  for (const name of ['password', 'DB_PASSWORD', 'api-key', 'tls.key', 'id_rsa', '.netrc']) {
    expect(findCredential('', name)).toBeUndefined();
    expect(findCredential('80', name)).toBeUndefined();
    expect(findCredential('enabled', name)).toBeUndefined();
  }
});

test('a value that is found without a name keeps its kind under a telling name', () => {
  expect(findCredential(`gh${'p_'}${draw(ALNUM, 36)}`, 'password')?.kind).toBe('github-token');
});

test('a short word holds nothing that any scanner would find', () => {
  const scanners = [
    findPrivateKey,
    findVendorToken,
    findHttpCredential,
    findUrlPassword,
    findDirective,
    findAssignment,
  ];
  const shortest = [...SAMPLES, ...VENDOR_SAMPLES]
    .filter(({ name, value }) => name === undefined && /^[\w.-]*$/.test(value))
    .map(({ value }) => value.length);
  expect(Math.min(...shortest)).toBeGreaterThan(14);
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...`${ALNUM}._-`), maxLength: 14 }), (word) => {
    expect(scanners.map((scan) => scan(word)).filter((found) => found !== undefined)).toEqual([]);
  }));
});

test('every line with a credential is told, whichever scanner finds it', () => {
  const text = [
    'user: app',
    `password: ${'maple'}-anvil`,
    '',
    `url: https://app:${'maple'}-anvil@shop.example`,
    'level: info',
    `token: ${draw(ALNUM, 32)}`,
  ].join('\n');
  expect(findCredentialLines(text)).toMatchObject({ kind: 'url-password', lines: [2, 4, 6] });
  expect(findCredentialLines(`level: info\n${RSA_PEM}level: info\ntoken: ${draw(ALNUM, 32)}\n`)).toMatchObject({
    kind: 'private-key', lines: [2, RSA_PEM.split('\n').length + 2],
  });
  expect(findCredentialLines('level: info\n')).toBeUndefined();
  expect(findCredentialLines('maple-anvil', 'DB_PASSWORD')).toMatchObject({ lines: [1] });
  expect(
    findCredentialLines(Array.from({ length: 50 }, () => 'password: maple-anvil').join('\r\n'))?.lines,
  ).toHaveLength(10);
});
