import { isAbsolute, relative, resolve, sep } from 'path';
import { pathToFileURL } from 'url';
import { wellFormed } from '../../redaction/printable';

/** A path of a report as a URI: relative to a root, with forward slashes, when it is inside the root; else absolute. */
export function artifactUri(
  file: string, root: string, cwd: string,
): { readonly uri: string; readonly relative: boolean } {
  if (file === '<stdin>') {
    return { uri: 'stdin', relative: true };
  }
  const path = relative(root, resolve(cwd, file));
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    return { uri: pathToFileURL(wellFormed(resolve(cwd, file))).href, relative: false };
  }
  return { uri: wellFormed(path).split(sep).map(encodeURIComponent).join('/'), relative: true };
}
