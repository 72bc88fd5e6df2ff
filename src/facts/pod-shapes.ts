/** The lists of a pod spec that contain containers. */
export const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

export type ContainerList = (typeof CONTAINER_LISTS)[number];

/**
 * Where a description of a pod contains containers. Paths are fields separated by dots, with `*` for each item of a
 * list or each value of a mapping; the empty path is the description itself.
 */
export interface ContainerPlace {
  readonly way: string;

  /** The list of containers of a pod that they belong to. */
  readonly list: ContainerList;

  /** Noun for one of them in messages. */
  readonly noun: string;

  /** Name of the container, when the description has none. */
  readonly name?: string;

  /** Path to a container whose security context is the default for the others. */
  readonly defaults?: string;

  /** Whether it does not run: what it says is added to other containers. */
  readonly forOthers?: boolean;
}

/** Fields of a pod spec that decide about files and tokens. */
export const WRITTEN_POD_FIELDS = ['securityContext', 'serviceAccountName', 'automountServiceAccountToken'] as const;

export type WrittenPodField = (typeof WRITTEN_POD_FIELDS)[number];

/** Objects that the controller mounts into the pod, given by name only. */
export interface MountedNames {
  readonly way: string;
  readonly kind: 'Secret' | 'ConfigMap';
}

/** How a kind describes a pod. Paths start at `spec`. */
export interface PodShape {
  /** Path to the metadata of the pod; undefined when the kind has none. */
  readonly metadata?: string;

  /** Path to the mapping in place of the pod's `spec`. */
  readonly spec: string;

  /** Whether that mapping is a pod spec, field by field. */
  readonly isPodSpec: boolean;
  readonly containers: readonly ContainerPlace[];

  /** Paths to lists of volumes. */
  readonly volumes: readonly string[];

  /** Paths to mappings with fields of a pod spec beside containers and volumes; later ones take precedence. */
  readonly fields: readonly string[];

  /** Objects that are mounted by name. */
  readonly mounted: readonly MountedNames[];

  /** Path to a text that is merged into the pod spec, as YAML. */
  readonly patch?: string;

  /** Fields of which a pod has at least one; an object with none of them makes no pod. */
  readonly needsOneOf?: readonly string[];

  /** Whether the controller names containers that have no name, and completes probes. */
  readonly completes?: boolean;

  /** Account of a pod that names none: `default`, or unknown from the object. */
  readonly account: 'default' | 'unknown';

  /** Fields that may be set beside the volumes, with the name and the meaning that they have in a pod spec. */
  readonly takes: readonly WrittenPodField[];
}

/** Nouns for the containers of each list in messages. */
export const CONTAINER_NOUNS: { readonly [list in ContainerList]: string } = {
  containers: 'container',
  initContainers: 'init container',
  ephemeralContainers: 'ephemeral container',
};

/**
 * Fields of a container that lead to an action: a request or a command of a probe or a hook.
 *
 * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export const ACTIONS: readonly (readonly string[])[] = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe]),
  ...['postStart', 'preStop'].map((hook) => ['lifecycle', hook]),
];

const POD_CONTAINERS: readonly ContainerPlace[] = CONTAINER_LISTS.map((list) => at(`${list}.*`, list));

/** A list of containers. */
export function at(way: string, list: ContainerList, more: Partial<ContainerPlace> = {}): ContainerPlace {
  return { way, list, noun: CONTAINER_NOUNS[list], ...more };
}

/** A single container that the description does not name. */
export function one(way: string, name: string, more: Partial<ContainerPlace> = {}): ContainerPlace {
  return at(way, 'containers', { name, ...more });
}

/** What is added to other containers, with the fields of a container. */
function forOthers(way: string, name: string): ContainerPlace {
  return one(way, name, { forOthers: true });
}

/** A shape with what most kinds leave open. */
export function shape(parts: Partial<PodShape>): PodShape {
  return {
    spec: '',
    isPodSpec: false,
    containers: [],
    volumes: ['volumes'],
    fields: [''],
    mounted: [],
    account: 'unknown',
    takes: [],
    ...parts,
  };
}

/** A pod spec. */
export const POD_SPEC: PodShape = shape({
  isPodSpec: true, containers: POD_CONTAINERS, account: 'default', takes: WRITTEN_POD_FIELDS,
});

/** A pod with its metadata: a PodTemplateSpec, or the object itself. */
export const POD_TEMPLATE: PodShape = { ...POD_SPEC, metadata: 'metadata', spec: 'spec' };

/**
 * A pod spec whose controller names containers that have no name, and gives a readiness probe without an action one.
 *
 * @see https://github.com/knative/serving/blob/main/pkg/apis/serving/v1/revision_defaults.go
 * @see https://github.com/knative/eventing/blob/main/pkg/apis/sources/v1/container_defaults.go
 */
export const COMPLETED_POD_SPEC: PodShape = {
  ...POD_SPEC, containers: POD_CONTAINERS.map((place) => ({ ...place, name: 'unnamed' })), completes: true,
};

/** Such a pod with its metadata. */
export const COMPLETED_POD_TEMPLATE: PodShape = { ...COMPLETED_POD_SPEC, metadata: 'metadata', spec: 'spec' };

/** A container that runs in a separate pod. */
export const CONTAINER: PodShape = shape({ containers: [one('', 'container')], volumes: [], fields: [] });

/** What all templates of an Argo Workflow share. */
export const ARGO_WORKFLOW: PodShape = shape({ metadata: 'podMetadata', patch: 'podSpecPatch', account: 'default' });

/** The same for a template of workflows: the workflow that runs it may name the account. */
export const ARGO_WORKFLOW_TEMPLATE: PodShape = { ...ARGO_WORKFLOW, account: 'unknown' };

/**
 * A template of an Argo Workflow. Argo calls its container, or its script, `main`.
 *
 * @see https://github.com/argoproj/argo-workflows/blob/main/pkg/apis/workflow/v1alpha1/workflow_types.go
 */
export const ARGO_TEMPLATE: PodShape = shape({
  metadata: 'metadata',
  patch: 'podSpecPatch',
  needsOneOf: ['container', 'script', 'containerSet', 'resource', 'data', 'initContainers', 'sidecars'],
  containers: [
    one('container', 'main'),
    one('script', 'main'),
    at('containerSet.containers.*', 'containers'),
    forOthers('containerSet', 'container set'),
    at('initContainers.*', 'initContainers'),
    at('sidecars.*', 'containers', { noun: 'sidecar' }),
  ],
  takes: WRITTEN_POD_FIELDS,
});

/**
 * The pod of a Sensor or an EventSource of Argo Events.
 *
 * @see https://github.com/argoproj/argo-events/blob/master/pkg/apis/events/v1alpha1/types.go
 */
export const ARGO_EVENTS: PodShape = shape({
  metadata: 'metadata',
  containers: [one('container', 'main')],
  account: 'default',
  takes: ['securityContext', 'serviceAccountName'],
});

const TEKTON_CONTAINERS: readonly ContainerPlace[] = [
  at('steps.*', 'containers', { noun: 'step', name: 'unnamed', defaults: 'stepTemplate' }),
  forOthers('stepTemplate', 'step template'),
  at('sidecars.*', 'containers', { noun: 'sidecar' }),
];

/**
 * The spec of a Tekton Task. The TaskRun names the account and the rest of the pod.
 *
 * @see https://github.com/tektoncd/pipeline/blob/main/pkg/apis/pipeline/v1/task_types.go
 */
export const TEKTON_TASK: PodShape = shape({ metadata: 'metadata', containers: TEKTON_CONTAINERS, fields: [] });

/**
 * A TaskRun: a task, the rest of its pod, and what is mounted as workspaces.
 *
 * @see https://github.com/tektoncd/pipeline/blob/main/pkg/apis/pipeline/v1/taskrun_types.go
 */
export const TEKTON_TASK_RUN: PodShape = shape({
  containers: [
    ...TEKTON_CONTAINERS.map((place) => ({
      ...place, way: `taskSpec.${place.way}`, defaults: place.defaults && `taskSpec.${place.defaults}`,
    })),
    forOthers('podTemplate', 'pod template'),
  ],
  volumes: ['taskSpec.volumes', 'podTemplate.volumes', 'workspaces'],
  fields: ['', 'podTemplate'],
  account: 'default',
});

/**
 * What all tasks of a PipelineRun share: in v1 below `taskRunTemplate`, before that in the spec.
 *
 * @see https://github.com/tektoncd/pipeline/blob/main/pkg/apis/pipeline/v1/pipelinerun_types.go
 */
export const TEKTON_PIPELINE_RUN: PodShape = shape({
  containers: [
    forOthers('podTemplate', 'pod template'),
    forOthers('taskRunTemplate.podTemplate', 'pod template'),
    forOthers('taskRunSpecs.*.podTemplate', 'pod template'),
    forOthers('taskRunSpecs.*.taskPodTemplate', 'pod template'),
  ],
  volumes: [
    'workspaces', 'podTemplate.volumes', 'taskRunTemplate.podTemplate.volumes',
    'taskRunSpecs.*.podTemplate.volumes', 'taskRunSpecs.*.taskPodTemplate.volumes',
  ],
  fields: ['', 'podTemplate', 'taskRunTemplate', 'taskRunTemplate.podTemplate'],
  account: 'default',
});

/**
 * Containers that Kruise injects into other pods.
 *
 * @see https://github.com/openkruise/kruise/blob/master/apis/apps/v1beta1/sidecarset_types.go
 */
export const KRUISE_SIDECARS: PodShape = shape({ containers: POD_CONTAINERS.slice(0, 2) });

/**
 * What Prometheus Operator, and operators that follow it, add to the pods they create: `volumeMounts` are those of the
 * main container, Secrets and ConfigMaps are named in lists.
 *
 * @see https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/apis/monitoring/v1/prometheus_types.go
 */
export const MONITORING: PodShape = shape({
  metadata: 'podMetadata',
  containers: [...POD_CONTAINERS.slice(0, 2), one('', 'main')],
  mounted: [{ way: 'secrets.*', kind: 'Secret' }, { way: 'configMaps.*', kind: 'ConfigMap' }],
});

/**
 * What all pods of a SparkApplication share.
 *
 * @see https://github.com/kubeflow/spark-operator/blob/master/api/v1beta2/sparkapplication_types.go
 */
export const SPARK_APPLICATION: PodShape = shape({});

/** The driver or an executor of a SparkApplication. */
export const SPARK_POD: PodShape = shape({
  metadata: 'template.metadata',
  containers: [
    one('', 'spark'),
    at('sidecars.*', 'containers', { noun: 'sidecar' }),
    at('initContainers.*', 'initContainers'),
    at('template.spec.containers.*', 'containers'),
    at('template.spec.initContainers.*', 'initContainers'),
  ],
  volumes: ['template.spec.volumes'],
  fields: ['template.spec', ''],
  mounted: [{ way: 'secrets.*', kind: 'Secret' }, { way: 'configMaps.*', kind: 'ConfigMap' }],
});

/**
 * The main container of an OpenTelemetryCollector, whose fields are those of its spec, and what is beside it.
 *
 * @see https://github.com/open-telemetry/opentelemetry-operator/blob/main/apis/v1beta1/common.go
 */
export const OPEN_TELEMETRY: PodShape = shape({
  containers: [
    one('', 'otc-container'),
    at('initContainers.*', 'initContainers'),
    at('additionalContainers.*', 'containers'),
  ],
});

/**
 * A component of an InferenceService of KServe: a pod spec, and the container of the model by the name of its format.
 *
 * @see https://github.com/kserve/kserve/blob/master/pkg/apis/serving/v1beta1/component.go
 */
export const KSERVE_COMPONENT: PodShape = shape({
  containers: [
    ...POD_CONTAINERS.slice(0, 2),
    ...[
      'model', 'sklearn', 'xgboost', 'tensorflow', 'pytorch', 'triton', 'onnx', 'huggingface', 'pmml', 'lightgbm',
      'paddle',
    ].map((format) => one(format, 'kserve-container')),
  ],
  takes: WRITTEN_POD_FIELDS,
});

/**
 * How a value describes a pod: with metadata around it, as a pod spec, or as a single container. Undefined when it
 * describes none.
 */
export function shapeOf(value: { readonly [field: string]: unknown }): PodShape | undefined {
  const spec = value.spec;
  if (typeof spec === 'object' && spec !== null && !Array.isArray(spec)) {
    return POD_TEMPLATE;
  }
  if (['containers', 'initContainers', 'volumes'].some((field) => Array.isArray(value[field]))) {
    return POD_SPEC;
  }
  return ['image', 'env', 'envFrom', 'volumeMounts', 'command', 'args'].some((field) => value[field] !== undefined)
    ? CONTAINER : undefined;
}
