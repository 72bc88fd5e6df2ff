import { endOf, PodEvidence } from './evidence';
import { Holder, Unknown } from './judgement';
import { NodeState } from './nodes';
import { deletedAt, hasEnded } from './running-pods';
import { SettledCopies } from './settled-copies';
import { NODE_GRACE_SECONDS } from '../../facts/node-state';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { textAt } from '../../manifest/read';

/** What is said of pods that are not there any more. */
interface Vanished {
  readonly holders: readonly Holder[];
  readonly unknowns: readonly Unknown[];
}

interface Sighting {
  readonly pod: Pod;
  readonly holders: readonly Holder[];
  readonly node: string;

  /** When it was seen the last time. */
  readonly seen: number;
}

/** A kubelet that has stopped ends nothing, which shows later; where nodes were not read, it is waited for. */
function heardAt(state: NodeState | undefined, now: number): number {
  return state?.heard ?? now - NODE_GRACE_SECONDS * 1000;
}

/**
 * Pods that held the value when they were looked at the last time. The API server removes a pod that is deleted by
 * force while its containers still end, and one of a node that does not answer while they run on.
 */
export class Sightings {
  /** Copies of the CSI driver. */
  public readonly copies = new SettledCopies();
  private readonly byUid = new Map<string, Sighting>();

  /** Notes what is there now, and tells of what was there before. */
  public after(
    graph: Graph, found: readonly PodEvidence[], nodes: ReadonlyMap<string, NodeState> | undefined, now: number,
  ): Vanished {
    const there = new Set(graph.ofKind('', 'Pod').map(({ object }) => textAt(object.metadata, 'uid')));
    const vanished = [...this.byUid].filter(([uid]) => !there.has(uid));
    const holders: Holder[] = [];
    const unknowns: Unknown[] = [];
    for (const [uid, { pod, holders: before, node, seen }] of vanished) {
      const state = nodes?.get(node);
      const until = seen + endOf(pod);
      if (nodes !== undefined && state?.answers !== 'yes' && state?.answers !== 'off') {
        const { namespace, name } = pod.resource;
        unknowns.push({
          id: 'nodes',
          about: `pod ${namespace}/${name}`,
          text: `It was removed while its node ${node} did not answer, and may run on.`,
        });
      } else if (heardAt(state, now) < until && state?.answers !== 'off' && deletedAt(pod.resource) === undefined) {
        holders.push(...before.map((each) => ({ ...each, because: 'vanished' as const, until, commands: [] })));
      } else {
        this.byUid.delete(uid);
      }
    }
    for (const uid of there) {
      this.byUid.delete(uid);
    }
    for (const { pod, holder, mayHold = holder } of found) {
      const uid = textAt(pod.resource.object.metadata, 'uid');
      if (mayHold !== undefined && !hasEnded(pod.resource)) {
        const held = [...this.byUid.get(uid)?.holders ?? [], mayHold];
        this.byUid.set(uid, { pod, holders: held, node: textAt(pod.spec, 'nodeName'), seen: now });
      }
    }
    return { holders, unknowns };
  }
}
