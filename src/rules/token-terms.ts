import { TELLING_PARTS } from '../credentials/placeholders';
import { TOKEN_SHAPES, TokenShape } from '../credentials/token-shapes';

/**
 * CEL of Kubernetes that searches texts for tokens of known vendors, for parts of rules. Whatever it finds, the
 * detector finds as well; it leaves out what CEL cannot tell from a placeholder.
 */

/** Fewest characters of a token, all of them letters, digits, `_` or `-`, that are searched for. */
const SHORTEST = 15;

/** Groups of shapes, each of which is searched for in one expression, since the cost of an expression is limited. */
const GROUPS = 10;

/** Characters of a hint that are searched for: more cost more, and rule out little more. */
const HINT = 4;

/** The text is long enough for a token, and is not only short words. Nearly all texts end here. */
export function mayHoldToken(text: string): string {
  return `size(${text}) >= ${SHORTEST} && ${text}.matches(${literal(`[\\w-]{${SHORTEST}}`)})`;
}

/** Shapes that one expression searches for. */
export interface TokenGroup {
  /** CEL of type bool: one of the tokens may be in the text. */
  mayBeIn(text: string): string;

  /** CEL of type list of strings: what the tokens in the text are, each with an article. */
  descriptionsIn(text: string): string;
}

/** All shapes. */
export const TOKEN_GROUPS: readonly TokenGroup[] = grouped(TOKEN_SHAPES).map((shapes) => {
  const hints = [...new Set(shapes.flatMap((shape) => shape.hints.map((hint) => hint.slice(0, HINT))))];
  const pattern = hints.map((hint) => hint.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
  return {
    mayBeIn: (text) => `${text}.matches(${literal(pattern)})`,
    descriptionsIn: (text) => {
      const found = shapes.map(({ description, random, pattern: searched }) =>
        `{'what': dyn(${literal(description)}), 'random': dyn(${random}), `
          + `'all': dyn(${text}.findAll(${literal(searched)}))}`);
      return `[${found.join(', ')}].filter(shape, shape.all.exists(token, ${IS_GENUINE} && `
        + `(!shape.random || ${LOOKS_DRAWN}))).map(shape, shape.what)`;
    },
  };
});

/** Groups of about the same length, which is what an expression costs. */
function grouped(shapes: readonly TokenShape[]): TokenShape[][] {
  const total = shapes.reduce((sum, { pattern }) => sum + pattern.length, 0);
  const groups: TokenShape[][] = Array.from({ length: GROUPS }, () => []);
  let before = 0;
  for (const shape of shapes) {
    groups[Math.floor(before * GROUPS / total)].push(shape);
    before += shape.pattern.length;
  }
  return groups;
}

/**
 * The match, which includes a character before and behind the token, is not a placeholder: it has no telling word, does
 * not end in a mask, and is not words in capitals.
 */
const IS_GENUINE = [
  `!token.lowerAscii().matches(${literal(TELLING_PARTS.join('|'))})`,
  `!token.matches(${literal('(?:[xX*0._-]{12}|__)[^A-Za-z0-9]?$')})`,
  `!token.matches(${literal('(?:^|[^A-Za-z0-9_]|\\\\[nrt])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+[^A-Za-z0-9]?$')})`,
].join(' && ');

/**
 * The token is not a chain of words, and has letters, digits, and enough different ones of them. Capitals are not
 * different from small letters here, and one more is needed, since an escape before the token is part of the match.
 */
const LOOKS_DRAWN = `[token.find(${literal('[A-Za-z0-9_.~/+-]+[^A-Za-z0-9_.~/+-]?$')})].exists(tail, ${[
  `tail.matches(${literal('[A-Za-z]')})`,
  `tail.matches(${literal('[0-9]')})`,
  `!tail.matches(${literal('^[^A-Za-z0-9]?[a-z]+(?:[-_.][a-z]+)*[-_.]?\\d{0,4}[^A-Za-z0-9]?$')})`,
  'size(\'abcdefghijklmnopqrstuvwxyz0123456789\'.split(\'\').filter(one, tail.lowerAscii().contains(one))) > 10',
].join(' && ')})`;

function literal(text: string): string {
  return JSON.stringify(text);
}
