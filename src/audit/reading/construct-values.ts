import { AliasEvent, CollectionEvent, Event, EventType, ScalarEvent, ScalarStyle } from './events';
import { isInteger, keyOfNumber, plainScalar } from './plain-scalar';
import { ReadingFault } from './reading-fault';
import { textOfScalar } from './scalar-text';
import { isFields } from '../../manifest/read';

/** The value of a document, and the offsets of duplicate keys. */
export interface ConstructedValue {
  readonly value: unknown;
  readonly duplicates: readonly number[];
}

/** Number of nodes that aliases may repeat in any document. */
const FEW_REPEATED = 100;

/** Number of nodes, with those that aliases repeat, below which any share may be repeated. */
const FEW_NODES = 1000;

/**
 * The share of repeated nodes that Kubernetes allows: nearly all up to the first number of nodes, a tenth from the
 * second on.
 */
const SMALL = 400_000;
const LARGE = 4_000_000;
const SHARE_OF_SMALL = 0.99;
const SHARE_OF_LARGE = 0.1;

const TAG_PREFIX = 'tag:yaml.org,2002:';
const MERGE_TAG = `${TAG_PREFIX}merge`;

/** A node with an anchor. */
interface Anchored {
  value: unknown;

  /** The event of a node that may be a key. */
  readonly event?: ScalarEvent;
  size: number;
  complete: boolean;
}

/**
 * Makes the value of the events of a document, as Kubernetes makes it.
 *
 * @throws ReadingFault when Kubernetes would refuse the document
 */
export function constructValue(source: string, events: readonly Event[]): ConstructedValue {
  const constructor = new ValueConstructor(source, events);
  return { value: events.length === 0 ? null : constructor.node(), duplicates: constructor.duplicates };
}

/** The key that a scalar stands for; undefined when it cannot be a key. */
export function keyOf(source: string, event: ScalarEvent): string | undefined {
  const value = scalarValue(source, event);
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return event.style === ScalarStyle.JSON_WORD ? undefined : keyOfNumber(textOfScalar(source, event), value);
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}

/** Whether a key is the merge key `<<`. */
export function isMergeKey(source: string, event: Event): event is ScalarEvent {
  return event.type === EventType.SCALAR
    && source.startsWith('<<', event.textStart)
    && (event.tag === undefined ? event.style === ScalarStyle.PLAIN : event.tag === '!' || event.tag === MERGE_TAG)
    && textOfScalar(source, event) === '<<';
}

/** The value of a scalar. */
function scalarValue(source: string, event: ScalarEvent): unknown {
  const text = textOfScalar(source, event);
  if (event.style === ScalarStyle.JSON_WORD) {
    return JSON.parse(text) as unknown;
  }
  if (event.tag === undefined) {
    return event.style === ScalarStyle.PLAIN ? plainScalar(text) : text;
  }
  return event.tag.startsWith(TAG_PREFIX) ? taggedValue(text, event.tag.slice(TAG_PREFIX.length), event.start) : text;
}

/** The value of a text with a tag of YAML, also of a quoted text. */
function taggedValue(text: string, tag: string, offset: number): unknown {
  const value = plainScalar(text);
  const fits = (condition: boolean, result = value) => {
    if (!condition) {
      throw new ReadingFault('a tag does not match the value after it', offset);
    }
    return result;
  };
  switch (tag) {
    case 'int':
      return fits(typeof value === 'number' && isInteger(text));
    case 'float':
      return fits(typeof value === 'number');
    case 'bool':
      return fits(typeof value === 'boolean');
    case 'null':
      return fits(value === null);
    case 'timestamp':
      return fits(isTimestamp(text), text);
    case 'binary': {
      const base64 = text.replace(/[\r\n]/g, '');
      fits(base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64));
      return Buffer.from(base64, 'base64').toString('utf8');
    }
    default:
      return text;
  }
}

const TIME = '\\d{1,2}:\\d{1,2}:\\d{1,2}(?:\\.\\d+)?';
const TIMESTAMP = new RegExp(`^(\\d{4}-\\d{1,2}-\\d{1,2})(?:[Tt]${TIME}(?:Z|[-+]\\d\\d:\\d\\d)| ${TIME})?$`);

function isTimestamp(text: string): boolean {
  const day = TIMESTAMP.exec(text)?.[1].split('-').map(Number);
  if (day === undefined) {
    return false;
  }
  const [year, month, date] = day;
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date;
}

class ValueConstructor {
  public readonly duplicates: number[] = [];
  private next = 0;
  private readonly anchors = new Map<string, Anchored>();
  private size = 1;
  private repeated = 0;

  public constructor(private readonly source: string, private readonly events: readonly Event[]) {}

  public node(): unknown {
    const event = this.events[this.next++];
    this.size++;
    switch (event.type) {
      case EventType.SCALAR:
        return this.finite(this.scalar(event), event.start);
      case EventType.SEQUENCE:
        return this.collection(event, [], (list) => this.sequence(list));
      case EventType.MAPPING:
        return this.collection(event, {}, (fields) => this.mapping(fields, event.start));
      default:
        return this.finite(this.alias(event as AliasEvent).value, (event as AliasEvent).start);
    }
  }

  private finite(value: unknown, offset: number): unknown {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new ReadingFault('a number is infinite or NaN, which JSON, and so Kubernetes, cannot represent', offset);
    }
    return value;
  }

  private scalar(event: ScalarEvent): unknown {
    const value = scalarValue(this.source, event);
    if (event.anchor !== undefined) {
      this.anchors.set(event.anchor, { value, event, size: 1, complete: true });
    }
    return value;
  }

  private collection<T extends object>(event: CollectionEvent, value: T, fill: (value: T) => void): T {
    const anchored = { value, size: 0, complete: false };
    if (event.anchor !== undefined) {
      this.anchors.set(event.anchor, anchored);
    }
    const before = this.size;
    fill(value);
    this.next++;
    anchored.size = this.size - before + 1;
    anchored.complete = true;
    return value;
  }

  private sequence(list: unknown[]): void {
    while (this.events[this.next].type !== EventType.END) {
      list.push(this.node());
    }
  }

  private mapping(fields: Record<string, unknown>, start: number): void {
    const merged = new Set<string>();
    for (let event = this.events[this.next]; event.type !== EventType.END; event = this.events[this.next]) {
      if (isMergeKey(this.source, event)) {
        this.next++;
        this.merge(fields, this.node(), merged, event.start);
        continue;
      }
      const key = this.key(event, start);
      const value = this.node();
      if (Object.hasOwn(fields, key) && !merged.delete(key)) {
        this.duplicates.push(event.start);
      }
      setField(fields, key, value);
    }
  }

  private key(event: Exclude<Event, { readonly type: EventType.END }>, startOfMapping: number): string {
    this.next++;
    this.size++;
    let scalar: ScalarEvent | undefined;
    if (event.type === EventType.SCALAR) {
      this.scalar(event);
      scalar = event;
    } else if (event.type === EventType.ALIAS) {
      scalar = this.alias(event).event;
    }
    const key = scalar === undefined ? undefined : keyOf(this.source, scalar);
    if (key === undefined) {
      throw new ReadingFault(
        'a key is null, a list, a mapping or too large a number; Kubernetes accepts only text',
        Math.max(startOfMapping, event.start),
      );
    }
    return key;
  }

  /**
   * Later entries win, also over entries before the merge key, as Kubernetes reads it. Of several sources, the first
   * wins.
   */
  private merge(fields: Record<string, unknown>, value: unknown, merged: Set<string>, offset: number): void {
    const sources = Array.isArray(value) ? [...value].reverse() : [value];
    for (const source of sources) {
      if (!isFields(source)) {
        throw new ReadingFault('a merge key takes a mapping or a list of mappings', offset);
      }
      for (const key of Object.keys(source)) {
        setField(fields, key, source[key]);
        merged.add(key);
      }
    }
  }

  private alias(event: AliasEvent): Anchored {
    const anchored = this.anchors.get(event.name);
    if (anchored === undefined) {
      throw new ReadingFault('an alias has no anchor', event.start);
    }
    if (!anchored.complete) {
      throw new ReadingFault('an alias is inside the node that it repeats', event.start);
    }
    this.size += anchored.size;
    this.repeated += anchored.size;
    if (this.repeated > FEW_REPEATED && this.size > FEW_NODES && this.repeated / this.size > repeatedShare(this.size)) {
      throw new ReadingFault('aliases repeat too many nodes, and Kubernetes refuses such a document', event.start);
    }
    return anchored;
  }
}

/** The share of the nodes of a document that aliases may repeat. */
function repeatedShare(nodes: number): number {
  const beyond = Math.min(Math.max(nodes - SMALL, 0) / (LARGE - SMALL), 1);
  return SHARE_OF_SMALL - (SHARE_OF_SMALL - SHARE_OF_LARGE) * beyond;
}

function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    fields[key] = value;
  }
}
