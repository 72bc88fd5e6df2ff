import * as fc from 'fast-check';
import { TOKEN_PATTERNS, TokenPattern } from '../../src/credentials/token-patterns';

/** What is read of a pattern: what has to stand before a token stays, what may not stand beside it goes. */
function core({ expression: { source } }: TokenPattern): RegExp {
  const written = source
    .replaceAll(String.raw`(?:(?<![\w-])|(?<=\\[nrt]))`, '')
    .replaceAll(String.raw`(?:(?<![\w~.-])|(?<=\\[nrt]))`, '')
    .replace(/\(\?<?!(?:\[(?:\\.|[^\]\\])*\]|\\\w)\)/g, '')
    .replaceAll('(?<=', '(?:');
  return new RegExp(`^${written}$`);
}

/** A text that each pattern matches, drawn at random: tests hold no token. */
export const DRAWN_TOKENS: readonly (readonly [pattern: TokenPattern, texts: fc.Arbitrary<string>])[] =
  TOKEN_PATTERNS.map((pattern) => [pattern, fc.stringMatching(core(pattern))]);

/** A text that one of the patterns matches. */
export const anyToken = fc.oneof(...DRAWN_TOKENS.map(([, texts]) => texts));
