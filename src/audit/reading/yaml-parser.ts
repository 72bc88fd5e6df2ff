import { droppedBehind } from './dropped-text';
import { DEPTH, Event, EventType, TOO_DEEP } from './events';
import { ReadingFault } from './reading-fault';
import { NOT_WRITTEN, ScannedScalar, Token, TokenType, WITHOUT } from './tokens';
import { YamlScanner } from './yaml-scanner';

/** The parts of a document. */
export interface ParsedDocument {
  /** Events of the root node with everything below it; empty when there is only white space and comments. */
  readonly events: Event[];

  /** Offset of text that Kubernetes silently drops, since the document has ended before it. */
  readonly dropped?: number;
}

/** Control characters and non-characters. Kubernetes refuses them in comments too. */
// eslint-disable-next-line no-control-regex
const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

const END: Event = { type: EventType.END };

/** The anchor and the tag of a node. */
interface Properties {
  readonly start: number;
  readonly end: number;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

const NO_PROPERTIES = { anchor: undefined, tag: undefined };

/**
 * The events of a document of YAML 1.1, as go-yaml reads it.
 *
 * @param source made by `sourceOf`
 * @throws ReadingFault when Kubernetes would refuse the document
 */
export function parseYaml(source: string): ParsedDocument {
  const refused = REFUSED.exec(source)!;
  if (refused.index < source.length - 1) {
    throw new ReadingFault(
      'it contains a control character, which YAML does not allow, even in a comment', refused.index,
    );
  }
  return new YamlParser(source).document();
}

class YamlParser {
  private readonly scanner: YamlScanner;
  private readonly events: Event[] = [];
  private depth = 0;

  public constructor(private readonly source: string) {
    this.scanner = new YamlScanner(source);
  }

  public document(): ParsedDocument {
    const first = this.scanner.peek();
    if (first.type === TokenType.STREAM_END) {
      return { events: [] };
    }
    if (first.type === TokenType.DIRECTIVE) {
      throw new ReadingFault(
        'a line begins with %; Kubernetes accepts no YAML directives; remove the line', first.start,
      );
    }
    if (this.skip(TokenType.DOCUMENT_START)) {
      this.nodeUnless(WITHOUT.document, true, false);
    } else {
      this.node(true, false);
    }
    return { events: this.events, dropped: droppedBehind(this.source, this.scanner.peek()) };
  }

  private skip(type: TokenType): boolean {
    const found = this.scanner.peek().type === type;
    if (found) {
      this.scanner.take();
    }
    return found;
  }

  /** A value that is not written. */
  private empty(): void {
    this.scalar(NOT_WRITTEN, -1);
  }

  /** A value, unless one of some tokens follows, which means that it is not written. */
  private nodeUnless(types: ReadonlySet<TokenType>, block: boolean, indentless: boolean): void {
    if (types.has(this.scanner.peek().type)) {
      this.empty();
    } else {
      this.node(block, indentless);
    }
  }

  /**
   * @param block whether a block collection is allowed
   * @param indentless whether a list may be indented no deeper than its key
   */
  private node(block: boolean, indentless: boolean): void {
    if (this.scanner.peek().type === TokenType.ALIAS) {
      const { start, end, name } = this.scanner.take();
      this.events.push({ type: EventType.ALIAS, start, end, name: name! });
      return;
    }
    const properties = this.properties();
    const token = this.scanner.peek();
    const start = properties?.start ?? token.start;
    if (token.type === TokenType.SCALAR) {
      this.scanner.take();
      this.scalar(token.scalar!, start, properties);
    } else if (this.beginsCollection(token.type, block, indentless)) {
      this.collection(token, start, properties);
    } else if (properties !== undefined) {
      this.scalar({ ...NOT_WRITTEN, end: properties.end }, start, properties);
    } else {
      throw new ReadingFault('a value is expected here', token.start);
    }
  }

  /** The anchor and the tag before a node, in any order. */
  private properties(): Properties | undefined {
    let found: Properties | undefined;
    for (;;) {
      const { type, start, end, name } = this.scanner.peek();
      if (type === TokenType.ANCHOR && found?.anchor === undefined) {
        found = { start: found?.start ?? start, end, anchor: name, tag: found?.tag };
      } else if (type === TokenType.TAG && found?.tag === undefined) {
        found = { start: found?.start ?? start, end, anchor: found?.anchor, tag: name };
      } else {
        return found;
      }
      this.scanner.take();
    }
  }

  private scalar(scanned: ScannedScalar, start: number, properties?: Properties): void {
    const { end, style, textStart, textEnd, verbatim, indent, chomping } = scanned;
    this.events.push({
      type: EventType.SCALAR,
      start,
      end,
      anchor: properties?.anchor,
      tag: properties?.tag,
      style,
      textStart,
      textEnd,
      verbatim,
      indent,
      chomping,
    });
  }

  private beginsCollection(type: TokenType, block: boolean, indentless: boolean): boolean {
    switch (type) {
      case TokenType.FLOW_SEQUENCE_START:
      case TokenType.FLOW_MAPPING_START:
        return true;
      case TokenType.BLOCK_SEQUENCE_START:
      case TokenType.BLOCK_MAPPING_START:
        return block;
      default:
        return type === TokenType.BLOCK_ENTRY && indentless;
    }
  }

  private collection({ type, start: begin, end }: Token, start: number, properties?: Properties): void {
    if (++this.depth > DEPTH) {
      throw new ReadingFault(TOO_DEEP, begin);
    }
    const mapping = type === TokenType.FLOW_MAPPING_START || type === TokenType.BLOCK_MAPPING_START;
    const { anchor, tag } = properties ?? NO_PROPERTIES;
    this.events.push({ type: mapping ? EventType.MAPPING : EventType.SEQUENCE, start, end, anchor, tag });
    this.entries(type);
    this.events.push(END);
    this.depth--;
  }

  private entries(type: TokenType): void {
    switch (type) {
      case TokenType.FLOW_SEQUENCE_START:
        return this.flowSequence();
      case TokenType.FLOW_MAPPING_START:
        return this.flowMapping();
      case TokenType.BLOCK_SEQUENCE_START:
        return this.blockSequence();
      case TokenType.BLOCK_MAPPING_START:
        return this.blockMapping();
      default:
        return this.indentlessSequence();
    }
  }

  private blockSequence(): void {
    this.scanner.take();
    while (this.skip(TokenType.BLOCK_ENTRY)) {
      this.nodeUnless(WITHOUT.blockEntry, true, false);
    }
    this.expect(
      TokenType.BLOCK_END,
      'a list entry is expected here; does it begin with a dash, and is it indented like the others?',
    );
  }

  private indentlessSequence(): void {
    while (this.skip(TokenType.BLOCK_ENTRY)) {
      this.nodeUnless(WITHOUT.indentlessEntry, true, false);
    }
  }

  private blockMapping(): void {
    this.scanner.take();
    while (this.skip(TokenType.KEY)) {
      this.nodeUnless(WITHOUT.blockKey, true, true);
      if (this.skip(TokenType.VALUE)) {
        this.nodeUnless(WITHOUT.blockKey, true, true);
      } else {
        this.empty();
      }
    }
    this.expect(
      TokenType.BLOCK_END, 'a key is expected here; is it indented like those before it, and followed by a colon?',
    );
  }

  private flowSequence(): void {
    this.scanner.take();
    for (let first = true; !this.skip(TokenType.FLOW_SEQUENCE_END); first = false) {
      if (!first) {
        this.expect(TokenType.FLOW_ENTRY, 'a comma or ] is expected here');
        if (this.skip(TokenType.FLOW_SEQUENCE_END)) {
          return;
        }
      }
      const { type, start } = this.scanner.peek();
      if (type === TokenType.KEY) {
        this.scanner.take();
        this.events.push({ type: EventType.MAPPING, start, end: start, anchor: undefined, tag: undefined });
        this.pair();
        this.events.push(END);
      } else {
        this.node(false, false);
      }
    }
  }

  /** The single entry of a mapping without braces in a flow sequence. */
  private pair(): void {
    if (WITHOUT.flowSequenceKey.has(this.scanner.peek().type)) {
      // As in go-yaml, nothing can follow it.
      this.scanner.take();
      this.empty();
    } else {
      this.node(false, false);
    }
    if (this.skip(TokenType.VALUE)) {
      this.nodeUnless(WITHOUT.flowSequenceValue, false, false);
    } else {
      this.empty();
    }
  }

  private flowMapping(): void {
    this.scanner.take();
    for (let first = true; !this.skip(TokenType.FLOW_MAPPING_END); first = false) {
      if (!first) {
        this.expect(TokenType.FLOW_ENTRY, 'a comma or } is expected here');
        if (this.skip(TokenType.FLOW_MAPPING_END)) {
          return;
        }
      }
      if (!this.skip(TokenType.KEY)) {
        this.node(false, false);
        this.empty();
        continue;
      }
      this.nodeUnless(WITHOUT.flowMappingKey, false, false);
      if (this.skip(TokenType.VALUE)) {
        this.nodeUnless(WITHOUT.flowMappingValue, false, false);
      } else {
        this.empty();
      }
    }
  }

  private expect(type: TokenType, otherwise: string): void {
    if (!this.skip(type)) {
      throw new ReadingFault(otherwise, this.scanner.peek().start);
    }
  }
}
