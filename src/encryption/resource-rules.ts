import { canonical, groupOf, nameOf } from './ciphers';
import { quoted } from '../redaction/quoted';

const WITHOUT_REST = ['apiserveripinfo', 'serviceipallocations', 'servicenodeportallocations'];

/** What the API server refuses in one list of resources (`validateResourceNames`, `validateResourceOverlap`). */
export function resourceProblems(where: string, resources: readonly string[]): string[] {
  const problems = resources.flatMap((resource, index) => {
    const problem = nameProblem(resource);
    return problem === undefined ? [] : [`${where}[${index}]: got ${quoted(resource)}: ${problem}`];
  });
  const names = resources.map(canonical);
  if (new Set(names).size < names.length) {
    problems.push(`${where}: the same resource cannot be specified multiple times, and 'secrets' and 'secrets.' are the same`);
  }
  const wildcards = new Set(names.filter((name) => nameOf(name) === '*'));
  if (names.some((name) => wildcardsOver(name).some((wildcard) => wildcard !== name && wildcards.has(wildcard)))) {
    problems.push(`${where}: using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked; put the exact resource into an entry of its own, before the wildcard`);
  }
  return problems;
}

/** What the API server refuses between the entries: one that an earlier wildcard masks. */
export function maskProblems(lists: readonly (readonly string[])[]): string[] {
  const earlier = new Set<string>();
  return lists.flatMap((list, index) => {
    const problems = list.flatMap((resource) => {
      const mask = wildcardsOver(canonical(resource)).find((wildcard) => earlier.has(wildcard));
      return mask === undefined ? [] : [
        `resources[${index}].resources: resource ${quoted(resource)} is masked by earlier rule ${quoted(mask)}; put ` +
          'the more specific entry first',
      ];
    });
    list.forEach((resource) => earlier.add(canonical(resource)));
    return problems;
  });
}

/** The wildcards that a resource falls under. */
function wildcardsOver(name: string): string[] {
  return [`*.${groupOf(name)}`, '*.*'];
}

function nameProblem(resource: string): string | undefined {
  if (resource.toLowerCase() !== resource) return 'resource name should not contain capital letters';
  if (resource === '*') return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources";
  if (WITHOUT_REST.includes(resource)) return 'resources which do not have REST API/s cannot be encrypted';
  const name = canonical(resource);
  const group = groupOf(name);
  if (group === 'events.k8s.io') return "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the config file";
  if (group === 'extensions') return "'extensions' group has been removed and cannot be used for encryption";
  if (group === '*' && nameOf(name) !== '*') return 'encrypting the same resource across groups is not supported';
  // The API server takes any other text, and a resource that it does not know is never encrypted.
  if (!/^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)\.(\*|([a-z0-9]([-.a-z0-9]*[a-z0-9])?)?)$/.test(name)) {
    return "no resource has such a name; write the plural and the group, as in 'secrets' or 'pandas.awesome.bears.example'";
  }
  return undefined;
}
