import { readFileSync } from 'fs';
import * as ts from 'typescript';

/** A piece of text for readers. */
export interface Prose {
  readonly line: number;
  readonly text: string;
}

/** The text of a file that is written for readers: all of a page, the comments and strings of a program. */
export function proseOf(path: string): Prose[] {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.md') ? proseOfPage(text) : proseOfProgram(path, text);
}

/** Lines, without code and comments. A paragraph is one line. */
export function proseOfPage(text: string): Prose[] {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  const lines = text.replace(/^ *```.*?^ *```/gms, blank).replace(/<!--.*?-->/gs, blank).split('\n');
  return lines.map((line, index) => ({ line: index + 1, text: withoutCode(line) }));
}

/** Comments and strings. Comments on lines one after the other are one, as are strings that are added up. */
export function proseOfProgram(path: string, text: string): Prose[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const prose = [...strings(file), ...comments(file, text)];
  return prose
    .map(({ position, words }) => ({
      line: file.getLineAndCharacterOfPosition(position).line + 1,
      text: withoutCode(words),
    }))
    .sort((one, other) => one.line - other.line);
}

interface Found {
  readonly position: number;
  readonly words: string;
}

function* strings(node: ts.Node): Generator<Found> {
  const words = wordsOf(node);
  if (words !== undefined) {
    yield { position: node.getStart(), words };
  }
  if (words === undefined || ts.isTemplateExpression(node)) {
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    for (const child of children) {
      yield* strings(child);
    }
  }
}

/** The text of a string, with a blank for each expression in it; undefined for a node that is not a string. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const parts = [wordsOf(node.left), wordsOf(node.right)];
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  return undefined;
}

function comments(file: ts.SourceFile, text: string): Found[] {
  const ranges = new Map<number, ts.CommentRange>();
  const add = (position: number) => {
    for (const range of ts.getLeadingCommentRanges(text, position) ?? []) {
      ranges.set(range.pos, range);
    }
    for (const range of ts.getTrailingCommentRanges(text, position) ?? []) {
      ranges.set(range.pos, range);
    }
  };
  const visit = (node: ts.Node) => {
    add(node.pos);
    // Comments before a closing bracket follow the last node in it.
    add(node.end);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const found: Found[] = [];
  let end = -1;
  for (const { pos, end: next } of [...ranges.values()].sort((one, other) => one.pos - other.pos)) {
    const words = text.slice(pos, next).replace(/^\/\*\*?|\*\/$|^\/\//g, '').replace(/\n\s*\*?/g, ' ');
    if (end >= 0 && text.slice(end, pos).trim() === '') {
      found[found.length - 1] = { ...found[found.length - 1], words: `${found.at(-1)!.words} ${words}` };
    } else {
      found.push({ position: pos, words });
    }
    end = next;
  }
  return found;
}

function withoutCode(text: string): string {
  return text.replace(/`[^`]*`/g, '`code`').replace(/https?:\S+/g, 'address').replace(/\s+/g, ' ');
}
