/* eslint-disable no-bitwise -- permission bits */
import * as fc from 'fast-check';
import { FileMode } from '../../src';

const ALL = Array.from({ length: 0o1000 }, (_, mode) => mode);

function accepts(mode: number): boolean {
  try {
    FileMode.fromNumber(mode);
    return true;
  } catch {
    return false;
  }
}

test('the well-known modes are what their names say', () => {
  expect(
    [FileMode.OWNER_READ, FileMode.GROUP_READ, FileMode.ALL_READ, FileMode.UNSAFE_ALL_READ].map((mode) => [
      mode.value,
      `${mode}`,
    ]),
  ).toEqual([
    [256, '0400'],
    [288, '0440'],
    [292, '0444'],
    [292, '0444'],
  ]);
});

test.each([['0440', 288], ['0o440', 288], ['0400', 256], ['0644', 420], ['0550', 360]])('%s is %d', (text, value) => {
  expect(FileMode.fromString(text).value).toBe(value);
});

test.each([
  ['440', 'file mode "440" is not in octal notation, such as \'0440\'; did you mean \'0440\''],
  ['0o44', 'file mode "0o44" is not in octal notation, such as \'0440\''],
  ['0480', 'is not in octal notation'],
  ['00440', 'is not in octal notation'],
  ['u=r', 'is not in octal notation'],
  ['', 'is not in octal notation'],
  ['0666', 'file mode "0666" lets group write; use a mode such as \'0440\''],
  ['0777', 'file mode "0777" lets group write; use a mode such as \'0440\''],
])('the string %j is refused', (text, message) => {
  expect(() => FileMode.fromString(text)).toThrow(message);
});

test.each([
  [440, "file mode 440 (0670) lets group write; did you mean 0o440 or '0440'"],
  [400, "file mode 400 (0620) lets group write; did you mean 0o400 or '0400'"],
  [444, "file mode 444 (0674) lets group write; did you mean 0o444 or '0444'"],
  [640, "file mode 640 (01200) is not between 0o000 and 0o777; did you mean 0o640 or '0640'"],
  [644, "did you mean 0o644 or '0644'"],
  [0, 'file mode 0 (0000) does not let the owner read'],
  [0o240, 'does not let the owner read'],
  [0o450, 'lets group do what the owner may not'],
  [0o404, 'lets others do what the group may not'],
  [0o446, 'lets others write'],
  [0o777, 'file mode 511 (0777) lets group write; use a mode such as 0o440'],
  [-1, 'file mode -1 is not between'],
  [288.5, 'file mode 288.5 is not between'],
  [Number.NaN, 'file mode NaN is not between'],
])('the number %d is refused', (mode, message) => {
  expect(() => FileMode.fromNumber(mode)).toThrow(message);
});

test('no number is good both as it is and as octal digits by mistake', () => {
  const ambiguous = ALL.filter(
    (mode) => /^[0-7]{3}$/.test(String(mode)) && accepts(mode) && accepts(Number.parseInt(String(mode), 8)),
  );
  expect(ambiguous).toEqual([]);
});

test('an accepted mode lets only the owner write and never gives a wider class more', () => {
  const accepted = ALL.filter(accepts);
  expect(accepted).toContain(0o440);
  for (const mode of accepted) {
    expect(mode & 0o022).toBe(0);
    expect(mode & 0o400).toBe(0o400);
    expect((mode >> 3) & 7 & ~(mode >> 6)).toBe(0);
    expect(mode & 7 & ~(mode >> 3)).toBe(0);
  }
});

test('the string of a mode reads back as the same mode', () => {
  fc.assert(fc.property(fc.constantFrom(...ALL.filter(accepts)), (mode) => {
    expect(FileMode.fromString(FileMode.fromNumber(mode).toString()).value).toBe(mode);
  }));
});
