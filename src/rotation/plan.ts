import { Delivery, Seen } from '../facts/deliveries';
import { Refresh } from '../facts/refresh';

/**
 * The plan of one rotation as data: what is known of who uses a value, what a change does to each, and what to do in
 * which order. It holds names and places, never a value. Texts are whole sentences without markup.
 */

/** An object of the manifest or the cluster. */
export interface PlanObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;

  /** Absent where the manifest leaves it open, or the object is of no namespace. */
  readonly namespace?: string;
}

/** What is rotated. */
export interface PlanTarget {
  readonly kind: TargetKind;

  /** Name of the object, or path in the store. */
  readonly name: string;
  readonly namespace?: string;

  /** The one key, or property in the store, that is rotated; all of them where absent. */
  readonly key?: string;
}

export type TargetKind = 'Secret' | 'ConfigMap' | 'store path';

/** Where a value comes from. */
export interface PlanSource {
  readonly how: SourceKind;

  /** Who makes it, as a sentence. */
  readonly text: string;
  readonly by?: PlanObject;

  /** Place in a store, in words. */
  readonly place?: string;
  readonly refresh?: Refresh;
}

/**
 * Who makes a value. `hand`: whoever applies the object. `release`: the release of a chart or a repository. `store`: a
 * store outside of the cluster. `sealed`, `sops`: a file that is encrypted. `certificate`: cert-manager. `generator`:
 * a generator of External Secrets. `lease`: Vault, a new one for each reader. `token`: the token controller.
 */
export type SourceKind = 'hand' | 'release' | 'store' | 'sealed' | 'sops' | 'certificate' | 'generator' | 'lease'
  | 'token' | 'unknown';

/** An object, or a place in a store, that has a copy of the value. */
export interface PlanCopy {
  /** `Secret shop/db`. */
  readonly what: string;

  /** How it comes there, as a sentence. */
  readonly text: string;
  readonly refresh?: Refresh;

  /** The longest from the change of the source until the copy has it; absent where it is not known. */
  readonly seconds?: number;

  /** Whether it is certain that it is the same value. */
  readonly certain: boolean;
}

/** One way by which something has the value. */
export interface PlanUse {
  readonly user: PlanObject;

  /** Absent where no container has it. */
  readonly container?: string;

  /** `container`, `init container`, `sidecar`, `ephemeral container` and the like. */
  readonly containerKind?: string;
  readonly how: Delivery;

  /** `variable PGPASSWORD`, `/etc/db`. */
  readonly place: string;

  /** What it reads: `Secret shop/db`. */
  readonly of: string;

  /** The keys that it needs; all where there are none. */
  readonly keys: readonly string[];

  /** When it sees that the object has changed. */
  readonly seen: Seen;

  /** The longest from the change of the source until it is seen; absent where it is not known or needs somebody. */
  readonly seconds?: number;

  /** What makes its pods new when the object changes. */
  readonly restartedBy?: string;
  readonly certain: boolean;
}

/** A workload whose pods have to be new before nobody has the old value. */
export interface PlanRestart {
  readonly workload: PlanObject;

  /** Why, and how its pods are replaced, as sentences. */
  readonly text: string;

  /** `alone`: there is one pod. */
  readonly pace: 'steps' | 'together' | 'alone' | 'unknown';

  /** What does it without anybody. */
  readonly automatic?: string;
  readonly commands: readonly string[];
}

/** Somebody who may read the Secret through the API server. */
export interface PlanReader {
  /** `ServiceAccount shop/reader`. */
  readonly who: string;

  /** `RoleBinding shop/read, Role read: get`. */
  readonly by: string;
}

/** A key that a server checks and that its clients show. */
export interface PlanEnds {
  readonly servers: readonly string[];
  readonly clients: readonly string[];
  readonly text: string;
}

/** Something about the rotation that goes wrong unless it is dealt with. */
export interface PlanFinding {
  readonly id: string;
  readonly level: 'error' | 'warning';
  readonly text: string;
}

/** What is done in a step. */
export interface PlanAction {
  readonly text: string;
  readonly commands?: readonly string[];
}

export interface PlanStep {
  readonly title: string;
  readonly actions: readonly PlanAction[];

  /** How it is undone, before the step after it begins. */
  readonly rollback: readonly PlanAction[];
}

/** What breaks when a value is revoked at once, and for how long. */
export interface PlanOutage {
  /** `Deployment shop/api, container app`. */
  readonly who: string;
  readonly text: string;

  /** The longest, with everything hurried; absent where it is not known. */
  readonly seconds?: number;
}

export interface Plan {
  readonly target: PlanTarget;
  readonly sources: readonly PlanSource[];
  readonly copies: readonly PlanCopy[];
  readonly uses: readonly PlanUse[];
  readonly readers: readonly PlanReader[];
  readonly ends?: PlanEnds;
  readonly restarts: readonly PlanRestart[];
  readonly findings: readonly PlanFinding[];

  /** What the plan does not know. */
  readonly unknowns: readonly string[];

  /** Whether the input shows what is rotated: the object, or what makes it. */
  readonly isComplete: boolean;
  readonly steps: readonly PlanStep[];
  readonly emergency: readonly PlanStep[];
  readonly outages: readonly PlanOutage[];
}
