import { codesOf, hexDigit, isBlankOrEnd } from './characters';
import { ReadingFault } from './reading-fault';
import { SourceCursor } from './source-cursor';

/** Prefix that a tag with `!!` stands for. */
const TAG_PREFIX = 'tag:yaml.org,2002:';

const EXCLAMATION_MARK = 0x21;
const LESS_THAN = 0x3c;
const PERCENT = 0x25;

/** Characters that may follow the name of an anchor, beside blanks. */
const BEHIND_ANCHORS = codesOf('?:,]}%@`');

const NAME_CHARACTERS = codesOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-');
const TAG_CHARACTERS = new Set([...NAME_CHARACTERS, ...codesOf(';/?:@&=+$,.!~*\'()[]%')]);

/** Reads the name of an anchor or alias whose indicator is at the cursor. */
export function scanAnchor(at: SourceCursor): string {
  const start = ++at.position;
  skipName(at);
  if (at.position === start || !(isBlankOrEnd(at.code()) || BEHIND_ANCHORS.has(at.code()))) {
    throw at.fault('the name of an anchor may contain only letters, digits, _ and -');
  }
  return at.source.slice(start, at.position);
}

/** Reads the tag at the cursor and returns its long form. */
export function scanTag(at: SourceCursor): string {
  const tag = at.code(1) === LESS_THAN ? verbatimTag(at) : shortTag(at);
  if (!isBlankOrEnd(at.code())) {
    throw at.fault('a tag contains an invalid character');
  }
  return tag;
}

function skipName(at: SourceCursor): void {
  while (NAME_CHARACTERS.has(at.code())) {
    at.position++;
  }
}

function verbatimTag(at: SourceCursor): string {
  at.position += 2;
  const uri = tagUri(at);
  if (uri === '' || at.source.charAt(at.position) !== '>') {
    throw at.fault('a tag that begins with !< does not end with >');
  }
  at.position++;
  return uri;
}

/** `!`, `!local` or `!!name`. Other handles need a directive, and Kubernetes takes none. */
function shortTag(at: SourceCursor): string {
  const start = at.position++;
  skipName(at);
  if (at.code() === EXCLAMATION_MARK) {
    at.position++;
    if (at.position - start > 2) {
      throw at.fault('a tag uses a handle that is not declared', start);
    }
    const suffix = tagUri(at);
    if (suffix === '') {
      throw at.fault('a tag has no name');
    }
    return TAG_PREFIX + suffix;
  }
  tagUri(at);
  return at.source.slice(start, at.position);
}

function tagUri(at: SourceCursor): string {
  const start = at.position;
  while (TAG_CHARACTERS.has(at.code())) {
    if (at.code() === PERCENT && (hexDigit(at.code(1)) < 0 || hexDigit(at.code(2)) < 0)) {
      throw at.fault('a tag contains a % that is not an escape');
    }
    at.position++;
  }
  try {
    return decodeURIComponent(at.source.slice(start, at.position));
  } catch {
    throw new ReadingFault('a tag contains an escape that is not a valid character', start);
  }
}
