/** What a manifest says of the process of a container. */
export interface ContainerProcess {
  /** `runAsUser`; undefined where the image decides. */
  readonly user: number | undefined;

  /** Capabilities that are added. */
  readonly capabilities: readonly string[];
}

const TRACING = ['ALL', 'SYS_PTRACE', 'SYS_ADMIN'];

/**
 * Whether a process may read the files and variables of another one that it sees, by /proc/PID/root and
 * /proc/PID/environ: as the same user, as root, or with a capability for it. What the image decides may be so.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
 * @see https://man7.org/linux/man-pages/man2/ptrace.2.html
 */
export function mayReadProcess(reader: ContainerProcess, other: ContainerProcess): boolean {
  return reader.user === undefined || other.user === undefined || reader.user === 0 || reader.user === other.user
    || reader.capabilities.some((name) => TRACING.includes(name.toUpperCase().replace(/^CAP_/, '')));
}
