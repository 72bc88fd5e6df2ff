import { relative, resolve, sep } from 'path';

/**
 * A path as messages and reports name it, the same however it was given: from the working directory, or absolute where
 * the two have nothing in common.
 */
export function fromHere(path: string): string {
  const here = process.cwd();
  const absolute = resolve(path);
  const apart = here.split(sep)[1] !== absolute.split(sep)[1];
  return (apart ? absolute : relative(here, absolute) || '.').split(sep).join('/');
}
