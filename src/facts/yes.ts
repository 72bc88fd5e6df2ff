/** As `strconv.ParseBool` of Go reads yes: so most controllers read an annotation. */
export const YES: readonly string[] = ['true', 'True', 'TRUE', 't', 'T', '1'];

/** As it reads no. */
const NO: readonly string[] = ['false', 'False', 'FALSE', 'f', 'F', '0'];

/** Whether a value says yes. Any other is taken for no. */
export function isYes(value: unknown): boolean {
  return YES.includes(String(value));
}

/** Whether a value says neither yes nor no. */
export function isNeitherYesNorNo(value: unknown): boolean {
  return !isYes(value) && !NO.includes(String(value));
}
