import { keyFault } from './data-limits';

/** A line of an env file that is not a comment. */
export interface EnvLine {
  /** Number of the line, from 1. */
  readonly line: number;
  /** Key as kustomize reads it, which the API server may refuse; undefined when the line cannot be read. */
  readonly key?: string;
  /** Value as kustomize reads it; undefined when the line has none, or cannot be read. */
  readonly value?: string;
  /** What is wrong, in words that do not repeat the line. */
  readonly fault?: string;
}

/** Longest line in bytes that kustomize reads: it silently ignores a longer one and all that follow it. */
const LONGEST_LINE = 65_535;

/** What Go removes as white space (`unicode.IsSpace`): other than in JavaScript, not a byte order mark. */
const LEADING_SPACE = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

const BYTE_ORDER_MARK = /^\ufeff/;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads an env file as kustomize does (`envs` of a `configMapGenerator`, tried with kustomize 5.5): `KEY=VALUE` per
 * line, the value from the first `=` to the end of the line, with its blanks and quotes. White space before the key, a
 * byte order mark before the first line and a carriage return at the end of a line are not part of either. Empty lines
 * and lines that begin with `#` are comments.
 *
 * A fault is what kustomize refuses, and what it takes and nobody means: keys that the API server refuses (`export
 * KEY=VALUE`, `KEY = VALUE`), a line without a key, a line too long for kustomize, and `KEY` without `=`, which is
 * empty to kustomize 5 and the variable of the machine to `kubectl create configmap --from-env-file`.
 *
 * @param bytes content of the file
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.5.0/api/kv/kv.go (`keyValuesFromLine`)
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/kubectl/pkg/cmd/util/env_file.go
 */
export function envLinesOf(bytes: Uint8Array): EnvLine[] {
  const lines: EnvLine[] = [];
  const seen = new Map<string, number>();
  // One character per byte, so that each line is decoded separately and a fault has its line.
  const rows = Buffer.from(bytes).toString('latin1').split('\n');
  for (const [index, row] of rows.entries()) {
    const read = readLine(row, index === 0);
    if (read === undefined) {
      continue;
    }
    const line = index + 1;
    const earlier = read.key === undefined ? undefined : seen.get(read.key);
    if (read.key !== undefined && earlier === undefined) {
      seen.set(read.key, line);
    }
    const twice = earlier && `sets the key of line ${earlier} again; leave one of them out`;
    lines.push({ line, ...(twice && { fault: twice }), ...read });
  }
  return lines;
}

/** Undefined for a comment. */
function readLine(row: string, isFirst: boolean): Omit<EnvLine, 'line'> | undefined {
  if (row.length > LONGEST_LINE) {
    return {
      fault: `has ${row.length} bytes, and kustomize reads at most ${LONGEST_LINE}; give a long value in \`files\``,
    };
  }
  const decoded = decode(row.replace(/\r$/, ''));
  if (decoded === undefined) {
    return { fault: 'is not valid UTF-8; write the file as UTF-8, and give bytes in `files`' };
  }
  const text = (isFirst ? decoded.replace(BYTE_ORDER_MARK, '') : decoded).replace(LEADING_SPACE, '');
  if (text === '' || text.startsWith('#')) {
    return undefined;
  }
  const end = text.indexOf('=');
  if (end < 0) {
    return {
      key: text,
      fault: 'has no `=`: some tools read an empty value, others the variable of the machine; '
        + 'write `KEY=` for an empty value, and `KEY=VALUE` for any other',
    };
  }
  const key = text.slice(0, end);
  const fault = keyProblemOf(key);
  return { key, value: text.slice(end + 1), ...(fault && { fault }) };
}

function keyProblemOf(key: string): string | undefined {
  const fault = keyFault(key);
  if (fault === undefined) {
    return undefined;
  }
  const isExport = /^export\s/.test(key);
  const hint = isExport ? '; leave `export` out' : /\s$/.test(key) ? '; leave out the blank before `=`' : '';
  return `has a key that is not valid: ${fault}${hint}`;
}

function decode(row: string): string | undefined {
  try {
    return UTF8.decode(Buffer.from(row, 'latin1'));
  } catch {
    return undefined;
  }
}
