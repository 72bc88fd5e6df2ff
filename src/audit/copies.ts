import { AuditLocation, CopiedObject } from './audit-report';
import { identityOf, Resource } from '../manifest/resource';

/** Objects that are defined in several places, with all of them. */
export function copiesAmong(resources: readonly Resource[]): Resource[][] {
  const byIdentity = new Map<string, Resource[]>();
  for (const resource of resources) {
    const identity = identityOf(resource);
    const copies = identity === undefined ? undefined : byIdentity.get(identity);
    if (copies !== undefined) {
      copies.push(resource);
    } else if (identity !== undefined) {
      byIdentity.set(identity, [resource]);
    }
  }
  return [...byIdentity.values()].filter((copies) => copies.length > 1);
}

/** The report entry for an object that is defined in several places. */
export function copiedObject(copies: readonly Resource[], locations: readonly AuditLocation[]): CopiedObject {
  const { group, kind, namespace, name } = copies[0];
  return {
    apiGroup: group,
    kind,
    name,
    objectNamespace: namespace === '' ? undefined : namespace,
    locations: [...locations],
  };
}
