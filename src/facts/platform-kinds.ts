import * as shapes from './pod-shapes';
import { kind, rolling, WorkloadKind } from './workload-kind';

const { POD_TEMPLATE } = shapes;

const GITHUB = 'https://github.com/';

/** The kinds of Argo, Knative, OpenShift, Tekton and Kruise. */
export const PLATFORM_KINDS: readonly WorkloadKind[] = [
  ...argoKinds(), ...knativeKinds(), ...openShiftKinds(), ...tektonKinds(), ...kruiseKinds(),
];

function argoKinds(): WorkloadKind[] {
  const group = ['argoproj.io'];
  const rollouts = `${GITHUB}argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/v1alpha1/types.go`;
  const analysis = `${GITHUB}argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/v1alpha1/analysis_types.go`;
  const workflows = `${GITHUB}argoproj/argo-workflows/blob/main/pkg/apis/workflow/v1alpha1/workflow_types.go`;
  const events = `${GITHUB}argoproj/argo-events/blob/master/pkg/apis/events/v1alpha1`;
  const templates = (spec: string) => [
    ['templates', '*'], ['templateDefaults'], ['templates', '*', 'steps', '*', '*', 'inline'],
    ['templates', '*', 'dag', 'tasks', '*', 'inline'],
  ].map((fields) => [spec, ...fields].join('.')).join(' ');
  const metrics: [string, shapes.PodShape] = ['spec.metrics.*.provider.job.spec.template', POD_TEMPLATE];
  return [
    // A Rollout with workloadRef has no template: the Deployment that it names is read instead.
    kind(group, 'Rollout', 'rollouts', ['spec.template', POD_TEMPLATE], {
      life: 'kept',
      reloader: 'restarts',
      restartTarget: 'argo.Rollout',
      source: rollouts,
      allAtOnce: { amounts: rolling('spec.strategy.canary'), replicas: 'spec.replicas' },
    }),
    kind(group, 'Experiment', 'experiments', ['spec.templates.*.template', POD_TEMPLATE], {
      life: 'once',
      source: `${GITHUB}argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/v1alpha1/experiment_types.go`,
    }),
    kind(group, 'AnalysisRun', 'analysisruns', metrics, { life: 'once', source: analysis }),
    kind(group, 'AnalysisTemplate', 'analysistemplates', metrics, { life: 'template', source: analysis }),
    kind(group, 'ClusterAnalysisTemplate', 'clusteranalysistemplates', metrics, {
      life: 'template', source: analysis, clusterWide: true,
    }),
    kind(group, 'Workflow', 'workflows', [templates('spec'), shapes.ARGO_TEMPLATE], {
      life: 'once', endsSidecars: true, shared: ['spec', shapes.ARGO_WORKFLOW], source: workflows,
    }),
    kind(group, 'CronWorkflow', 'cronworkflows', [templates('spec.workflowSpec'), shapes.ARGO_TEMPLATE], {
      life: 'once', endsSidecars: true, shared: ['spec.workflowSpec', shapes.ARGO_WORKFLOW], source: workflows,
    }),
    ...[['WorkflowTemplate', 'workflowtemplates'], ['ClusterWorkflowTemplate', 'clusterworkflowtemplates']]
      .map(([name, resource]) => kind(group, name, resource, [templates('spec'), shapes.ARGO_TEMPLATE], {
        life: 'template',
        shared: ['spec', shapes.ARGO_WORKFLOW_TEMPLATE],
        source: workflows,
        clusterWide: name.startsWith('Cluster'),
      })),
    ...[['Sensor', 'sensors'], ['EventSource', 'eventsources']].map(([name, resource]) =>
      kind(group, name, resource, ['spec.template', shapes.ARGO_EVENTS], {
        life: 'kept', source: events, shows: 'part',
      })),
  ];
}

function knativeKinds(): WorkloadKind[] {
  const serving = `${GITHUB}knative/serving/blob/main/pkg/apis/serving/v1`;
  const group = ['serving.knative.dev'];
  const template: [string, shapes.PodShape] = ['spec.template', shapes.COMPLETED_POD_TEMPLATE];
  return [
    // A Configuration creates Revisions, which never change.
    kind(group, 'Service', 'services', template, { life: 'kept', source: serving }),
    kind(group, 'Configuration', 'configurations', template, { life: 'kept', source: serving }),
    kind(group, 'Revision', 'revisions', ['spec', shapes.COMPLETED_POD_SPEC], { life: 'bare', source: serving }),
    kind(['sources.knative.dev'], 'ContainerSource', 'containersources', template, {
      life: 'kept', source: `${GITHUB}knative/eventing/blob/main/pkg/apis/sources/v1/container_types.go`,
    }),
    kind(['sinks.knative.dev'], 'JobSink', 'jobsinks', ['spec.job.spec.template', POD_TEMPLATE], {
      life: 'once', source: `${GITHUB}knative/eventing/blob/main/pkg/apis/sinks/v1alpha1/job_sink_types.go`,
    }),
  ];
}

function openShiftKinds(): WorkloadKind[] {
  const build = `${GITHUB}openshift/api/blob/master/build/v1/types.go`;
  const strategies = ['docker', 'source', 'custom', 'jenkinsPipeline'].map((name) => `strategy.${name}Strategy`);
  const builds: [string, shapes.PodShape] = [strategies.map((way) => `spec.${way}`).join(' '), shapes.CONTAINER];
  // OpenShift 3 used version v1 without a group.
  return [
    kind(['apps.openshift.io', ''], 'DeploymentConfig', 'deploymentconfigs', ['spec.template', POD_TEMPLATE], {
      life: 'kept',
      reloader: 'restarts',
      source: `${GITHUB}openshift/api/blob/master/apps/v1/types.go`,
      allAtOnce: {
        type: ['spec.strategy.type', 'Recreate'],
        amounts: rolling('spec.strategy.rollingParams'),
        replicas: 'spec.replicas',
      },
      pods: [
        { way: 'spec.template', shape: POD_TEMPLATE },
        // Hooks run a container of the template again, with additional environment variables.
        ...['recreate', 'rolling'].flatMap((name) => ['pre', 'mid', 'post'].map((hook) =>
          ({ way: `spec.strategy.${name}Params.${hook}.execNewPod`, shape: shapes.CONTAINER }))),
      ],
    }),
    ...[['BuildConfig', 'buildconfigs'], ['Build', 'builds']].map(([name, resource]) =>
      kind(['build.openshift.io', ''], name, resource, builds, { life: 'once', source: build, shows: 'part' })),
  ];
}

function tektonKinds(): WorkloadKind[] {
  const group = ['tekton.dev'];
  const source = `${GITHUB}tektoncd/pipeline/blob/main/pkg/apis/pipeline/v1`;
  const tasks = (pipeline: string): [string, shapes.PodShape] =>
    [`${pipeline}.tasks.*.taskSpec ${pipeline}.finally.*.taskSpec`, shapes.TEKTON_TASK];
  return [
    kind(group, 'Task', 'tasks', ['spec', shapes.TEKTON_TASK], { life: 'template', source }),
    kind(group, 'ClusterTask', 'clustertasks', ['spec', shapes.TEKTON_TASK], {
      life: 'template', source, clusterWide: true,
    }),
    kind(group, 'StepAction', 'stepactions', ['spec', shapes.CONTAINER], { life: 'template', source }),
    kind(group, 'TaskRun', 'taskruns', ['spec', shapes.TEKTON_TASK_RUN], {
      life: 'once', endsSidecars: true, source, shows: 'part',
    }),
    kind(group, 'Pipeline', 'pipelines', tasks('spec'), { life: 'template', source }),
    kind(group, 'PipelineRun', 'pipelineruns', tasks('spec.pipelineSpec'), {
      life: 'once', endsSidecars: true, shared: ['spec', shapes.TEKTON_PIPELINE_RUN], source, shows: 'part',
    }),
  ];
}

function kruiseKinds(): WorkloadKind[] {
  const group = ['apps.kruise.io'];
  const source = `${GITHUB}openkruise/kruise/tree/master/apis/apps`;
  const subsets = ['statefulSet', 'advancedStatefulSet', 'cloneSet', 'deployment']
    .map((name) => `spec.template.${name}Template.spec.template`);
  return [
    kind(group, 'CloneSet', 'clonesets', ['spec.template', POD_TEMPLATE], {
      life: 'kept', source, allAtOnce: { amounts: rolling('spec.updateStrategy', 'up'), replicas: 'spec.replicas' },
    }),
    kind(group, 'StatefulSet', 'statefulsets', ['spec.template', POD_TEMPLATE], {
      life: 'kept',
      source,
      allAtOnce: {
        amounts: rolling('spec.updateStrategy.rollingUpdate', 'down', ['maxUnavailable']),
        replicas: 'spec.replicas',
      },
    }),
    kind(group, 'DaemonSet', 'daemonsets', ['spec.template', POD_TEMPLATE], {
      life: 'kept', source, allAtOnce: { amounts: rolling('spec.updateStrategy.rollingUpdate', 'up') },
    }),
    kind(group, 'BroadcastJob', 'broadcastjobs', ['spec.template', POD_TEMPLATE], { life: 'once', source }),
    kind(group, 'AdvancedCronJob', 'advancedcronjobs', [
      'spec.template.jobTemplate.spec.template spec.template.broadcastJobTemplate.spec.template', POD_TEMPLATE,
    ], { life: 'once', source }),
    kind(group, 'UnitedDeployment', 'uniteddeployments', [subsets.join(' '), POD_TEMPLATE], { life: 'kept', source }),
    kind(group, 'SidecarSet', 'sidecarsets', ['spec', shapes.KRUISE_SIDECARS], {
      life: 'template', source, shows: 'part', clusterWide: true,
    }),
  ];
}
