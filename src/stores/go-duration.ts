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
