/**
 * What an API server does with an encryption file, written from kubernetes/apiserver (`config.go`, `transformer.go`)
 * and sharing nothing with the library: it takes the text of a file, and knows only prefixes.
 */
import * as YAML from 'yaml';

interface Transformer {
  readonly prefix: string;
  readonly keys: { readonly name: string; readonly secret: string }[] | undefined;
}

/** A stored object: its prefix, and for local providers the bytes of the key that really encrypted it. */
export interface Stored {
  readonly resource: string;
  readonly prefix: string;
  readonly secret: string;
}

export class ApiServerModel {
  private readonly transformers = new Map<string, Transformer[]>();

  public constructor(text: string | undefined) {
    if (text === undefined) return;
    const document = YAML.parse(text);
    const kmsNames = new Set<string>();
    for (const entry of document.resources) {
      for (const provider of entry.providers) {
        if (!provider.kms) continue;
        if (kmsNames.has(provider.kms.name)) {
          throw new Error(`duplicate KMS provider name ${provider.kms.name}, names must be unique`);
        }
        kmsNames.add(provider.kms.name);
      }
      const names: string[] = entry.resources.map(normal);
      if (new Set(names).size !== names.length) throw new Error('the same resource cannot be specified multiple times');
      const overlaps = (wildcard: string, name: string) => wildcard !== name &&
        (wildcard === '*.*' || (wildcard.startsWith('*.') && wildcard.slice(1) === name.slice(name.indexOf('.'))));
      if (names.some((one) => names.some((other) => overlaps(one, other)))) {
        throw new Error('using overlapping resources');
      }
      for (const name of names) {
        const group = name.slice(name.indexOf('.'));
        if (this.transformers.has(`*${group}`) || this.transformers.has('*.*')) {
          throw new Error(`resource "${name}" is masked by earlier rule`);
        }
        this.transformers.set(name, [...(this.transformers.get(name) ?? []), ...entry.providers.map(transformer)]);
      }
    }
  }

  /** What this server puts into etcd for an object. */
  public write(resource: string): Stored {
    const first = this.transformersOf(resource)?.[0];
    if (!first || first.prefix === '') return { resource, prefix: '', secret: '' };
    const key = first.keys?.[0];
    return { resource, prefix: key ? `${first.prefix}${key.name}:` : first.prefix, secret: key?.secret ?? '' };
  }

  /** Whether this server can read what is in etcd. */
  public reads(stored: Stored): boolean {
    const transformers = this.transformersOf(stored.resource);
    if (!transformers) return stored.prefix === '';
    return transformers.some(({ prefix, keys }) => {
      if (prefix === '') return stored.prefix === '';
      if (!stored.prefix.startsWith(prefix)) return false;
      if (!keys) return stored.prefix === prefix;
      return keys.some((key) => stored.prefix === `${prefix}${key.name}:` && stored.secret === key.secret);
    });
  }

  private transformersOf(resource: string): Transformer[] | undefined {
    const name = normal(resource);
    const group = name.slice(name.indexOf('.'));
    return this.transformers.get(name) ?? this.transformers.get(`*${group}`) ?? this.transformers.get('*.*');
  }
}

function normal(resource: string): string {
  return resource.includes('.') ? resource : `${resource}.`;
}

function transformer(provider: any): Transformer {
  if (provider.identity) return { prefix: '', keys: undefined };
  if (provider.kms) return { prefix: `k8s:enc:kms:${provider.kms.apiVersion}:${provider.kms.name}:`, keys: undefined };
  const [kind] = Object.keys(provider);
  return { prefix: `k8s:enc:${kind}:v1:`, keys: provider[kind].keys };
}

/**
 * Walks every state that a cluster can come to while its servers change from one file to another, each when it likes,
 * and any of them writes at any time. Returns what can be stored afterwards, and throws at the first object that a
 * server cannot read.
 */
export function walk(
  from: ApiServerModel,
  to: ApiServerModel,
  servers: number,
  resources: readonly string[],
  stored: readonly Stored[],
): Stored[] {
  let objects = unique(stored);
  const done = new Set<string>();
  const queue = [new Array<boolean>(servers).fill(false)];
  const reachable: boolean[][] = [];
  while (queue.length > 0) {
    const state = queue.shift()!;
    if (done.has(state.join())) continue;
    done.add(state.join());
    reachable.push(state);
    state.forEach((changed, index) => {
      if (!changed) queue.push(state.map((other, at) => at === index || other));
    });
  }
  // Any server may have written in any state before, so every object that some state writes can be met in every later
  // one.
  for (const state of reachable) {
    const running = state.map((changed) => changed ? to : from);
    objects = unique([...objects, ...running.flatMap((server) => resources.map((resource) => server.write(resource)))]);
  }
  for (const state of reachable) {
    state.forEach((changed, index) =>
      objects.forEach((object) => {
        if (!(changed ? to : from).reads(object)) {
          throw new Error(
            `with ${state.map((one) => (one ? 'new' : 'old')).join(',')}, server ${index} cannot read `
              + `${object.resource} stored as ${JSON.stringify(object.prefix)}`,
          );
        }
      }),
    );
  }
  return objects;
}

/** All servers have one file, and every object of these resources is written again; others stay as they are. */
export function rewrite(
  server: ApiServerModel,
  objects: readonly Stored[],
  covers: (resource: string) => boolean,
): Stored[] {
  return unique(objects.map((object) => (covers(object.resource) ? server.write(object.resource) : object)));
}

function unique(objects: readonly Stored[]): Stored[] {
  return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()];
}
