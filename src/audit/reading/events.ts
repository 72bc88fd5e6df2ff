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
  /** Text of JSON, in its quotes. */
  JSON_STRING,
  /** A number or a word of JSON. */
  JSON_WORD,
}

/** How the line breaks at the end of a block scalar are taken. */
export enum Chomping {
  CLIP,
  STRIP,
  KEEP,
}

/** A stretch of the source. */
interface NodeEvent {
  /** Where the node begins, with its anchor, its tag and its quote; -1 for one that is not written. */
  readonly start: number;

  /** Behind its last character, for a scalar or an alias. */
  readonly end: number;
}

interface NodeProperties {
  readonly anchor: string | undefined;

  /** In its long form, or `!`. */
  readonly tag: string | undefined;
}

export interface ScalarEvent extends NodeEvent, NodeProperties {
  readonly type: EventType.SCALAR;
  readonly style: ScalarStyle;

  /** Where its text begins: behind the quote, or at the first line of a block scalar. */
  readonly textStart: number;
  readonly textEnd: number;

  /** The text is the value as it stands: it has one line and no escapes. */
  readonly verbatim: boolean;

  /** How deep the lines of a block scalar are indented. */
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

/** A part of a document. The values of scalars are made when they are needed: most of the time, only places are. */
export type Event = ScalarEvent | CollectionEvent | AliasEvent | EndEvent;

/** Nodes within nodes that are read. No object of Kubernetes has a tenth of it. */
export const DEPTH = 256;

export const TOO_DEEP = `it is nested deeper than ${DEPTH} levels`;
