import { HeldBecause, UnknownBecause } from '../../facts/holding';
import { PlanObject, PlanTarget } from '../plan';

/**
 * Who can still have the value from before its last change, as data. It holds names and places, never a value. Times
 * are in milliseconds, on the clock of the API server.
 */
export interface Judgement {
  readonly target: PlanTarget;

  /** The objects and places that have the value, and when each changed. */
  readonly changes: readonly Change[];

  /** Containers that may hold the old value. */
  readonly holders: readonly Holder[];

  /** What cannot be known, with whom it is about. */
  readonly unknowns: readonly Unknown[];

  /** How many containers use the value, and were looked at. */
  readonly containers: number;
}

/** When something that has the value changed. */
export interface Change {
  /** `Secret shop/db`. */
  readonly what: string;

  /** The latest moment at which it may have changed; undefined where that is not known. */
  readonly at?: number;

  /** Why the new value is not there yet, as a sentence. */
  readonly waitsFor?: string;

  /** What has it follow at once. */
  readonly commands: readonly string[];
}

/** A container that may hold the value. */
export interface Holder {
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
  readonly containerKind: string;

  /** How it has the value: `environment variable PGPASSWORD`. */
  readonly way: string;

  /** Of which object: `Secret shop/db`. */
  readonly of: string;

  /** When it started; undefined for one that does not run at the moment. */
  readonly since?: number;
  readonly because: HeldBecause | 'ending' | 'vanished' | 'not-changed' | 'immutable';

  /** When it is over without anybody. */
  readonly until?: number;

  /** What makes its pods, where that was read. */
  readonly workload?: PlanObject;

  /** What ends it; empty where nobody has to do anything. */
  readonly commands: readonly string[];
}

/**
 * Why something cannot be known. `nodes`: nodes were not read, or do not answer. `clock`: the clock of a node is not
 * known. `reload`: nobody declared that a process reads its files again. `metrics`: what a process uses is not in its
 * metrics, or they could not be read. `fetch`: when a driver or an agent fetches is not known. `change`: when something
 * changed is not known. `controllers`: controllers read it. `readers`: programs may have read it through the API
 * server. `namespaces`: others were not read. `kinds`: kinds could not be read.
 */
export type UnknownId = 'nodes' | 'clock' | 'reload' | 'metrics' | 'fetch' | 'change' | 'controllers' | 'readers'
  | 'namespaces' | 'kinds';

export const UNKNOWN_IDS: readonly UnknownId[] = [
  'nodes', 'clock', 'reload', 'metrics', 'fetch', 'change', 'controllers', 'readers', 'namespaces', 'kinds',
];

/** Something that cannot be known. */
export interface Unknown {
  readonly id: UnknownId;

  /** Whom it is about: `pod shop/api-1, container app`. */
  readonly about: string;

  /** Why, and what helps, as a sentence. */
  readonly text: string;
}

export const UNKNOWN_OF: { readonly [because in UnknownBecause]: UnknownId } = {
  reload: 'reload', metrics: 'metrics', clock: 'clock', node: 'nodes', fetch: 'fetch',
};

/** Whether nothing is left: no container can hold the old value, and everything is known. */
export function isOver({ holders, unknowns, changes }: Judgement): boolean {
  return holders.length === 0 && unknowns.length === 0 && changes.every(({ waitsFor }) => waitsFor === undefined);
}
