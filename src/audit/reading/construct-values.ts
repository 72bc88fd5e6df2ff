import { AliasEvent, Event, EVENT_ID, getScalarValue, MappingEvent, SCALAR_STYLE, ScalarEvent, SequenceEvent } from 'js-yaml';
import { plainScalar } from './plain-scalar';
import { isFields } from '../../manifest/read';

/** Why a document cannot be read, and where. Never in words of the document. */
export class ReadingFault extends Error {
  public constructor(reason: string, public readonly offset: number) {
    super(reason);
  }
}

/** The values of some documents, and where in the text a key stands that its mapping had already. */
export interface ConstructedValues {
  readonly values: unknown[];
  readonly duplicates: number[];
}

/** How many parts aliases may repeat, and how large a share of a document that is larger. Kubernetes draws the line alike. */
const MOST_REPEATED = 400_000;
const REPEATED_SHARE = 0.1;

/** A node with a name that aliases may call it by. */
interface Anchored {
  value: unknown;
  size: number;
  complete: boolean;
}

interface NodeProperties {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart: number;
  readonly tagEnd: number;
}

/** Makes values of the events of a parser, as Kubernetes makes them. */
export function constructValues(source: string, events: readonly Event[]): ConstructedValues {
  const constructor = new ValueConstructor(source, events);
  const values: unknown[] = [];
  while (!constructor.finished) {
    values.push(constructor.document());
  }
  return { values, duplicates: constructor.duplicates };
}

/** The key that a scalar stands for, or undefined where it cannot be one. */
export function keyOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Whether a key is the merge key `<<`. */
export function isMergeKey(source: string, event: Event): event is ScalarEvent {
  return event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && event.valueEnd - event.valueStart === 2
    && source.startsWith('<<', event.valueStart);
}

/** The value of a scalar. */
export function scalarValue(source: string, event: ScalarEvent): unknown {
  const text = getScalarValue(source, event);
  if (event.tagStart === -1) {
    return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : text;
  }
  const tag = source.slice(event.tagStart, event.tagEnd).replace(/^!<tag:yaml\.org,2002:(.*)>$/, '!!$1');
  switch (tag) {
    case '!!int':
    case '!!float':
    case '!!bool':
    case '!!null':
      return plainScalar(text);
    case '!!binary':
      return Buffer.from(text, 'base64').toString('utf8');
    default:
      return text;
  }
}

class ValueConstructor {
  public readonly duplicates: number[] = [];
  private next = 0;
  private anchors = new Map<string, Anchored>();
  private size = 0;
  private repeated = 0;

  public constructor(private readonly source: string, private readonly events: readonly Event[]) {}

  public get finished(): boolean {
    return this.next >= this.events.length;
  }

  public document(): unknown {
    this.anchors = new Map();
    this.size = 0;
    this.repeated = 0;
    this.next++;
    const value = this.node();
    this.next++;
    return value;
  }

  private node(): unknown {
    const event = this.events[this.next++];
    this.size++;
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.scalar(event);
      case EVENT_ID.SEQUENCE:
        return this.collection(event, [], (list) => this.sequence(list));
      case EVENT_ID.MAPPING:
        return this.collection(event, {}, (fields) => this.mapping(fields, startOf(event)));
      default:
        return this.alias(event as AliasEvent);
    }
  }

  private scalar(event: ScalarEvent): unknown {
    const value = scalarValue(this.source, event);
    if (event.anchorStart !== -1) {
      this.anchors.set(this.nameOf(event), { value, size: 1, complete: true });
    }
    return value;
  }

  private collection<T extends object>(event: SequenceEvent | MappingEvent, value: T, fill: (value: T) => void): T {
    const anchored = { value, size: 0, complete: false };
    if (event.anchorStart !== -1) {
      this.anchors.set(this.nameOf(event), anchored);
    }
    const before = this.size;
    fill(value);
    this.next++;
    anchored.size = this.size - before + 1;
    anchored.complete = true;
    return value;
  }

  private sequence(list: unknown[]): void {
    while (this.events[this.next].type !== EVENT_ID.POP) {
      list.push(this.node());
    }
  }

  private mapping(fields: Record<string, unknown>, start: number): void {
    const merged = new Set<string>();
    while (this.events[this.next].type !== EVENT_ID.POP) {
      const keyEvent = this.events[this.next];
      const merges = isMergeKey(this.source, keyEvent);
      const key = keyOf(this.node());
      if (key === undefined) {
        throw new ReadingFault('a key is null, a list or a mapping, and Kubernetes takes only text', Math.max(start, startOf(keyEvent)));
      }
      const value = this.node();
      if (merges) {
        this.merge(fields, value, merged, startOf(keyEvent));
      } else {
        if (Object.hasOwn(fields, key) && !merged.delete(key)) {
          this.duplicates.push(startOf(keyEvent));
        }
        setField(fields, key, value);
      }
    }
  }

  /** What is written later wins, also over what stands before the merge key: Kubernetes reads it so. Of several sources the first wins. */
  private merge(fields: Record<string, unknown>, value: unknown, merged: Set<string>, offset: number): void {
    const sources = Array.isArray(value) ? [...value].reverse() : [value];
    for (const source of sources) {
      if (!isFields(source)) {
        throw new ReadingFault('a merge key takes a mapping or a list of mappings', offset);
      }
      for (const key of Object.keys(source)) {
        setField(fields, key, source[key]);
        merged.add(key);
        this.repeat(1, offset);
      }
    }
  }

  private alias(event: AliasEvent): unknown {
    const anchored = this.anchors.get(this.nameOf(event));
    if (anchored === undefined) {
      throw new ReadingFault('an alias has no anchor', startOf(event));
    }
    if (!anchored.complete) {
      throw new ReadingFault('an alias stands inside of what it repeats', startOf(event));
    }
    this.repeat(anchored.size, startOf(event));
    return anchored.value;
  }

  private repeat(parts: number, offset: number): void {
    this.size += parts;
    this.repeated += parts;
    if (this.repeated > MOST_REPEATED && this.repeated > REPEATED_SHARE * this.size) {
      throw new ReadingFault('aliases repeat too much, and Kubernetes refuses such a document', offset);
    }
  }

  private nameOf(event: { readonly anchorStart: number; readonly anchorEnd: number }): string {
    return this.source.slice(event.anchorStart, event.anchorEnd);
  }
}

function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    fields[key] = value;
  }
}

/** Where a node begins, with its anchor, its tag and its quote; -1 for one that is not written. */
export function startOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.SCALAR: {
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      return withProperties(event, quoted ? event.valueStart - 1 : event.valueStart);
    }
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return withProperties(event, event.start);
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    default:
      return -1;
  }
}

function withProperties(event: NodeProperties, start: number): number {
  const places = [start, event.tagStart, event.anchorStart === -1 ? -1 : event.anchorStart - 1].filter((place) => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}
