import * as fc from 'fast-check';

/** What does something to whoever looks at it. */
export const HOSTILE: readonly string[] = [
  '\u001b[2J',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u0000',
  '\u0008',
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\u000b',
  '\u000c',
  '\u007f',
  '\u0085',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u061c',
  '\u202a',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u00ad',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  '\n::error::',
  '\n  ::set-output name=a::',
  '::warning file=a::',
  '##[error]',
  '##[group]',
  '##vso[task.complete]',
  '##VSO[x]',
  '##teamcity[message]',
  '\nsection_start:1:a\r\u001b[0K',
  'section_end:1:a',
  '\n--- ',
  '+++ ',
  'travis_fold:start:a',
  '::',
  ':',
  '#',
  '##',
];

/** A text with some of it, and with any other characters. */
export const hostileText = fc.array(
  fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 4 }), fc.string({ maxLength: 6 })),
  { minLength: 1, maxLength: 6 },
).map((parts) => parts.join(''));

/** Whether a text moves a cursor, hides or turns text, or ends a line otherwise than by a line feed. */
export function acts(text: string): boolean {
  return /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text)
    || /[\u00ad\u200b-\u200f\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u.test(text);
}

const COMMAND = /^\s*::|##\[|##vso\[|^\s*##teamcity\[|^\s*section_(?:start|end):|^\s*travis_|^(?:---|\+\+\+|~~~) /i;

/** The lines that a build server would obey. */
export function commandsIn(text: string): string[] {
  return text.replace(/\u001b\[\d{1,2}m/g, '').split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .filter((line) => COMMAND.test(line));
}
