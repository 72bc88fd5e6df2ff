import { TOKEN_PATTERNS } from './token-patterns';

/**
 * The shapes of vendors' tokens as regular expressions of RE2, which has no look-around: what stands beside a token is
 * part of the match. They are made from the table that the detector searches with, so there is one knowledge.
 */
export interface TokenShape {
  readonly kind: string;
  readonly description: string;

  /** Literals of which every match contains one. */
  readonly hints: readonly string[];

  /** Pattern of RE2 that matches in a text if, and only if, that of the detector does. */
  readonly pattern: string;

  /** Words could spell the shape: a token must also look drawn at random. */
  readonly random: boolean;
}

/** A look-around, or the opening of a group, at the beginning of a text. */
const OPENING = /^\((?:\?(?:<!|<=|!|=|:))?/;

/** A class, or an escape for one, which a negative look-around is about. */
const CLASS = /^(?:\[(\^?)((?:\\.|[^\]\\])+)\]|(\\[dws]))\)/;

/**
 * A regular expression without look-around that is found in the same texts; undefined where there is none. A
 * look-behind may stand only where nothing is read before it, and a look-ahead where nothing is read behind it.
 *
 * @param source of bounded look-around: `(?<=…)` of anything, `(?<!…)` and `(?!…)` of one class
 */
export function withoutLookAround(source: string): string | undefined {
  let written = '';
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const opening = OPENING.exec(rest)?.[0];
    if (opening === undefined) {
      const [unit] = /^(?:\\.|\[(?:\\.|[^\]\\])*\]|.)/s.exec(rest)!;
      written += unit;
      at += unit.length;
    } else if (opening === '(' || opening === '(?:' || opening === '(?<=') {
      if (opening === '(?<=' && !readsNothing(written)) {
        return undefined;
      }
      written += '(?:';
      at += opening.length;
    } else {
      const [whole, negated, characters, escape] = CLASS.exec(rest.slice(opening.length)) ?? [];
      const isBehind = opening === '(?<!';
      const behind = rest.slice(opening.length + (whole ?? '').length);
      const isAlone = isBehind ? readsNothing(written) : /^\)*(?:$|\|)/.test(behind);
      if (whole === undefined || opening === '(?=' || negated === '^' || !isAlone) {
        return undefined;
      }
      const other = `[^${characters ?? escape}]`;
      written += isBehind ? `(?:^|${other})` : `(?:${other}|$)`;
      at += opening.length + whole.length;
    }
  }
  return written;
}

/** Nothing but the openings of groups, and alternatives that were complete, stand before. */
function readsNothing(written: string): boolean {
  return /^(?:\(\?:(?:\(\?:\^\|\[\^[^\]]*\]\)\|)?)*$/.test(written);
}

const SHAPES = TOKEN_PATTERNS.map(({ kind, description, hints, expression, random }) =>
  ({ kind, description, hints, random, pattern: withoutLookAround(expression.source) }));

/** The shapes that RE2 can search for. */
export const TOKEN_SHAPES: readonly TokenShape[] = SHAPES.filter((shape): shape is TokenShape =>
  shape.pattern !== undefined);

/** The kinds of shapes that RE2 cannot search for. */
export const SHAPES_LEFT_OUT: readonly string[] = SHAPES.filter(({ pattern }) => pattern === undefined)
  .map(({ kind }) => kind);
