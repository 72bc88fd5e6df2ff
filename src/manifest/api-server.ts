import { Graph } from './graph';
import { Container, Pod } from './pod';
import { textOf, textsOf } from './read';

/** A container that runs kube-apiserver, and the flags it is given. */
export interface ApiServer {
  readonly pod: Pod;
  readonly container: Container;

  /** Pointer to the list that the flags stand in. */
  readonly pointer: string;
  readonly flags: ReadonlyMap<string, string>;
}

/** The API servers among some pods: the static pods of a control plane. */
export function* apiServers(graph: Graph): Generator<ApiServer> {
  for (const pod of graph.pods) {
    for (const container of pod.containers) {
      const commandLine = [...textsOf(container.spec.command), ...textsOf(container.spec.args)];
      if (![...commandLine, textOf(container.spec.image)].some((text) => text.includes('kube-apiserver'))) {
        continue;
      }
      // A shell that starts it has the whole command line in one argument.
      const words = commandLine.flatMap((text) => text.split(/\s+/));
      const image = /(?:^|\/)kube-apiserver(?:[-:@]|$)/.test(textOf(container.spec.image));
      if (words.some((word) => /(?:^|\/)kube-apiserver$/.test(word)) || (image && words.some((word) => word.startsWith('--etcd-servers')))) {
        const list = textsOf(container.spec.args).some((text) => text.includes('--')) ? 'args' : 'command';
        yield { pod, container, pointer: `${container.pointer}/${list}`, flags: flagsIn(words) };
      }
    }
  }
}

function flagsIn(words: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>();
  words.forEach((word, index) => {
    const flag = /^--([a-z0-9-]+)(?:=(.*))?$/.exec(word);
    if (flag !== null) {
      const next = words[index + 1] ?? '';
      flags.set(flag[1], flag[2] ?? (next.startsWith('--') ? 'true' : next));
    }
  });
  return flags;
}
