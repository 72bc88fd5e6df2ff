/**
 * Annotation of a pod in which a program may show which files it has read: a list, separated by commas, of
 * `Kind/name=directory`, where the directory is what the link `..data` of the volume named when the program read it:
 * `Secret/db=..2026_05_02_10_00_00.123456789`.
 *
 * The kubelet and the Secrets Store CSI driver name the directory by the time at which they wrote it, in UTC. It shows
 * that what was read is younger than a change and is made of nothing that the files contain, so nobody can test guesses
 * of a value against it, as with a hash.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/util/atomic_writer.go
 */
export const READ_ANNOTATION = 'cdk8s-strongbox/read';

const DIRECTORY = /^\.\.(\d{4})_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d\d)\.\d+$/;

/** When a directory of a volume was written, by the clock of the node, in milliseconds; undefined for another name. */
export function directoryTime(name: string): number | undefined {
  const parts = DIRECTORY.exec(name)?.slice(1).map(Number);
  if (parts === undefined) {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** When the files of an object were written that a program shows to have read; undefined where it shows nothing. */
export function filesReadAt(annotation: string, kind: string, name: string): number | undefined {
  const entry = annotation.split(',').map((text) => text.trim()).find((text) => text.startsWith(`${kind}/${name}=`));
  return entry === undefined ? undefined : directoryTime(entry.slice(`${kind}/${name}=`.length));
}
