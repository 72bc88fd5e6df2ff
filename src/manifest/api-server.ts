import { apiServerMounts, ApiServerMounts, kubeadmMounts } from './api-server-mounts';
import { Graph } from './graph';
import { Container, Pod } from './pod';
import { at, Fields, isFields, itemsOf, mappingsOf, pointerTo, textOf, textsOf } from './read';
import { Resource } from './resource';
import { CLUSTER_CONFIGURATIONS } from '../facts/kubeadm';

/** A flag that an API server is given. */
export interface ApiServerFlag {
  /** Without dashes before it. */
  readonly name: string;
  readonly value: string;
  readonly pointer: string;
}

/** An API server that is described, and the flags that it is given. */
export interface ApiServer {
  readonly resource: Resource;

  /** What it is called in a message. */
  readonly noun: string;

  /** Pointer to what the flags stand in. */
  readonly pointer: string;
  readonly flags: readonly ApiServerFlag[];

  /** What its process sees of files; undefined where a script runs before it that may make some. */
  readonly mounts: ApiServerMounts | undefined;
}

/** The value of a flag; the last one where it is given twice, and empty where it is not. */
export function flagOf({ flags }: ApiServer, name: string): string {
  return flags.filter((flag) => flag.name === name).at(-1)?.value ?? '';
}

/** The API servers among some pods: the static pods of a control plane. */
export function* apiServers(graph: Graph): Generator<ApiServer> {
  for (const pod of graph.pods) {
    for (const container of pod.containers) {
      const server = serverIn(pod, container);
      if (server !== undefined) {
        yield server;
      }
    }
  }
}

/** The API servers that kubeadm makes: what it adds automatically is not among the flags. */
export function* kubeadmApiServers(graph: Graph): Generator<ApiServer> {
  for (const { group, kind, path } of CLUSTER_CONFIGURATIONS) {
    for (const resource of graph.ofKind(group, kind)) {
      const configuration = at(resource.object, ...path);
      const args = at(configuration, 'apiServer', 'extraArgs');
      const pointer = pointerTo(resource.pointer, ...path, 'apiServer', 'extraArgs');
      if (isFields(configuration) && args !== undefined) {
        const flags = isFields(args) ? argumentsOf(args, pointer) : listedArguments(args, pointer);
        yield { resource, noun: 'the API server', pointer, flags, mounts: kubeadmMounts(configuration) };
      }
    }
  }
}

function argumentsOf(args: Fields, pointer: string): ApiServerFlag[] {
  return Object.entries(args).map(([name, value]) =>
    ({ name: flagName(name), value: textOf(value), pointer: pointerTo(pointer, name) }));
}

function listedArguments(args: unknown, pointer: string): ApiServerFlag[] {
  return [...mappingsOf(args)].map(([{ name, value }, index]) =>
    ({ name: flagName(textOf(name)), value: textOf(value), pointer: pointerTo(pointer, index, 'value') }));
}

function serverIn(pod: Pod, container: Container): ApiServer | undefined {
  const words = ['command', 'args'].flatMap((list) => itemsOf(container.spec[list])
    .flatMap((item, index) => wordsOf(item, pointerTo(container.pointer, list, index))));
  const image = /(?:^|\/)kube-apiserver(?:[-:@]|$)/.test(textOf(container.spec.image));
  const start = words.findIndex(({ text }) => /(?:^|\/)kube-apiserver$/.test(text));
  if (start < 0 && !(image && words.some(({ text }) => text.startsWith('--etcd-servers')))) {
    return undefined;
  }
  const list = textsOf(container.spec.args).some((text) => text.includes('--')) ? 'args' : 'command';
  return {
    resource: pod.resource,
    noun: `${container.noun} "${container.name}"`,
    pointer: `${container.pointer}/${list}`,
    flags: flagsIn(words),
    mounts: isScript(words.slice(0, Math.max(start, 0))) ? undefined : apiServerMounts(pod, container),
  };
}

interface Word {
  readonly text: string;
  readonly pointer: string;
}

/** A shell that starts it has the whole command line in one argument. */
function wordsOf(item: unknown, pointer: string): Word[] {
  return textOf(item).split(/\s+/).filter((text) => text !== '').map((text) => ({ text, pointer }));
}

/** Whether something runs before the API server, which may make files. */
function isScript(before: readonly Word[]): boolean {
  const isPlain =
    /^(?:exec|env|--|-\w+|\w+=\S*|(?:\/\S*)?(?:sh|bash|ash|dash|go-runner|dumb-init|tini)|--[\w-]+(?:=\S*)?)$/;
  return before.some(({ text }) => !isPlain.test(text));
}

function flagsIn(words: readonly Word[]): ApiServerFlag[] {
  return words.flatMap(({ text, pointer }, index) => {
    const flag = /^--([\w-]+)(?:=(.*))?$/.exec(text);
    if (flag === null) {
      return [];
    }
    const next = words[index + 1]?.text ?? '';
    const value = flag[2] ?? (next.startsWith('--') ? 'true' : next);
    return [{ name: flagName(flag[1]), value: unquoted(value), pointer }];
  });
}

/** Quotes of a shell, which has the flags in one text. */
function unquoted(value: string): string {
  return /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
}

/** The API server takes underscores for dashes. */
function flagName(name: string): string {
  return name.replaceAll('_', '-');
}
