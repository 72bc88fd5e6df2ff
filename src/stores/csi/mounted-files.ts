import { filePathFault, pathClashes, untidyPathFault } from '../../facts/file-paths';
import { quoted } from '../../redaction/quoted';

/**
 * Checks file paths as the driver does when it writes them, and that no two objects want the same path. The driver
 * checks at the first mount, when a pod already waits.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/pkg/util/fileutil/atomic_writer.go
 * @param where construct path, named in the error
 * @param paths file paths
 */
export function validateFilePaths(where: string, paths: readonly string[]): void {
  for (const path of paths) {
    const fault = filePathFault(path) ?? untidyPathFault(path);
    if (fault !== undefined) {
      throw new Error(`${where}: file name ${quoted(path)} ${fault}`);
    }
  }
  const [clash] = pathClashes(paths);
  if (clash !== undefined) {
    const [one, other] = [paths[clash.one], paths[clash.other]].map((path) => quoted(path));
    throw new Error(clash.how === 'same'
      ? `${where}: two objects are written to the file ${one}; give each a different file name`
      : `${where}: ${one} is a file, and ${other} needs it to be a folder; rename one of them`);
  }
}
