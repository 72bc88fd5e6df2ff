import { prunerIn } from '../../src/facts/pruning';

const policy = { automated: { prune: true } };

test.each<[string, object, object | undefined]>([
  ['kustomize.toolkit.fluxcd.io/Kustomization', { prune: true, targetNamespace: 'shop' },
    { tool: 'Flux', namespace: 'shop', keepsByDefault: false }],
  ['kustomize.toolkit.fluxcd.io/Kustomization', { prune: true }, { tool: 'Flux', keepsByDefault: false }],
  ['kustomize.toolkit.fluxcd.io/Kustomization', {}, undefined],
  ['argoproj.io/Application', { syncPolicy: policy, destination: { namespace: 'shop' } },
    { tool: 'Argo CD', namespace: 'shop', keepsByDefault: false }],
  ['argoproj.io/Application', { syncPolicy: policy }, { tool: 'Argo CD', keepsByDefault: false }],
  ['argoproj.io/ApplicationSet', { template: { spec: { syncPolicy: policy, destination: { namespace: 'shop' } } } },
    { tool: 'Argo CD', namespace: 'shop', keepsByDefault: false }],
  ['argoproj.io/Application', { syncPolicy: { automated: { prune: true, enabled: false } } }, undefined],
  ['argoproj.io/Application', { syncPolicy: { ...policy, syncOptions: ['PruneLast=true'] } }, undefined],
  ['argoproj.io/Application', { syncPolicy: { ...policy, syncOptions: ['Prune=false'] } },
    { tool: 'Argo CD', keepsByDefault: true }],
  ['argoproj.io/Application', { syncPolicy: { automated: {} } }, undefined],
])('%s with %j', (kind, spec, expected) => {
  expect(prunerIn(kind, { ...spec })).toEqual(expected);
});
