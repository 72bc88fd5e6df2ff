import { isBlankOrEnd, isBreakOrEnd } from './characters';
import { Token, TokenType } from './tokens';

/**
 * Position of text after the end of a document, if there is any.
 *
 * @param token the first token after the document
 */
export function droppedBehind(source: string, { type, start, end }: Token): number | undefined {
  if (type !== TokenType.DOCUMENT_END) {
    return type === TokenType.STREAM_END ? undefined : start;
  }
  for (let position = end; position < source.length; position++) {
    if (source.charAt(position) === '#') {
      while (!isBreakOrEnd(source.charCodeAt(position))) {
        position++;
      }
    } else if (!isBlankOrEnd(source.charCodeAt(position))) {
      return position;
    }
  }
  return undefined;
}
