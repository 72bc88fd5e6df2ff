import { TOKEN_PATH } from '../facts/account-token';
import { hiddenBy, mountPathFault, takesTokenPath, untidyMountPathFault } from '../facts/mount-paths';
import { quoted } from '../redaction/quoted';

/**
 * Checks a path that a container is to see a volume at.
 *
 * @param constructPath path of the construct that mounts, named in the error
 * @param path the mount path
 * @throws Error when a container could not have it, or it would hide what a container needs
 */
export function validateMountPath(constructPath: string, path: string): void {
  // Without a type checker, it may be missing.
  const text = typeof path === 'string' ? path : '';
  const fault = text === '/' ? hiddenBy(text) : mountPathFault(text) ?? untidyMountPathFault(text) ?? hiddenBy(text);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: mountPath ${quoted(path)} ${fault}`);
  }
}

/**
 * Checks that a mount path leaves the place alone where client libraries look for the token of the service account.
 *
 * @param constructPath path of the construct that mounts, named in the error
 * @param path the mount path
 * @throws Error when it does not
 */
export function refuseTokenPath(constructPath: string, path: string): void {
  if (takesTokenPath(path)) {
    throw new Error(
      `${constructPath}: mountPath ${quoted(path)} overlaps ${TOKEN_PATH}, the place of the service account token; `
      + 'give another directory, and use LeastPrivilegeSecretReader.attachTo for a token',
    );
  }
}
