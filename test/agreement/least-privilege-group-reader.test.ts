import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { LeastPrivilegeGroupReader } from '../../src/access/least-privilege-group-reader';

const group = fc.oneof(
  often(12, 'oidc:till', 'till', 'Till Team', 'system:till'),
  often(1, 'system:authenticated', 'system:unauthenticated', 'system:serviceaccounts', 'system:serviceaccounts:shop'),
  often(1, ''),
);
const name = fc.oneof(often(12, 'till', 'shop.till'), often(1, 'Till', '*', ''));

testAgreement('LeastPrivilegeGroupReader', {
  inputs: fc.record({
    groups: fc.uniqueArray(group, { minLength: 1, maxLength: 2 }),
    secret: name,
    follow: fc.boolean(),
  }),
  construct: ({ groups, secret, follow }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    new LeastPrivilegeGroupReader(chart, 'Team', {
      groups,
      secrets: [kplus.Secret.fromSecretName(chart, 'Secret', secret)],
      listAndWatchByName: follow,
      metadata: { name: 'team' },
    });
  },
  manifest: ({ groups, secret, follow }) => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: team, namespace: shop}
rules:
  - apiGroups: ['']
    resources: [secrets]
    resourceNames: [${JSON.stringify(secret)}]
    verbs: ${follow ? '[get, list, watch]' : '[get]'}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: team, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: team}
subjects: [${groups.map((one) => `{kind: Group, apiGroup: rbac.authorization.k8s.io, name: ${JSON.stringify(one)}}`)
  .join(', ')}]
`,
});
