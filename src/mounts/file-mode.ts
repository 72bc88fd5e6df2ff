import { fileModeFault, octal } from '../facts/file-access';
import { quoted } from '../redaction/quoted';

/**
 * Permission bits of mounted files.
 *
 * Refuses a mode that makes no sense for a file with a secret: the owner has to read, nobody else may write, and
 * the group may do no more than the owner, others no more than the group. This also finds the classic mistake of an
 * octal mode written as a decimal number: 440 is 0o670, with which the group could write.
 *
 * Manifests always carry the decimal number, since JSON has no octal ones and YAML 1.2 reads `0440` as 440.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions
 */
export class FileMode {
  /**
   * 0400: only root reads. Cannot be had in a pod with an fsGroup, where the kubelet adds read permission for the
   * group.
   */
  public static readonly OWNER_READ = new FileMode(0o400);

  /** 0440: root and the group of the pod (fsGroup) read. The default. */
  public static readonly GROUP_READ = new FileMode(0o440);

  /**
   * 0444: every user in the containers that mount the file reads, with no fsGroup. For ConfigMaps, and for files that
   * the Secrets Store CSI driver or the Vault agent writes, which no fsGroup reaches. A mount of a Secret refuses it.
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
    const fault = fileModeFault(value);
    if (fault !== undefined) {
      throw new Error(`file mode ${quoted(mode)} ${fault}; use a mode such as '0440'`);
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
    const fault = fileModeFault(mode);
    if (fault !== undefined) {
      const digits = String(mode);
      // Nobody means a mode that lets a file with a secret be executed.
      const meant = /^[0246]{3}$/.test(digits) && fileModeFault(Number.parseInt(digits, 8)) === undefined;
      const hint = meant ? `did you mean 0o${digits} or '0${digits}'` : 'use a mode such as 0o440';
      throw new Error(`file mode ${bothNotations(mode)} ${fault}; ${hint}`);
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

function bothNotations(mode: number): string {
  return Number.isInteger(mode) && mode >= 0 ? `${mode} (${octal(mode)})` : String(mode);
}
