import { CARRIAGE_RETURN, LINE_FEED } from './characters';
import { isMergeKey, keyOf } from './construct-values';
import { Event, EventType } from './events';
import { Stretch } from './kubectl-stream';

/** The pointers to find, as a tree of their parts, so that one walk through a document finds all of them. */
interface Wanted {
  readonly pointers: string[];
  readonly parts: Map<string, Wanted>;
}

/** A key and its value in a mapping, as event indexes. */
interface Entry {
  readonly key: number;
  readonly value: number;
}

/**
 * Locations of JSON pointers: the key with its value where both fit on the line, the first entry of a list item. A
 * pointer to something that does not exist gets the location of its parent; one into an alias or a merged mapping the
 * location of the text.
 */
export function findPlaces(source: string, events: readonly Event[], pointers: Iterable<string>): Map<string, Stretch> {
  const places = new Map<string, Stretch>();
  if (events.length > 0) {
    const finder = new PlaceFinder(source, events, places);
    finder.find(treeOf(pointers), 0, finder.stretchOf(0));
  }
  return places;
}

function treeOf(pointers: Iterable<string>): Wanted {
  const root: Wanted = { pointers: [], parts: new Map() };
  for (const pointer of pointers) {
    let current = root;
    for (const part of pointer.split('/').slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const next: Wanted = current.parts.get(name) ?? { pointers: [], parts: new Map() };
      current.parts.set(name, next);
      current = next;
    }
    current.pointers.push(pointer);
  }
  return root;
}

class PlaceFinder {
  /** Index of the event after each node. */
  private readonly behind: Int32Array;

  /** Index of the node that an alias repeats, by the index of the alias. */
  private readonly repeated = new Map<number, number>();

  public constructor(
    private readonly source: string,
    private readonly events: readonly Event[],
    private readonly places: Map<string, Stretch>,
  ) {
    this.behind = new Int32Array(events.length);
    const anchors = new Map<string, number>();
    const open: number[] = [];
    events.forEach((event, index) => {
      this.behind[index] = index + 1;
      if (event.type === EventType.END) {
        this.behind[open.pop()!] = index + 1;
        return;
      }
      if (event.type === EventType.ALIAS) {
        this.repeated.set(index, anchors.get(event.name)!);
        return;
      }
      if (event.anchor !== undefined) {
        anchors.set(event.anchor, index);
      }
      if (event.type !== EventType.SCALAR) {
        open.push(index);
      }
    });
  }

  public find(wanted: Wanted, index: number, stretch: Stretch): void {
    for (const pointer of wanted.pointers) {
      this.places.set(pointer, stretch);
    }
    if (wanted.parts.size === 0) {
      return;
    }
    const node = this.nodeAt(index);
    const type = this.events[node].type;
    const missing = new Map(wanted.parts);
    if (type === EventType.MAPPING) {
      for (const [name, { key, value }] of this.entries(node, wanted)) {
        missing.delete(name);
        this.find(wanted.parts.get(name)!, value, this.entryStretch(key, value));
      }
    } else if (type === EventType.SEQUENCE) {
      for (const [name, value] of this.items(node, wanted)) {
        missing.delete(name);
        this.find(wanted.parts.get(name)!, value, this.stretchOf(value, stretch));
      }
    }
    missing.forEach((part) => this.allAt(part, stretch));
  }

  /** The location of a node without a key: that of its first entry, for a mapping. */
  public stretchOf(index: number, otherwise: Stretch = { start: 0, end: 0 }): Stretch {
    const event = this.events[index];
    if (event.type === EventType.MAPPING && this.events[index + 1].type !== EventType.END) {
      const { start, end } = this.entryStretch(index + 1, this.behind[index + 1]);
      return { start: event.start === -1 ? start : Math.min(start, event.start), end };
    }
    const start = this.startOf(index);
    return start === -1 ? otherwise : { start, end: this.endOf(index) };
  }

  private nodeAt(index: number): number {
    return this.events[index].type === EventType.ALIAS ? this.repeated.get(index)! : index;
  }

  private *items(node: number, wanted: Wanted): Generator<[name: string, value: number]> {
    let position = 0;
    for (let index = node + 1; this.events[index].type !== EventType.END; index = this.behind[index]) {
      const name = String(position++);
      if (wanted.parts.has(name)) {
        yield [name, index];
      }
    }
  }

  /** The effective entries for some keys: the last one that is written, in the mapping or merged into it. */
  private entries(node: number, wanted: Wanted, found = new Map<string, Entry>()): Map<string, Entry> {
    for (let key = node + 1; this.events[key].type !== EventType.END;) {
      const value = this.behind[key];
      if (isMergeKey(this.source, this.events[key])) {
        this.mergedEntries(this.nodeAt(value), wanted, found);
      } else {
        const event = this.events[this.nodeAt(key)];
        const name = event.type === EventType.SCALAR ? keyOf(this.source, event) : undefined;
        if (name !== undefined && wanted.parts.has(name)) {
          found.set(name, { key, value });
        }
      }
      key = this.behind[value];
    }
    return found;
  }

  private mergedEntries(node: number, wanted: Wanted, found: Map<string, Entry>): void {
    if (this.events[node].type === EventType.MAPPING) {
      this.entries(node, wanted, found);
    } else {
      const sources: number[] = [];
      for (let index = node + 1; this.events[index].type !== EventType.END; index = this.behind[index]) {
        sources.push(this.nodeAt(index));
      }
      sources.reverse().forEach((source) => this.entries(source, wanted, found));
    }
  }

  private entryStretch(key: number, value: number): Stretch {
    const start = this.startOf(key);
    const event = this.events[value];
    const oneLine = (event.type === EventType.SCALAR || event.type === EventType.ALIAS)
      && event.start !== -1 && this.sameLine(start, event.end);
    return { start, end: oneLine ? event.end : this.endOf(key) };
  }

  /** Offset at which a node begins; -1 when it is not written. */
  private startOf(index: number): number {
    const event = this.events[index];
    return event.type === EventType.END ? -1 : event.start;
  }

  private endOf(index: number): number {
    const event = this.events[index];
    const start = this.startOf(index);
    return (event.type === EventType.SCALAR || event.type === EventType.ALIAS) && this.sameLine(start, event.end)
      ? Math.max(event.end, start)
      : start + 1;
  }

  private sameLine(start: number, end: number): boolean {
    for (let index = start; index < end; index++) {
      const code = this.source.charCodeAt(index);
      if (code === LINE_FEED || code === CARRIAGE_RETURN) {
        return false;
      }
    }
    return true;
  }

  private allAt(wanted: Wanted, stretch: Stretch): void {
    for (const pointer of wanted.pointers) {
      this.places.set(pointer, stretch);
    }
    wanted.parts.forEach((part) => this.allAt(part, stretch));
  }
}
