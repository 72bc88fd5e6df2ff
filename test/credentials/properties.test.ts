import * as fc from 'fast-check';
import { base64, HEX, SAMPLES, VENDOR_SAMPLES } from './corpus';
import { CLIENTS } from '../../src/credentials/clients';
import { credentialsOfCommand } from '../../src/credentials/commands';
import { findCredential, findCredentialInBytes } from '../../src/credentials/detector';
import { runs } from '../support/runs';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });
const hex = fc.string({ unit: fc.constantFrom(...HEX), minLength: 1, maxLength: 128 });
const identifier = fc
  .tuple(fc.constantFrom('-', '_', '.', '/', ':'), fc.array(word, { minLength: 1, maxLength: 6 }))
  .map(([by, words]) => words.join(by));
const camel = fc
  .array(word, { minLength: 1, maxLength: 5 })
  .map((words) => words.map((each, i) => (i === 0 ? each : each[0].toUpperCase() + each.slice(1))).join(''));
const screaming = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join('_').toUpperCase());
const port = fc.integer({ min: 1, max: 65535 });
const url = fc
  .tuple(
    fc.constantFrom('http', 'https', 'postgres', 'amqp', 'redis', 'mongodb'),
    fc.option(word),
    fc.domain(),
    fc.option(port),
    fc.array(word, { maxLength: 4 }),
  )
  .map(
    ([scheme, user, host, at, path]) =>
      `${scheme}://${user === null ? '' : `${user}@`}${host}${at === null ? '' : `:${at}`}/${path.join('/')}`,
  );
const numeric = fc.oneof(
  fc.ipV4(), fc.ipV6(), fc.integer().map(String), fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
const harmless = fc.oneof(word, hex, identifier, camel, screaming, fc.uuid(), url, numeric);
const secretNames = ['password', 'DB_PASSWORD', 'api.key', 'clientSecret', 'auth-token'];
const references = fc
  .tuple(
    fc.constantFrom(...secretNames),
    screaming,
    fc.constantFrom(
      (name: string) => `\${${name}}`,
      (name: string) => `$(${name})`,
      (name: string) => `{{ .Values.${name} }}`,
      (name: string) => `%${name}%`,
      (name: string) => `<${name}>`,
      (name: string) => `$${name}`,
    ),
  )
  .map(([name, variable, write]) => `${name}: ${write(variable)}`);

describe('silence', () => {
  test('on words, names, numbers, hashes, ids, dates and addresses', () => {
    fc.assert(fc.property(harmless, (text) => {
      expect(findCredential(text)).toBeUndefined();
      expect(findCredential(base64(text))).toBeUndefined();
    }), { numRuns: runs(600, 3000) });
  });

  test('on files of settings made of them', () => {
    const line = fc.tuple(identifier, fc.constantFrom('=', ': ', ' = ', '\t'), harmless)
      .filter(([name]) => !/(?:pass|pw|pwd|secret|token|key|auth|cred|jwt|bearer)/.test(name))
      .map((parts) => parts.join(''));
    fc.assert(fc.property(fc.array(fc.oneof(line, references), { maxLength: 30 }), (lines) => {
      expect(findCredential(lines.join('\n'))).toBeUndefined();
    }), { numRuns: runs(200, 1000) });
  });

  test('on a name of any kind whose value is a substitution', () => {
    fc.assert(fc.property(fc.constantFrom(...secretNames), screaming, (name, variable) => {
      for (const value of [`\${${variable}}`, `$(${variable})`, `%${variable}%`, `<${variable}>`, `$${variable}`]) {
        expect(findCredential(value, name)).toBeUndefined();
      }
    }));
  });

  test('on files and paths, whatever they are called', () => {
    fc.assert(
      fc.property(
        identifier,
        fc.constantFrom('_FILE', '_PATH', '-file', '.path', 'File', 'Path'),
        fc.string(),
        (name, ending, value) => {
          expect(findCredential(value, `password_${name}${ending}`)).toEqual(findCredential(value));
        },
      ),
    );
  });

  test('on random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
      expect(findCredentialInBytes(bytes)).toBeUndefined();
    }), { numRuns: runs(100, 500) });
  });
});

describe('discovery', () => {
  const around = fc.string({
    unit: fc.constantFrom(...letters, '0', '9', ' ', '\n', '=', ':', '"', "'", '{', '}', '/', '-', '.', '\u00e9', '$'),
    maxLength: 200,
  });
  const sample = fc.constantFrom(...VENDOR_SAMPLES);

  test('of a vendor token anywhere in a text', () => {
    fc.assert(
      fc.property(
        around,
        sample,
        around,
        fc.constantFrom('\n', ' ', '"', '=', '\\n'),
        (before, { value }, after, by) => {
          expect(findCredential(`${before}${by}${value}${by === '=' ? ' ' : by}${after}`)).toBeDefined();
        },
      ),
      { numRuns: runs(400, 2000) },
    );
  });

  test('of any sample in a file, in base64, at any place', () => {
    const lines = fc
      .array(
        fc.tuple(identifier, harmless).map(([name, value]) => `${name}: ${value}`),
        { maxLength: 10 },
      )
      .map((all) => all.map((line) => `${line}\n`).join(''));
    const any = fc.constantFrom(...SAMPLES.filter(({ name }) => name === undefined));
    fc.assert(fc.property(lines, any, lines, (before, { value }, after) => {
      expect(findCredential(`${before}${value}\n${after}`)).toBeDefined();
      expect(findCredential(`${before}config: ${base64(value)}\n${after}`)).toBeDefined();
      expect(findCredential(base64(`${before}${value}\n${after}`))).toBeDefined();
    }), { numRuns: runs(200, 1000) });
  });

  test('of the same in any text and in its bytes, at the same place for ASCII', () => {
    fc.assert(fc.property(fc.string(), sample, (before, { value }) => {
      const text = `${before}\n${value}`;
      const [inText, inBytes] = [findCredential(text), findCredentialInBytes(Buffer.from(text))];
      expect(inText).toBeDefined();
      expect(inBytes).toEqual(inText);
    }), { numRuns: runs(200, 1000) });
  });
});

test('any text at all is judged without an error, and the same way twice', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), fc.string(), (text, name) => {
    expect(findCredential(text, name)).toEqual(findCredential(text, name));
  }), { numRuns: runs(400, 2000) });
});

test('any words of commands are judged without an error, wherever the command ends', () => {
  const words = CLIENTS.flatMap(({ programs, options = [], words: places = [] }) =>
    [programs[0], ...options.flatMap(({ flags }) => flags), ...places.flatMap(({ after }) => after)]);
  const command = fc.array(fc.oneof(fc.constantFrom(...words), word), { maxLength: 6 });
  fc.assert(fc.property(fc.constantFrom(...CLIENTS), command, ({ programs }, rest) => {
    const all = [programs[0], ...rest];
    expect(() => credentialsOfCommand(all)).not.toThrow();
    expect(() => findCredential(all.join(' '))).not.toThrow();
  }), { numRuns: runs(1000, 5000) });
});
