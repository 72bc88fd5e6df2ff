import { TOKEN_PATH } from './account-token';

/** Where containers see volumes. */

/** Everything below these belongs to the kernel and the container runtime. */
export const KERNEL_PATHS = ['/proc', '/sys', '/dev'];

/** A mount over one of these hides what the image has there, without which hardly any program starts. */
export const SYSTEM_PATHS = [
  '/bin', '/boot', '/etc', '/home', '/lib', '/lib64', '/opt', '/root', '/run', '/sbin', '/tmp', '/usr', '/usr/bin',
  '/usr/lib', '/usr/local', '/usr/sbin', '/var', '/var/lib', '/run/secrets',
];

/** Longest path of Linux, in bytes. */
const MAX_PATH_BYTES = 4096;

/** What is wrong with a mount path, to be put after it; undefined where nothing is. */
export function mountPathFault(path: string): string | undefined {
  if (!path.startsWith('/')) {
    return "is not absolute; give a path such as '/etc/secrets/db'";
  }
  if (/[:\p{Cc}]/u.test(path)) {
    return "has a ':' or a control character, which Kubernetes or the container runtime refuses";
  }
  return Buffer.byteLength(path) > MAX_PATH_BYTES
    ? `has ${Buffer.byteLength(path)} bytes; Linux allows ${MAX_PATH_BYTES}` : undefined;
}

/** What is wrong with a mount path that is taken, but does not say plainly which directory it is. */
export function untidyMountPathFault(path: string): string | undefined {
  return path.slice(1).split('/').some((element) => element === '' || element === '.' || element === '..')
    ? "is not normalised; write it without '.', '..', '//' and a trailing '/'" : undefined;
}

/** What a directory of a few files at a path would hide, in words to be put after the path. */
export function hiddenBy(path: string): string | undefined {
  const real = canonicalPath(path);
  if (real === '/') {
    return "would hide the file system of the container; give a dedicated directory, such as '/etc/secrets/db'";
  }
  const kernel = KERNEL_PATHS.find((reserved) => overlap(real, reserved));
  if (kernel !== undefined) {
    return `is part of ${kernel}, which belongs to the kernel; give a dedicated directory, such as '/etc/secrets/db'`;
  }
  return SYSTEM_PATHS.includes(real)
    ? `would hide what the image has in ${path}; give a dedicated directory, such as '${real}/db'` : undefined;
}

/** Whether a mount takes the place where client libraries look for the token of the service account. */
export function takesTokenPath(path: string): boolean {
  return pathsOverlap(path, TOKEN_PATH);
}

/** Whether two mount paths are equal, or one is inside the other. */
export function pathsOverlap(one: string, other: string): boolean {
  return overlap(canonicalPath(one), canonicalPath(other));
}

/** The path of something below a directory, relative to it; undefined for what is not below it. */
export function pathBelow(path: string, directory: string): string | undefined {
  const [inner, outer] = [canonicalPath(path), canonicalPath(directory)];
  return inner !== outer && isAtOrBelow(inner, outer) ? inner.slice(outer.length).replace(/^\//, '') : undefined;
}

/** The same of canonical paths. */
function overlap(one: string, other: string): boolean {
  return isAtOrBelow(one, other) || isAtOrBelow(other, one);
}

function isAtOrBelow(path: string, directory: string): boolean {
  return directory === '/'
    || (path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/'));
}

/**
 * A mount path as the runtime has it. `/var/run` is a symbolic link to `/run` in nearly every image; a path may not be
 * normalised, nor absolute.
 */
export function canonicalPath(path: string): string {
  const normal = /^[^/]|\/\.{0,2}(?:\/|$)/.test(path) ? resolved(path) : path;
  return normal === '/var/run' || normal.startsWith('/var/run/') ? normal.slice('/var'.length) : normal;
}

function resolved(path: string): string {
  const elements: string[] = [];
  for (const element of path.split('/')) {
    if (element === '..') {
      elements.pop();
    } else if (element !== '' && element !== '.') {
      elements.push(element);
    }
  }
  return `/${elements.join('/')}`;
}
