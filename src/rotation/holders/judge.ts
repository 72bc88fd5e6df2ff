import { ApiReaders } from './api-readers';
import { CarrierChange, ChangeOptions, Changes, storeUnknown } from './changes';
import { DriverMounts } from './driver-mounts';
import { Evidence, PodEvidence } from './evidence';
import { Holder, Judgement, Unknown, UnknownId } from './judgement';
import { nodesOf, NodeState } from './nodes';
import { Makers } from './running-pods';
import { ShownFiles } from './shown-files';
import { Sightings } from './sightings';
import { HoldingBounds } from '../../facts/holding';
import { carriersOf } from '../carriers';
import { RotationIndex } from '../lookups';
import { FoundTarget, startOf } from '../make-plan';
import { titleOf } from '../names';
import { FoundUse, usesOf } from '../users';

/** How a judgement is made. */
export interface JudgeOptions extends ChangeOptions {
  /** The earliest that it can be now, by the clock of the API server. */
  readonly now: number;
  readonly bounds: HoldingBounds;

  /** Nodes that somebody states to be switched off. */
  readonly off?: readonly string[];

  /** What the user answers for. */
  readonly accepted?: readonly UnknownId[];

  /** What metrics of pods show; they are not read where absent. */
  readonly shown?: ShownFiles;

  /** What could not be read, as sentences by what they are about. */
  readonly unread?: readonly Unknown[];

  /** The only namespace that was read; all were where absent. */
  readonly namespace?: string;
}

/** Kinds whose controllers make what is followed as a copy, or do not use the value themselves. */
const FOLLOWED = ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret', 'ClusterPushSecret', 'ServiceAccount'];

/** Judges who can still have the old value, in what was read of a cluster. */
export class Judge {
  private readonly makers: Makers;
  private readonly readers: ApiReaders;
  private readonly mounts: DriverMounts;
  private nodes?: { readonly of: JudgeOptions; readonly found: ReturnType<typeof nodesOf> };

  /** @param index of what runs, see {@link RotationIndex} */
  public constructor(private readonly index: RotationIndex) {
    this.makers = new Makers(index.graph);
    this.readers = new ApiReaders(index.graph);
    this.mounts = new DriverMounts(index);
  }

  /**
   * Judges one value.
   *
   * @param sightings pods that were seen before, where it is looked at more than once
   */
  public judge(found: FoundTarget, options: JudgeOptions, sightings?: Sightings): Judgement {
    const { locations, ...target } = found;
    const all = carriersOf(this.index, startOf(target, locations));
    const carriers = { ...all, objects: all.objects.filter(({ namespace }) => isRead(namespace, options)) };
    const changes = new Changes(this.index, this.mounts, options, sightings?.copies).of(carriers);
    const nodes = this.nodesFor(options);
    const evidence = new Evidence(this.makers, this.mounts, nodes, options);
    const evidenced: PodEvidence[] = [];
    const unknowns: Unknown[] = [...options.unread ?? [], ...storeUnknown(carriers, options)];
    for (const each of changes) {
      unknowns.push(...each.unknown === undefined ? [] : [each.unknown]);
      unknowns.push(...options.isProof ? this.readers.of(each) : []);
      for (const use of usesOf(this.index, { objects: [each.carrier], places: [], direct: [] })) {
        const other = controllerUnknown(use, each);
        unknowns.push(...other);
        evidenced.push(...other.length > 0 ? [] : evidence.ofUse(use, each));
      }
    }
    for (const direct of carriers.direct) {
      for (const use of usesOf(this.index, { objects: [], places: [], direct: [direct] })) {
        evidenced.push(...evidence.ofFetched(use, direct, this.index, options.since));
      }
    }
    unknowns.push(...options.isProof ? nodeUnknowns(nodes) : []);
    if (options.isProof && options.namespace !== undefined
      && all.places.length + all.objects.length > carriers.objects.length) {
      unknowns.push({
        id: 'namespaces',
        about: 'other namespaces',
        text: 'They were not read, and may have a copy of the value from the same place: leave -n out to read all.',
      });
    }
    const vanished = sightings?.after(this.index.graph, evidenced, nodes, options.now);
    const accepted = new Set(options.accepted);
    return {
      target,
      changes: changes.map(({ change }) => change),
      holders: distinct([...evidenced.flatMap(({ holder }) => holder ?? []), ...vanished?.holders ?? []]),
      unknowns: distinctUnknowns([...unknowns, ...evidenced.flatMap(({ unknown }) => unknown ?? []),
        ...vanished?.unknowns ?? []]).filter(({ id }) => !accepted.has(id)),
      containers: new Set(evidenced.map(({ key }) => key)).size,
    };
  }

  /** The nodes, once for all values that are judged at one time. */
  private nodesFor(options: JudgeOptions): ReturnType<typeof nodesOf> {
    const { now, off } = options;
    if (this.nodes?.of.now !== now || this.nodes.of.off !== off) {
      this.nodes = { of: options, found: nodesOf(this.index.graph, now, off) };
    }
    return this.nodes.found;
  }
}

function isRead(namespace: string, options: JudgeOptions): boolean {
  return options.namespace === undefined || namespace === options.namespace;
}

/** A use by a controller, of which nothing shows that it has read the value again. */
function controllerUnknown({ use, pod }: FoundUse, { carrier }: CarrierChange): Unknown[] {
  if (pod !== undefined || FOLLOWED.includes(use.user.kind)) {
    return [];
  }
  return [{
    id: 'controllers',
    about: titleOf(use.user),
    text: `It names ${titleOf(carrier)}, and nothing shows whether its controller has read the new value.`,
  }];
}

function nodeUnknowns(nodes: ReadonlyMap<string, NodeState> | undefined): Unknown[] {
  if (nodes === undefined) {
    return [{
      id: 'nodes',
      about: 'nodes',
      text: 'They were not read: one that does not answer may run pods that were deleted by force.',
    }];
  }
  return [...nodes.values()].filter(({ answers }) => answers === 'no').map(({ name }) => ({
    id: 'nodes',
    about: `node ${name}`,
    text: 'It does not answer, or has just come back, and may run pods that were deleted: if it is switched off, '
      + `give --off ${name}.`,
  }));
}

function distinct(holders: readonly Holder[]): Holder[] {
  return [...new Map(holders.map((each) =>
    [[each.namespace, each.pod, each.container, each.way, each.of].join('\n'), each])).values()];
}

function distinctUnknowns(unknowns: readonly Unknown[]): Unknown[] {
  return [...new Map(unknowns.map((each) => [[each.id, each.about, each.text].join('\n'), each])).values()];
}
