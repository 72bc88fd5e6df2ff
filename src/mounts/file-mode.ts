/* eslint-disable no-bitwise -- permission bits */
import { quoted } from '../redaction/quoted';
import { octal } from '../workload/file-access';

const CLASS_NAMES = ['owner', 'group', 'others'];
const READ = 4;
const WRITE = 2;

/**
 * Permission bits of mounted files.
 *
 * A mode that is no sensible one for a file with a secret is refused: nobody but the owner may write, the owner may read, and
 * the group may do no more than the owner, others no more than the group. This is also what catches the classic mistake
 * of an octal mode written as a decimal number: 440 is 0o670, with which the group could write.
 *
 * Manifests always carry the decimal number, since JSON has no octal ones and YAML 1.2 reads `0440` as 440.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions
 */
export class FileMode {
  /**
   * 0400: only root reads. Cannot be had in a pod with an fsGroup, where the kubelet adds read permission for the group.
   */
  public static readonly OWNER_READ = new FileMode(0o400);

  /** 0440: root and the group of the pod (fsGroup) read. The default. */
  public static readonly GROUP_READ = new FileMode(0o440);

  /**
   * 0444: every user in the containers that mount the file reads, with no fsGroup. For ConfigMaps, and for files that the
   * Secrets Store CSI driver or the Vault agent writes, which no fsGroup reaches. A mount of a Secret refuses it.
   */
  public static readonly ALL_READ = new FileMode(0o444);

  /**
   * 0444 for a Secret: every process in the containers that mount the file reads it, whatever user it runs as. The rule
   * `secret-volume-mode` reports it. Prefer `GROUP_READ`, for which the mount gives the pod an fsGroup.
   */
  public static readonly UNSAFE_ALL_READ = new FileMode(0o444, true);

  /**
   * A mode in octal notation.
   *
   * @param mode three octal digits with a leading `0` or `0o`, such as `'0440'` or `'0o440'`
   * @throws Error when the notation is another, or the mode is refused
   */
  public static fromString(mode: string): FileMode {
    const digits = /^0o?([0-7]{3})$/.exec(mode)?.[1];
    if (digits === undefined) {
      const hint = /^[0-7]{3}$/.test(mode) ? `; did you mean '0${mode}'` : '';
      throw new Error(`file mode ${quoted(mode)} is not in octal notation, such as '0440'${hint}`);
    }
    const value = Number.parseInt(digits, 8);
    const problem = problemOf(value);
    if (problem) {
      throw new Error(`file mode ${quoted(mode)} ${problem}; use a mode such as '0440'`);
    }
    return new FileMode(value);
  }

  /**
   * A mode as a number, best written in octal.
   *
   * @param mode such as `0o440` (in Java and C++ `0440`)
   * @throws Error when the mode is refused
   */
  public static fromNumber(mode: number): FileMode {
    const problem = problemOf(mode);
    if (problem) {
      const digits = String(mode);
      // Nobody means a mode that lets a file with a secret be executed.
      const meant = /^[0246]{3}$/.test(digits) && problemOf(Number.parseInt(digits, 8)) === undefined;
      throw new Error(`file mode ${describe(mode)} ${problem}; ${meant ? `did you mean 0o${digits} or '0${digits}'` : 'use a mode such as 0o440'}`);
    }
    return new FileMode(mode);
  }

  private constructor(
    /** The permission bits, as Kubernetes takes them: 288 for 0440. */
    public readonly value: number,
    /**
     * Allowed for a Secret although others may read.
     *
     * @internal
     */
    public readonly _unsafe = false,
  ) {}

  /** Octal notation, such as `0440`. */
  public toString(): string {
    return octal(this.value);
  }
}

function describe(mode: number): string {
  return Number.isInteger(mode) && mode >= 0 ? `${mode} (${octal(mode)})` : String(mode);
}

function problemOf(mode: number): string | undefined {
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o777) {
    return 'is not between 0o000 and 0o777';
  }
  const classes = [mode >> 6, (mode >> 3) & 7, mode & 7];
  if ((classes[0] & READ) === 0) {
    return 'does not let the owner read';
  }
  for (const index of [1, 2]) {
    if ((classes[index] & WRITE) !== 0) {
      return `lets ${CLASS_NAMES[index]} write`;
    }
    if ((classes[index] & ~classes[index - 1]) !== 0) {
      return `lets ${CLASS_NAMES[index]} do what the ${CLASS_NAMES[index - 1]} may not`;
    }
  }
  return undefined;
}
