import { Change, Unknown } from './judgement';
import { at, mappingsOf, textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { keysChangedAt } from '../../manifest/running';
import { Carrier, Carriers } from '../carriers';
import { RotationIndex } from '../lookups';
import { planObject, titleOf } from '../names';
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

/** The change of each object that has the value. */
export function changesOf(index: RotationIndex, carriers: Carriers, options: ChangeOptions): CarrierChange[] {
  const { objects, places } = carriers;
  const fromStore = places.some(({ via }) => via === undefined);
  const roots = objects.filter(({ via }) => via === undefined).map((carrier) => rootChange(carrier, options));
  const begun = fromStore ? undefined : latest(roots.flatMap(({ change }) => change.at ?? []));
  const required = options.since ?? begun;
  return objects.map((carrier) => {
    const root = roots.find((each) => each.carrier === carrier);
    const isMade = madeBy(carrier).length > 0;
    const found = root !== undefined && !(fromStore && isMade) ? root : madeChange(carrier);
    return found.isFixed ? found : whetherBehind(index, found, required);
  });
}

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
