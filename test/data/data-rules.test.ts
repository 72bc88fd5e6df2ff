import * as fc from 'fast-check';
import { contentHash, validateKeys, validateSize } from '../../src/data/data-rules';
import { MAX_DATA_BYTES } from '../../src/facts/data-limits';

describe('keys', () => {
  const check = (...keys: string[]) => () => validateKeys('app/chart/db', keys);

  test.each(['a', '.a', '-', '_', 'a..b', 'tls.crt', '.dockerconfigjson', 'A_1-b.c', 'a'.repeat(253), '...a'.slice(2)])(
    '%s is taken',
    (key) => {
      expect(check(key)).not.toThrow();
    },
  );

  test.each(['', 'a b', 'a/b', 'ü', 'a\n', 'a:b', '$(X)'])('%j is refused', (key) => {
    expect(check('ok', key)).toThrow(
      `app/chart/db: ${JSON.stringify(key)} is not a valid key: a key is made of letters, digits`,
    );
  });

  test.each(['.', '..', '..data', '...'])('%s is refused, since it cannot be a file of a volume', (key) => {
    expect(check(key)).toThrow("is not '.' and does not begin with '..'");
  });

  test.each(['__proto__', 'constructor'])('%s is refused, since cdk8s loses it', (key) => {
    expect(check(key)).toThrow('cdk8s cannot write it');
  });

  test('a key is at most 253 characters long, and a longer one is not repeated in the error', () => {
    expect(check('a'.repeat(254))).toThrow(
      'app/chart/db: a key has 254 characters, and the API server takes at most 253',
    );
  });

  test('a key is given once', () => {
    expect(check('a', 'b', 'a')).toThrow('app/chart/db: key "a" is given twice');
  });

  test('every key that is taken is one that the API server takes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', '-', '_', ' ', '/', 'é'), maxLength: 6 }),
        (key) => {
          const allowed =
            key !== '' && key !== '.' && !key.startsWith('..') && [...key].every((char) => 'aZ0.-_'.includes(char));
          if (allowed) {
            expect(check(key)).not.toThrow();
          } else {
            expect(check(key)).toThrow('app/chart/db: ');
          }
        },
      ),
    );
  });
});

describe('size', () => {
  const check = (sizes: [string, number][]) => () => validateSize('app/chart/db', 'Secret', new Map(sizes));

  test('1 MiB of values is taken, whatever the keys add', () => {
    expect(check([['a'.repeat(253), MAX_DATA_BYTES - 1], ['b', 1]])).not.toThrow();
    expect(check([])).not.toThrow();
  });

  test('one byte more is refused, and the biggest keys are named with their sizes', () => {
    expect(check([['small', 1], ['d', 10], ['c', 10], ['big', MAX_DATA_BYTES - 20]])).toThrow(
      'app/chart/db: the values of this Secret have 1048577 bytes, and the API server takes at most 1048576; ' +
      'the biggest are big (1048556 bytes), c (10 bytes), d (10 bytes); split it',
    );
  });
});

describe('content hash', () => {
  test('is stable across runs and machines, and fit to end a name', () => {
    expect(contentHash({ data: { a: '1', b: '2' } })).toBe('50731f383b');
    expect(contentHash({})).toMatch(/^[0-9a-f]{10}$/);
  });

  test('does not depend on the order of keys and sections', () => {
    expect(contentHash({ data: { a: '1', b: '2' }, binaryData: { c: '3' } })).toBe(
      contentHash({ binaryData: { c: '3' }, data: { b: '2', a: '1' } }),
    );
  });

  test('a text and its UTF-8 bytes are the same content', () => {
    expect(contentHash({ data: { a: 'é' } })).toBe(contentHash({ data: { a: Buffer.from('é') } }));
  });

  test('what moves between key, value, section and context is another content', () => {
    const contents = [
      contentHash({ data: { a: 'b' } }),
      contentHash({ data: { ab: '' } }),
      contentHash({ data: { a: 'b', c: '' } }),
      contentHash({ data: { a: 'b1:c0:' } }),
      contentHash({ binaryData: { a: 'b' } }),
      contentHash({ data: {}, binaryData: { a: 'b' } }),
      contentHash({ data: { a: 'b' } }, ''),
      contentHash({ data: { a: 'b' } }, 'x'),
      contentHash({ data: { a: 'b' } }, 'x', ''),
      contentHash({ data: { a: 'b' } }, '', 'x'),
    ];
    expect(new Set(contents).size).toBe(contents.length);
  });

  test('different contents have different hashes', () => {
    const content = fc.dictionary(
      fc.string({ maxLength: 3 }).filter((key) => key !== '__proto__'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    const bytes = (values: { [key: string]: string }) =>
      JSON.stringify(
        Object.keys(values)
          .sort()
          .map((key) => [Buffer.from(key).toString('hex'), Buffer.from(values[key]).toString('hex')]),
      );
    fc.assert(
      fc.property(content, content, (left, right) => {
        expect(contentHash({ data: left }) === contentHash({ data: right })).toBe(bytes(left) === bytes(right));
      }),
    );
  });
});
