import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { FileMode } from '../../src/mounts/file-mode';
import { MountSource } from '../../src/mounts/mount-source';
import { RotatingVolumeMount } from '../../src/mounts/rotating-volume-mount';

const mountPath = fc.oneof(
  often(30, '/etc/secrets/db', '/run/db', '/srv/shop/db'),
  often(
    1,
    '/',
    'etc/db',
    '/etc',
    '/etc/secrets/../db',
    '/etc/db:ro',
    '',
    '/var/run/secrets/kubernetes.io/serviceaccount',
    '/proc/db',
  ),
);
const file = fc.oneof(
  often(30, 'password', 'db/password', 'pass.txt'),
  often(1, '../password', '/password', '..data', 'a/../b', ''),
);
const secretName = fc.oneof(often(30, 'db'), often(1, 'Db', 'db_', ''));
const inputs = fc.record({
  mountPath,
  secretName,
  paths: fc.record({ username: fc.oneof(often(9, 'username'), often(1, 'password')), password: file }),
  mode: fc.oneof(often(20, 0o440), often(2, 0o444, 0o640, 0o400)),
  other: fc.oneof(often(12, undefined), often(1, '/etc/secrets', '/etc/secrets/db/more', '/srv')),
});
type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

const items = ({ paths }: Input) =>
  Object.entries(paths)
    .map(([key, path]) => `{key: ${key}, path: ${JSON.stringify(path)}}`)
    .join(', ');

testAgreement('RotatingVolumeMount', {
  inputs,
  construct: ({ mountPath: path, secretName: secret, paths, mode, other }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const workload = new kplus.Deployment(chart, 'Till', {
      containers: [{ image: 'till:1' }],
      replicas: 2,
      automountServiceAccountToken: false,
      serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'till'),
    });
    if (other !== undefined) {
      workload.containers[0].mount(other, kplus.Volume.fromEmptyDir(chart, 'Other', 'other'));
    }
    new RotatingVolumeMount(chart, 'Files', {
      workload, mountPath: path, paths, source: MountSource.secret(secret), mode: FileMode.fromNumber(mode),
    });
  },
  // A Deployment of cdk8s-plus: its container runs as 25000 and not as root; our mount adds the group, which makes 0400
  // to 0440, and so not there.
  manifest: (input) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: till, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: till}}
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  template:
    metadata: {labels: {app: till}}
    spec:
      automountServiceAccountToken: false
      serviceAccountName: till
      securityContext: {${input.mode === 0o400 ? '' : 'fsGroup: 65532, '}runAsNonRoot: true}
      containers:
        - name: main
          image: till:1
          securityContext: {runAsUser: 25000, runAsGroup: 26000}
          volumeMounts:
            - {name: files, mountPath: ${JSON.stringify(input.mountPath)}, readOnly: true}
${input.other === undefined ? '' : `            - {name: other, mountPath: ${input.other}}\n`}      volumes:
        - {name: files, secret: {secretName: ${JSON.stringify(input.secretName)}, defaultMode: ${input.mode}, items: [${items(input)}]}}
${input.other === undefined ? '' : '        - {name: other, emptyDir: {}}\n'}`,
  exceptions: [{
    why: 'the kubelet and the runtime take other spellings of a path; the construct has one, since it compares paths',
    holds: ({ mountPath: path }) => /^[^/]|\.\.|:/.test(path),
    refusals: /mountPath "[^"]*" (?:is not normalised|is not absolute|has a ':').*$/g,
  }, {
    why: 'a mount inside an emptyDir works, in whichever order they are written; the construct keeps its files apart',
    holds: ({ other }) => other !== undefined,
    refusals: /mountPath "[^"]*" overlaps .*$/g,
  }],
});
