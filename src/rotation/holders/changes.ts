import { ClassMounts, DriverMounts } from './driver-mounts';
import { Change, Unknown } from './judgement';
import { SettledCopies } from './settled-copies';
import { COPY_AGAIN_MS } from '../../facts/driver-mounts';
import { at, mappingsOf, textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { keysChangedAt } from '../../manifest/running';
import { shellWord } from '../../redaction/shell-word';
import { Carrier, Carriers } from '../carriers';
import { RotationIndex } from '../lookups';
import { inNamespace, planObject, titleOf } from '../names';
import { forceAction } from '../order';
import { refreshOf } from '../refresh-of';

/** When the value is to have changed, as the user tells it. */
export interface ChangeOptions {
  /** A change before it is not the one that is waited for. */
  readonly since?: number;

  /** The time of the change of the object where the value begins, instead of what its managed fields tell. */
  readonly changedAt?: number;

  /**
   * Whether the result is to prove that a value can be revoked. A value of a store then needs `since`, since the last
   * change of its Secret may be that of another time.
   */
  readonly isProof: boolean;
}

/** What is known of the change of an object that has the value. */
export interface CarrierChange {
  readonly carrier: Carrier;
  readonly change: Change;

  /** Whether the object keeps its content for ever, or is not there any more: all its users have the old value. */
  readonly isFixed: boolean;
  readonly unknown?: Unknown;

  /** When some keys changed, all that have the value where undefined; undefined where that is not known. */
  readonly changedAt: (keys: readonly string[] | undefined) => number | undefined;
}

/** Finds the change of each object that has a value. */
export class Changes {
  public constructor(
    private readonly index: RotationIndex,
    private readonly mounts: DriverMounts,
    private readonly options: ChangeOptions & { readonly now: number },
    private readonly copies?: SettledCopies,
  ) {}

  public of({ objects, places }: Carriers): CarrierChange[] {
    const fromStore = places.some(({ via }) => via === undefined);
    const roots = objects.filter(({ via }) => via === undefined).map((carrier) => rootChange(carrier, this.options));
    const begun = fromStore ? undefined : latest(roots.flatMap(({ change }) => change.at ?? []));
    const required = this.options.since ?? begun;
    return objects.map((carrier) => {
      const root = roots.find((each) => each.carrier === carrier);
      const isMade = madeBy(carrier).length > 0;
      const found = root !== undefined && !(fromStore && isMade) ? root : this.synced(madeChange(carrier), required);
      return found.isFixed ? found : whetherBehind(this.index, found, required);
    });
  }

  /**
   * A copy of files of the CSI driver, whose managed fields tell when the driver wrote it the last time, and not when
   * it changed. Any pod with old files has the old value written to it again.
   */
  private synced(found: CarrierChange, required: number | undefined): CarrierChange {
    const { carrier, change } = found;
    const maker = madeBy(carrier).find(({ kind }) => kind === 'SecretProviderClass');
    if (maker === undefined || change.at === undefined || found.isFixed) {
      return found;
    }
    const written = change.at;
    if (required === undefined || !this.options.isProof) {
      const noted = this.mounts.copiedAt(maker);
      return noted === undefined ? found : changedAtOnce(found, Math.min(written, noted));
    }
    const mounts = this.mounts.ofClass(maker, required);
    const settled = this.copies?.settledAt(change.what, mounts.behind.length === 0, written, this.options.now);
    return settled === undefined
      ? { ...found, change: { ...change, ...waitForMounts(change.what, maker, mounts) } }
      : changedAtOnce(found, settled);
  }
}

function changedAtOnce(found: CarrierChange, time: number): CarrierChange {
  return { ...found, change: { ...found.change, at: time }, changedAt: () => time };
}

function waitForMounts(
  what: string, maker: Resource, { behind, note }: ClassMounts,
): Pick<Change, 'waitsFor' | 'commands'> {
  const title = titleOf(planObject(maker));
  if (behind.length > 0) {
    const more = behind.length > MOST_NAMED ? ` and ${behind.length - MOST_NAMED} more` : '';
    return {
      waitsFor: `${behind.slice(0, MOST_NAMED).join(', ')}${more} may have files of ${title} from before the change, `
        + 'and the driver copies those of each pod again.',
      commands: [],
    };
  }
  return {
    waitsFor: `All pods have the new files of ${title}. The driver looks after ${what} again within `
      + `${COPY_AGAIN_MS / 1000} s of when that was seen: until then it may have the old value.`,
    commands: note === undefined ? [] : [
      `kubectl annotate ${shellWord(`secretproviderclasspodstatus/${note}`)}${inNamespace(maker.namespace)} `
        + 'cdk8s-strongbox/rotated="$(date +%s)" --overwrite',
    ],
  };
}

/** How many pods a sentence names. */
const MOST_NAMED = 3;

/** A value that begins in a store, whose change there is known to nobody but the user. */
export function storeUnknown({ places }: Carriers, { since, isProof }: ChangeOptions): Unknown[] {
  const [place] = places.filter(({ via }) => via === undefined);
  return place === undefined || since !== undefined || !isProof
    ? []
    : [{
      id: 'change',
      about: place.location.written,
      text: 'The value begins in a store, and no object of the cluster tells when it changed there: give the time '
        + 'with --since.',
    }];
}

function rootChange(carrier: Carrier, { since, changedAt }: ChangeOptions): CarrierChange {
  const found = madeChange(carrier);
  if (found.isFixed) {
    return found;
  }
  const time = changedAt ?? found.change.at ?? since;
  return time === undefined
    ? found
    : {
      ...found,
      change: { ...found.change, at: time },
      unknown: undefined,
      changedAt: (keys) => changedAt ?? found.changedAt(keys) ?? time,
    };
}

function madeChange(carrier: Carrier): CarrierChange {
  const what = titleOf(carrier);
  const resource = carrier.targets.find((target) => target.resource !== undefined)?.resource;
  if (resource === undefined) {
    const isMade = madeBy(carrier).length > 0;
    return isMade
      ? {
        carrier,
        isFixed: false,
        changedAt: NEVER,
        change: {
          what,
          waitsFor: `${what} is not there yet.`,
          commands: [],
        },
      }
      : { carrier, isFixed: true, changedAt: NEVER, change: { what, commands: [] } };
  }
  const time = keysChangedAt(resource, carrier.keys);
  const changedAt = (keys = carrier.keys) => keysChangedAt(resource, keys) ?? time;
  if (resource.object.immutable === true) {
    return {
      carrier,
      isFixed: true,
      changedAt,
      change: {
        what,
        ...(time === undefined
          ? {}
          : { at: time }),
        commands: [],
      },
    };
  }
  return time === undefined
    ? {
      carrier,
      isFixed: false,
      changedAt,
      change: { what, commands: [] },
      unknown: {
        id: 'change',
        about: what,
        text: 'Its managed fields do not tell when it changed: give the time with --changed-at.',
      },
    }
    : { carrier, isFixed: false, changedAt, change: { what, at: time, commands: [] } };
}

const NEVER = (): undefined => undefined;

function whetherBehind(index: RotationIndex, found: CarrierChange, required: number | undefined): CarrierChange {
  const { carrier, change } = found;
  const makers = madeBy(carrier);
  if (change.waitsFor !== undefined && change.at !== undefined) {
    return found;
  }
  const pending = makers.map(pendingIn).find((text) => text !== undefined);
  // Times of the API server are whole seconds.
  const isBehind = change.at !== undefined && required !== undefined && change.at < Math.floor(required / 1000) * 1000;
  if (change.waitsFor === undefined && !isBehind && pending === undefined) {
    return found;
  }
  const faults = makers.flatMap((maker) => faultIn(maker) ?? []);
  const late = isBehind ? `${change.what} has not changed since ${textOfTime(required!)}.` : undefined;
  return {
    ...found,
    change: {
      ...change,
      waitsFor: [change.waitsFor, late, pending, ...faults].filter((text) => text !== undefined).join(' '),
      commands: makers.flatMap((by) => forceAction({ by, refresh: refreshOf(index, by) }, [change.what]))
        .flatMap(({ commands = [] }) => commands),
    },
  };
}

function madeBy({ targets }: Carrier): Resource[] {
  return targets.flatMap(({ production }) => (production === undefined ? [] : [production.by]));
}

/** Why a controller is not done with an object, as its status tells. */
function pendingIn(maker: Resource): string | undefined {
  const title = titleOf(planObject(maker));
  const seen = at(maker.object, 'status', 'observedGeneration');
  const generation = maker.object.metadata.generation;
  if (typeof seen === 'number' && typeof generation === 'number' && seen < generation) {
    return `The controller of ${title} has not seen its last change yet.`;
  }
  return maker.kind === 'Certificate' && conditionOf(maker, 'Issuing')?.status === 'True'
    ? `${title} is being issued.` : undefined;
}

/** Why a controller cannot do its part, as its status tells; its message may quote a value, its reason does not. */
function faultIn(maker: Resource): string | undefined {
  const ready = ['Ready', 'Synced'].map((type) => conditionOf(maker, type)).find((each) => each?.status === 'False');
  return ready === undefined ? undefined : `${titleOf(planObject(maker))} is not ready: ${textOf(ready.reason)}.`;
}

function conditionOf(maker: Resource, type: string): { readonly [field: string]: unknown } | undefined {
  return [...mappingsOf(at(maker.object, 'status', 'conditions'))]
    .map(([condition]) => condition).find((condition) => condition.type === type);
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
}

/** A time as the API server writes it. */
export function textOfTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
