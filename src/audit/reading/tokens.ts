import { Chomping, ScalarStyle } from './events';

export enum TokenType {
  STREAM_END,
  DIRECTIVE,
  DOCUMENT_START,
  DOCUMENT_END,
  BLOCK_SEQUENCE_START,
  BLOCK_MAPPING_START,
  BLOCK_END,
  FLOW_SEQUENCE_START,
  FLOW_SEQUENCE_END,
  FLOW_MAPPING_START,
  FLOW_MAPPING_END,
  BLOCK_ENTRY,
  FLOW_ENTRY,
  KEY,
  VALUE,
  ALIAS,
  ANCHOR,
  TAG,
  SCALAR,
}

/** A token of YAML. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;

  /** The key that the token begins if a colon follows. */
  readonly key: SimpleKey | undefined;

  /** The name of an anchor or alias, or the long form of a tag. */
  readonly name: string | undefined;
  readonly scalar: ScannedScalar | undefined;
}

/** What is known about a scalar before its text is made. */
export interface ScannedScalar {
  readonly style: ScalarStyle;

  /** Position at which the node ends, which may be before the end of the token. */
  readonly end: number;
  readonly textStart: number;
  readonly textEnd: number;
  readonly verbatim: boolean;
  readonly indent: number;
  readonly chomping: Chomping;
}

/** A value that is not written. */
export const NOT_WRITTEN: ScannedScalar = {
  style: ScalarStyle.PLAIN, end: -1, textStart: 0, textEnd: 0, verbatim: true, indent: 0, chomping: Chomping.CLIP,
};

/** A token that is a key if a colon follows on its line within 1024 characters. */
export interface SimpleKey {
  possible: boolean;

  /** Whether it must be a key, since it stands where the keys of its mapping do. */
  readonly required: boolean;
  readonly start: number;
  readonly column: number;
  readonly line: number;

  /** Position in characters. */
  readonly index: number;

  /** Number of tokens before it. */
  readonly number: number;
}

const IN_BLOCK_MAPPING = [TokenType.KEY, TokenType.VALUE, TokenType.BLOCK_END];
const IN_FLOW_SEQUENCE = [TokenType.FLOW_ENTRY, TokenType.FLOW_SEQUENCE_END];
const IN_FLOW_MAPPING = [TokenType.FLOW_ENTRY, TokenType.FLOW_MAPPING_END];

type NodeOfCollection = 'document' | 'blockEntry' | 'indentlessEntry' | 'blockKey'
  | 'flowSequenceKey' | 'flowSequenceValue' | 'flowMappingKey' | 'flowMappingValue';

/** Tokens after which a value that is not written is null. */
export const WITHOUT: { readonly [node in NodeOfCollection]: ReadonlySet<TokenType> } = {
  document: new Set([TokenType.DIRECTIVE, TokenType.DOCUMENT_START, TokenType.DOCUMENT_END, TokenType.STREAM_END]),
  blockEntry: new Set([TokenType.BLOCK_ENTRY, TokenType.BLOCK_END]),
  indentlessEntry: new Set([TokenType.BLOCK_ENTRY, ...IN_BLOCK_MAPPING]),
  blockKey: new Set(IN_BLOCK_MAPPING),
  flowSequenceKey: new Set([TokenType.VALUE, ...IN_FLOW_SEQUENCE]),
  flowSequenceValue: new Set(IN_FLOW_SEQUENCE),
  flowMappingKey: new Set([TokenType.VALUE, ...IN_FLOW_MAPPING]),
  flowMappingValue: new Set(IN_FLOW_MAPPING),
};
