import { quoted } from '../../redaction/quoted';

const MAX_PATH_LENGTH = 4096;
const MAX_NAME_LENGTH = 255;

/**
 * Checks file paths as the driver does when it writes them, and that no two objects want the same path. The driver
 * checks at the first mount, when a pod already waits.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/pkg/util/fileutil/atomic_writer.go
 * @param where construct path, named in the error
 * @param paths file paths
 */
export function validateFilePaths(where: string, paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const problem = pathProblem(path);
    if (problem) {
      throw new Error(`${where}: file name ${quoted(path)} ${problem}`);
    }
    if (seen.has(path)) {
      throw new Error(`${where}: two objects are written to the file ${quoted(path)}; give each a file name of its ` +
        'own');
    }
    seen.add(path);
  }
  for (const path of paths) {
    const folders = path.split('/').slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join('/'));
    const clash = folders.find((folder) => seen.has(folder));
    if (clash !== undefined) {
      throw new Error(`${where}: ${quoted(clash)} is a file, and ${quoted(path)} needs it to be a folder; rename one ` +
        'of them');
    }
  }
}

function pathProblem(path: string): string | undefined {
  if (path === '') {
    return 'is empty';
  }
  if (path.startsWith('/')) {
    return 'is absolute; it is relative to the mount path';
  }
  if (Buffer.byteLength(path) > MAX_PATH_LENGTH) {
    return `is longer than ${MAX_PATH_LENGTH} bytes`;
  }
  if (path.includes('\0')) {
    return 'has a NUL character, which no file name can have';
  }
  const parts = path.split('/');
  if (parts.some((part) => part === '..') || parts[0].startsWith('..')) {
    return "steps out of the mount path: no part is '..' and the first does not begin with '..'";
  }
  if (parts.some((part) => part === '' || part === '.')) {
    return "has an empty part or a part '.', so that its path on disk is another one";
  }
  if (parts.some((part) => Buffer.byteLength(part) > MAX_NAME_LENGTH)) {
    return `has a part of more than ${MAX_NAME_LENGTH} bytes`;
  }
  return undefined;
}
