import { codesOf, END_OF_SOURCE, isBlank, isBlankOrEnd, isBreak, SPACE, TAB } from './characters';
import { scanBlock } from './scan-block-scalar';
import { scanPlain, scanQuoted } from './scan-flow-scalar';
import { scanAnchor, scanTag } from './scan-properties';
import { SimpleKeys } from './simple-keys';
import { SourceCursor, TAB_FAULT } from './source-cursor';
import { TokenQueue } from './token-queue';
import { ScannedScalar, SimpleKey, Token, TokenType } from './tokens';

const DASH = 0x2d;
const HASH = 0x23;
const PERCENT = 0x25;

/** Characters that cannot begin a plain scalar. */
const INDICATORS = codesOf('-?:,[]{}#&*!|>\'"%@`');

/** Errors for block collections that begin where they cannot. */
const NOT_HERE = {
  entry: 'a list entry cannot begin here; put it on a new line',
  key: 'a key cannot begin here; put it on a new line',
  value: 'a colon starts a mapping where none can be; quote the value, or put the key on a new line',
};

/**
 * The tokens of YAML 1.1 as go-yaml finds them, which `kubectl`, the API server and everything built on their packages
 * use to read YAML. Takes time in proportion to the text.
 *
 * The source must come from `sourceOf`.
 */
export class YamlScanner {
  private readonly at: SourceCursor;
  private indent = -1;
  private readonly indents: number[] = [];

  private readonly keys: SimpleKeys;
  private keyAllowed = true;

  private readonly queue = new TokenQueue();

  public constructor(source: string) {
    this.at = new SourceCursor(source);
    this.keys = new SimpleKeys(this.at);
  }

  /** Returns the next token without taking it. */
  public peek(): Token {
    while (this.queue.empty || this.keys.mayBecome(this.queue.first.key)) {
      this.fetch();
    }
    return this.queue.first;
  }

  public take(): Token {
    this.peek();
    return this.queue.take();
  }

  private add(type: TokenType, length: number, key?: SimpleKey): void {
    const start = this.at.position;
    this.at.position += length;
    this.push(type, start, key);
  }

  /** Makes a token that ends at the position. */
  private push(type: TokenType, start: number, key?: SimpleKey, name?: string, scalar?: ScannedScalar): void {
    this.queue.push(type, start, this.at.position, key, name, scalar);
  }

  private fetch(): void {
    this.skipToToken();
    this.unroll(this.at.column);
    const code = this.at.code();
    if (code === END_OF_SOURCE) {
      this.endStructure();
      this.add(TokenType.STREAM_END, 0);
    } else if (this.at.column === 0 && code === PERCENT) {
      this.endStructure();
      this.directive();
    } else if (this.at.atMarker()) {
      this.endStructure();
      this.add(code === DASH ? TokenType.DOCUMENT_START : TokenType.DOCUMENT_END, 3);
    } else if (!this.indicator(code)) {
      this.plain();
    }
  }

  /** Fetches the token that begins with the indicator at the cursor, if there is one. */
  private indicator(code: number): boolean {
    if (!INDICATORS.has(code)) {
      if (isBlank(code)) {
        throw this.at.fault(TAB_FAULT);
      }
      return false;
    }
    const alone = isBlankOrEnd(this.at.code(1));
    switch (String.fromCharCode(code)) {
      case '[':
        this.open(TokenType.FLOW_SEQUENCE_START);
        break;
      case '{':
        this.open(TokenType.FLOW_MAPPING_START);
        break;
      case ']':
        this.close(TokenType.FLOW_SEQUENCE_END);
        break;
      case '}':
        this.close(TokenType.FLOW_MAPPING_END);
        break;
      case ',':
        this.keys.drop();
        this.keyAllowed = true;
        this.add(TokenType.FLOW_ENTRY, 1);
        break;
      case '-':
        if (!alone) {
          return false;
        }
        this.blockEntry();
        break;
      case '?':
        if (!alone && !this.keys.inFlow) {
          return false;
        }
        this.explicitKey();
        break;
      case ':':
        if (!alone && !this.keys.inFlow) {
          return false;
        }
        this.value();
        break;
      case '*':
        this.anchor(TokenType.ALIAS);
        break;
      case '&':
        this.anchor(TokenType.ANCHOR);
        break;
      case '!':
        this.tag();
        break;
      case '\'':
      case '"':
        this.quoted();
        break;
      case '|':
      case '>':
        this.block();
        break;
      default:
        throw this.at.fault('this character cannot begin a value; quote the value');
    }
    return true;
  }

  private skipToToken(): void {
    for (;;) {
      while (this.at.code() === SPACE || (this.at.code() === TAB && (this.keys.inFlow || !this.keyAllowed))) {
        this.at.position++;
      }
      if (this.at.code() === HASH) {
        this.at.skipLine();
      }
      if (!isBreak(this.at.code())) {
        return;
      }
      this.at.skipBreak();
      this.keyAllowed ||= !this.keys.inFlow;
    }
  }

  /** Ends all block collections that are indented deeper than a column. */
  private unroll(column: number): void {
    if (this.keys.inFlow) {
      return;
    }
    while (this.indent > column) {
      this.add(TokenType.BLOCK_END, 0);
      this.indent = this.indents.pop()!;
    }
  }

  /** Begins a block collection, unless this is a further entry of the current one. */
  private roll(column: number, type: TokenType, start: number, number = this.queue.next): void {
    if (!this.keys.inFlow && this.indent < column) {
      this.indents.push(this.indent);
      this.indent = column;
      this.queue.insert(type, start, number);
    }
  }

  private endStructure(): void {
    this.unroll(-1);
    this.keys.drop();
    this.keyAllowed = false;
  }

  /** Records that the next token may be a key. */
  private saveKey(): SimpleKey | undefined {
    return this.keyAllowed ? this.keys.save(this.indent, this.queue.next) : undefined;
  }

  private open(type: TokenType): void {
    const key = this.saveKey();
    this.keys.openBracket();
    this.keyAllowed = true;
    this.add(type, 1, key);
  }

  private close(type: TokenType): void {
    this.keys.closeBracket();
    this.keyAllowed = false;
    this.add(type, 1);
  }

  private blockEntry(): void {
    this.beginBlock(TokenType.BLOCK_SEQUENCE_START, NOT_HERE.entry);
    this.keys.drop();
    this.keyAllowed = true;
    this.add(TokenType.BLOCK_ENTRY, 1);
  }

  private explicitKey(): void {
    this.beginBlock(TokenType.BLOCK_MAPPING_START, NOT_HERE.key);
    this.keys.drop();
    this.keyAllowed = !this.keys.inFlow;
    this.add(TokenType.KEY, 1);
  }

  private value(): void {
    const key = this.keys.latest;
    if (this.keys.mayBecome(key)) {
      this.queue.insert(TokenType.KEY, key.start, key.number);
      this.roll(key.column, TokenType.BLOCK_MAPPING_START, key.start, key.number);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      this.beginBlock(TokenType.BLOCK_MAPPING_START, NOT_HERE.value);
      this.keyAllowed = !this.keys.inFlow;
    }
    this.add(TokenType.VALUE, 1);
  }

  private beginBlock(type: TokenType, otherwise: string): void {
    if (!this.keys.inFlow) {
      if (!this.keyAllowed) {
        throw this.at.fault(otherwise);
      }
      this.roll(this.at.column, type, this.at.position);
    }
  }

  private directive(): void {
    const start = this.at.position;
    this.at.skipLine();
    this.push(TokenType.DIRECTIVE, start);
  }

  private anchor(type: TokenType): void {
    const { position } = this.at;
    const key = this.saveKey();
    this.keyAllowed = false;
    const name = scanAnchor(this.at);
    this.push(type, position, key, name);
  }

  private tag(): void {
    const { position } = this.at;
    const key = this.saveKey();
    this.keyAllowed = false;
    const name = scanTag(this.at);
    this.push(TokenType.TAG, position, key, name);
  }

  private quoted(): void {
    const { position } = this.at;
    const key = this.saveKey();
    this.keyAllowed = false;
    this.push(TokenType.SCALAR, position, key, undefined, scanQuoted(this.at));
  }

  private plain(): void {
    const { position } = this.at;
    const key = this.saveKey();
    const { scalar, broken } = scanPlain(this.at, this.indent + 1, this.keys.inFlow);
    this.keyAllowed = broken;
    this.push(TokenType.SCALAR, position, key, undefined, scalar);
  }

  private block(): void {
    const { position } = this.at;
    if (this.keys.inFlow) {
      throw this.at.fault('a block scalar is not allowed inside brackets');
    }
    this.keys.drop();
    this.keyAllowed = true;
    this.push(TokenType.SCALAR, position, undefined, undefined, scanBlock(this.at, this.indent));
  }
}
