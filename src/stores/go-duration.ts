import { Duration } from 'cdk8s';

/** A duration as controllers written in Go read it, in the largest unit that keeps it whole: `1h`, `90m`, `5s`. */
export function goDuration(duration: Duration): string {
  const seconds = duration.toMilliseconds() / 1000;
  if (seconds !== 0 && seconds % 3600 === 0) {
    return `${seconds / 3600}h`;
  }
  if (seconds !== 0 && seconds % 60 === 0) {
    return `${seconds / 60}m`;
  }
  return `${seconds}s`;
}

/**
 * A duration as Go itself writes it: `1h0m0s`, `1h30m0s`, `45s`. A controller that reads an object into its types and writes it back makes this of
 * any other notation, which whoever compares the cluster with Git takes for a change.
 */
export function canonicalGoDuration(duration: Duration): string {
  const total = duration.toMilliseconds() / 1000;
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) {
    return `${hours}h${minutes}m${seconds}s`;
  }
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
