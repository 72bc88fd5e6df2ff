import { CONTAINER_LISTS, ContainerPlace, PodShape } from '../../src/facts/pod-shapes';
import { PodPlace, WorkloadKind } from '../../src/facts/workload-kind';

/** An object of some kind with a pod in it, and where in it what is in the pod has come to. */
export interface Embedded {
  readonly object: object;

  /** The place in the object for a place in the pod. */
  pointerOf(podPointer: string): string;
}

/**
 * The pod in an object of another kind; undefined where that kind has no field for something in the pod.
 *
 * @param containers which of the places for containers is taken for `containers`
 */
export function embed(
  pod: any, kind: WorkloadKind, group: string, place: PodPlace, containers?: ContainerPlace,
): Embedded | undefined {
  const version = group === '' ? 'v1' : `${group}/v1`;
  const { metadata, status } = pod;
  const object = { apiVersion: version, kind: kind.kind, metadata, ...status && { status } };
  const shape = place.shape!;
  if (shape.isPodSpec) {
    const whole = join(place.way, shape.spec);
    // Of kinds whose pods end, the API server takes no pod that is started again for ever.
    const pointer = put(object, whole, group === 'batch' ? { restartPolicy: 'Never', ...pod.spec } : pod.spec);
    return { object, pointerOf: (podPointer) => podPointer.replace(/^\/spec/, pointer) };
  }
  const parts = partsOf(pod.spec, shape, containers);
  if (parts === undefined || (shape.needsOneOf !== undefined && pod.spec.containers === undefined)) {
    return undefined;
  }
  const base = put(object, place.way, {});
  const moved = parts.map(([from, way, value]) => [`/spec/${from}`, put(object, join(place.way, way), value)]);
  const { serviceAccountName, automountServiceAccountToken } = pod.spec;
  const shared = kind.shared !== undefined && (serviceAccountName ?? automountServiceAccountToken) === undefined;
  const whole = shared ? put(object, kind.shared!.way, {}) : base;
  return {
    object,
    pointerOf(podPointer) {
      const [from, to] = moved.find(([start]) => `${podPointer}/`.startsWith(`${start}/`)) ?? ['/spec', whole];
      return podPointer.replace(from, to);
    },
  };
}

/** What the pod has, as the place in it, the way in a description of that shape, and the value. */
function partsOf(spec: any, shape: PodShape, containers?: ContainerPlace): [string, string, unknown][] | undefined {
  const parts: [string, string, unknown][] = [];
  for (const [field, value] of Object.entries<any>(spec)) {
    if (CONTAINER_LISTS.some((list) => list === field)) {
      const lists = shape.containers.filter(({ list, way }) => list === field && way.endsWith('.*'));
      const place = field === 'containers' ? containers : lists[0];
      if (place === undefined) {
        return undefined;
      }
      if (place.way.endsWith('.*')) {
        parts.push([field, place.way.slice(0, -'.*'.length), value]);
      } else if (value.length === 1) {
        parts.push([`${field}/0`, place.way, value[0]]);
      } else {
        return undefined;
      }
    } else if (field === 'volumes') {
      if (shape.volumes.length === 0) {
        return undefined;
      }
      parts.push([field, shape.volumes[0], value]);
    } else {
      if (shape.fields.length === 0) {
        return undefined;
      }
      parts.push([field, join(shape.fields.at(-1)!, field), value]);
    }
  }
  return parts;
}

function join(...ways: string[]): string {
  return ways.filter((way) => way !== '').join('.');
}

/** What a value is merged into: a list, a mapping, or for a scalar the value itself. */
function emptyOf(value: unknown): unknown {
  return Array.isArray(value) ? [] : typeof value === 'object' ? {} : value;
}

/** Puts a value where a way leads, through the first item of each list; the pointer to it. */
function put(object: any, way: string, value: any): string {
  const fields = way === '' ? [] : way.split('.');
  let pointer = '';
  let current = object;
  fields.forEach((field, index) => {
    const key = field !== '*' ? field : Array.isArray(current) ? 0 : 'Worker';
    pointer += `/${key}`;
    const next = fields[index + 1];
    const isMap = next === '*' && field.endsWith('ReplicaSpecs');
    current[key] ??= index === fields.length - 1 ? emptyOf(value) : next === '*' && !isMap ? [] : {};
    current = current[key];
  });
  if (typeof value === 'object') {
    Object.assign(current, value);
  }
  return pointer;
}
