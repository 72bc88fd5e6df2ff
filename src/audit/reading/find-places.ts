import { Event, EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import { isMergeKey, keyOf, scalarValue, startOf } from './construct-values';
import { CARRIAGE_RETURN, LINE_FEED } from './lines';
import { Stretch } from './split-documents';

/** Pointers that are looked for, as a tree of their parts: one walk through a document finds all of them. */
interface Wanted {
  readonly pointers: string[];
  readonly parts: Map<string, Wanted>;
}

/** A key and its value in a mapping, as indexes of events. */
interface Entry {
  readonly key: number;
  readonly value: number;
}

/**
 * Where the things are that JSON pointers lead to: the key with its value where that fits on the line, the first
 * entry of a list's item. A pointer to something that is not there gets the place of what should have it; one into
 * an alias or a merged mapping the place where the text is.
 *
 * @param document index among the documents that the events are of
 */
export function findPlaces(source: string, events: readonly Event[], document: number, pointers: Iterable<string>): Map<string, Stretch> {
  const places = new Map<string, Stretch>();
  const root = rootOf(events, document);
  if (root !== undefined) {
    const finder = new PlaceFinder(source, events, places);
    finder.find(treeOf(pointers), root, finder.stretchOf(root));
  }
  return places;
}

function rootOf(events: readonly Event[], document: number): number | undefined {
  let count = -1;
  const found = events.findIndex((event) => event.type === EVENT_ID.DOCUMENT && ++count === document);
  return found === -1 ? undefined : found + 1;
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
  /** Index of the event behind each node. */
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
      if (event.type === EVENT_ID.POP) {
        this.behind[open.pop()!] = index + 1;
        return;
      }
      if (event.type === EVENT_ID.ALIAS) {
        this.repeated.set(index, anchors.get(source.slice(event.anchorStart, event.anchorEnd))!);
      } else if (event.type !== EVENT_ID.DOCUMENT && event.anchorStart !== -1) {
        anchors.set(source.slice(event.anchorStart, event.anchorEnd), index);
      }
      if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
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
    if (type === EVENT_ID.MAPPING) {
      for (const [name, { key, value }] of this.entries(node, wanted)) {
        missing.delete(name);
        this.find(wanted.parts.get(name)!, value, this.entryStretch(key, value));
      }
    } else if (type === EVENT_ID.SEQUENCE) {
      for (const [name, value] of this.items(node, wanted)) {
        missing.delete(name);
        this.find(wanted.parts.get(name)!, value, this.stretchOf(value, stretch));
      }
    }
    missing.forEach((part) => this.allAt(part, stretch));
  }

  /** The place of a node that has no key: of its first entry, for a mapping. */
  public stretchOf(index: number, otherwise: Stretch = { start: 0, end: 0 }): Stretch {
    const event = this.events[index];
    if (event.type === EVENT_ID.MAPPING && this.events[index + 1].type !== EVENT_ID.POP) {
      const { start, end } = this.entryStretch(index + 1, this.behind[index + 1]);
      return { start: Math.min(start, orElse(startOf(event), start)), end };
    }
    const start = startOf(event);
    return start === -1 ? otherwise : { start, end: this.endOf(event, start) };
  }

  private nodeAt(index: number): number {
    return this.events[index].type === EVENT_ID.ALIAS ? this.repeated.get(index)! : index;
  }

  private *items(node: number, wanted: Wanted): Generator<[name: string, value: number]> {
    let position = 0;
    for (let index = node + 1; this.events[index].type !== EVENT_ID.POP; index = this.behind[index]) {
      const name = String(position++);
      if (wanted.parts.has(name)) {
        yield [name, index];
      }
    }
  }

  /** The entries that count for the names that are wanted: the last that is written, in the mapping or merged into it. */
  private entries(node: number, wanted: Wanted, found = new Map<string, Entry>()): Map<string, Entry> {
    for (let key = node + 1; this.events[key].type !== EVENT_ID.POP;) {
      const value = this.behind[key];
      if (isMergeKey(this.source, this.events[key])) {
        this.mergedEntries(this.nodeAt(value), wanted, found);
      } else {
        const event = this.events[this.nodeAt(key)];
        const name = event.type === EVENT_ID.SCALAR ? keyOf(scalarValue(this.source, event)) : undefined;
        if (name !== undefined && wanted.parts.has(name)) {
          found.set(name, { key, value });
        }
      }
      key = this.behind[value];
    }
    return found;
  }

  private mergedEntries(node: number, wanted: Wanted, found: Map<string, Entry>): void {
    if (this.events[node].type === EVENT_ID.MAPPING) {
      this.entries(node, wanted, found);
    } else {
      const sources: number[] = [];
      for (let index = node + 1; this.events[index].type !== EVENT_ID.POP; index = this.behind[index]) {
        sources.unshift(this.nodeAt(index));
      }
      sources.forEach((source) => this.entries(source, wanted, found));
    }
  }

  private entryStretch(key: number, value: number): Stretch {
    const start = startOf(this.events[key]);
    const endOfKey = this.endOf(this.events[key], start);
    const startOfValue = startOf(this.events[value]);
    const type = this.events[value].type;
    if (startOfValue === -1 || type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) {
      return { start, end: endOfKey };
    }
    const end = this.endOf(this.events[value], startOfValue);
    return { start, end: this.isOneLine(value) && this.sameLine(start, end) ? end : endOfKey };
  }

  private endOf(event: Event, start: number): number {
    if (event.type === EVENT_ID.SCALAR && event.valueStart !== -1) {
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      const end = quoted ? event.valueEnd + 1 : event.valueEnd;
      return this.sameLine(start, end) ? end : start + 1;
    }
    return event.type === EVENT_ID.ALIAS ? event.anchorEnd : start + 1;
  }

  private isOneLine(index: number): boolean {
    const event = this.events[index];
    return event.type !== EVENT_ID.SCALAR || this.sameLine(event.valueStart, event.valueEnd);
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

function orElse(place: number, other: number): number {
  return place === -1 ? other : place;
}
