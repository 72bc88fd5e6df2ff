import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { deploymentOf } from './workload';
import { VersionedConfigMap } from '../../src/config/versioned-config-map';
import { PrunePolicy, VersionPruning } from '../../src/data/prune-policy';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret } from '../../src/secrets/secure-secret';

/** What each policy writes, beside what somebody has written. */
const WRITTEN: { readonly [policy in PrunePolicy]: { readonly [name: string]: string } } = {
  [PrunePolicy.DELETE]: {},
  [PrunePolicy.DELETE_LAST]: {
    'argocd.argoproj.io/sync-options': 'PruneLast=true', 'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  },
  [PrunePolicy.RETAIN]: {
    'argocd.argoproj.io/sync-options': 'Prune=false', 'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  },
};

/** Tools that delete what the manifests no longer have. */
const TOOLS = {
  none: [],
  argo: [{
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', namespace: 'argocd' },
    spec: { destination: { namespace: 'shop' }, syncPolicy: { automated: { prune: true } } },
  }],
  flux: [{
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'shop', namespace: 'shop' },
    spec: { prune: true, targetNamespace: 'shop', path: './shop', interval: '10m' },
  }],
};

testAgreement('VersionPruning of a VersionedConfigMap and a SecureSecret', {
  inputs: fc.record({
    of: fc.constantFrom('ConfigMap' as const, 'Secret' as const),
    policy: fc.constantFrom(...Object.values(PrunePolicy)),
    tool: fc.constantFrom<keyof typeof TOOLS>('none', 'argo', 'flux'),
    key: fc.oneof(often(3, 'level'), often(1, 'a level', '')),
  }),
  construct: ({ of, policy, key }) => {
    const app = new App();
    VersionPruning.set(app, policy);
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const metadata = { name: 'till' };
    if (of === 'ConfigMap') {
      new VersionedConfigMap(chart, 'Own', { data: { [key]: 'on' }, metadata });
    } else {
      const source = SecretSource.unsafeInline({ [key]: SecretValue.unsafePlainText('on') }, 'a sandbox');
      new SecureSecret(chart, 'Own', { source, metadata });
    }
  },
  manifest: ({ of, policy, tool, key }) => {
    const name = 'till-01234567ab';
    const reason = of === 'Secret' ? { 'cdk8s-strongbox/unsafe-inline-reason': 'a sandbox' } : {};
    const volume = of === 'Secret' ? { secret: { secretName: name, defaultMode: 0o440 } } : { configMap: { name } };
    return [
      ...TOOLS[tool],
      {
        apiVersion: 'v1',
        kind: of,
        metadata: { name, namespace: 'shop', annotations: { ...WRITTEN[policy], ...reason } },
        immutable: true,
        data: { [key]: of === 'Secret' ? 'b24=' : 'on' },
      },
      deploymentOf({
        account: 'till',
        container: { volumeMounts: [{ name: 'files', mountPath: '/run/till', readOnly: true }] },
        volumes: [{ name: 'files', ...volume }],
      }),
    ].map((object) => JSON.stringify(object)).join('\n---\n');
  },
  places: (message, { key }) => message.includes('not a valid key') ? [`/data/${key}`] : [],
  exceptions: [
    {
      why: 'whether a tool deletes old versions stands in no construct, and the default writes nothing for it',
      holds: ({ policy, tool }) => policy === PrunePolicy.DELETE && tool !== 'none',
      rules: ['pruned-under-pods'],
    },
  ],
});
