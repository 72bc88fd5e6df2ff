import { spawnSync } from 'child_process';
import { release } from 'os';
import { NodeUnderTest } from './use-node';
import { binary } from '../../cluster/support/binaries';
import { ClaimTest, clusterSuite } from '../../cluster/support/suite';

export interface NodeSuiteOptions {
  /** Why what it needs besides the node is not here, which skips all; all of it is here when undefined. */
  readonly unavailable?: string;
  /** What it was tried with besides the node. */
  readonly programs?: readonly string[];
}

/** A suite of claims about a node, which global-setup.ts started. */
export function nodeSuite(
  title: string, body: (claim: ClaimTest, node: () => NodeUnderTest) => void,
  { unavailable, programs = [] }: NodeSuiteOptions = {},
): void {
  let node: NodeUnderTest | undefined;
  clusterSuite(title, (claim) => body(claim, () => (node ??= new NodeUnderTest())), {
    unavailable: process.env.STRONGBOX_NODE_UNAVAILABLE ?? unavailable,
    versions: () => [versions(), ...programs].join(', '),
  });
}

function versions(): string {
  const first = (path: string) =>
    /\d+\.\d+\.\d+/.exec(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout)?.[0];
  const programs = [
    ['kubelet', binary('kubelet')],
    ['containerd', 'containerd'],
    ['runc', 'runc'],
  ].map(([name, path]) => `${name} ${first(path)}`);
  return [...programs, `Linux ${/^\d+\.\d+/.exec(release())?.[0]}`].join(', ');
}
