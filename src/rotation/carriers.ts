import { objectId, RotationIndex } from './lookups';
import { refreshOf } from './refresh-of';
import { Refresh } from '../facts/refresh';
import { clusterLocation, mayBeSamePlace, StoreLocation } from '../facts/store-locations';
import { Target } from '../manifest/graph';
import { Production } from '../manifest/producers';
import { textAt } from '../manifest/read';
import { ReferencedKind, ReferenceUse } from '../manifest/references';
import { Resource } from '../manifest/resource';
import { isOfNamespace, StoreValue } from '../manifest/store-values';

/** A Secret or ConfigMap that has the value, or some of it. */
export interface Carrier {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;

  /** The keys that have the value; undefined where all may. */
  readonly keys?: readonly string[];

  /** What is in the manifest under the name. */
  readonly targets: readonly Target[];

  /** How it came to have it; undefined for the one that the plan is of, where that is where the value begins. */
  readonly via?: Hop;

  /** The longest from the change of the source until it has the new value; undefined where that is not known. */
  readonly seconds?: number;
  readonly certain: boolean;
}

/** A step of a value on its way. */
export interface Hop {
  readonly by: Resource;
  readonly refresh: Refresh;

  /** Where it was read. */
  readonly from?: StoreLocation;
}

/** A place in a store that has the value. */
export interface PlaceCarrier {
  readonly location: StoreLocation;

  /** How it came to have it; undefined for a place where the value begins. */
  readonly via?: Hop;
  readonly seconds?: number;
  readonly certain: boolean;
}

/** Where a value is: in objects, in places of stores, and in what reads these without an object. */
export interface Carriers {
  readonly objects: readonly Carrier[];
  readonly places: readonly PlaceCarrier[];

  /** What brings a place into files of pods. */
  readonly direct: readonly DirectValue[];
}

export interface DirectValue {
  readonly value: StoreValue;
  readonly place: PlaceCarrier;
  readonly certain: boolean;
}

/** What a walk begins with. */
export type Start =
  | { readonly kind: 'Secret' | 'ConfigMap'; readonly namespace: string; readonly name: string; readonly key?: string }
  | { readonly locations: readonly StoreLocation[] };

/** Follows a value to everything that has a copy of it, from where it begins. */
export function carriersOf(index: RotationIndex, start: Start): Carriers {
  const walk = new Walk(index);
  if ('locations' in start) {
    start.locations.forEach((location) => walk.beginAtPlace(location));
  } else {
    walk.beginAtObject(start.kind, start.namespace, start.name, start.key === undefined ? undefined : [start.key]);
  }
  return walk.finish();
}

type Keys = readonly string[] | undefined;

/** An object, and the keys of it that have the value; undefined where all may. */
interface SomeKeys {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
  readonly keys: Keys;
}

/** Whether two lists of keys have one in common; undefined is a list of all. */
export function overlap(one: Keys, other: Keys): boolean {
  return one === undefined || other === undefined || one.some((key) => other.includes(key));
}

function common(one: Keys, other: Keys): Keys {
  return one === undefined ? other : other === undefined ? one : one.filter((key) => other.includes(key));
}

/**
 * As far as a value is followed: stores that copy to each other in a ring end here, and so does what nobody would read.
 */
const MOST = 10_000;

class Walk {
  private readonly objects = new Map<string, Carrier>();
  private readonly places = new Map<string, PlaceCarrier>();
  private readonly direct: DirectValue[] = [];
  private readonly waiting: (() => void)[] = [];
  private last?: () => void;
  private first?: { readonly id: string; readonly keys: Keys };

  public constructor(private readonly index: RotationIndex) {}

  public beginAtObject(kind: Carrier['kind'], namespace: string, name: string, keys: Keys): void {
    this.first = { id: objectId(kind, namespace, name), keys };
    for (const root of this.rootsOf({ kind, namespace, name, keys }, new Set())) {
      if ('product' in root) {
        this.beginAtPlace(root);
      } else {
        this.addObject({ ...root, certain: true, seconds: 0 });
      }
    }
    // Where nothing known leads from its roots to it, it has the value all the same.
    this.last = () => this.addObject({ kind, namespace, name, keys, certain: true });
  }

  public beginAtPlace(location: StoreLocation): void {
    this.addPlace({ location, certain: true, seconds: 0 });
  }

  public finish(): Carriers {
    this.goOn();
    this.last?.();
    this.goOn();
    const objects = [...this.objects].map(([id, carrier]) =>
      (id === this.first?.id && this.first.keys !== undefined ? { ...carrier, keys: this.first.keys } : carrier));
    return { objects, places: [...this.places.values()], direct: this.direct };
  }

  private goOn(): void {
    for (let next = this.waiting.shift(); next !== undefined && this.objects.size < MOST; next = this.waiting.shift()) {
      next();
    }
  }

  /** Where a value begins: places of stores, and objects that nothing known makes, or that write their place. */
  private rootsOf(object: SomeKeys, seen: Set<string>): (StoreLocation | SomeKeys)[] {
    const { kind, namespace, name, keys } = object;
    const id = objectId(kind, namespace, name);
    if (seen.has(id)) {
      return [];
    }
    seen.add(id);
    const read = this.producersOf(kind, namespace, name).flatMap(({ by }) =>
      this.index.valuesBy(by).filter((value) =>
        !value.writes && isOfNamespace(value, namespace) && overlap(value.keys, keys)),
    );
    return read.length === 0
      ? [object]
      : read.flatMap(({ location: own, whole }) => {
        const location = whole === true && keys?.length === 1 ? { ...own, property: own.property ?? keys[0] } : own;
        // A place that is written from the cluster begins where it is written from.
        const writers = this.index
          .valuesAt(location)
          .filter((value) => value.writes && mayBeSamePlace(value.location, location));
        const pushed = writers.flatMap((value) => this.pushedObjects(value));
        const others = pushed.filter((each) => objectId(each.kind, each.namespace, each.name) !== id);
        return others.length === 0 ? [location] : others.flatMap((each) => this.rootsOf(each, seen));
      });
  }

  private producersOf(kind: ReferencedKind, namespace: string, name: string): Production[] {
    return this.index.graph.find(kind, namespace, name).flatMap(({ production }) => production ?? []);
  }

  private pushedObjects({ by, keys }: StoreValue): SomeKeys[] {
    const name = textAt(by.object, 'spec', 'selector', 'secret', 'name');
    return name === '' ? [] : [{ kind: 'Secret', namespace: by.namespace, name, keys }];
  }

  private addObject(found: Omit<Carrier, 'targets'>): void {
    const { kind, namespace, name, keys } = found;
    const id = objectId(kind, namespace, name);
    const known = this.objects.get(id);
    if (known !== undefined && (known.keys === undefined || keys?.every((key) => known.keys!.includes(key)) === true)) {
      return;
    }
    const all = known === undefined || keys === undefined ? keys : [...new Set([...known.keys!, ...keys])];
    const carrier = { ...found, ...known, keys: all, targets: this.index.graph.find(kind, namespace, name) };
    this.objects.set(id, carrier);
    this.waiting.push(() => this.follow(carrier));
  }

  private addPlace(found: PlaceCarrier): void {
    const { product, instance, path, property } = found.location;
    const id = [product, instance ?? '', path, property ?? ''].join('\n');
    if (!this.places.has(id)) {
      this.places.set(id, found);
      this.waiting.push(() => this.followPlace(found));
    }
  }

  /** What is made of an object: a template, a pushed value, a copy in another namespace. */
  private follow(carrier: Carrier): void {
    const { kind, namespace, name, keys } = carrier;
    for (const { from, use, keys: needed } of this.index.referencesTo(kind, namespace, name)) {
      const named = needed.length === 0 ? undefined : needed.map(({ key }) => key);
      if (use !== ReferenceUse.CONTROLLER || !overlap(named, keys)) {
        continue;
      }
      if (from.kind === 'ExternalSecret') {
        this.addMade(from, undefined, { carrier });
      }
      const written = this.index.valuesBy(from).filter((value) => value.writes && overlap(value.keys, keys));
      for (const { location } of written) {
        const hop = { by: from, refresh: refreshOf(this.index, from) };
        this.addPlace({ location, via: hop, seconds: later(carrier.seconds, hop.refresh), certain: carrier.certain });
      }
    }
    for (const key of keys ?? [undefined]) {
      this.followLocation(clusterLocation(namespace, name, key), carrier);
    }
  }

  private followPlace(place: PlaceCarrier): void {
    this.followLocation(place.location, place);
  }

  /** Everything that reads a place. */
  private followLocation(location: StoreLocation, from: Carrier | PlaceCarrier): void {
    for (const value of this.index.valuesAt(location)) {
      if (value.writes || !mayBeSamePlace(value.location, location) || this.index.made.has(value.by)) {
        continue;
      }
      const certain = from.certain && value.location.instance === location.instance;
      if ('location' in from && value.files !== undefined) {
        this.direct.push({ value, place: from, certain });
      }
      if (value.pod === undefined) {
        const part = value.location.property ?? location.property;
        const keys = value.whole === true && part !== undefined ? [part] : value.keys;
        this.addMade(value.by, keys, { carrier: from, location: value.location, certain });
      }
    }
  }

  private addMade(
    by: Resource, keys: Keys,
    { carrier, location, certain = carrier.certain }: {
      readonly carrier: Carrier | PlaceCarrier; readonly location?: StoreLocation; readonly certain?: boolean;
    },
  ): void {
    const hop = { by, refresh: refreshOf(this.index, by), from: location };
    for (const made of this.index.productionsOf(by)) {
      const own = common(keys, made.keys);
      if (own === undefined || own.length > 0) {
        this.addObject({
          kind: made.kind,
          namespace: made.namespace,
          name: made.name,
          keys: own,
          via: hop,
          certain,
          seconds: later(carrier.seconds, hop.refresh),
        });
      }
    }
  }
}

function later(seconds: number | undefined, { when, seconds: more }: Refresh): number | undefined {
  return seconds === undefined
    ? undefined
    : when === 'at-once'
      ? seconds
      : when === 'within'
        ? seconds + more!
        : undefined;
}
