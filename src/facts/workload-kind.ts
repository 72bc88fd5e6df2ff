import { PodShape } from './pod-shapes';

/**
 * How long the pods of a kind last. `kept`: a controller keeps them running, and replaces them when the description
 * changes. `once`: they end, and the next ones read what is there then. `bare`: nobody replaces them. `template`: the
 * object starts no pod; others start pods from it.
 */
export type PodLife = 'kept' | 'once' | 'bare' | 'template';

/** A place in an object that describes a pod. */
export interface PodPlace {
  /** Fields separated by dots, with `*` for each item of a list or each value of a mapping. */
  readonly way: string;

  /** Shape of the description; undefined when its content shows it. */
  readonly shape?: PodShape;
}

/** Number or percentage of pods that are replaced at a time. */
export interface RolloutAmount {
  readonly way: string;

  /** How a percentage is rounded to a number of pods. */
  readonly rounds: 'up' | 'down';
}

/** Where an object states that all of its pods are replaced at the same time. */
export interface AllAtOnce {
  /** Path to a word, and the word that states it. */
  readonly type?: readonly [way: string, word: string];
  readonly amounts: readonly RolloutAmount[];

  /** Path to the number of pods, 1 by default; undefined when the number of nodes decides. */
  readonly replicas?: string;
}

/** The amounts of a rolling update, in the fields that most kinds have. */
export function rolling(
  way: string,
  unavailable: RolloutAmount['rounds'] = 'down',
  fields: readonly string[] = ['maxUnavailable', 'maxSurge'],
): AllAtOnce['amounts'] {
  return fields.map((field) => ({ way: `${way}.${field}`, rounds: field === 'maxSurge' ? 'up' : unavailable }));
}

/** A kind of object that contains a pod. */
export interface WorkloadKind {
  /** API groups of the kind, in any version; the empty one is the core group. */
  readonly groups: readonly string[];
  readonly kind: string;

  /** Plural name of the resource in admission and RBAC. */
  readonly resource: string;
  readonly pods: readonly PodPlace[];

  /** What all pods of an object share: volumes, account, security context. Its path contains no `*`. */
  readonly shared?: PodPlace;
  readonly life: PodLife;

  /** Whether Stakater Reloader restarts the pods on a change, or starts another run. */
  readonly reloader?: 'restarts' | 'runs';

  /** Name of the kind in `rolloutRestartTargets` of the Vault Secrets Operator; undefined when it cannot restart it. */
  readonly restartTarget?: string;
  readonly allAtOnce?: AllAtOnce;

  /** Whether its controller ends containers that a webhook adds, such as an agent, once the others have ended. */
  readonly endsSidecars?: boolean;

  /** Whether the object contains the complete pods, or its controller adds to them. */
  readonly shows: 'whole' | 'part';

  /** Whether its objects are cluster-scoped. */
  readonly clusterWide?: boolean;

  /** Source of the row. */
  readonly source: string;

  /** The path as a configuration gives it; undefined for a kind of the table. */
  readonly configured?: string;
}

type PlacePair = readonly [way: string, shape: PodShape | undefined];

interface More extends Partial<Omit<WorkloadKind, 'shared'>> {
  readonly life: PodLife;
  readonly source: string;
  readonly shared?: PlacePair;
}

/** A row of the table. Several paths to pods of one shape are one text, separated by blanks. */
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
