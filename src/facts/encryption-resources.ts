/**
 * What the API server refuses in the lists of resources of its encryption file.
 *
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/apis/apiserver/validation/validation_encryption.go
 */

import { DocumentFault, FieldPath } from './document-fault';
import { canonical, groupOf, nameOf, ReadEntry, resourcesOf, spelled } from './encryption-document';

const WITHOUT_REST = ['apiserveripinfo', 'serviceipallocations', 'servicenodeportallocations'];

/** What it refuses in one list (`validateResourceNames`, `validateResourceOverlap`). */
export function resourceListFaults(at: FieldPath, resources: readonly string[]): DocumentFault[] {
  const faults = resources.flatMap((resource, index): DocumentFault[] => {
    const problem = nameProblem(resource);
    return problem === undefined ? [] : [{ at: [...at, index], text: `got %q: ${problem}`, given: [resource] }];
  });
  const names = resources.map(canonical);
  if (new Set(names).size < names.length) {
    faults.push({
      at,
      text: "the same resource cannot be specified multiple times, and 'secrets' and 'secrets.' are the same",
    });
  }
  const wildcards = new Set(names.filter((name) => nameOf(name) === '*'));
  if (names.some((name) => wildcardsOver(name).some((wildcard) => wildcard !== name && wildcards.has(wildcard)))) {
    faults.push({
      at,
      text: "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they "
        + 'will be masked; put the exact resource into an entry before that of the wildcard',
    });
  }
  return faults;
}

/** What it refuses between the entries: a resource that an earlier wildcard masks. */
export function maskFaults(entries: readonly ReadEntry[]): DocumentFault[] {
  const earlier = new Map<string, ReadEntry>();
  return entries.flatMap((entry) => {
    const faults = entry.resources.flatMap((resource, index): DocumentFault[] => {
      const mask = wildcardsOver(canonical(resource)).find((wildcard) => earlier.has(wildcard));
      if (mask === undefined) {
        return [];
      }
      const plain = earlier.get(mask)?.providers[0]?.kind === 'identity';
      return [{
        at: [...entry.at, 'resources', index],
        text: `resource %q is masked by earlier rule %q${plain ? ', which stores it in plain text' : ''}; put the `
          + 'more specific entry first',
        given: [resource, mask],
      }];
    });
    entry.resources.map(canonical).filter((name) => !earlier.has(name)).forEach((name) => earlier.set(name, entry));
    return faults;
  });
}

/** Resources that stand in several entries. The API server joins their providers, in the order of the file. */
export function splitResourceFaults(entries: readonly ReadEntry[]): DocumentFault[] {
  return resourcesOf(entries).flatMap((name) => {
    const holders = entries.map((entry, index) => ({ entry, index }))
      .filter(({ entry }) => entry.resources.some((resource) => canonical(resource) === name));
    return holders.slice(1).map(({ entry, index }, position): DocumentFault => ({
      at: [...entry.at, 'resources', entry.resources.findIndex((resource) => canonical(resource) === name)],
      text: `resource %q is in entry ${holders[position].index} and in entry ${index}; the API server joins their `
        + 'providers, and which one writes is easily overlooked: list the resource once',
      given: [spelled(name)],
    }));
  });
}

/** The wildcards that a resource falls under. */
function wildcardsOver(name: string): string[] {
  return [`*.${groupOf(name)}`, '*.*'];
}

function nameProblem(resource: string): string | undefined {
  if (resource.toLowerCase() !== resource) {
    return 'resource name should not contain capital letters';
  }
  if (resource === '*') {
    return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources";
  }
  if (WITHOUT_REST.includes(resource)) {
    return 'resources which do not have REST API/s cannot be encrypted';
  }
  const name = canonical(resource);
  const group = groupOf(name);
  if (group === 'events.k8s.io') {
    return "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the "
      + 'config file';
  }
  if (group === 'extensions') {
    return "'extensions' group has been removed and cannot be used for encryption";
  }
  if (group === '*' && nameOf(name) !== '*') {
    return 'encrypting the same resource across groups is not supported';
  }
  // The API server takes any other text, and a resource that it does not know is never encrypted.
  const form = /^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)\.(\*|([a-z0-9]([-.a-z0-9]*[a-z0-9])?)?)$/;
  return form.test(name) ? undefined
    : "not the name of a resource; write the plural and the group, as in 'secrets' or 'pandas.awesome.bears.example'";
}
