import { ScannedScalar, SimpleKey, Token, TokenType } from './tokens';

/** How many taken tokens are kept before they are removed together, since removal takes time. */
const LONGEST = 256;

/** Tokens that are not taken yet. When one turns out to be a key, others are inserted before it. */
export class TokenQueue {
  private readonly tokens: Token[] = [];
  private head = 0;
  private taken = 0;

  public get empty(): boolean {
    return this.head === this.tokens.length;
  }

  public get first(): Token {
    return this.tokens[this.head];
  }

  /** Number of tokens before the next one. */
  public get next(): number {
    return this.taken + this.tokens.length - this.head;
  }

  public take(): Token {
    const token = this.tokens[this.head];
    this.head++;
    this.taken++;
    if (this.empty && this.head > LONGEST) {
      this.tokens.length = 0;
      this.head = 0;
    }
    return token;
  }

  public push(
    type: TokenType, start: number, end: number, key?: SimpleKey, name?: string, scalar?: ScannedScalar,
  ): void {
    this.tokens.push({ type, start, end, key, name, scalar });
  }

  /** Inserts a token before another one. */
  public insert(type: TokenType, start: number, number: number): void {
    const { tokens } = this;
    const place = this.head + number - this.taken;
    this.push(type, start, start);
    // Nearly always one token follows, which is faster to move by hand.
    for (let index = tokens.length - 1; index > place; index--) {
      [tokens[index - 1], tokens[index]] = [tokens[index], tokens[index - 1]];
    }
  }
}
