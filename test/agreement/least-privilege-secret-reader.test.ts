import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { testAgreement } from './harness';
import { LeastPrivilegeSecretReader } from '../../src/access/least-privilege-secret-reader';

const often = <T>(weight: number, ...values: T[]) => ({ weight, arbitrary: fc.constantFrom(...values) });

const name = fc.oneof(
  often(20, 'till', 'shop.till', 'a'.repeat(253)),
  often(1, 'Till', 'till_', '-till', '', '*', 'till*', 'a'.repeat(254)),
);
const namespace = fc.oneof(often(12, 'shop'), often(1, 'Shop', 'shop.eu', 'a'.repeat(64)));

const inputs = fc.record({
  secrets: fc.oneof(
    { weight: 20, arbitrary: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }) },
    often(1, [] as string[]),
  ),
  reader: name,
  namespace,
});

testAgreement('LeastPrivilegeSecretReader', {
  inputs,
  construct: ({ secrets, reader, namespace: namespaceName }) => {
    const chart = new Chart(new App(), 'shop');
    new LeastPrivilegeSecretReader(chart, 'Reader', {
      secrets: secrets.map((one, index) => kplus.Secret.fromSecretName(chart, `Secret${index}`, one)),
      metadata: { name: reader, namespace: namespaceName },
    });
  },
  manifest: ({ secrets, reader, namespace: namespaceName }) => {
    const metadata = `metadata: {name: ${JSON.stringify(reader)}, namespace: ${JSON.stringify(namespaceName)}}`;
    return `apiVersion: v1
kind: ServiceAccount
${metadata}
automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${metadata}
rules: [{apiGroups: [''], resources: [secrets], resourceNames: ${JSON.stringify(secrets)}, verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
${metadata}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${JSON.stringify(reader)}}
subjects: [{kind: ServiceAccount, name: ${JSON.stringify(reader)}, namespace: ${JSON.stringify(namespaceName)}}]
`;
  },
  places: (message, { secrets }) => [
    ...message.includes('no Secrets are given') ? ['/rules/0'] : [],
    ...secrets.flatMap((one, index) => one !== '' && message.includes(`"${one}" is a wildcard`)
      ? [`/rules/0/resourceNames/${index}`] : []),
  ],
});
