import {
  filesInUse, METRICS_ANNOTATION, MetricsEndpoint, metricsEndpoint, withoutSlash,
} from '../../facts/shown-metrics';
import { Pod } from '../../manifest/pod';
import { textAt } from '../../manifest/read';

/** Metrics of a container, which a judgement needs. */
export interface WantedMetrics extends MetricsEndpoint {
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
}

/** What a container shows of the files of a volume. */
export interface InUse {
  /** When the oldest files that it uses were written, by the clock of the node; undefined where that is not shown. */
  readonly at?: number;

  /** Why its metrics could not be read, without anything that the container sent. */
  readonly fault?: string;
}

interface Known {
  readonly fault?: string;
  readonly times: ReadonlyMap<string, number>;
}

type Answer = { readonly text: string } | { readonly fault: string };

/**
 * What the metrics of pods show. A judgement asks for those that it needs; who reads them adds them, and judges again.
 */
export class ShownFiles {
  private readonly answers = new Map<string, Known>();
  private readonly missing = new Map<string, WantedMetrics>();

  /** Metrics that a judgement needed, and that are not there. */
  public get wanted(): readonly WantedMetrics[] {
    return [...this.missing.values()];
  }

  /** Adds what was read, or why it could not be. */
  public add(wanted: WantedMetrics, answer: Answer): void {
    const id = idOf(wanted);
    this.missing.delete(id);
    this.answers.set(id, 'fault' in answer
      ? { fault: answer.fault, times: new Map() } : { times: filesInUse(answer.text) });
  }

  /**
   * What a container shows of the volume that is mounted at a path; undefined where its pod does not declare where its
   * metrics are.
   */
  public of({ resource }: Pod, container: string, path: string): InUse | undefined {
    const endpoint = metricsEndpoint(textAt(resource.object, 'metadata', 'annotations', METRICS_ANNOTATION), container);
    if (endpoint === undefined) {
      return undefined;
    }
    const wanted = {
      ...endpoint, uid: textAt(resource.object, 'metadata', 'uid'), namespace: resource.namespace, pod: resource.name,
    };
    const answer = this.answers.get(idOf(wanted));
    if (answer === undefined) {
      this.missing.set(idOf(wanted), wanted);
      return {};
    }
    const at = answer.times.get(withoutSlash(path));
    return {
      ...(at === undefined ? {} : { at }),
      ...(answer.fault === undefined ? {} : { fault: answer.fault }),
    };
  }
}

function idOf({ uid, port, path }: WantedMetrics): string {
  return [uid, port, path].join('\n');
}
