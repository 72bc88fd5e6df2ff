import { credentialsOfCommand } from '../credentials/commands';
import { CredentialFinding, findCredential } from '../credentials/detector';
import { Container } from '../manifest/pod';
import { at, itemsOf, pointerTo, textOf } from '../manifest/read';

/** A word of a command line that has a credential in it. */
export interface CredentialWord {
  /** Where the word stands, in words: `args[2]`. */
  readonly place: string;
  readonly pointer: string;

  /** What it is, with an article. */
  readonly description: string;
}

/**
 * The credentials in a command line of a container, which may stand in several fields: `command` and `args`.
 *
 * @param paths the fields, in the order of the words
 */
export function credentialWords(container: Container, ...paths: (readonly string[])[]): CredentialWord[] {
  const words = paths.flatMap((path) => itemsOf(at(container.spec, ...path)).map((word, index) => ({
    text: textOf(word),
    place: `${path.join('.')}[${index}]`,
    pointer: pointerTo(container.pointer, ...path, index),
  })));
  const texts = words.map(({ text }) => text);
  const byPlace = new Map(
    credentialsOfCommand(texts, programOf(container)).map(({ index, description }) => [index, description]),
  );
  texts.forEach((text, index) => {
    const found = find(text, /^--?([A-Za-z][\w.-]*)$/.exec(texts[index - 1] ?? '')?.[1]);
    if (found !== undefined) {
      byPlace.set(index, found.description);
    }
  });
  return words.flatMap(({ place, pointer }, index) =>
    (byPlace.has(index) ? [{ place, pointer, description: byPlace.get(index)! }] : []));
}

/** The program that the image runs where the container names none: images of clients are called like them. */
function programOf({ spec }: Container): string {
  return /(?:^|\/)([\w.-]+)(?::[^/]*)?$/.exec(textOf(spec.image).replace(/@.*$/, ''))?.[1] ?? '';
}

/** `--name=value`, or a value after `--name`, is judged as an entry of that name. */
function find(argument: string, flag: string | undefined): CredentialFinding | undefined {
  const assigned = /^--?([A-Za-z][\w.-]*)=/.exec(argument);
  if (assigned !== null) {
    return findCredential(argument.slice(assigned[0].length), assigned[1]);
  }
  return argument.startsWith('-') ? findCredential(argument) : findCredential(argument, flag);
}
