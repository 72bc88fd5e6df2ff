import { furtherKinds, podTemplateFault } from '../../src/facts/further-kinds';
import { POD_SPEC, POD_TEMPLATE } from '../../src/facts/pod-shapes';
import { PodTemplateHolds } from '../../src/facts/pod-template-path';

const WORKER = { apiGroup: 'example.com', kind: 'Worker', path: 'spec.template' };

test.each([
  'spec', 'spec.template', 'spec.workers[*].template', 'spec.replicas[*]', 'spec.replicaSpecs.*.template',
  'spec.a[*][*].b',
  '.spec.template', '$.spec.template', 'spec.pod-template', 'template',
])('%s is a path', (path) => {
  expect(podTemplateFault({ ...WORKER, path })).toBeUndefined();
});

const GROUP = 'must be the API group of a kind, such as example.com';
const PATH = 'must be fields separated by dots, with [*] for each item, such as spec.workers[*].template';

test.each<[string, { [field: string]: unknown }, object]>([
  ['no group', { apiGroup: undefined }, { field: 'apiGroup', what: GROUP }],
  ['an empty group', { apiGroup: '' }, { field: 'apiGroup', what: GROUP }],
  ['an apiVersion', { apiGroup: 'example.com/v1' },
    { field: 'apiGroup', what: GROUP, hint: 'write the group without its version, apiGroup: example.com' }],
  ['a plural', { kind: 'workers' }, { field: 'kind', what: 'must be a kind as manifests spell it, such as Worker' }],
  ['no path', { path: undefined }, { field: 'path', what: PATH }],
  ['a JSON pointer', { path: '/spec/template' }, { field: 'path', what: PATH, hint: 'write dots instead of slashes' }],
  ['an index', { path: 'spec.workers[0].template' }, { field: 'path', what: PATH }],
  ['two dots', { path: 'spec..template' }, { field: 'path', what: PATH }],
  ['another shape', { holds: 'pod' },
    { field: 'holds', what: 'must be one of template, spec, container', hint: 'omit it to have it detected' }],
  ['a word for a yes', { runsOnce: 'yes' }, { field: 'runsOnce', what: 'must be true or false' }],
])('%s is a fault', (_name, wrong, fault) => {
  expect(podTemplateFault({ ...WORKER, ...wrong })).toEqual(fault);
});

test('a place is a row of the table', () => {
  const place = { ...WORKER, path: 'spec.workers[*].template', holds: PodTemplateHolds.TEMPLATE, runsOnce: true };
  expect(furtherKinds([place])).toMatchObject([{
    groups: ['example.com'],
    kind: 'Worker',
    resource: 'workers',
    life: 'once',
    shows: 'part',
    configured: 'spec.workers[*].template',
    pods: [{ way: 'spec.workers.*.template', shape: POD_TEMPLATE }],
  }]);
  expect(furtherKinds([{ ...WORKER, path: '$.spec', holds: PodTemplateHolds.SPEC }])[0].pods)
    .toEqual([{ way: 'spec', shape: POD_SPEC }]);
  expect(furtherKinds([WORKER])[0]).toMatchObject({ life: 'kept', pods: [{ way: 'spec.template', shape: undefined }] });
});

test.each([
  ['Worker', 'workers'], ['Proxy', 'proxies'], ['Gateway', 'gateways'], ['Ingress', 'ingresses'], ['Batch', 'batches'],
  ['Box', 'boxes'],
])('several of %s are %s', (kind, plural) => {
  expect(furtherKinds([{ ...WORKER, kind }])[0].resource).toBe(plural);
});
