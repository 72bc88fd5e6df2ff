import { WorkloadKind } from '../../facts/workload-kind';
import { WORKLOAD_KINDS } from '../../facts/workload-kinds';
import { KINDS_WITHOUT_PODS } from '../../manifest/read-kinds';

/**
 * Every resource whose objects the graph reads, as `kubectl` calls it.
 *
 * @param clusterWide read what is of no namespace too
 * @param further kinds with pods beside those that are known
 */
export function resourcesToRead(clusterWide: boolean, further: readonly WorkloadKind[] = []): string[] {
  const workloads = [...WORKLOAD_KINDS, ...further].map((kind) => ({ ...kind, group: kind.groups[0] }));
  const names = [...workloads, ...KINDS_WITHOUT_PODS]
    // A file that no API serves has no name there.
    .filter((kind) => kind.resource !== '' && (clusterWide || kind.clusterWide !== true))
    .map(({ group, resource }) => (group === '' ? resource : `${resource}.${group}`));
  return [...new Set(names)];
}
