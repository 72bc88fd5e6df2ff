/** Whether all cases are to be tried: in CI, where nobody waits for each run. */
export const triesAll = () => !['', '0', 'false'].includes(process.env.CI ?? '');

/**
 * How many cases a property tries: some at every run of the tests, more in CI, and at most a hundred under mutation
 * testing, which runs it for each change. The assertions are the same.
 *
 * @param quick cases where somebody waits
 * @param full cases where `CI` is set
 */
export function runs(quick: number, full: number): number {
  if (process.env.STRONGBOX_MUTATION !== undefined) {
    return Math.min(quick, 100);
  }
  return triesAll() ? full : quick;
}

/** The cases of a property that damages its input; `npx projen fuzz` has very many more, for a night. */
export function fuzzRuns(): number {
  return Number(process.env.STRONGBOX_FUZZ_RUNS) || runs(500, 5000);
}
