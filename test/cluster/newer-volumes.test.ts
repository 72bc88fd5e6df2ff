import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { differences, faultsOf } from './support/acceptance';
import { ApiClient, Manifest } from './support/api-client';
import { kubernetesMinor } from './support/binaries';
import { ControlPlane } from './support/control-plane';
import { clusterSuite, useControlPlane } from './support/suite';
import { FileMode, KubernetesTarget, MountSource, ReloadStrategy, RotatingVolumeMount } from '../../src';

const NAMESPACE = 'newer';
const ACCOUNT = 'web';
const FILE_USER = 1200;
const POD = { serviceAccountName: ACCOUNT, containers: [{ name: 'web', image: 'web:1' }] };
const IMAGE = `registry.example/geo@sha256:${'0a'.repeat(32)}`;
const reload = ReloadStrategy.inProcess();

/** A mount of the same volume in a class of cdk8s-plus, and in an object that is written by hand. */
function stacks(target: string | undefined, mount: (workload: IConstruct, chart: Chart) => void): Manifest[] {
  const app = new App();
  const chart = new Chart(app, 'newer', { namespace: NAMESPACE, disableResourceNameHashes: true });
  if (target !== undefined) {
    KubernetesTarget.set(app, target);
  }
  mount(new kplus.Deployment(chart, 'typed', {
    serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', ACCOUNT),
    containers: [{ name: 'web', image: 'web:1', portNumber: 8080, securityContext: { user: FILE_USER } }],
  }), chart);
  mount(new ApiObject(chart, 'written', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { ...POD, restartPolicy: 'Never' } } } } },
  }), chart);
  app.synthYaml();
  return chart.toJson();
}

const mounting = (source: MountSource) => (workload: IConstruct) => {
  const isOnce = workload instanceof ApiObject;
  new RotatingVolumeMount(workload, 'Files', {
    workload, source, mountPath: '/run/files', reload: isOnce || source._objects[0].immutable ? undefined : reload,
  });
};

const withFileUser = (workload: IConstruct) => {
  new RotatingVolumeMount(workload, 'Files', {
    workload,
    source: MountSource.secret('ssh', { keys: ['id'] }),
    mountPath: '/etc/ssh-key',
    mode: FileMode.GROUP_READ,
    alphaFileUser: FILE_USER,
  });
};

/** What a server makes of objects that go to it as most clients send them, without strict validation. */
async function unchecked(admin: ApiClient, manifests: Manifest[]): Promise<string> {
  const found = new Set<string>();
  for (const manifest of manifests) {
    // Another name, since others may be there already.
    const metadata = { ...manifest.metadata, name: `${manifest.metadata.name}-unchecked` };
    const { status, body } = await admin.create({ ...manifest, metadata }, { fieldValidation: 'Warn', dryRun: 'All' });
    expect([201, 422]).toContain(status);
    found.add(status === 422 ? `refuses it: "${body.message.replace(/^.*? is invalid: /, '')}"`
      : differences(manifest.spec, body.spec).length > 0 ? 'drops it silently' : 'keeps it');
  }
  return [...found].sort().join(' or ');
}

clusterSuite('Volumes of newer releases', (claim) => {
  const plane = useControlPlane();
  const release = () => `1.${kubernetesMinor()}`;

  beforeAll(async () => {
    await plane().apiServer.createNamespace(NAMESPACE);
    await plane().apiServer.createServiceAccount(NAMESPACE, ACCOUNT);
  });

  /** Refused at synth with this release as the target, where its server lacks the volume; else taken as it is. */
  async function verdict(since: number, mount: (workload: IConstruct) => void): Promise<string> {
    let manifests: Manifest[];
    try {
      manifests = stacks(release(), mount);
    } catch (error) {
      expect((error as Error).message).toContain(`needs Kubernetes 1.${since}, and the target is ${release()}`);
      expect(kubernetesMinor()).toBeLessThan(since);
      const server = await unchecked(plane().admin, stacks(undefined, mount));
      expect(server).not.toContain('keeps it');
      return `an error at synth; without the target, the API server ${server}`;
    }
    expect(kubernetesMinor()).toBeGreaterThanOrEqual(since);
    for (const manifest of manifests) {
      expect(await faultsOf(plane().admin, manifest)).toEqual([]);
    }
    return 'taken';
  }

  const how = 'KubernetesTarget is the release under test; a Deployment of cdk8s-plus and a CronJob as an ApiObject, '
    + 'by server-side apply with strict validation, then read back';

  claim('MountSource.serviceAccountToken is taken', how, () => verdict(0, mounting(
    MountSource.serviceAccountToken('vault'))));

  claim('MountSource.podCertificate is taken, or refused at synth', how, () => verdict(37, mounting(
    MountSource.podCertificate('example.com/mesh'))));

  claim('MountSource.clusterTrustBundle is taken, or refused at synth', how, () => verdict(37, mounting(
    MountSource.clusterTrustBundle('mesh'))));

  claim('MountSource.clusterTrustBundlesOf is taken, or refused at synth', how, () => verdict(37, mounting(
    MountSource.clusterTrustBundlesOf('example.com/mesh'))));

  claim('several of them in one volume are taken, or refused at synth', how, () => verdict(37, mounting(
    MountSource.projected(
      MountSource.podCertificate('example.com/mesh'),
      MountSource.clusterTrustBundlesOf('example.com/mesh'),
      MountSource.serviceAccountToken('mesh'),
    ))));

  claim('MountSource.image is taken, or refused at synth', how, () => verdict(36, mounting(MountSource.image(IMAGE))));
});

clusterSuite('Fields of newer releases', (claim) => {
  const gate = 'AtomicWriteVolumeUserFields';
  const hasGate = () => kubernetesMinor() >= 37;
  const plane = useControlPlane();

  beforeAll(async () => {
    await plane().apiServer.createNamespace(NAMESPACE);
    await plane().apiServer.createServiceAccount(NAMESPACE, ACCOUNT);
  });

  claim(
    'alphaFileUser is dropped silently without its feature gate; a target that does not know the gate is refused at '
      + 'synth',
    'KubernetesTarget is the release under test; the manifests without strict validation',
    async () => {
      if (!hasGate()) {
        expect(() => stacks(`1.${kubernetesMinor()}`, withFileUser)).toThrow('is alpha since Kubernetes 1.37');
        return `an error at synth; without the target, the API server ${
          await unchecked(plane().admin, stacks(undefined, withFileUser))}`;
      }
      const result = await unchecked(plane().admin, stacks(`1.${kubernetesMinor()}`, withFileUser));
      expect(result).toBe('drops it silently');
      return `the API server ${result}`;
    },
  );

  const podWith = (spec: object): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'pod', namespace: NAMESPACE },
    // Without, admission adds a volume with a token.
    spec: { ...POD, automountServiceAccountToken: false, ...spec },
  });

  claim(
    'a variable from a file (fileKeyRef) is refused by an API server that does not know it',
    'a pod written by hand, without strict validation',
    async () => {
      const volumeMounts = [{ name: 'made', mountPath: '/made' }];
      const fileKeyRef = { volumeName: 'made', path: 'made.env', key: 'TOKEN' };
      const result = await unchecked(plane().admin, [podWith({
        initContainers: [{ name: 'make', image: 'make:1', volumeMounts }],
        containers: [{ name: 'web', image: 'web:1', env: [{ name: 'TOKEN', valueFrom: { fileKeyRef } }] }],
        volumes: [{ name: 'made', emptyDir: {} }],
      })]);
      expect(result).toMatch(kubernetesMinor() >= 35 ? /^keeps it$/ : /^refuses it: /);
      return `the API server ${result}`;
    },
  );

  claim(
    'restart rules of containers are dropped silently by an API server that does not know them',
    'a pod with a sidecar and the action RestartAllContainers, without strict validation',
    async () => {
      const restartPolicyRules = [
        { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [88] } },
      ];
      const result = await unchecked(plane().admin, [podWith({
        initContainers: [{ name: 'watch', image: 'watch:1', restartPolicy: 'Always', restartPolicyRules }],
      })]);
      expect(result).toBe(kubernetesMinor() >= 36 ? 'keeps it' : 'drops it silently');
      return `the API server ${result}`;
    },
  );

  claim(
    'with the feature gate, alphaFileUser is taken as it is written',
    `an API server with ${gate}, where the release has it; server-side apply with strict validation, then read back`,
    async () => {
      if (!hasGate()) {
        return 'the release has no such gate';
      }
      const gated = await ControlPlane.start({ args: [`--feature-gates=${gate}=true`] });
      try {
        await gated.apiServer.createNamespace(NAMESPACE);
        for (const manifest of stacks(`1.${kubernetesMinor()}`, withFileUser)) {
          expect(await faultsOf(gated.admin, manifest)).toEqual([]);
        }
      } finally {
        await gated.stop();
      }
      return 'taken';
    },
    120_000,
  );
});
