import { READER_KINDS } from './controller-references';
import { PodFinder } from './pods';
import { PRODUCER_KINDS, ProducerKind } from './producers';
import * as kinds from '../facts/api-kinds';
import { CLUSTER_CONFIGURATIONS } from '../facts/kubeadm';
import { DELIVERIES } from '../facts/pruning';
import { WorkloadKind } from '../facts/workload-kind';
import { STORE_KINDS, TEMPLATE_TEXTS } from '../facts/written-texts';

/** The kinds that rules look at beside pods, as far as their plural is known: those that are read of a cluster. */
export const KINDS_WITHOUT_PODS: readonly ProducerKind[] = [
  kinds.SECRET,
  kinds.CONFIG_MAP,
  kinds.SERVICE_ACCOUNT,
  kinds.ROLE,
  kinds.ROLE_BINDING,
  kinds.CLUSTER_ROLE,
  kinds.CLUSTER_ROLE_BINDING,
  kinds.ENCRYPTION_CONFIGURATION,
  kinds.AUTHENTICATION_CONFIGURATION,
  kinds.OLD_ENCRYPTION_CONFIG,
  kinds.OLD_ENCRYPTION_CONFIGURATION,
  kinds.AUDIT_POLICY,
  ...READER_KINDS,
  ...PRODUCER_KINDS,
];

/** The kinds that rules look at in files alone. */
const OTHER_KINDS: readonly string[] = [
  ...CLUSTER_CONFIGURATIONS.map(kinds.groupKind),
  ...STORE_KINDS,
  ...TEMPLATE_TEXTS.flatMap((texts) => texts.kinds),
  ...DELIVERIES,
  'storage.k8s.io/CSIDriver',
];

/**
 * Tells whether any rule reads objects of a kind, in whatever version. Rules of a platform team about any object read
 * them all; this ignores them.
 *
 * @param further kinds with pods beside those that are known
 */
export function kindsRead(further: readonly WorkloadKind[] = []): (group: string, kind: string) => boolean {
  const pods = new PodFinder(further);
  const others = new Set([...KINDS_WITHOUT_PODS.map(kinds.groupKind), ...OTHER_KINDS]);
  return (group, kind) => pods.knows(group, kind) || others.has(`${group}/${kind}`);
}
