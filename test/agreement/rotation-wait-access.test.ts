import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { RotationWaitAccess } from '../../src/access/rotation-wait-access';

/** What a wait lists in a namespace, by API group. */
const LISTED: readonly (readonly [group: string, ...resources: string[]])[] = [
  ['', 'pods', 'serviceaccounts'],
  ['apps', 'deployments', 'replicasets', 'statefulsets', 'daemonsets'],
  ['batch', 'jobs', 'cronjobs'],
  ['external-secrets.io', 'externalsecrets', 'pushsecrets', 'secretstores'],
  [
    'secrets.hashicorp.com', 'vaultstaticsecrets', 'vaultdynamicsecrets', 'vaultpkisecrets', 'vaultauths',
    'vaultconnections',
  ],
  ['cert-manager.io', 'certificates', 'issuers'],
  ['bitnami.com', 'sealedsecrets'],
  ['secrets-store.csi.x-k8s.io', 'secretproviderclasses', 'secretproviderclasspodstatuses'],
  ['networking.k8s.io', 'ingresses'],
  ['gateway.networking.k8s.io', 'gateways'],
  ['rbac.authorization.k8s.io', 'roles', 'rolebindings'],
];

const name = fc.oneof(
  often(20, 'till', 'shop.till', 'a'.repeat(253)), often(1, 'Till', 'till_', '', '*', 'till*', 'a'.repeat(254)),
);

testAgreement('RotationWaitAccess', {
  inputs: fc.record({
    secrets: fc.oneof(
      { weight: 12, arbitrary: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }) }, often(1, [] as string[]),
    ),
    own: fc.oneof(often(12, 'wait', 'shop.wait'), often(1, 'Wait', 'wait_', '')),
    namespace: fc.oneof(often(20, 'shop'), often(1, 'Shop', 'shop.eu', 'a'.repeat(64))),
  }),
  construct: ({ secrets, own, namespace }) => {
    const chart = new Chart(new App(), 'shop');
    new RotationWaitAccess(chart, 'Wait', {
      secrets: secrets.map((one, index) => kplus.Secret.fromSecretName(chart, `Secret${index}`, one)),
      metadata: { name: own, namespace },
    });
  },
  manifest: ({ secrets, own, namespace }) => {
    const group = 'rbac.authorization.k8s.io';
    const lists = ([apiGroup, ...resources]: readonly string[]) =>
      ({ apiGroups: [apiGroup], resources, verbs: ['list'] });
    const granted = (kind: string, metadata: { readonly name: string }, rules: object[]) => [
      { apiVersion: `${group}/v1`, kind, metadata, rules },
      {
        apiVersion: `${group}/v1`,
        kind: `${kind}Binding`,
        metadata,
        roleRef: { apiGroup: group, kind, name: metadata.name },
        subjects: [{ kind: 'ServiceAccount', name: own, namespace }],
      },
    ];
    const get = { apiGroups: [''], resources: ['secrets'], resourceNames: secrets, verbs: ['get'] };
    return [
      ...granted('Role', { name: own, namespace } as { name: string }, [get, ...LISTED.map(lists)]),
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: own, namespace },
        automountServiceAccountToken: false,
      },
      ...granted('Role', { name: own, namespace: 'kube-node-lease' } as { name: string }, [
        lists(['coordination.k8s.io', 'leases']),
      ]),
      ...granted('ClusterRole', { name: `${namespace}-${own}` }, [lists(['', 'nodes'])]),
    ].map((object) => JSON.stringify(object)).join('\n---\n');
  },
  places: (message, { secrets }) => [
    ...message.includes('no Secrets are given') ? ['/rules/0'] : [],
    ...secrets.flatMap((one, index) => one !== '' && message.includes(`"${one}" is a wildcard`)
      ? [`/rules/0/resourceNames/${index}`] : []),
    ...message.includes('is not a valid namespace') ? ['/metadata/namespace'] : [],
  ],
});
