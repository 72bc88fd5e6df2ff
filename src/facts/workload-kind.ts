import { PodShape } from './pod-shapes';

/**
 * How long the pods of a kind last. `kept`: a controller keeps them running, and replaces them when the description
 * changes. `once`: they end, and the next ones read what is there then. `bare`: nobody replaces them. `template`: the
 * object starts no pod; others start pods from it.
 */
export type PodLife = 'kept' | 'once' | 'bare' | 'template';

/** A place in an object that describes a pod. */
export interface PodPlace {
  /** Fields with dots between them, and `*` for each item of a list or each value of a mapping. */
  readonly way: string;

  /** How it does; undefined where that shows by what stands there. */
  readonly shape?: PodShape;
}

/** How many pods are replaced at a time, as a number or a percentage. */
export interface RolloutAmount {
  readonly way: string;

  /** How a part of a pod is counted, where a percentage comes to one. */
  readonly rounds: 'up' | 'down';
}

/** Where an object says that all of its pods are replaced at the same moment. */
export interface AllAtOnce {
  /** Way to a word, and the word that says so. */
  readonly type?: readonly [way: string, word: string];
  readonly amounts: readonly RolloutAmount[];

  /** Way to the number of pods, which is 1 where there is none; undefined where it is the nodes that decide. */
  readonly replicas?: string;
}

/** The amounts of a rolling update, as most kinds have them. */
export function rolling(
  way: string, unavailable: RolloutAmount['rounds'] = 'down', fields: readonly string[] = ['maxUnavailable', 'maxSurge'],
): AllAtOnce['amounts'] {
  return fields.map((field) => ({ way: `${way}.${field}`, rounds: field === 'maxSurge' ? 'up' : unavailable }));
}

/** A kind of object that has a pod in it. */
export interface WorkloadKind {
  /** API groups that have it, in any version; the empty one is the core group. */
  readonly groups: readonly string[];
  readonly kind: string;

  /** Plural name of the resource, as admission and RBAC call it. */
  readonly resource: string;
  readonly pods: readonly PodPlace[];

  /** What all pods of an object share: volumes, account, security context. No `*` in its way. */
  readonly shared?: PodPlace;
  readonly life: PodLife;

  /** Whether Stakater Reloader restarts the pods on a change, or answers it with one more run. */
  readonly reloader?: 'restarts' | 'runs';

  /** The kind as `rolloutRestartTargets` of the Vault Secrets Operator spell it; undefined where it restarts none. */
  readonly restartTarget?: string;
  readonly allAtOnce?: AllAtOnce;

  /** Whether the object shows its pods whole, or its controller adds more than it says. */
  readonly shows: 'whole' | 'part';

  /** Whether its objects are of no namespace. */
  readonly clusterWide?: boolean;

  /** Where that is written. */
  readonly source: string;

  /** The path as a configuration gave it; undefined for a kind of the table. */
  readonly configured?: string;
}

type PlacePair = readonly [way: string, shape: PodShape | undefined];

interface More extends Partial<Omit<WorkloadKind, 'shared'>> {
  readonly life: PodLife;
  readonly source: string;
  readonly shared?: PlacePair;
}

/** A row of the table. Several ways to pods of one shape stand in one text, with blanks between them. */
export function kind(
  groups: readonly string[], name: string, resource: string, [ways, shape]: PlacePair, more: More,
): WorkloadKind {
  const { shared, ...rest } = more;
  return {
    groups,
    kind: name,
    resource,
    pods: ways.split(' ').map((way) => ({ way, shape })),
    shared: shared && { way: shared[0], shape: shared[1] },
    shows: 'whole',
    ...rest,
  };
}
