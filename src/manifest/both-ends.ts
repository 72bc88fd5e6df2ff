import { Graph } from './graph';
import { Container, Pod } from './pod';
import { Fields, mappingsOf, pointerTo, textOf, textsOf } from './read';
import { Reference, ReferenceUse } from './references';
import { isSameObject } from './resource';
import { ServerEnd, serverEndOf } from '../facts/server-ends';

/** A server that checks a credential, and the workloads that show it the same one. */
export interface BothEnds {
  readonly end: ServerEnd;

  /** By what the server reads it. */
  readonly server: Reference;

  /** The key that it checks; undefined where that is not known. */
  readonly key?: string;

  /** One reference of each workload. */
  readonly clients: readonly Reference[];
}

/** The Secrets that both ends of a connection read, each once for a server. */
export function* bothEndsIn(graph: Graph): Generator<BothEnds> {
  const servers = graph.pods.flatMap((pod) => graph.secretsOf(pod).flatMap((server) => {
    const found = checkedBy(graph, pod, server);
    return found === undefined ? [] : [{ ...found, server }];
  }));
  const seen = new Set<string>();
  for (const { end, key, server } of servers) {
    const { from, name } = server;
    const place = `${from.objectIndex} ${from.pointer} ${name} ${key}`;
    const clients = seen.has(place) ? [] : clientsOf(graph, server, key)
      .filter((client) => !servers.some((other) => isSameObject(other.server.from, client.from)));
    seen.add(place);
    if (clients.length > 0) {
      yield { end, key, server, clients };
    }
  }
}

/** The server that checks what a reference brings, and the key of it; undefined where the pod shows none. */
export function checkedBy(graph: Graph, pod: Pod, reference: Reference): { end: ServerEnd; key?: string } | undefined {
  const containers = reference.container === undefined
    ? reference.mounts.map(({ container }) => container) : [reference.container];
  for (const container of new Set(containers)) {
    for (const { variable, key } of isClient(container) ? [] : variablesOf(graph, reference, container)) {
      const end = serverEndOf(variable, {
        image: textOf(container.spec.image),
        ports: [...mappingsOf(container.spec.ports)].map(([port]) => Number(port.containerPort)),
        mountPaths: [...mappingsOf(container.spec.volumeMounts)].map(([mount]) => textOf(mount.mountPath)),
        words: [...textsOf(container.spec.command), ...textsOf(container.spec.args)],
        isStateful: pod.resource.kind === 'StatefulSet',
      });
      if (end !== undefined) {
        return { end, key };
      }
    }
  }
  return undefined;
}

/** Variables that say where the server is: whoever has one talks to it. A replica of Redis is told of its master. */
const ELSEWHERE = new RegExp('^(?:\\w+_)?(?:DB|DATABASE|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|RABBITMQ|REDIS'
  + '|ELASTICSEARCH|CLICKHOUSE|INFLUXDB|NEO4J|MSSQL|MINIO)_?HOST(?:NAME)?$');

function isClient({ spec }: Container): boolean {
  return [...mappingsOf(spec.env)].some(([entry]) => ELSEWHERE.test(textOf(entry.name)));
}

interface UsedVariable {
  readonly variable: string;
  readonly key?: string;
}

/** The variables that a reference fills, or whose files it brings. */
function variablesOf(graph: Graph, reference: Reference, container: Container): UsedVariable[] {
  const place = reference.pointer.slice(container.pointer.length);
  if (reference.use === ReferenceUse.ENV) {
    return entriesOf(container, 'env').filter(([, pointer]) => place.startsWith(`${pointer}/`))
      .map(([entry]) => ({ variable: textOf(entry.name), key: reference.keys[0]?.key }));
  }
  if (reference.use === ReferenceUse.ENV_FROM) {
    const keys = graph.find('Secret', reference.namespace, reference.name).flatMap((target) => target.keys ?? []);
    return entriesOf(container, 'envFrom').filter(([, pointer]) => place.startsWith(`${pointer}/`))
      .flatMap(([entry]) => keys.map((key) => ({ variable: `${textOf(entry.prefix)}${key}`, key })));
  }
  const mounts = reference.mounts.filter((mount) => mount.container === container);
  return entriesOf(container, 'env')
    .filter(([{ name }]) => /_FILE$/.test(textOf(name)))
    .flatMap(([{ name, value }]) =>
      mounts.flatMap(({ spec }) => {
        const folder = textOf(spec.mountPath).replace(/\/$/, '');
        const path = textOf(value);
        const file =
          path === folder
            ? textOf(spec.subPath)
            : path.startsWith(`${folder}/`)
              ? path.slice(folder.length + 1)
              : undefined;
        return file === undefined ? [] : [{ variable: textOf(name), key: keyOfFile(reference, file) }];
      }),
    );
}

/** The key whose file it is, where the manifest tells: a volume that names no keys has each in a file of its name. */
function keyOfFile({ kind, keys, files }: Reference, file: string): string | undefined {
  if (files !== undefined) {
    return keys[files.indexOf(file)]?.key;
  }
  return kind === 'Secret' && file !== '' && !file.includes('/') ? file : undefined;
}

function entriesOf({ spec }: Container, list: string): [Fields, string][] {
  return [...mappingsOf(spec[list])].map(([entry, index]) => [entry, pointerTo('', list, index)]);
}

const USES = [ReferenceUse.ENV, ReferenceUse.ENV_FROM, ReferenceUse.VOLUME, ReferenceUse.PROJECTED];

/** What other workloads read of the same key. */
function clientsOf(graph: Graph, server: Reference, key: string | undefined): Reference[] {
  const clients: Reference[] = [];
  for (const reference of graph.referencesTo('Secret', server.namespace, server.name)) {
    const shares = key === undefined || reference.keys.length === 0 || reference.keys.some((each) => each.key === key);
    const isKnown = clients.some(({ from }) => isSameObject(from, reference.from));
    if (reference.pod !== undefined && USES.includes(reference.use) && shares && !isKnown
      && !isSameObject(reference.from, server.from)) {
      clients.push(reference);
    }
  }
  return clients;
}
