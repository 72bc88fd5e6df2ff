import { Client, ClientOption, CLIENTS, ClientWord, OptionForm } from './clients';
import { Scanner, Sighting } from './finding';
import { isLiteralSecret, Writing } from './literals';
import { judgeName, SecretName } from './secret-names';

/** Characters of a command that are read behind the name of the program. */
const COMMAND_WINDOW = 600;

/** Words of a list that are looked at for a program: others before it run it, such as `timeout 5`. */
const WORDS_BEFORE = 8;

const BY_PROGRAM = new Map<string, Client[]>();
for (const client of CLIENTS) {
  for (const program of client.programs) {
    BY_PROGRAM.set(program, [...BY_PROGRAM.get(program) ?? [], client]);
  }
}

const PROGRAMS = [...BY_PROGRAM.keys()].sort((one, other) => other.length - one.length)
  .map((program) => program.replace(/[.]/g, '\\$&')).join('|');

/** A program in a text, with a blank or the end of a quoted word of a list behind it. */
const IN_TEXT = new RegExp(`(?<![\\w.=-])(?:${PROGRAMS})(?=[ \\t]|["'][ \\t]*,)`, 'g');

/** A word of a command, and where its text begins. */
interface Word {
  readonly text: string;
  readonly offset: number;
}

/** A credential among the words of a command. */
export interface CommandSighting extends Omit<Sighting, 'offset'> {
  /** Which of the words has it. */
  readonly index: number;
}

/**
 * The credentials that a program takes in its arguments, in a list of words as a container has them.
 *
 * @param words the command, one word an item
 * @param otherwise the program where the words only have its arguments
 */
export function credentialsOfCommand(words: readonly string[], otherwise = ''): CommandSighting[] {
  const start = words.slice(0, WORDS_BEFORE).findIndex((word) => BY_PROGRAM.has(baseName(word)));
  const program = start < 0 ? otherwise : baseName(words[start]);
  const begin = start < 0 ? 0 : start + 1;
  const rest = words.slice(begin).map((text, index) => ({ text, offset: index }));
  return credentialsOf(program, rest, Writing.ENTRY).map(({ kind, description, offset }) =>
    ({ kind, description, index: begin + offset }));
}

/** Credentials in the arguments of the commands of a script, or of a command that stands in another text. */
export const findCommandCredential: Scanner = (text) => {
  IN_TEXT.lastIndex = 0;
  for (let match = IN_TEXT.exec(text); match !== null; match = IN_TEXT.exec(text)) {
    const [found] = credentialsOf(match[0], wordsFrom(text, IN_TEXT.lastIndex), Writing.QUOTED);
    if (found !== undefined) {
      return { ...found, offset: match.index };
    }
  }
  return undefined;
};

function credentialsOf(program: string, words: readonly Word[], writing: Writing): Sighting[] {
  return (BY_PROGRAM.get(program) ?? []).flatMap((client) => {
    if (client.needs !== undefined && !words.some(({ text }) => text === client.needs)) {
      return [];
    }
    const values = [
      ...(client.options ?? []).flatMap((option) => [...valuesOfOption(option, words)]),
      ...(client.words ?? []).flatMap((word) => [...valuesOfPlace(word, words)]),
    ];
    return values.filter(({ text, name, isAttached }) =>
      isLiteralSecret(name, text, isAttached && writing === Writing.QUOTED ? Writing.BARE : writing)
      && !/\$[A-Za-z_{(]/.test(text))
      .map(({ offset }) => ({
        kind: 'password', description: 'a literal password in the arguments of a command', offset,
      }));
  });
}

/** What may be a credential, and how it is to be judged. */
interface Value extends Word {
  readonly name: SecretName;

  /** Whether it stands in one word with its option: in a text, `-port` may be no option with a value. */
  readonly isAttached?: boolean;
}

function* valuesOfOption(option: ClientOption, words: readonly Word[]): Generator<Value> {
  for (const [index, { text, offset }] of words.entries()) {
    for (const flag of option.flags) {
      const value = text === flag || isBundle(text, flag)
        ? option.form === OptionForm.ATTACHED ? undefined : words[index + 1]
        : attachedTo(flag, option.form, { text, offset });
      const password = value === undefined ? undefined : passwordOf(value, option);
      if (password !== undefined) {
        yield { ...password, name: SecretName.PASSWORD, isAttached: value!.offset === offset };
      }
    }
  }
}

/** Whether a word is several options of one letter, of which the last is the one that has a value: `-sSu`. */
function isBundle(text: string, flag: string): boolean {
  return /^-[a-z]$/.test(flag) && /^-[A-Za-z]{2,8}$/.test(text) && text.endsWith(flag[1]) && flag === '-u';
}

function attachedTo(flag: string, form: OptionForm, { text, offset }: Word): Word | undefined {
  if (text.startsWith(`${flag}=`)) {
    return { text: text.slice(flag.length + 1), offset };
  }
  const isAttached = form !== OptionForm.NEXT && !flag.startsWith('--') && text.startsWith(flag);
  return isAttached && text.length > flag.length ? { text: text.slice(flag.length), offset } : undefined;
}

function passwordOf(
  { text, offset }: Word,
  { separator, prefix }: { separator?: string; prefix?: string },
): Word | undefined {
  if (prefix !== undefined) {
    return text.startsWith(prefix) ? { text: text.slice(prefix.length), offset } : undefined;
  }
  if (separator === undefined) {
    return { text, offset };
  }
  const at = text.indexOf(separator);
  const user = text.slice(0, Math.max(0, at));
  return at < 0 || /[\s"'<]/.test(user) || (separator === '/' && (user === '' || user === '.' || user === '~'))
    ? undefined : { text: text.slice(at + 1).replace(separator === '/' ? /@.*$/s : /(?!)/, ''), offset };
}

function* valuesOfPlace(place: ClientWord, words: readonly Word[]): Generator<Value> {
  if (
    place.letter !== undefined &&
    !words.some(({ text }) => /^-[A-Za-z]+$/.test(text) && text.includes(place.letter!))
  ) {
    return;
  }
  const plain = words.filter(({ text }) => !text.startsWith('-'));
  const start = plain.findIndex((_, index) => place.after.every((text, step) => plain[index + step]?.text === text));
  const rest = start < 0 ? [] : plain.slice(start + place.after.length);
  const word = place.place < 0 ? rest[rest.length + place.place] : rest[place.place];
  const value = word === undefined ? undefined : passwordOf(word, place);
  if (value !== undefined && !value.text.includes('=')) {
    yield { ...value, name: place.named === true ? judgeName(rest[place.place - 1].text) : SecretName.PASSWORD };
  }
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}

/**
 * The words of a command of a shell from a place on, to its end: a line break, `;`, `|` or `&`. Of a list in JSON, the
 * items. Quotes, also escaped ones, are left out; a substitution is one word whatever it holds.
 */
function wordsFrom(text: string, start: number): Word[] {
  const window = text.slice(start, start + COMMAND_WINDOW).replace(/\\\r?\n/g, (gap) => ' '.repeat(gap.length));
  const isList = /^["']/.test(window);
  const words: Word[] = [];
  const token = isList ? LIST_ITEM : SHELL_WORD;
  token.lastIndex = 0;
  for (let match = token.exec(window); match !== null; match = token.exec(window)) {
    const raw = match[1];
    words.push({ text: isList ? raw : raw.replace(/\\?["']/g, ''), offset: start + match.index });
  }
  return words;
}

/** Sticky, so that the list and the command end where something else comes. */
const LIST_ITEM = /["']?[ \t\r\n]*,[ \t\r\n]*["']([^"'\n]*)["']/y;
const SHELL_WORD =
  /[ \t]+((?:"(?:\\.|\$\([^()]*\)|\$(?!\()|[^"\\\n$])*"|'[^'\n]*'|\$\([^()\n]*\)|`[^`\n]*`|\$\{[^{}\n]*\}|\\[^\n]|[^\s"'`;|&#()<>\\])+)/y;
