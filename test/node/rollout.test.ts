import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { nodeSuite } from './support/node-suite';
import { isReady, NodeUnderTest, print, probe, until } from './support/use-node';
import { RotatingVolumeMount, VersionedConfigMap } from '../../src';

const NAMESPACE = 'rollout';
const FOLDER = '/etc/app';
const REPLICAS = 3;

function release(content: string): Chart {
  const chart = new Chart(new App(), 'rollout', { namespace: NAMESPACE, disableResourceNameHashes: true });
  const settings = new VersionedConfigMap(chart, 'Settings', { data: { 'app.json': content } });
  const ready = kplus.Probe.fromHttpGet('/', { port: 8080, periodSeconds: Duration.seconds(1) });
  const app = new kplus.Deployment(chart, 'app', {
    replicas: REPLICAS,
    containers: [{ ...probe(FOLDER, ['app.json']), readiness: ready }],
  });
  new RotatingVolumeMount(chart, 'SettingsFiles', { workload: app, source: settings, mountPath: FOLDER });
  return chart;
}

/** Applies a release and looks on until all pods have its content. */
async function rollOut(node: NodeUnderTest, content: string): Promise<{ ready: number[]; pods: number[] }> {
  await node.apply(release(content));
  const seen = { ready: [] as number[], pods: [] as number[] };
  await until(
    `all pods to have ${content}`,
    async () => {
      const pods = await node.pods(NAMESPACE, 'rollout-app-');
      seen.pods.push(pods.length);
      seen.ready.push(pods.filter(isReady).length);
      const done =
        pods.length === REPLICAS && pods.every((pod) => isReady(pod) && contentOf(node, pod) === print(content));
      return done || undefined;
    },
    120,
  );
  return seen;
}

const contentOf = (node: NodeUnderTest, pod: any) => node.reports(pod).at(-1)?.files['app.json'].read;

nodeSuite('A release of settings on a node', (claim, node) => {
  let first: any[];

  beforeAll(async () => {
    await node().createNamespace(NAMESPACE);
    await rollOut(node(), 'first');
    first = await node().pods(NAMESPACE, 'rollout-app-');
  });

  claim(
    'a change of a VersionedConfigMap replaces the pods one at a time',
    `${REPLICAS} replicas of a Deployment of cdk8s-plus; pods and ready pods all the time`,
    async () => {
      const { ready, pods } = await rollOut(node(), 'second');
      expect(Math.min(...ready)).toBe(REPLICAS);
      expect(Math.max(...pods)).toBe(REPLICAS + 1);
      return `never under ${Math.min(...ready)} ready pods, never over ${Math.max(...pods)} pods`;
    },
  );

  claim('a pod has the settings of its release to its end', 'what the replaced pods printed', async () => {
    expect(new Set(first.flatMap((pod) => node().reports(pod)).map((report) => report.files['app.json'].read))).toEqual(
      new Set([print('first')]),
    );
  });

  claim(
    'to go back is a release like another: the old ConfigMap is still there',
    'the first release applied again',
    async () => {
      const { body } = await node().admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/configmaps`);
      const ours = body.items.filter(({ metadata }: any) => metadata.name.startsWith('rollout-'));
      expect(ours.map(({ immutable }: any) => immutable)).toEqual([true, true]);
      const { ready } = await rollOut(node(), 'first');
      expect(Math.min(...ready)).toBe(REPLICAS);
    },
  );
});
