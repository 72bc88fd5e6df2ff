import { onEachNode } from './support/nodes';
import { templateApp } from './support/template-app';

/** Releases of cdk8s-plus, each of which is a package; 28 is the peer. */
const RELEASES = [28, 29, 30, 31, 32, 33, 34];

/** Prints how the pods of each kind of workload get a Secret, with a release of cdk8s-plus that is given. */
const PROGRAM = `const { App, Chart, Testing } = require('cdk8s');
const { RotatingVolumeMount, LeastPrivilegeSecretReader, SecretSource, SecureSecret } = require('cdk8s-strongbox');
const kplus = require(process.argv[2]);
const chart = new Chart(new App(), 'payments');
const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') });
const containers = [{ image: 'app:1', name: 'app', portNumber: 80 }];
const service = new kplus.Service(chart, 'Service', { ports: [{ port: 80 }] });
const workloads = {
  Deployment: new kplus.Deployment(chart, 'Deployment', { containers }),
  StatefulSet: new kplus.StatefulSet(chart, 'StatefulSet', { containers, service }),
  DaemonSet: new kplus.DaemonSet(chart, 'DaemonSet', { containers }),
  Job: new kplus.Job(chart, 'Job', { containers }),
};
for (const [kind, workload] of Object.entries(workloads)) {
  new RotatingVolumeMount(chart, kind + 'Files', { workload, source: db, mountPath: '/etc/db' });
}
new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db] }).attachTo(workloads.Deployment);
for (const { kind, spec } of Testing.synth(chart).filter(({ kind }) => kind in workloads)) {
  const pod = spec.template.spec;
  const files = pod.volumes.filter(({ secret }) => secret?.secretName === 'db' && secret.defaultMode === 288);
  const tokens = pod.volumes.filter(({ projected }) => projected?.sources[0].serviceAccountToken);
  const mounts = pod.containers[0].volumeMounts.filter(({ readOnly, subPath }) => readOnly && !subPath);
  console.log(kind, files.length, tokens.length, mounts.length, pod.securityContext.fsGroup);
}
`;

let app: string;

beforeAll(async () => {
  app = await templateApp('plus', {
    without: ['cdk8s-cli', 'jest', '@types/jest', 'ts-jest', 'ts-node'],
    devDependencies: Object.fromEntries(RELEASES.slice(1).map((release) => [`cdk8s-plus-${release}`, '^2'])),
    files: { 'plus.cjs': PROGRAM },
  });
});

describe.each(RELEASES)('workloads of cdk8s-plus-%i', (release) => {
  onEachNode('get files and tokens', async (node) => {
    expect((await node(app, ['plus.cjs', `cdk8s-plus-${release}`])).trim().split('\n').sort()).toEqual([
      'DaemonSet 1 0 1 65532',
      'Deployment 1 1 2 65532',
      'Job 1 0 1 65532',
      'StatefulSet 1 0 1 65532',
    ]);
  });
});
