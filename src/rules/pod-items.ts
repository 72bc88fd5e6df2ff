import { RuleScope } from './rule-scope';
import { Container, Pod } from '../manifest/pod';
import { Fields, mappingsOf, pointerTo, textOf } from '../manifest/read';

/** One item of a scope in a pod. */
export interface PodItem {
  readonly self: Fields;
  readonly pointer: string;

  /** The container that holds it. */
  readonly container?: Container;

  /** Volume of a mount; empty where the pod has no volume of that name, as for a claim template. */
  readonly volume?: Fields;

  /** Noun for the item, and the field with its name; undefined for an item without a name. */
  readonly noun?: string;
  readonly nameField?: string;
}

/** Scopes whose items are parts of pods. */
export type PodScope = RuleScope.POD | RuleScope.CONTAINER
  | RuleScope.ENV | RuleScope.ENV_FROM | RuleScope.VOLUME | RuleScope.VOLUME_MOUNT;

interface PodScopeItems {
  /** The CEL variables between the object and the item. */
  readonly between: readonly string[];
  items(pod: Pod): Iterable<PodItem>;
}

const MOUNTS = inContainers('volumeMounts', 'mount', 'mountPath');

/** The items of every scope that is about pods, wherever and however the object describes them. */
export const POD_SCOPES: { readonly [scope in PodScope]: PodScopeItems } = {
  [RuleScope.POD]: { between: [], items: ({ spec, pointer }) => [{ self: spec, pointer }] },
  [RuleScope.CONTAINER]: {
    between: ['pod'],
    items: ({ containers }) => containers.map((container) =>
      ({ self: container.spec, pointer: container.pointer, container })),
  },
  [RuleScope.ENV]: inContainers('env', 'variable', 'name'),
  [RuleScope.ENV_FROM]: inContainers('envFrom'),
  [RuleScope.VOLUME]: {
    between: ['pod'],
    items: ({ volumes }) => volumes.map(({ spec, pointer }) =>
      ({ self: spec, pointer, noun: 'volume', nameField: 'name' })),
  },
  [RuleScope.VOLUME_MOUNT]: {
    between: ['pod', 'container', 'volume'],
    * items(pod) {
      const volumes = new Map(pod.volumes.map(({ spec }) => [textOf(spec.name), spec]));
      for (const item of MOUNTS.items(pod)) {
        yield { ...item, volume: volumes.get(textOf(item.self.name)) ?? {} };
      }
    },
  },
};

export function isPodScope(scope: RuleScope): scope is PodScope {
  return Object.hasOwn(POD_SCOPES, scope);
}

function inContainers(list: string, noun?: string, nameField?: string): PodScopeItems {
  return {
    between: ['pod', 'container'],
    * items({ containers }) {
      for (const container of containers) {
        for (const [self, index] of mappingsOf(container.spec[list])) {
          yield { self, pointer: pointerTo(container.pointer, list, index), container, noun, nameField };
        }
      }
    },
  };
}

/** Variables of an item, by their names in expressions. */
export function variablesIn(object: unknown, { spec }: Pod, { self, container, volume }: PodItem): Fields {
  return { object, pod: spec, container: container?.spec, volume, self };
}

/** Prefix of a message that names the item, from the outside in. */
export function nameIn({ self, container, noun, nameField }: PodItem): string {
  const parts = container === undefined ? [] : [named(container.noun, container.name)];
  if (noun !== undefined && nameField !== undefined) {
    parts.push(named(noun, textOf(self[nameField])));
  }
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

function named(noun: string, name: string): string {
  return name === '' ? noun : `${noun} ${JSON.stringify(name)}`;
}
