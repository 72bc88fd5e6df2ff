import { overlap } from './carriers';
import { joined, joinedShort, titleOf } from './names';
import { PlanEnds, PlanUse } from './plan';
import { FoundUse } from './users';
import { ServerEnd } from '../facts/server-ends';
import { checkedBy } from '../manifest/both-ends';
import { Graph } from '../manifest/graph';
import { Resource } from '../manifest/resource';

/** A server of the manifest, and what it has to be told. */
export interface FoundServer extends ServerEnd {
  readonly resource: Resource;
  readonly use: PlanUse;

  /** The keys that it checks; none where all may be. */
  readonly keys: readonly string[];
}

/** The workloads that check the value, as far as their variables, images, ports and folders show it. */
export function serversAmong(graph: Graph, uses: readonly FoundUse[]): FoundServer[] {
  const found = new Map<Resource, FoundServer>();
  for (const { pod, reference, use } of uses) {
    const checked = pod === undefined || reference === undefined || found.has(pod.resource)
      ? undefined : checkedBy(graph, pod, reference);
    if (pod !== undefined && checked !== undefined) {
      const { end, key } = checked;
      found.set(pod.resource, { ...end, resource: pod.resource, use, keys: key === undefined ? use.keys : [key] });
    }
  }
  return [...found.values()];
}

/**
 * Both ends of a value: the servers, and whoever else has it; undefined where one end is not there.
 *
 * @param isOneValue whether all uses are of one value, so that copies of it in other objects are the same
 */
export function endsOf(
  servers: readonly FoundServer[], uses: readonly FoundUse[], isOneValue: boolean,
): PlanEnds | undefined {
  const resources = new Set(servers.map(({ resource }) => resource));
  const clients = new Set<string>();
  for (const { pod, use } of uses) {
    const shares = servers.some((server) =>
      server.use.of === use.of ? overlap(some(server.keys), some(use.keys)) : isOneValue,
    );
    if (pod !== undefined && !resources.has(pod.resource) && shares && use.certain) {
      clients.add(titleOf(use.user));
    }
  }
  if (servers.length === 0 || clients.size === 0) {
    return undefined;
  }
  const names = servers.map(({ use }) => titleOf(use.user));
  const checks = servers.length === 1 ? 'checks' : 'check';
  const objects = [...new Set(servers.map(({ use, keys }) =>
    `${keys.length === 0 ? '' : `key ${joined(keys.map((key) => `"${key}"`))} of `}${use.of}`))];
  return {
    servers: names,
    clients: [...clients],
    text:
      `${joined(names)} ${checks} the value that ${joinedShort([...clients])} `
        + `${clients.size === 1 ? 'shows' : 'show'}: ${joined(objects)}. ` +
      'It holds one value at a time: whoever gets the new one first is refused by the other, until that '
        + 'one has it too.',
  };
}

function some(keys: readonly string[]): readonly string[] | undefined {
  return keys.length === 0 ? undefined : keys;
}
