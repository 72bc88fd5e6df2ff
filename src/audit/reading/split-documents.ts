/** A stretch of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The documents of a YAML stream, each from its `---` on. YAML lets no such line stand inside a document, so one that is
 * broken costs none of its siblings.
 */
export function splitDocuments(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let start = 0;
  for (let found = nextMarker(text, 0); found !== -1; found = nextMarker(text, found + 1)) {
    if (found > start && !endsWithDirectives(text, start, found)) {
      stretches.push({ start, end: found });
      start = found;
    }
  }
  stretches.push({ start, end: text.length });
  return stretches;
}

function nextMarker(text: string, from: number): number {
  if (from === 0 && isMarker(text, 0)) {
    return 0;
  }
  for (let found = text.indexOf('\n---', Math.max(0, from - 1)); found !== -1; found = text.indexOf('\n---', found + 1)) {
    if (found + 1 >= from && isMarker(text, found + 1)) {
      return found + 1;
    }
  }
  return -1;
}

function isMarker(text: string, at: number): boolean {
  return text.startsWith('---', at) && (at + 3 === text.length || ' \t\r\n'.includes(text.charAt(at + 3)));
}

/** Whether what comes before a `---` are directives, which belong to the document that it begins. */
function endsWithDirectives(text: string, start: number, end: number): boolean {
  let directives = false;
  for (let lineEnd = end; lineEnd > start;) {
    // A search from before the text begins would look at its first character, and find the very line break that ends the line.
    const lineStart = lineEnd < 2 ? start : Math.max(start, text.lastIndexOf('\n', lineEnd - 2) + 1);
    const first = text.charAt(lineStart);
    if (first === '%') {
      directives = true;
    } else if (first === '.') {
      return directives && text.startsWith('...', lineStart);
    } else if (!isBlankOrComment(text, lineStart, lineEnd)) {
      return false;
    }
    lineEnd = lineStart;
  }
  return directives;
}

function isBlankOrComment(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const character = text.charAt(index);
    if (character === '#') {
      return true;
    }
    if (!' \t\r\n'.includes(character)) {
      return false;
    }
  }
  return true;
}

/** The values of a stream of JSON, one after the other as `kubectl` and `jq` print them; none where the text is no such stream. */
export function splitJson(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '"') {
      index = endOfString(text, index);
    } else if (character === '{' || character === '[') {
      depth++;
    } else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) {
        stretches.push({ start, end: index + 1 });
        start = index + 1;
      }
    }
  }
  if (text.slice(start).trim() !== '') {
    stretches.push({ start, end: text.length });
  }
  return stretches.every((stretch) => '{['.includes(text.slice(stretch.start, stretch.end).trimStart().charAt(0))) ? stretches : [];
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '"') {
      return index;
    }
    if (character === '\\') {
      index++;
    }
  }
  return text.length;
}
