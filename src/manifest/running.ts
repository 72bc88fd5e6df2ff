import { Graph } from './graph';
import { Pod } from './pod';
import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, textOf } from './read';
import { Reference } from './references';
import { Resource } from './resource';

/** What a cluster says of its objects, where they are read back from one. */

/** When the containers of a pod that run now have started, by name; none for a pod that is in no cluster. */
export function startsOf(pod: Pod): ReadonlyMap<string, number> {
  return startsIn(pod, ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'], ['running']);
}

/** When the init containers of a pod have started the last time, by name. */
export function initStartsOf(pod: Pod): ReadonlyMap<string, number> {
  return startsIn(pod, ['initContainerStatuses'], ['running', 'terminated']);
}

/** When a pod was created; undefined for one that is in no cluster. */
export function createdAt({ object }: Pick<Resource, 'object'>): number | undefined {
  return timeOf(object.metadata.creationTimestamp);
}

function startsIn({ resource }: Pod, lists: readonly string[], states: readonly string[]): Map<string, number> {
  const status = fieldsOf(resource.object.status);
  const starts = new Map<string, number>();
  for (const [container] of lists.flatMap((list) => [...mappingsOf(status[list])])) {
    const started = states.map((state) => timeOf(at(container, 'state', state, 'startedAt')))
      .find((time) => time !== undefined);
    if (started !== undefined) {
      starts.set(textOf(container.name), started);
    }
  }
  return starts;
}

/**
 * The latest moment at which the content of a Secret or ConfigMap may have changed: the last time that somebody
 * who owns some of it wrote to the object. Undefined where the object is in no cluster.
 */
export function contentChangedAt({ object }: Resource, keys: Reference['keys']): number | undefined {
  const created = createdAt({ object });
  if (created === undefined || object.immutable === true) {
    return created;
  }
  const entries = itemsOf(object.metadata.managedFields).filter(isFields);
  const owners = entries.filter((entry) => ownsContent(entry));
  const ofKeys = owners.filter((entry) => keys.some(({ key }) => ownsContent(entry, key)));
  const times = (ofKeys.length > 0 ? ofKeys : owners).map((entry) => timeOf(entry.time) ?? created);
  return Math.max(created, ...times);
}

/**
 * The latest moment at which some keys of a Secret or ConfigMap may have changed, as whoever owns them last wrote to
 * the object. Undefined where the object does not tell: it is in no cluster, nobody is noted as the owner of one of the
 * keys, or a time is missing.
 *
 * @param keys the keys that matter; all where undefined
 */
export function keysChangedAt({ object }: Pick<Resource, 'object'>, keys?: readonly string[]): number | undefined {
  const created = createdAt({ object });
  if (created === undefined || object.immutable === true) {
    return created;
  }
  const entries = itemsOf(object.metadata.managedFields).filter(isFields);
  const owners = keys === undefined
    ? [entries.filter((entry) => ownsContent(entry))]
    : keys.map((key) => entries.filter((entry) => ownsContent(entry, key)));
  const times = owners.flatMap((list) => (list.length === 0 ? [NaN] : list.map((entry) => timeOf(entry.time) ?? NaN)));
  const latest = times.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
  return Number.isFinite(latest) ? latest : undefined;
}

/** The latest time in the managed fields of an object: the API server wrote to it then, by its own clock. */
export function writtenAt({ object }: Pick<Resource, 'object'>, owns?: (entry: Fields) => boolean): number | undefined {
  const times = itemsOf(object.metadata.managedFields).filter(isFields)
    .filter((entry) => owns === undefined || owns(entry))
    .flatMap((entry) => timeOf(entry.time) ?? []);
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
}

/**
 * The pods and workloads that another one made which was read as well: what is said of that one holds for them.
 * One that shows its pods in part only is none of these: what its controller adds is seen on what it made.
 */
export function madeByAnother(graph: Graph): ReadonlySet<Resource> {
  const whole = graph.pods.filter(({ kind }) => kind.shows === 'whole').map(({ resource }) => resource);
  const makers = new Set(whole.map(({ group, kind, namespace, name }) => keyOf(group, kind, namespace, name)));
  return new Set(graph.pods.map(({ resource }) => resource).filter(({ object, namespace }) =>
    [...mappingsOf(object.metadata.ownerReferences)].some(([owner]) => {
      const version = textOf(owner.apiVersion);
      const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : '';
      return owner.controller === true && makers.has(keyOf(group, textOf(owner.kind), namespace, textOf(owner.name)));
    })));
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('/');
}

function ownsContent({ fieldsV1 }: Fields, key?: string): boolean {
  return ['f:data', 'f:binaryData'].some((field) => {
    const owned = at(fieldsV1, field);
    return isFields(owned) && (key === undefined || Object.hasOwn(owned, `f:${key}`));
  });
}

/** The time of a text, in milliseconds; undefined for what is not one. */
export function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
