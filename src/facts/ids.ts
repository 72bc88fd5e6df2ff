/** Numbers of users and groups. */

/** Largest number of a user or a group. */
export const MAX_ID = 2 ** 31 - 1;

/**
 * What is wrong with the number of a user or a group, in words that follow it; undefined where nothing is.
 *
 * @see https://github.com/kubernetes/apimachinery/blob/v0.37.2/pkg/util/validation/validation.go
 * (`IsValidUserID`, `IsValidGroupID`)
 */
export function idFault(id: number): string | undefined {
  return Number.isInteger(id) && id >= 0 && id <= MAX_ID ? undefined : `is not a whole number from 0 to ${MAX_ID}`;
}
