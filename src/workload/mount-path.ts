import { posix } from 'path';
import { TOKEN_PATH } from '../facts/account-token';
import { quoted } from '../redaction/quoted';

/** Everything below these belongs to the kernel and the container runtime. */
const KERNEL_PATHS = ['/proc', '/sys', '/dev'];

/** A mount over one of these hides what the image has there, without which hardly any program starts. */
const SYSTEM_PATHS = [
  '/bin', '/boot', '/etc', '/home', '/lib', '/lib64', '/opt', '/root', '/run', '/sbin', '/tmp', '/usr', '/usr/bin', '/usr/lib', '/usr/local',
  '/usr/sbin', '/var', '/var/lib', '/run/secrets',
];

const MAX_LENGTH = 4096;

/**
 * Checks a path that a container is to see a volume at.
 *
 * @param owner path of the construct that mounts, named in the error
 * @param path the mount path
 */
export function validateMountPath(owner: string, path: string): void {
  const fail = (problem: string) => {
    throw new Error(`${owner}: mountPath ${quoted(path)} ${problem}`);
  };
  // Without a type checker, it may be missing.
  if (typeof path !== 'string' || !path.startsWith('/')) {
    fail("is not absolute; give a path such as '/etc/secrets/db'");
  }
  if (path === '/') {
    fail("would hide the file system of the container; give a directory of its own, such as '/etc/secrets/db'");
  }
  if (/[:\p{Cc}]/u.test(path)) {
    fail("has a ':' or a control character, which Kubernetes or the container runtime refuses");
  }
  if (path.slice(1).split('/').some((element) => element === '' || element === '.' || element === '..')) {
    fail("is not normalised; write it without '.', '..', '//' and a trailing '/'");
  }
  if (Buffer.byteLength(path) > MAX_LENGTH) {
    fail(`has ${Buffer.byteLength(path)} bytes; Linux allows ${MAX_LENGTH}`);
  }
  const real = canonical(path);
  const kernel = KERNEL_PATHS.find((reserved) => overlap(real, reserved));
  if (kernel) {
    fail(`is part of ${kernel}, which belongs to the kernel; give a directory of its own, such as '/etc/secrets/db'`);
  }
  if (SYSTEM_PATHS.includes(real)) {
    fail(`would hide what the image has in ${path}; give a directory of its own, such as '${path}/db'`);
  }
}

/**
 * Checks that a mount path leaves the place alone where client libraries look for the token of the service account.
 *
 * @param owner path of the construct that mounts, named in the error
 * @param path the mount path
 */
export function refuseTokenPath(owner: string, path: string): void {
  if (pathsOverlap(path, TOKEN_PATH)) {
    throw new Error(
      `${owner}: mountPath ${quoted(path)} overlaps ${TOKEN_PATH}, the place of the service account token; ` +
      'give another directory, and use LeastPrivilegeSecretReader.attachTo for a token',
    );
  }
}

/** Whether two mount paths are equal, or one is inside the other. */
export function pathsOverlap(one: string, other: string): boolean {
  return overlap(canonical(one), canonical(other));
}

/** The same of canonical paths. */
function overlap(one: string, other: string): boolean {
  return isAtOrBelow(one, other) || isAtOrBelow(other, one);
}

function isAtOrBelow(path: string, directory: string): boolean {
  return path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/');
}

/** `/var/run` is a symbolic link to `/run` in nearly every image; other mounts of a container may not be normalised, nor absolute. */
function canonical(path: string): string {
  const normal = /^[^/]|\/\.{0,2}(?:\/|$)/.test(path) ? posix.resolve('/', path).replace(/\/$/, '') : path;
  return normal === '/var/run' || normal.startsWith('/var/run/') ? normal.slice('/var'.length) : normal;
}
