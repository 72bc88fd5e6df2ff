import { FilePermissions, permissionsOf } from '../../manifest/file-permissions';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretFileUnreadable: GraphRule = {
  id: 'secret-file-unreadable',
  category: RuleCategory.USE,
  title: 'a container that is not root cannot read its secret files',
  rationale: 'Files of a Secret belong to root and to group root; runAsUser changes nothing about that. A container that is not root '
    + 'reads a file without a world-readable bit only through its group: the one that fsGroup gives to the files, or group 0. '
    + 'Volumes of the Secrets Store CSI driver do not honour fsGroup at all.',
  remediation: 'Set fsGroup in the security context of the pod to a group that is not 0, and keep mode 0440. For a volume of the '
    + 'Secrets Store CSI driver use 0444, or run the container in group 0.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    kubernetes('Configure a security context', 'tasks/configure-pod-container/security-context/'),
    { title: 'kubernetes-sigs/secrets-store-csi-driver issue 858', url: 'https://github.com/kubernetes-sigs/secrets-store-csi-driver/issues/858' },
  ],
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
        yield violation(pod.resource, mount.pointer, message(mount.container.name, volume.name, refused));
      }
    }
  }
}

function message(container: string, volume: string, file: FilePermissions): string {
  const mode = `0${file.mode.toString(8).padStart(3, '0')}`;
  const why = file.ignoresGroup ? 'the driver gives them to root whatever fsGroup says' : 'no fsGroup gives them to a group of the container';
  return `container "${container}" does not run as root, and volume "${volume}" has files of mode ${mode} that belong to root: ${why}`;
}
