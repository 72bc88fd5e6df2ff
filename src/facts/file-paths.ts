/**
 * Paths of files in a volume of a Secret, a ConfigMap or a projection, as the API server and the writer of the kubelet
 * take them. The Secrets Store CSI driver has the same writer.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/util/atomic_writer.go
 */

const MAX_ELEMENT_BYTES = 255;
const MAX_PATH_BYTES = 4096;

/** What is wrong with the path of a file, to be put after it; undefined where nothing is. */
export function filePathFault(path: string): string | undefined {
  const elements = path.split('/');
  if (path === '') {
    return 'is empty';
  }
  if (path.startsWith('/')) {
    return 'is absolute; it is relative to the mount path';
  }
  if (path.includes('\0')) {
    return 'has a NUL character, which no file name can have';
  }
  if (elements.includes('..') || path.startsWith('..')) {
    return "steps out of the mount path: no part is '..' and the first does not begin with '..'";
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    return `is longer than ${MAX_PATH_BYTES} bytes`;
  }
  return elements.some((element) => Buffer.byteLength(element) > MAX_ELEMENT_BYTES)
    ? `has a part of more than ${MAX_ELEMENT_BYTES} bytes` : undefined;
}

/** What is wrong with a path that is taken, but does not say plainly which file it is. */
export function untidyPathFault(path: string): string | undefined {
  return path.split('/').some((element) => element === '' || element === '.')
    ? "has an empty part or a part '.', so that its path on disk is another one; write it without both" : undefined;
}

/** Two files of which one takes the place of the other, by their indexes. */
export interface PathClash {
  readonly one: number;
  readonly other: number;

  /** `same`: both have the path. `directory`: the path of one would have to be a directory for the other. */
  readonly how: 'same' | 'directory';
}

/** The files that cannot be in one volume, in the order of the second of each pair. */
export function pathClashes(paths: readonly string[]): PathClash[] {
  const tidy = paths.map((path) => path.split('/').filter((element) => element !== '' && element !== '.').join('/'));
  const first = new Map<string, number>();
  tidy.forEach((path, index) => {
    if (!first.has(path)) {
      first.set(path, index);
    }
  });
  return tidy.flatMap((path, index): PathClash[] => {
    const same = first.get(path)!;
    const above = same === index ? indexAbove(path, first) : undefined;
    return same !== index ? [{ one: same, other: index, how: 'same' }]
      : above === undefined ? [] : [{ one: above, other: index, how: 'directory' }];
  });
}

/** Index of a file whose path would have to be a directory for another one. */
function indexAbove(path: string, first: ReadonlyMap<string, number>): number | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = first.get(path.slice(0, end));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
