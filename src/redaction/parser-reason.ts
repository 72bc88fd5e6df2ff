/**
 * The message of a parser without the quoted input at its end: the input may be a secret, in a file that was named by
 * mistake.
 */
export function reasonWithoutText(reason: string): string {
  return reason.split(/ *(?:!?[<"'`]|: )/s)[0];
}
