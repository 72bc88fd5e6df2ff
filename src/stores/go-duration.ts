import { Duration } from 'cdk8s';
import * as facts from '../facts/durations';

/** A duration of cdk8s in the shortest notation of Go: `1h`, `90m`, `5s`. */
export function goDuration(duration: Duration): string {
  return facts.goDuration(duration.toMilliseconds());
}

/** A duration of cdk8s as Go itself writes it: `1h0m0s`, `45s`. */
export function canonicalGoDuration(duration: Duration): string {
  return facts.canonicalGoDuration(duration.toMilliseconds());
}
