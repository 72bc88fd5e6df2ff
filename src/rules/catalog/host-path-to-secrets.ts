import { NodePlace, secretPlacesAt } from '../../facts/host-paths';
import { Graph } from '../../manifest/graph';
import { Volume } from '../../manifest/pod';
import { pointerTo, textAt, textOf } from '../../manifest/read';
import { hasNoAccount } from '../../manifest/service-accounts';
import { not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { MOUNTS_NODE_SECRETS } from '../path-terms';
import { IS_STATIC } from '../pod-terms';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes, nsa } from '../sources';

export const hostPathToSecrets: GraphRule = {
  id: 'host-path-to-secrets',
  category: RuleCategory.USE,
  title: 'a path of the node leads to keys or to the Secrets of others',
  rationale: 'The containers see what is at the path on the node: the keys of the control plane, the data of etcd, the '
    + 'Secrets and tokens of every pod of the node, or the socket of the container runtime, which gives all of it. '
    + 'readOnly does not help against reading, and a socket works all the same. RBAC for Secrets does not matter to '
    + 'such a pod. Not reported are static pods, which are the control plane, and volumes that no container mounts.',
  remediation: 'Mount the folder that the program needs and no folder above it, such as /var/lib/kubelet/plugins/NAME '
    + 'for the driver of a volume. Where the program is an agent of the node that has to see more, keep it in a '
    + 'namespace to which few may deploy, and suppress the finding with that reason.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'Drivers of volumes and agents of nodes need such a path.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Pod Security Standards, HostPath volumes', 'concepts/security/pod-security-standards/#baseline'),
    kubernetes('Volumes, hostPath', 'concepts/storage/volumes/#hostpath'),
    nsa('Pod Security Standards'),
  ],
  policyPart: {
    what: 'mounts of a whole path of the node, written without ..',
    checks: [{
      scope: RuleScope.VOLUME_MOUNT,
      ofPods: not(IS_STATIC),
      violation: MOUNTS_NODE_SECRETS,
      message: 'shows a path of the node that leads to keys or to the Secrets of others',
    }],
  },
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const volume of hasNoAccount(pod) ? [] : pod.volumes) {
        const found = textAt(volume.spec, 'hostPath', 'path') === '' ? [] : placesMounted(volume);
        if (found.length > 0) {
          yield violation(
            pod.resource, pointerTo(volume.pointer, 'hostPath', 'path'),
            `volume ${JSON.stringify(volume.name)}: ${messageFor(textAt(volume.spec, 'hostPath', 'path'), found)}`,
          );
        }
      }
    }
    for (const resource of graph.ofKind('', 'PersistentVolume')) {
      for (const source of ['hostPath', 'local']) {
        const path = textAt(resource.object, 'spec', source, 'path');
        const found = path === '' ? [] : secretPlacesAt(path);
        if (found.length > 0) {
          yield violation(resource, pointerTo(resource.pointer, 'spec', source, 'path'), messageFor(path, found));
        }
      }
    }
  },
};

/** The places with secrets that the containers see: a mount by subPath shows a part of the volume. */
function placesMounted({ spec, mounts }: Volume): NodePlace[] {
  const path = textAt(spec, 'hostPath', 'path');
  const parts = new Set(mounts.map((mount) => textOf(mount.spec.subPath)));
  return [...new Set([...parts].flatMap((part) => secretPlacesAt(part === '' ? path : `${path}/${part}`)))];
}

function messageFor(path: string, [place, ...others]: readonly NodePlace[]): string {
  const more =
    others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'place' : 'places'} like it`;
  return `path ${JSON.stringify(path)} of the node leads to ${place.path}: ${place.holds}${more}`;
}
