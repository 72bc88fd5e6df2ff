import { Graph } from '../../manifest/graph';
import { createdAt, writtenAt } from '../../manifest/running';

/**
 * The clock of the API server, as far as its objects show it: it is at least as late as the latest time that it wrote,
 * and goes on from there. The clock of the machine that looks is not used, which may be wrong; only how much time has
 * passed on it, by a counter that nobody sets.
 */
export class ClusterClock {
  private latest = Number.NEGATIVE_INFINITY;

  /**
   * Notes what was read.
   *
   * @param stamp the latest time that the API server wrote, in milliseconds
   * @param passed the counter once all was read, in milliseconds
   */
  public observe(stamp: number, passed: number): void {
    this.latest = Math.max(this.latest, stamp - passed);
  }

  /** The earliest that it can be at a state of the counter; minus infinity before anything was read. */
  public now(passed: number): number {
    return this.latest + passed;
  }
}

/** The latest time that the API server wrote in some objects; minus infinity where there is none. */
export function latestStamp(graph: Graph): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (const resource of graph.resources) {
    latest = Math.max(latest, writtenAt(resource) ?? latest, createdAt(resource) ?? latest);
  }
  return latest;
}
