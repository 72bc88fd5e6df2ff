import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Chart, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { PROGRAMS_IMAGE } from './image';
import { NODE_NAME, NodeAddress } from './node';
import { ApiClient, Manifest } from '../../cluster/support/api-client';
import { podSpecOf } from '../../support/workloads';
import { fingerprint } from '../programs/fingerprint.js';

/** The node that global-setup.ts started, and the cluster that it is all of. */
export class NodeUnderTest {
  readonly admin: ApiClient;
  private readonly logs: string;

  constructor() {
    const { server, token, ca, logs }: NodeAddress = JSON.parse(process.env.STRONGBOX_NODE!);
    this.admin = new ApiClient(server, token, ca);
    this.logs = logs;
  }

  /** A namespace that takes only what the strictest Pod Security Standard allows. */
  async createNamespace(name: string): Promise<void> {
    await this.admin.expectApplied({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/enforce-version': 'latest',
        },
      },
    });
  }

  async putSecret(namespace: string, name: string, values: { [key: string]: string }): Promise<void> {
    const data = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    );
    await this.admin.expectApplied({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data });
  }

  /** Applies what a chart emits, its pods bound to the node since there is no scheduler. */
  async apply(source: Chart | Manifest[]): Promise<void> {
    for (const manifest of source instanceof Chart ? Testing.synth(source) : source) {
      if (['Deployment', 'Pod'].includes(manifest.kind)) {
        podSpecOf(manifest).nodeName = NODE_NAME;
      }
      await this.admin.expectApplied(manifest);
    }
  }

  /** The pods of a namespace whose name begins so, and that are not about to end. */
  async pods(namespace: string, prefix: string): Promise<any[]> {
    const { body } = await this.admin.request('GET', `/api/v1/namespaces/${namespace}/pods`);
    return body.items.filter(
      ({ metadata }: any) => metadata.name.startsWith(prefix) && metadata.deletionTimestamp === undefined,
    );
  }

  /** Waits until there are so many pods, all of them ready. */
  async ready(namespace: string, prefix: string, count: number): Promise<any[]> {
    return until(`${count} ready pods ${prefix} in ${namespace}`, async () => {
      const pods = await this.pods(namespace, prefix);
      return pods.length === count && pods.every(isReady) ? pods : undefined;
    }, 120);
  }

  /** What the containers of a pod printed, over all their restarts: the lines that are JSON. */
  reports({ metadata: { namespace, name, uid } }: any): any[] {
    const folder = join(this.logs, `${namespace}_${name}_${uid}`);
    const files = existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.log'))
        .sort()
      : [];
    // The runtime writes time, stream and a tag before each line.
    return files
      .flatMap((file) =>
        readFileSync(join(folder, file), 'utf8')
          .split('\n')
          .map((line) => line.split(' ').slice(3).join(' ')),
      )
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  }
}

export const isReady = (pod: any) =>
  (pod.status.conditions ?? []).some(({ type, status }: any) => type === 'Ready' && status === 'True');

/** Waits for an answer that is not undefined. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  seconds: number,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`not within ${seconds} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How a probe tells a content. */
export const print = (content: string) => fingerprint([['', content]]);

/** The user of the probes: neither root nor the image's, and in no group that files have by chance. */
export const USER = { uid: 10001, gid: 10002 };

/** What the strictest Pod Security Standard asks besides the defaults of cdk8s-plus. */
export const RESTRICTED: kplus.ContainerSecurityContextProps = {
  capabilities: { drop: [kplus.Capability.ALL] },
  seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
};

/** The same as fields of a container that is written by hand. */
export const RESTRICTED_CONTAINER = {
  runAsNonRoot: true,
  runAsUser: USER.uid,
  runAsGroup: USER.gid,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A container of the tests' image that this standard lets in. */
export function program(script: string, envVariables: { [name: string]: kplus.EnvValue }): kplus.ContainerProps {
  return {
    name: 'main',
    image: PROGRAMS_IMAGE,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    command: ['node', script],
    portNumber: 8080,
    envVariables,
    resources: {
      cpu: { request: kplus.Cpu.millis(10) },
      memory: { request: Size.mebibytes(32), limit: Size.mebibytes(256) },
    },
    securityContext: { ...RESTRICTED, user: USER.uid, group: USER.gid },
  };
}

/** A container that tells what it sees of some files. */
export function probe(
  folder: string,
  files: string[],
  more: { [name: string]: kplus.EnvValue } = {},
): kplus.ContainerProps {
  const [variable] = Object.keys(more);
  return program('probe.js', { ...more, PROBE: kplus.EnvValue.fromValue(JSON.stringify({ folder, files, variable })) });
}
