import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { chartWithDeployment, deploymentOf, validate } from './workload';
import { LeastPrivilegeSecretReader } from '../../src/access/least-privilege-secret-reader';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the pods mount there before the reader is attached. */
const other = fc.oneof(often(12, undefined, '/srv'), often(1, TOKEN_PATH, '/var/run/secrets'));

testAgreement('LeastPrivilegeSecretReader.attachTo', {
  inputs: fc.record({
    seconds: fc.oneof(often(12, undefined, 600, 3600, 2 ** 32), often(1, 0, 599, 600.5, 2 ** 32 + 1)),
    other,
  }),
  construct: ({ seconds, other: path }) => {
    const { chart, workload } = chartWithDeployment(path === undefined ? {} : {
      container: { volumeMounts: [{ name: 'other', mountPath: path }] }, volumes: [{ name: 'other', emptyDir: {} }],
    });
    const secrets = [kplus.Secret.fromSecretName(chart, 'Secret', 'db')];
    const reader = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets, metadata: { name: 'till' } });
    reader.attachTo(workload, { expiration: seconds === undefined ? undefined : Duration.millis(seconds * 1000) });
    validate(chart);
  },
  manifest: ({ seconds = 3600, other: path }) => {
    const rbac = 'rbac.authorization.k8s.io';
    const metadata = { name: 'till', namespace: 'shop' };
    const others = path === undefined ? [] : [{ name: 'other', emptyDir: {} }];
    const mounts = path === undefined ? [] : [{ name: 'other', mountPath: path }];
    const workload = deploymentOf({
      account: 'till',
      container: { volumeMounts: [...mounts, { name: 'reader', mountPath: TOKEN_PATH, readOnly: true }] },
      volumes: [...others, {
        name: 'reader',
        projected: {
          defaultMode: 0o440,
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: seconds } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
          ],
        },
      }],
    });
    return [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata,
        rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs: ['get'] }],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: rbac, kind: 'Role', name: 'till' },
        subjects: [{ kind: 'ServiceAccount', name: 'till', namespace: 'shop' }],
      },
      workload,
    ].map((object) => JSON.stringify(object)).join('\n---\n');
  },
  places: (message, { other: path }) => message.includes('token expiration') ? [
    `/spec/template/spec/volumes/${path === undefined ? 0 : 1}/projected/sources/0/serviceAccountToken/expirationSeconds`,
  ] : [],
  exceptions: [{
    why: 'a mount inside an emptyDir works, in whichever order they are written; the construct keeps its files apart',
    holds: ({ other: path }) => path === '/var/run/secrets',
    refusals: /mountPath "[^"]*" overlaps .*$|[^;]*would hide the other[^;]*$/g,
  }],
});
