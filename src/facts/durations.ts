/**
 * Durations as programs written in Go read and write them.
 *
 * @see https://pkg.go.dev/time#ParseDuration
 */
const GO_DURATION = /^\+?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/;
const NANOSECONDS: { readonly [unit: string]: number } = {
  ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12,
};

/** One more than Go counts: its durations are nanoseconds in 64 bits. */
const TOO_LONG = 2 ** 63;

/** Whether Go reads a text as a duration, and as more than nothing. */
export function isPositiveGoDuration(value: unknown): boolean {
  if (typeof value !== 'string' || !GO_DURATION.test(value)) {
    return false;
  }
  const parts = [...value.matchAll(/([\d.]+)([^\d.]+)/g)];
  const nanoseconds = parts.reduce((sum, [, amount, unit]) => sum + Math.floor(Number(amount) * NANOSECONDS[unit]), 0);
  return nanoseconds > 0 && nanoseconds < TOO_LONG;
}

/** The shortest notation of a duration, in the largest unit that keeps it whole: `1h`, `90m`, `5s`, `1.5s`. */
export function goDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds !== 0 && seconds % 3600 === 0) {
    return `${seconds / 3600}h`;
  }
  if (seconds !== 0 && seconds % 60 === 0) {
    return `${seconds / 60}m`;
  }
  return `${seconds}s`;
}

/**
 * The notation that Go itself writes: `1h0m0s`, `1h30m0s`, `45s`. A controller that reads an object into its types and
 * writes it back makes this of any other notation, which whoever compares the cluster with Git takes for a change.
 */
export function canonicalGoDuration(milliseconds: number): string {
  const total = milliseconds / 1000;
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) {
    return `${hours}h${minutes}m${seconds}s`;
  }
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
