import { overlap } from './carriers';
import { joined, titleOf } from './names';
import { PlanEnds, PlanUse } from './plan';
import { FoundUse, UsedVariable } from './users';
import { ServerEnd, serverEndOf } from '../facts/server-ends';
import { Container } from '../manifest/pod';
import { mappingsOf, textOf, textsOf } from '../manifest/read';
import { Resource } from '../manifest/resource';

/** A server of the manifest, and what it has to be told. */
export interface FoundServer extends ServerEnd {
  readonly resource: Resource;
  readonly use: PlanUse;

  /** The keys that it checks; none where all may be. */
  readonly keys: readonly string[];
}

/** The workloads that check the value, as far as their variables, images, ports and folders show it. */
export function serversAmong(uses: readonly FoundUse[]): FoundServer[] {
  const found = new Map<Resource, FoundServer>();
  for (const each of uses) {
    const end = serverEnd(each);
    if (end !== undefined && !found.has(end.resource)) {
      found.set(end.resource, end);
    }
  }
  return [...found.values()];
}

function serverEnd({ pod, container, use, variables }: FoundUse): FoundServer | undefined {
  if (pod === undefined || container === undefined) {
    return undefined;
  }
  const shown = {
    image: textOf(container.spec.image),
    ports: [...mappingsOf(container.spec.ports)].map(([port]) => Number(port.containerPort)),
    mountPaths: [...mappingsOf(container.spec.volumeMounts)].map(([mount]) => textOf(mount.mountPath)),
    words: [...textsOf(container.spec.command), ...textsOf(container.spec.args)],
    isStateful: pod.resource.kind === 'StatefulSet',
  };
  const candidates = variables ?? fileVariables(container, use);
  for (const { name, key } of candidates) {
    const end = serverEndOf(name, shown);
    if (end !== undefined) {
      return { ...end, resource: pod.resource, use, keys: key === '' ? use.keys : [key] };
    }
  }
  return undefined;
}

/** Variables that name a file below a mount: `POSTGRES_PASSWORD_FILE`. */
function fileVariables({ spec }: Container, { place, how }: PlanUse): UsedVariable[] {
  const folder = place.replace(/\/$/, '');
  return how !== 'file' && how !== 'sub-path' && how !== 'csi-file' ? [] : [...mappingsOf(spec.env)]
    .filter(([entry]) => /_FILE$/.test(textOf(entry.name)))
    .map(([entry]) => ({ name: textOf(entry.name), file: textOf(entry.value) }))
    .filter(({ file }) => file === folder || file.startsWith(`${folder}/`))
    .map(({ name, file }) => ({ name, key: file.slice(file.lastIndexOf('/') + 1) }));
}

/** Both ends of a value: the servers, and whoever else has the same keys; undefined where one end is not there. */
export function endsOf(servers: readonly FoundServer[], uses: readonly FoundUse[]): PlanEnds | undefined {
  const resources = new Set(servers.map(({ resource }) => resource));
  const clients = new Set<string>();
  for (const { pod, use } of uses) {
    const shares = servers.some((server) => server.use.of === use.of && overlap(some(server.keys), some(use.keys)));
    if (pod !== undefined && !resources.has(pod.resource) && shares && use.certain) {
      clients.add(titleOf(use.user));
    }
  }
  if (servers.length === 0 || clients.size === 0) {
    return undefined;
  }
  const names = servers.map(({ use }) => titleOf(use.user));
  const checks = servers.length === 1 ? 'checks' : 'check';
  const keys = [...new Set(servers.flatMap((server) => server.keys))];
  return {
    servers: names,
    clients: [...clients],
    text: `${joined(names)} ${checks} the value that ${joined([...clients])} ${clients.size === 1 ? 'shows' : 'show'}, and both `
      + `read ${keys.length === 0 ? 'it' : `key ${joined(keys.map((key) => `"${key}"`))}`} of ${servers[0].use.of}. It holds one value `
      + 'at a time: whoever gets the new one first is refused by the other, until that one has it too.',
  };
}

function some(keys: readonly string[]): readonly string[] | undefined {
  return keys.length === 0 ? undefined : keys;
}
