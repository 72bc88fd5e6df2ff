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
  const nanoseconds = nanosecondsOf(value);
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

function nanosecondsOf(duration: string): number {
  return [...duration.matchAll(/([\d.]+)([^\d.]+)/g)]
    .reduce((sum, [, amount, unit]) => sum + Math.floor(Number(amount) * NANOSECONDS[unit]), 0);
}

/**
 * The seconds of a duration as controllers written in Go read it: `1h30m`, `90s`, `0`. Undefined for a text that they
 * refuse, and for one with a place that a tool fills in later.
 */
export function goSeconds(duration: unknown): number | undefined {
  if (typeof duration !== 'string') {
    return undefined;
  }
  if (/^[+-]?0$/.test(duration)) {
    return 0;
  }
  const length = duration.replace(/^-/, '');
  return GO_DURATION.test(length) ? nanosecondsOf(length) / 1e9 * (length === duration ? 1 : -1) : undefined;
}

/** A number of seconds in words, as a reader takes it in: `90 s`, `2 h 30 min`, `3 d`. */
export function secondsInWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole <= 120) {
    return `${whole} s`;
  }
  const minutes = Math.ceil(whole / 60);
  const parts: [number, string][] = [
    [Math.floor(minutes / 1440), 'd'], [Math.floor(minutes / 60) % 24, 'h'], [minutes % 60, 'min'],
  ];
  return parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
