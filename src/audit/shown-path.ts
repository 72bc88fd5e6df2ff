import { relative, resolve, sep } from 'path';

/**
 * A path in messages and reports, in one form however it was given: relative to the working directory, or absolute when
 * the two have no folder in common.
 */
export function fromHere(path: string): string {
  const here = process.cwd();
  const absolute = resolve(path);
  const apart = here.split(sep)[1] !== absolute.split(sep)[1];
  return (apart ? absolute : relative(here, absolute) || '.').split(sep).join('/');
}
