import { RotationIndex } from './lookups';
import { FoundTarget } from './make-plan';
import { joined, optional, titleOf } from './names';
import { TargetKind } from './plan';

/** What somebody wants to rotate. */
export interface TargetRequest {
  readonly kind: TargetKind;

  /** Name of the object, or path in a store. */
  readonly name: string;
  readonly key?: string;

  /** Where more than one object has the name; that of the only one where absent. */
  readonly namespace?: string;
}

/**
 * Why a target is not found. `ambiguous`: several have the name. `no-key`: it has no such key. `missing`: nothing in
 * the input is it, makes it or names it.
 */
export type TargetFault = {
  readonly fault: 'ambiguous' | 'no-key' | 'missing';
  readonly text: string;
  readonly names: readonly string[];
};

/** The target as the command line has it: `NAME[/KEY]`, `configmap:NAME[/KEY]`, `store:PATH[#PROPERTY]`. */
export function parseTarget(text: string): Pick<TargetRequest, 'kind' | 'name' | 'key'> | undefined {
  const [, prefix, rest] = /^(?:(secret|configmap|store):)?(.*)$/s.exec(text) ?? [];
  const separator = prefix === 'store' ? '#' : '/';
  const at = rest.indexOf(separator);
  const [name, key] = at < 0 ? [rest, undefined] : [rest.slice(0, at), rest.slice(at + 1)];
  if (name === '' || key === '') {
    return undefined;
  }
  const kind = prefix === 'store' ? 'store path' : prefix === 'configmap' ? 'ConfigMap' : 'Secret';
  return { kind, name, ...optional({ key }) };
}

/** Finds a target in a graph. */
export function findTarget(index: RotationIndex, request: TargetRequest): FoundTarget | TargetFault {
  return request.kind === 'store path' ? findPath(index, request) : findObject(index, request);
}

function findPath(index: RotationIndex, { kind, name, key }: TargetRequest): FoundTarget | TargetFault {
  const values = index.valuesOfPath(name);
  if (values.length === 0) {
    return { fault: 'missing', text: 'nothing in the input reads or writes the path', names: index.paths() };
  }
  const locations = values
    .map(({ location }) => (key === undefined ? location : { ...location, property: location.property ?? key }))
    .filter(({ property }) => key === undefined || property === key);
  if (locations.length === 0) {
    const names = values.flatMap(({ location }) => location.property ?? []);
    return {
      fault: 'no-key',
      text: `nothing in the input reads this part of it; what is read is ${joined([...new Set(names)])}`,
      names,
    };
  }
  const written = values[0].location.written;
  const distinct = new Map(locations.map((location) => [JSON.stringify({ ...location, written: '' }), location]));
  return { kind, name: written, ...optional({ key }), locations: [...distinct.values()] };
}

function findObject(index: RotationIndex, request: TargetRequest): FoundTarget | TargetFault {
  const { kind, name, key } = request as TargetRequest & { readonly kind: 'Secret' | 'ConfigMap' };
  const all = index.namespacesOf(kind, name);
  const other = kind === 'Secret' ? 'ConfigMap' : 'Secret';
  if (all.length === 0) {
    const hint =
      index.namespacesOf(other, name).length === 0
        ? ''
        : `; there is a ${other} of the name: write ${other === 'ConfigMap' ? 'configmap:' : ''}${name}`;
    return {
      fault: 'missing',
      text: `nothing in the input is a ${kind} of this name, makes one or names one${hint}`,
      names: index.namesOf(kind),
    };
  }
  const namespaces = all.filter((namespace) => namespace !== '');
  if (request.namespace === undefined && namespaces.length > 1) {
    return {
      fault: 'ambiguous',
      text: `there is one in the namespaces ${joined([...namespaces].sort())}`,
      names: namespaces,
    };
  }
  if (request.namespace !== undefined && !all.includes(request.namespace) && !all.includes('')) {
    return {
      fault: 'missing',
      names: namespaces,
      text: `nothing in the input is, makes or names it in namespace ${request.namespace}; it is in `
        + `${joined([...namespaces].sort())}`,
    };
  }
  const namespace = request.namespace ?? namespaces[0] ?? '';
  const keys = index.graph.find(kind, namespace, name).map((target) => target.keys);
  const known = keys.every((each) => each !== undefined) ? keys.flatMap((each) => each ?? []) : [];
  if (key !== undefined && known.length > 0 && !known.includes(key)) {
    const title = titleOf({ kind, name, namespace });
    return {
      fault: 'no-key',
      text: `${title} has no such key; it has ${joined([...new Set(known)].sort())}`,
      names: known,
    };
  }
  return { kind, name, ...optional({ namespace, key }) };
}
