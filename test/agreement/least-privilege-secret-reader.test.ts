import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { LeastPrivilegeSecretReader } from '../../src/access/least-privilege-secret-reader';

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
  configMaps: fc.oneof(
    { weight: 3, arbitrary: fc.constant([] as string[]) },
    { weight: 1, arbitrary: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }) },
  ),
  follow: fc.boolean(),
  reader: name,
  namespace,
});

testAgreement('LeastPrivilegeSecretReader', {
  inputs,
  construct: ({ secrets, configMaps, follow, reader, namespace: namespaceName }) => {
    const chart = new Chart(new App(), 'shop');
    new LeastPrivilegeSecretReader(chart, 'Reader', {
      secrets: secrets.map((one, index) => kplus.Secret.fromSecretName(chart, `Secret${index}`, one)),
      configMaps: configMaps.map((one, index) => kplus.ConfigMap.fromConfigMapName(chart, `ConfigMap${index}`, one)),
      listAndWatchByName: follow,
      metadata: { name: reader, namespace: namespaceName },
    });
  },
  manifest: ({ secrets, configMaps, follow, reader, namespace: namespaceName }) => {
    const verbs = follow ? '[get, list, watch]' : '[get]';
    const ruleOf = (resource: string, names: string[]) =>
      `{apiGroups: [''], resources: [${resource}], resourceNames: ${JSON.stringify(names)}, verbs: ${verbs}}`;
    const ofSecrets = secrets.length > 0 || configMaps.length === 0 ? [ruleOf('secrets', secrets)] : [];
    const ofConfigMaps = configMaps.length > 0 ? [ruleOf('configmaps', configMaps)] : [];
    const metadata = `metadata: {name: ${JSON.stringify(reader)}, namespace: ${JSON.stringify(namespaceName)}}`;
    return `apiVersion: v1
kind: ServiceAccount
${metadata}
automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${metadata}
rules: [${[...ofSecrets, ...ofConfigMaps].join(', ')}]
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
