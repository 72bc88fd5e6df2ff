/**
 * What a parser says without the words of the text that it ends in: the text may be a secret, in a file that was named
 * by mistake.
 */
export function reasonWithoutText(reason: string): string {
  return reason.split(/ *(?:!?[<"'`]|: )/s)[0];
}
