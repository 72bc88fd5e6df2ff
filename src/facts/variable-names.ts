/**
 * What is wrong with the name of an environment variable, or with what it begins with, in words that follow it;
 * undefined where nothing is.
 *
 * @see https://github.com/kubernetes/apimachinery/blob/v0.37.2/pkg/util/validation/validation.go
 * (`IsRelaxedEnvVarName`; a release before 1.34 takes fewer)
 */
export function variableNameFault(name: string): string | undefined {
  return /^[ -<>-~]+$/.test(name) ? undefined : "has a character that is not printable ASCII, or a '='";
}
