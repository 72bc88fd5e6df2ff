import { join } from 'path';
import { ApiObject, App, Chart, Include, Yaml } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Manifest } from './support/api-client';
import { goModule } from './support/binaries';
import { PUBLISHERS } from './support/crds';
import { clusterSuite, useControlPlane } from './support/suite';
import { MountSource, PodFiles, ReloadStrategy, RotatingVolumeMount, Workload } from '../../src';

const NAMESPACE = 'gatekeeper-system';
const NAMES = ['gatekeeper-audit', 'gatekeeper-controller-manager'];
const MOUNT_PATH = '/etc/secrets/proxy';

/** The group of the containers in the chart. */
const GROUP = 999;

const source = MountSource.secret('proxy', { keys: ['password'] });

/** The pod spec of a workload with our mount; the workload is made in a chart of its namespace. */
function mounted(workloadIn: (chart: Chart) => IConstruct, name: string): Manifest {
  const chart = new Chart(new App(), 'platform', { namespace: NAMESPACE, disableResourceNameHashes: true });
  const workload = workloadIn(chart);
  new RotatingVolumeMount(chart, 'Proxy', {
    workload, source, mountPath: MOUNT_PATH, reload: ReloadStrategy.inProcess(),
  });
  return chart.toJson().find(({ kind, metadata }: Manifest) => kind === 'Deployment' && metadata.name === name);
}

/** The same by hand, from the parts as plain values. */
function byHand({ spec }: Manifest, files: PodFiles): unknown {
  const { spec: pod } = spec.template;
  const [container, ...others] = pod.containers;
  return {
    ...pod,
    securityContext: { ...pod.securityContext, ...files.toPodSecurityContext() },
    containers: [{ ...container, volumeMounts: [...container.volumeMounts, files.toVolumeMount()] }, ...others],
    volumes: [...pod.volumes, files.toVolume()],
  };
}

clusterSuite('A public chart', (claim) => {
  const plane = useControlPlane();
  const { module, version } = PUBLISHERS.gatekeeper;
  const root = goModule(module, version);

  /** A workload of the chart, with our mount in three ways. */
  async function tried(name: string): Promise<void> {
    const file = join(root!, 'deploy/gatekeeper.yaml');
    const isIt = ({ kind, metadata }: Manifest) => kind === 'Deployment' && metadata.name === name;
    const written: Manifest = Yaml.load(file).find(isIt);
    const included = mounted((chart) =>
      Workload.of(new Include(chart, 'Chart', { url: file }), { kind: 'Deployment', name }), name);
    const asObject = mounted((chart) => new ApiObject(chart, 'Object', written as any), name);
    expect(included.spec).toEqual(asObject.spec);
    const volumeName = included.spec.template.spec.volumes.at(-1).name;
    const files = source.toPodFiles({ volumeName, mountPath: MOUNT_PATH, fsGroup: GROUP });
    expect(included.spec.template.spec).toEqual(byHand(written, files));
    const { status, body } = await plane().admin.create(included, { dryRun: 'All', fieldValidation: 'Strict' });
    expect([status, body.message]).toEqual([201, undefined]);
  }

  beforeAll(() => plane().admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }));

  if (root !== undefined) {
    claim(
      'a mount in a public chart gives one pod spec over an Include, in an ApiObject and by hand',
      `the Deployments of Gatekeeper ${version}, as its project publishes them; a dry run with strict validation`,
      async () => {
        for (const name of NAMES) {
          await tried(name);
        }
      },
    );
  }
}, { sameInEveryRelease: 'what the constructs write does not depend on a server' });
