import { getSystemErrorMap } from 'util';

/** Messages of the operating system, by error code. */
const WORDS = new Map(getSystemErrorMap().values());

/**
 * Why the operating system refused something, without the path that Node puts into the message: `ENOSPC, no space left
 * on device`.
 */
export function reasonOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  const words = WORDS.get(code ?? '');
  return words === undefined ? (code ?? name) : `${code}, ${words}`;
}
