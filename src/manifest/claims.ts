import { Pod } from './pod';
import { at, mappingsOf, textAt } from './read';

/**
 * Names of the volumes that a controller makes of claim templates beside the template of a pod, such as those of a
 * StatefulSet: they are mounted by name, and are not among the volumes of the pod.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
 */
export function claimsMountedIn({ resource, pointer }: Pod): string[] {
  const path = pointer.slice(resource.pointer.length).split('/').slice(1)
    .map((field) => field.replaceAll('~1', '/').replaceAll('~0', '~'));
  return path.flatMap((_field, index) => {
    const beside = valueAt(resource.object, path.slice(0, index + 1));
    return [...mappingsOf(at(beside, 'volumeClaimTemplates'))].map(([claim]) => textAt(claim, 'metadata', 'name'));
  });
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, field) =>
    (Array.isArray(found) ? found[Number(field)] : at(found, field)), value);
}
