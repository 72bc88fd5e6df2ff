import { isNamedByContent } from '../facts/content-names';
import { DELIVERIES } from '../facts/pruning';
import { Graph } from '../manifest/graph';
import { at, isFields, textOf } from '../manifest/read';
import { Resource } from '../manifest/resource';

/** A version of a ConfigMap or Secret that no other object names. */
export interface UnusedVersion {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly namespace: string;
  readonly name: string;

  /** When it was created, where the input has it. */
  readonly created?: string;
}

/** The versions of an input. */
export interface Versions {
  /** How many there are, used or not. */
  readonly total: number;
  readonly unused: readonly UnusedVersion[];

  /** How many are unused, but too young to tell: a release may be about to use them. */
  readonly young: number;

  /** What the input does not have that may name a version, as sentences. */
  readonly unknowns: readonly string[];
}

/** What a workload may go back to, and the kind that holds it. */
const HISTORIES: readonly (readonly [history: string, workloads: readonly string[]])[] = [
  ['ReplicaSet', ['Deployment']], ['ControllerRevision', ['StatefulSet', 'DaemonSet']],
];

/** A name that the API server takes, so that it can stand in a command. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** How deep an object is searched. Deeper than any pod template in any kind. */
const DEPTH = 64;

/**
 * The versions that nothing names: no pod, no pod template, no old ReplicaSet or ControllerRevision to which a rollout
 * may go back, no Job, no CronJob, and no text of any other object, since a wrong answer deletes what somebody needs.
 *
 * @param before time in milliseconds; what was created later is young
 */
export function unusedVersions(graph: Graph, before: number): Versions {
  const versions = (['ConfigMap', 'Secret'] as const)
    .flatMap((kind) => graph.ofKind('', kind).map((resource) => ({ kind, resource })))
    .filter(({ resource: { name, namespace, object } }) =>
      isNamedByContent(name) && object.immutable === true && [name, namespace || 'default'].every((text) =>
        NAME.test(text)));
  const named = wordsOf(graph.resources);
  const free = versions.filter(({ resource: { name, namespace } }) => {
    const places = named.get(name);
    return places === undefined || !(namespace === '' || places.has(namespace) || places.has(''));
  });
  const unused = free.map(({ kind, resource: { name, namespace, object } }): UnusedVersion => {
    const created = textOf(at(object, 'metadata', 'creationTimestamp'));
    return { kind, namespace, name, created: created === '' ? undefined : created };
  });
  const old = unused.filter(({ created }) => created === undefined || !(Date.parse(created) > before));
  const seen = new Map(old.map((version) => [`${version.kind}/${version.namespace}/${version.name}`, version]));
  return {
    total: versions.length,
    unused: [...seen.values()].sort((one, other) => compare(keyOf(one), keyOf(other))),
    young: unused.length - old.length,
    unknowns: HISTORIES.flatMap(([history, workloads]) => {
      const without = workloads.filter((kind) => graph.ofKind('apps', kind).length > 0);
      return without.length === 0 || graph.resources.some(({ kind }) => kind === history) ? [] : [
        `The input has a ${without.join(' and a ')} and no ${history}: a version to which a rollout may go back is not `
          + 'known.',
      ];
    }),
  };
}

function keyOf({ namespace, kind, name }: UnusedVersion): string {
  return `${namespace}/${kind}/${name}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** Every word in objects that may be the name of a version, with the namespaces of the objects. */
function wordsOf(resources: readonly Resource[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  // An inventory names every version, used or not.
  for (const resource of resources.filter(({ group, kind }) => !DELIVERIES.includes(`${group}/${kind}`))) {
    const add = (text: string) => {
      for (const word of text.split(/[^a-z0-9.-]+/)) {
        if (isNamedByContent(word) && !(isVersionKind(resource) && word === resource.name)) {
          const places = found.get(word) ?? new Set();
          found.set(word, places.add(resource.namespace));
        }
      }
    };
    collect(resource.object, add, DEPTH);
  }
  return found;
}

/** A ConfigMap or Secret names itself, in its annotations too: `kubectl apply` repeats it there. */
function isVersionKind({ group, kind }: Resource): boolean {
  return group === '' && (kind === 'ConfigMap' || kind === 'Secret');
}

function collect(value: unknown, add: (text: string) => void, depth: number): void {
  if (typeof value === 'string') {
    add(value);
  } else if (depth > 0) {
    (Array.isArray(value) ? value : isFields(value) ? Object.values(value) : []).forEach((part) => {
      collect(part, add, depth - 1);
    });
  }
}
