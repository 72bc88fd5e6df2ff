import { furtherKinds } from '../../src/facts/further-kinds';
import { PodTemplatePath } from '../../src/facts/pod-template-path';
import { Graph } from '../../src/manifest/graph';
import { isStatic } from '../../src/manifest/references';
import { parse } from '../rules/fixtures';

function graphOf(yaml: string, places: PodTemplatePath[] = []): Graph {
  return Graph.of(parse(yaml), furtherKinds(places));
}

/** The pods, as `pointer: account, containers`. */
function pods(graph: Graph): string[] {
  return graph.pods.map(({ pointer, serviceAccount, decidesAccount, containers }) =>
    [
      `${pointer}: ${decidesAccount ? serviceAccount || '?' : '-'}`,
      ...containers.map(({ noun, name }) => `${noun} ${name}`),
    ].join(', '));
}

/** What is named, as `name pointer`, and whether a change is never seen. */
function named(graph: Graph): string[] {
  return graph.references.map((reference) =>
    `${reference.name} ${reference.pointer}${isStatic(reference) ? ' static' : ''}`);
}

const WORKFLOW = `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: build}
spec:
  imagePullSecrets: [{name: registry}]
  volumes:
    - {name: shared, secret: {secretName: s1}}
    - {name: other, secret: {secretName: s2}}
    - {name: unused, secret: {secretName: s3}}
  templates:
    - name: main
      steps: [[{name: a, template: work}, {name: b, inline: {container: {image: x, env: [{name: A, value: a}]}}}]]
    - name: work
      volumes: [{name: other, emptyDir: {}}]
      container:
        volumeMounts: [{name: shared, mountPath: /a, subPath: x}, {name: other, mountPath: /b, subPath: x}]
      sidecars: [{name: side}]
    - name: script
      serviceAccountName: robot
      initContainers: [{name: first}]
      script: {source: "true"}
`;

test('every template of a Workflow is a pod; what they share is one more, without containers', () => {
  expect(pods(graphOf(WORKFLOW))).toEqual([
    '/spec/templates/1: -, container main, sidecar side',
    '/spec/templates/2: robot, container main, init container first',
    '/spec/templates/0/steps/0/1/inline: -, container main',
    '/spec: default',
  ]);
});

test('a volume that templates share is named once, and a template sees of them what it mounts', () => {
  const graph = graphOf(WORKFLOW);
  expect(named(graph)).toEqual([
    's1 /spec/volumes/0/secret static', 's2 /spec/volumes/1/secret', 's3 /spec/volumes/2/secret',
    'registry /spec/imagePullSecrets/0',
  ]);
  const shared = { name: 'shared', secret: { secretName: 's1' } };
  expect(graph.pods[0].spec.volumes).toEqual([{ name: 'other', emptyDir: {} }, shared]);
});

test('who runs a WorkflowTemplate names the account, unless it does', () => {
  const template = (more: string) =>
    WORKFLOW.replace('kind: Workflow', 'kind: WorkflowTemplate').replace('spec:', `spec:\n  ${more}`);
  expect(pods(graphOf(template('onExit: main'))).at(-1)).toBe('/spec: ?');
  expect(pods(graphOf(template('serviceAccountName: ci'))).at(-1)).toBe('/spec: ci');
});

test('the account of a Workflow is decided by its templates where every one of them does', () => {
  const own = WORKFLOW.replace('{container: {image', '{serviceAccountName: a, container: {image')
    .replace('    - name: work', '    - name: work\n      serviceAccountName: b');
  expect(pods(graphOf(own)).map((pod) => pod.split(', ')[0])).toEqual([
    '/spec/templates/1: b', '/spec/templates/2: robot', '/spec/templates/0/steps/0/1/inline: a', '/spec: -',
  ]);
});

test('a text that is merged into the pod is part of it, where it can be read', () => {
  const patched = (text: string) => graphOf(`
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: w}
spec:
  workflowSpec:
    podSpecPatch: ${JSON.stringify(text)}
    templates: []
`);
  const patch = JSON.stringify({
    containers: [{ name: 'main', envFrom: [{ secretRef: { name: 's' } }] }],
    volumes: [{ name: 'v', secret: { secretName: 't' } }],
  });
  expect(named(patched(patch))).toEqual([
    's /spec/workflowSpec/podSpecPatch/containers/0/envFrom/0/secretRef static',
    't /spec/workflowSpec/podSpecPatch/volumes/0/secret',
  ]);
  expect(patched(patch).pods[0].texts).toEqual(['/spec/workflowSpec/podSpecPatch']);
  for (const text of ['{{workflow.parameters.patch}}', 'a: &a [1]\ncontainers: *a', 'containers: [', '- a', '']) {
    expect([text, pods(patched(text))]).toEqual([text, ['/spec/workflowSpec: default']]);
  }
});

test('a Tekton Task has steps, sidecars and a template of steps; who runs it names the account', () => {
  const graph = graphOf(`
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  stepTemplate: {envFrom: [{secretRef: {name: s1}}], securityContext: {runAsUser: 7, runAsGroup: 7}}
  steps: [{name: build, securityContext: {runAsGroup: 8}, volumeMounts: [{name: v, mountPath: /v}]}, {script: "true"}]
  sidecars: [{name: db}]
  volumes: [{name: v, secret: {secretName: s2}}]
`);
  expect(pods(graph)).toEqual(['/spec: ?, step build, step unnamed, container step template, sidecar db']);
  expect(graph.pods[0].containers[0].spec.securityContext).toEqual({ runAsUser: 7, runAsGroup: 8 });
  expect(named(graph)).toEqual(['s1 /spec/stepTemplate/envFrom/0/secretRef static', 's2 /spec/volumes/0/secret']);
});

test('a TaskRun has the rest of the pod, and Secrets as workspaces', () => {
  const graph = graphOf(`
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: t}
spec:
  serviceAccountName: ci
  podTemplate: {automountServiceAccountToken: false, imagePullSecrets: [{name: s1}], env: [{name: A, value: a}]}
  workspaces: [{name: keys, secret: {secretName: s2}}]
  taskSpec: {steps: [{name: build, envFrom: [{secretRef: {name: s3}}]}]}
`);
  expect(pods(graph)).toEqual(['/spec: ci, step build, container pod template']);
  expect(graph.pods[0].spec.automountServiceAccountToken).toBe(false);
  expect(named(graph)).toEqual([
    's3 /spec/taskSpec/steps/0/envFrom/0/secretRef static', 's2 /spec/workspaces/0/secret',
    's1 /spec/podTemplate/imagePullSecrets/0',
  ]);
});

test.each([
  ['v1', 'taskRunTemplate: {serviceAccountName: ci, podTemplate: {imagePullSecrets: [{name: s}]}}',
    '/spec/taskRunTemplate/podTemplate/imagePullSecrets/0'],
  ['v1beta1', 'serviceAccountName: ci\n  podTemplate: {imagePullSecrets: [{name: s}]}',
    '/spec/podTemplate/imagePullSecrets/0'],
])('a PipelineRun of %s has a pod for each task, and one account for all', (version, more, pointer) => {
  const graph = graphOf(`
apiVersion: tekton.dev/${version}
kind: PipelineRun
metadata: {name: p}
spec:
  ${more}
  pipelineSpec:
    tasks: [{name: a, taskRef: {name: x}}, {name: b, taskSpec: {steps: [{name: build}]}}]
    finally: [{name: c, taskSpec: {steps: [{name: tell}]}}]
`);
  expect(pods(graph)).toEqual([
    '/spec/pipelineSpec/tasks/1/taskSpec: -, step build', '/spec/pipelineSpec/finally/0/taskSpec: -, step tell',
    '/spec: ci, container pod template',
  ]);
  expect(named(graph)).toEqual([`s ${pointer}`]);
});

test('a Prometheus names Secrets in a list, and has the mounts of its main container in its spec', () => {
  const graph = graphOf(`
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: p}
spec:
  secrets: [s1]
  configMaps: [c1]
  volumes: [{name: v, secret: {secretName: s2}}]
  volumeMounts: [{name: v, mountPath: /v, subPath: a}]
  containers: [{name: proxy, envFrom: [{secretRef: {name: s3}}]}]
`);
  expect(pods(graph)).toEqual(['/spec: ?, container proxy, container main']);
  expect(named(graph)).toEqual([
    's3 /spec/containers/0/envFrom/0/secretRef static', 's2 /spec/volumes/0/secret static', 's1 /spec/secrets/0',
    'c1 /spec/configMaps/0',
  ]);
});

test('a SparkApplication shares volumes between driver and executors', () => {
  const graph = graphOf(`
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: s}
spec:
  imagePullSecrets: [registry]
  volumes: [{name: v, secret: {secretName: s1}}]
  driver:
    serviceAccount: spark
    secrets: [{name: s2, path: /x, secretType: Generic}]
    volumeMounts: [{name: v, mountPath: /v}]
  executor: {envFrom: [{secretRef: {name: s3}}]}
`);
  expect(pods(graph))
    .toEqual(['/spec/driver: spark, container spark', '/spec/executor: -, container spark', '/spec: ?']);
  expect(named(graph)).toEqual([
    's2 /spec/driver/secrets/0', 's3 /spec/executor/envFrom/0/secretRef static', 's1 /spec/volumes/0/secret',
    'registry /spec/imagePullSecrets/0',
  ]);
});

test.each([
  ['kubeflow.org', 'PyTorchJob', '{pytorchReplicaSpecs: {Master: {template: T}, Worker: {template: T}}}',
    ['/spec/pytorchReplicaSpecs/Master/template/spec', '/spec/pytorchReplicaSpecs/Worker/template/spec']],
  ['ray.io', 'RayCluster', '{headGroupSpec: {template: T}, workerGroupSpecs: [{template: T}, {template: T}]}',
    ['/spec/headGroupSpec/template/spec', '/spec/workerGroupSpecs/0/template/spec',
      '/spec/workerGroupSpecs/1/template/spec']],
  ['apps.kruise.io', 'AdvancedCronJob', '{template: {broadcastJobTemplate: {spec: {template: T}}}}',
    ['/spec/template/broadcastJobTemplate/spec/template/spec']],
  ['argoproj.io', 'AnalysisTemplate', '{metrics: [{name: a}, {provider: {job: {spec: {template: T}}}}]}',
    ['/spec/metrics/1/provider/job/spec/template/spec']],
  ['argoproj.io', 'Rollout', '{workloadRef: {kind: Deployment, name: api}}', []],
  ['batch.volcano.sh', 'Job', '{tasks: [{template: T}]}', ['/spec/tasks/0/template/spec']],
  ['apps.openshift.io', 'DeploymentConfig', '{template: T, strategy: {rollingParams: {pre: {execNewPod: {env: []}}}}}',
    ['/spec/template/spec', '/spec/strategy/rollingParams/pre/execNewPod']],
])('the pods of %s %s are at %s', (group, kind, spec, pointers) => {
  const filled = spec.replaceAll(/\bT\b/g, '{spec: {containers: [{name: a}]}}');
  const graph = graphOf(`apiVersion: ${group}/v9\nkind: ${kind}\nmetadata: {name: x}\nspec: ${filled}`);
  expect(graph.pods.map(({ pointer }) => pointer)).toEqual(pointers);
});

const WORKER = 'apiVersion: example.com/v2\nkind: Worker\nmetadata: {name: w}\n';
const PLACE: PodTemplatePath = { apiGroup: 'example.com', kind: 'Worker', path: 'spec.parts[*]' };

test.each([
  ['a template', '{metadata: {name: x}, spec: {containers: [{name: a}]}}', '/spec/parts/0/spec: default, container a'],
  ['a pod spec', '{containers: [{name: a}]}', '/spec/parts/0: default, container a'],
  ['a container', '{name: a, image: x}', '/spec/parts/0: ?, container a'],
])('a further kind may hold %s, which shows', (_name, part, pod) => {
  expect(pods(graphOf(`${WORKER}spec: {parts: [${part}]}`, [PLACE]))).toEqual([pod]);
});

test('a further kind may hold no pod there, and an object of another group is another kind', () => {
  expect(pods(graphOf(`${WORKER}spec: {parts: [1, {a: b}, [], null]}`, [PLACE]))).toEqual([]);
  const other = WORKER.replace('example.com', 'example.org');
  expect(pods(graphOf(`${other}spec: {parts: [{containers: []}]}`, [PLACE]))).toEqual([]);
});

test('many templates and many volumes take no more time than both together', () => {
  const names = Array.from({ length: 2000 }, (_, index) => `v${index}`);
  const graph = Graph.of([{
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name: 'w' },
    spec: {
      volumes: names.map((name) => ({ name, secret: { secretName: name } })),
      templates: names.map((name) => ({ name, container: { volumeMounts: [{ name, mountPath: '/v' }] } })),
    },
  }]);
  expect(graph.references).toHaveLength(2000);
  expect(graph.pods.reduce((sum, { spec }) => sum + (spec.volumes as unknown[]).length, 0)).toBe(4000);
});
