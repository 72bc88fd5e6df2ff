import { ACCESS_KINDS } from './access';
import { READER_KINDS } from './controller-references';
import { PodFinder } from './pods';
import { PRODUCER_KINDS } from './producers';
import { CLUSTER_CONFIGURATIONS } from '../facts/kubeadm';
import { WorkloadKind } from '../facts/workload-kind';
import { STORE_KINDS, TEMPLATE_TEXTS } from '../facts/written-texts';

/** The kinds that rules look at beside pods, what names Secrets and what makes them. */
const OTHER_KINDS: readonly string[] = [
  '/Secret',
  '/ConfigMap',
  '/ServiceAccount',
  ...ACCESS_KINDS,
  'apiserver.config.k8s.io/EncryptionConfiguration',
  '/EncryptionConfiguration',
  'apiserver.config.k8s.io/AuthenticationConfiguration',
  '/EncryptionConfig',
  'audit.k8s.io/Policy',
  ...CLUSTER_CONFIGURATIONS.map(({ group, kind }) => `${group}/${kind}`),
  'kubernetes-client.io/ExternalSecret',
  ...STORE_KINDS,
  ...TEMPLATE_TEXTS.flatMap(({ kinds }) => kinds),
  'storage.k8s.io/CSIDriver',
];

/**
 * Tells whether any rule reads objects of a kind, in whatever version. Rules of a platform team about any object read
 * them all, which this does not count.
 *
 * @param further kinds with pods beside those that are known
 */
export function kindsRead(further: readonly WorkloadKind[] = []): (group: string, kind: string) => boolean {
  const pods = new PodFinder(further);
  const others = new Set([...OTHER_KINDS, ...READER_KINDS, ...PRODUCER_KINDS]);
  return (group, kind) => pods.knows(group, kind) || others.has(`${group}/${kind}`);
}
