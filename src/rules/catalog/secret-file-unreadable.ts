import { octal } from '../../facts/file-access';
import { FilePermissions, fsGroupOf, permissionsOf } from '../../manifest/file-permissions';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { MOUNTS_UNREADABLE_FILES } from '../file-mode-terms';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretFileUnreadable: GraphRule = {
  id: 'secret-file-unreadable',
  category: RuleCategory.USE,
  title: 'a container that does not run as root cannot read its secret files',
  rationale: 'Files of a Secret belong to user root and group root; runAsUser does not change that. A container that '
    + 'does not run as root reads a file without a world-readable bit only through its group: the one that fsGroup '
    + 'gives to the files, or group 0. Volumes of the Secrets Store CSI driver ignore fsGroup.',
  remediation: 'Set fsGroup in the security context of the pod to the group that all containers run as, or else to '
    + 'one other than 0, and keep mode 0440. For a volume of the Secrets Store CSI driver use 0444, or run the '
    + 'container in group 0.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The image may put its user into group 0, which a manifest does not show.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Configure a security context', 'tasks/configure-pod-container/security-context/'),
    {
      title: 'kubernetes-sigs/secrets-store-csi-driver issue 858',
      url: 'https://github.com/kubernetes-sigs/secrets-store-csi-driver/issues/858',
    },
  ],
  policyPart: {
    what: 'volumes of a Secret with a defaultMode, in pods that state the user',
    checks: [{
      scope: RuleScope.VOLUME_MOUNT,
      violation: MOUNTS_UNREADABLE_FILES,
      message: 'the container does not run as root, and no fsGroup gives it the files, which others cannot read',
    }],
  },
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      yield* unreadable(graph, pod);
    }
  },
};

function* unreadable(graph: Graph, pod: Pod): Generator<Violation> {
  for (const volume of pod.volumes) {
    const permissions = volume.mounts.length === 0 ? [] : permissionsOf(graph, pod, volume);
    for (const mount of volume.mounts) {
      const refused = permissions.find((file) => !file.readableBy(mount.container));
      if (refused !== undefined) {
        yield violation(pod.resource, mount.pointer, message(pod, mount.container.name, volume.name, refused));
      }
    }
  }
}

function message(pod: Pod, container: string, volume: string, file: FilePermissions): string {
  const why = file.ignoresGroup ? 'the driver ignores fsGroup'
    : `no fsGroup gives them to a group of the container, as ${fsGroupOf(pod)} would`;
  const owner = file.user === 0 ? 'root' : `user ${file.user}`;
  return (
    `container "${container}" does not run as ${owner}, and volume "${volume}" has files of mode ${octal(file.mode)} ` +
    `that belong to ${owner}: ${why}`
  );
}
