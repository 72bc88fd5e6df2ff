export enum EventType {
  SCALAR,
  SEQUENCE,
  MAPPING,
  ALIAS,
  /** Ends a sequence or a mapping. */
  END,
}

export enum ScalarStyle {
  PLAIN,
  SINGLE_QUOTED,
  DOUBLE_QUOTED,
  LITERAL,
  FOLDED,
  /** A JSON string, with its quotes. */
  JSON_STRING,
  /** A JSON number or literal. */
  JSON_WORD,
}

/** How line breaks at the end of a block scalar are handled. */
export enum Chomping {
  CLIP,
  STRIP,
  KEEP,
}

/** A range of the source. */
interface NodeEvent {
  /** Offset at which the node begins, with its anchor, tag and quote; -1 for a node that is not written. */
  readonly start: number;

  /** Offset after the last character, for a scalar or an alias. */
  readonly end: number;
}

interface NodeProperties {
  readonly anchor: string | undefined;

  /** In long form, or `!`. */
  readonly tag: string | undefined;
}

export interface ScalarEvent extends NodeEvent, NodeProperties {
  readonly type: EventType.SCALAR;
  readonly style: ScalarStyle;

  /** Offset at which the text begins: after the quote, or at the first line of a block scalar. */
  readonly textStart: number;
  readonly textEnd: number;

  /** Whether the text is the value as it stands: one line without escapes. */
  readonly verbatim: boolean;

  /** Indentation of the lines of a block scalar. */
  readonly indent: number;
  readonly chomping: Chomping;
}

export interface CollectionEvent extends NodeEvent, NodeProperties {
  readonly type: EventType.SEQUENCE | EventType.MAPPING;
}

export interface AliasEvent extends NodeEvent {
  readonly type: EventType.ALIAS;
  readonly name: string;
}

export interface EndEvent {
  readonly type: EventType.END;
}

/** An event of a document. Values of scalars are made on demand: usually only locations are needed. */
export type Event = ScalarEvent | CollectionEvent | AliasEvent | EndEvent;

/** Maximum nesting depth that is read. No Kubernetes object comes near it. */
export const DEPTH = 256;

export const TOO_DEEP = `it is nested deeper than ${DEPTH} levels`;
