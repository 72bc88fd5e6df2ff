import { DATABASE, RUNNER } from './operator-shapes';
import * as shapes from './pod-shapes';
import { kind, rolling, WorkloadKind } from './workload-kind';

const { POD_SPEC, POD_TEMPLATE } = shapes;

const GITHUB = 'https://github.com/';

/** Kinds of operators: for jobs, models, monitoring and others. */
export const OPERATOR_KINDS: readonly WorkloadKind[] = [
  ...batchKinds(), ...servingKinds(), ...databaseKinds(), ...otherKinds(),
];

function batchKinds(): WorkloadKind[] {
  const kubeflow = `${GITHUB}kubeflow/training-operator/tree/release-1.9/pkg/apis/kubeflow.org/v1`;
  const ray = `${GITHUB}ray-project/kuberay/tree/master/ray-operator/apis/ray/v1`;
  const spark = `${GITHUB}kubeflow/spark-operator/blob/master/api/v1beta2/sparkapplication_types.go`;
  const trainer = `${GITHUB}kubeflow/trainer/blob/master/pkg/apis/trainer/v1alpha1/trainingruntime_types.go`;
  const dask = `${GITHUB}dask/dask-kubernetes/tree/main/dask_kubernetes/operator/customresources`;
  const rayCluster = (spec: string) => `${spec}.headGroupSpec.template ${spec}.workerGroupSpecs.*.template`;
  const sparkPods = (spec: string): [string, shapes.PodShape] => [`${spec}.driver ${spec}.executor`, shapes.SPARK_POD];
  const jobs: [string, string, string][] = [
    ['PyTorchJob', 'pytorchjobs', 'pytorch'], ['TFJob', 'tfjobs', 'tf'], ['MPIJob', 'mpijobs', 'mpi'],
    ['MXJob', 'mxjobs', 'mx'], ['XGBoostJob', 'xgboostjobs', 'xgb'], ['PaddleJob', 'paddlejobs', 'paddle'],
    ['JAXJob', 'jaxjobs', 'jax'],
  ];
  const replicated = 'spec.template.spec.replicatedJobs.*.template.spec.template';
  return [
    kind(['keda.sh'], 'ScaledJob', 'scaledjobs', ['spec.jobTargetRef.template', POD_TEMPLATE], {
      life: 'once', source: `${GITHUB}kedacore/keda/blob/main/apis/keda/v1alpha1/scaledjob_types.go`,
    }),
    kind(['jobset.x-k8s.io'], 'JobSet', 'jobsets', ['spec.replicatedJobs.*.template.spec.template', POD_TEMPLATE], {
      life: 'once', source: `${GITHUB}kubernetes-sigs/jobset/blob/main/api/jobset/v1alpha2/jobset_types.go`,
    }),
    kind(['leaderworkerset.x-k8s.io'], 'LeaderWorkerSet', 'leaderworkersets', [
      'spec.leaderWorkerTemplate.leaderTemplate spec.leaderWorkerTemplate.workerTemplate', POD_TEMPLATE,
    ], {
      life: 'kept',
      source: `${GITHUB}kubernetes-sigs/lws/blob/main/api/leaderworkerset/v1/leaderworkerset_types.go`,
      allAtOnce: {
        amounts: rolling('spec.rolloutStrategy.rollingUpdateConfiguration'),
        replicas: 'spec.replicas',
      },
    }),
    kind(['kueue.x-k8s.io'], 'Workload', 'workloads', ['spec.podSets.*.template', POD_TEMPLATE], {
      life: 'template', source: `${GITHUB}kubernetes-sigs/kueue/blob/main/apis/kueue/v1beta1/workload_types.go`,
    }),
    kind(['batch.volcano.sh'], 'Job', 'jobs', ['spec.tasks.*.template', POD_TEMPLATE], {
      life: 'once', source: `${GITHUB}volcano-sh/apis/blob/master/pkg/apis/batch/v1alpha1/job.go`,
    }),
    ...jobs.map(([name, resource, prefix]) =>
      kind(['kubeflow.org'], name, resource, [`spec.${prefix}ReplicaSpecs.*.template`, POD_TEMPLATE], {
        life: 'once', source: kubeflow,
      })),
    ...[['TrainingRuntime', 'trainingruntimes'], ['ClusterTrainingRuntime', 'clustertrainingruntimes']]
      .map(([name, resource]) => kind(['trainer.kubeflow.org'], name, resource, [replicated, POD_TEMPLATE], {
        life: 'template', source: trainer, clusterWide: name.startsWith('Cluster'),
      })),
    kind(['ray.io'], 'RayCluster', 'rayclusters', [rayCluster('spec'), POD_TEMPLATE], { life: 'bare', source: ray }),
    kind(['ray.io'], 'RayJob', 'rayjobs', [
      `${rayCluster('spec.rayClusterSpec')} spec.submitterPodTemplate`, POD_TEMPLATE,
    ], { life: 'once', source: ray }),
    kind(['ray.io'], 'RayService', 'rayservices', [rayCluster('spec.rayClusterConfig'), POD_TEMPLATE], {
      life: 'kept', source: ray,
    }),
    ...[
      ['SparkApplication', 'sparkapplications', 'spec'],
      ['ScheduledSparkApplication', 'scheduledsparkapplications', 'spec.template'],
    ].map(([name, resource, spec]) => kind(['sparkoperator.k8s.io'], name, resource, sparkPods(spec), {
      life: 'once', shared: [spec, shapes.SPARK_APPLICATION], source: spark, shows: 'part',
    })),
    kind(['kubernetes.dask.org'], 'DaskCluster', 'daskclusters', ['spec.worker.spec spec.scheduler.spec', POD_SPEC], {
      life: 'kept', source: dask,
    }),
    kind(['kubernetes.dask.org'], 'DaskJob', 'daskjobs', [
      'spec.job.spec spec.cluster.spec.worker.spec spec.cluster.spec.scheduler.spec', POD_SPEC,
    ], { life: 'once', source: dask }),
  ];
}

function servingKinds(): WorkloadKind[] {
  return [
    kind(['kubeflow.org'], 'Notebook', 'notebooks', ['spec.template', POD_TEMPLATE], {
      life: 'kept',
      source: `${GITHUB}kubeflow/kubeflow/blob/master/components/notebook-controller/api/v1/notebook_types.go`,
    }),
    kind(['serving.kserve.io'], 'InferenceService', 'inferenceservices', [
      'spec.predictor spec.transformer spec.explainer', shapes.KSERVE_COMPONENT,
    ], { life: 'kept', source: `${GITHUB}kserve/kserve/tree/master/pkg/apis/serving/v1beta1`, shows: 'part' }),
    kind(['machinelearning.seldon.io'], 'SeldonDeployment', 'seldondeployments', [
      'spec.predictors.*.componentSpecs.*', POD_TEMPLATE,
    ], { life: 'kept', shows: 'part', source: `${GITHUB}SeldonIO/seldon-core/tree/v1/operator/apis` }),
    kind(['flink.apache.org'], 'FlinkDeployment', 'flinkdeployments', [
      'spec.podTemplate spec.jobManager.podTemplate spec.taskManager.podTemplate', POD_TEMPLATE,
    ], {
      life: 'kept',
      shows: 'part',
      source: `${GITHUB}apache/flink-kubernetes-operator/blob/main/docs/content/docs/custom-resource/pod-template.md`,
    }),
  ];
}

function databaseKinds(): WorkloadKind[] {
  const strimzi = `${GITHUB}strimzi/strimzi-kafka-operator/tree/main/api/src/main/java/io/strimzi/api/kafka/model`;
  const postgres = `${GITHUB}cloudnative-pg/cloudnative-pg/blob/main/api/v1`;
  const part = { life: 'kept', shows: 'part' } as const;
  const kafka = (name: string, resource: string, ...ways: string[]) =>
    kind(['kafka.strimzi.io'], name, resource, [ways.join(' '), shapes.CONTAINER], { ...part, source: strimzi });
  const entity = (name: string) => `spec.entityOperator.template.${name}Container`;
  return [
    kind(['acid.zalan.do'], 'postgresql', 'postgresqls', ['spec', DATABASE], {
      ...part, source: `${GITHUB}zalando/postgres-operator/blob/master/pkg/apis/acid.zalan.do/v1/postgresql_type.go`,
    }),
    kind(['postgresql.cnpg.io'], 'Cluster', 'clusters', ['spec', DATABASE], {
      ...part, source: `${postgres}/cluster_types.go`,
    }),
    kind(['postgresql.cnpg.io'], 'Pooler', 'poolers', ['spec.template', POD_TEMPLATE], {
      ...part, source: `${postgres}/pooler_types.go`,
    }),
    kafka(
      'Kafka', 'kafkas', 'spec.kafka.template.kafkaContainer', 'spec.zookeeper.template.zookeeperContainer',
      entity('topicOperator'), entity('userOperator'), 'spec.kafkaExporter.template.container',
    ),
    kafka('KafkaConnect', 'kafkaconnects', 'spec.template.connectContainer'),
    kafka('KafkaMirrorMaker', 'kafkamirrormakers', 'spec.template.mirrorMakerContainer'),
    kafka('KafkaBridge', 'kafkabridges', 'spec.template.bridgeContainer'),
    kind(['mongodbcommunity.mongodb.com'], 'MongoDBCommunity', 'mongodbcommunity', [
      'spec.statefulSet.spec.template', POD_TEMPLATE,
    ], { ...part, source: `${GITHUB}mongodb/mongodb-kubernetes-operator/tree/master/api/v1` }),
    kind(['rabbitmq.com'], 'RabbitmqCluster', 'rabbitmqclusters', [
      'spec.override.statefulSet.spec.template', POD_TEMPLATE,
    ], { ...part, source: `${GITHUB}rabbitmq/cluster-operator/tree/main/api/v1beta1` }),
  ];
}

function otherKinds(): WorkloadKind[] {
  const monitoring = `${GITHUB}prometheus-operator/prometheus-operator/tree/main/pkg/apis/monitoring`;
  const victoria = `${GITHUB}VictoriaMetrics/operator/tree/master/api/operator/v1beta1`;
  const elastic = `${GITHUB}elastic/cloud-on-k8s/tree/main/pkg/apis`;
  const runners = `${GITHUB}actions/actions-runner-controller/tree/master/apis/actions.github.com/v1alpha1`;
  const agones = `${GITHUB}googleforgames/agones/tree/main/pkg/apis/agones/v1`;
  const part = { life: 'kept', shows: 'part' } as const;
  const deployed = 'spec.daemonSet.podTemplate spec.deployment.podTemplate';
  const eck = (name: string, ways: string, resource: string, group: string) =>
    kind([`${group}.k8s.elastic.co`], name, resource, [ways, POD_TEMPLATE], { ...part, source: elastic });
  return [
    ...[
      ['Prometheus', 'prometheuses'], ['PrometheusAgent', 'prometheusagents'],
      ['Alertmanager', 'alertmanagers'], ['ThanosRuler', 'thanosrulers'],
    ].map(([name, resource]) =>
      kind(['monitoring.coreos.com'], name, resource, ['spec', shapes.MONITORING], { ...part, source: monitoring })),
    ...['VMAgent', 'VMAlert', 'VMAlertmanager', 'VMAuth', 'VMSingle'].map((name) =>
      kind(['operator.victoriametrics.com'], name, `${name.toLowerCase()}s`, ['spec', shapes.MONITORING], {
        ...part, source: victoria,
      })),
    kind(['opentelemetry.io'], 'OpenTelemetryCollector', 'opentelemetrycollectors', ['spec', shapes.OPEN_TELEMETRY], {
      ...part,
      source: `${GITHUB}open-telemetry/opentelemetry-operator/blob/main/apis/v1beta1/common.go`,
    }),
    kind(['grafana.integreatly.org'], 'Grafana', 'grafanas', ['spec.deployment.spec.template', POD_TEMPLATE], {
      ...part, source: `${GITHUB}grafana/grafana-operator/tree/master/api/v1beta1`,
    }),
    eck('Elasticsearch', 'spec.nodeSets.*.podTemplate', 'elasticsearches', 'elasticsearch'),
    eck('Kibana', 'spec.podTemplate', 'kibanas', 'kibana'),
    eck('ApmServer', 'spec.podTemplate', 'apmservers', 'apm'),
    eck('Logstash', 'spec.podTemplate', 'logstashes', 'logstash'),
    eck('Beat', deployed, 'beats', 'beat'),
    eck('Agent', `${deployed} spec.statefulSet.podTemplate`, 'agents', 'agent'),
    kind(['actions.github.com'], 'AutoscalingRunnerSet', 'autoscalingrunnersets', ['spec.template', POD_TEMPLATE], {
      life: 'once', endsSidecars: true, source: runners,
    }),
    ...[
      ['EphemeralRunnerSet', 'ephemeralrunnersets', 'spec.ephemeralRunnerSpec'],
      ['EphemeralRunner', 'ephemeralrunners', 'spec'],
    ].map(([name, resource, way]) =>
      kind(['actions.github.com'], name, resource, [way, POD_TEMPLATE], {
        life: 'once', endsSidecars: true, source: runners,
      })),
    ...[
      ['RunnerDeployment', 'runnerdeployments', 'spec.template.spec'],
      ['RunnerReplicaSet', 'runnerreplicasets', 'spec.template.spec'],
      ['Runner', 'runners', 'spec'],
    ].map(([name, resource, way]) => kind(['actions.summerwind.dev'], name, resource, [way, RUNNER], {
      life: 'once',
      endsSidecars: true,
      shows: 'part',
      source: `${GITHUB}actions/actions-runner-controller/tree/master/apis/actions.summerwind.net/v1alpha1`,
    })),
    kind(['agones.dev'], 'GameServer', 'gameservers', ['spec.template', POD_TEMPLATE], {
      life: 'bare', source: agones, shows: 'part',
    }),
    kind(['agones.dev'], 'GameServerSet', 'gameserversets', ['spec.template.spec.template', POD_TEMPLATE], {
      life: 'bare', source: agones, shows: 'part',
    }),
    kind(['agones.dev'], 'Fleet', 'fleets', ['spec.template.spec.template', POD_TEMPLATE], { ...part, source: agones }),
    kind(['pkg.crossplane.io'], 'DeploymentRuntimeConfig', 'deploymentruntimeconfigs', [
      'spec.deploymentTemplate.spec.template', POD_TEMPLATE,
    ], {
      life: 'template',
      shows: 'part',
      clusterWide: true,
      source: `${GITHUB}crossplane/crossplane/blob/main/apis/pkg/v1beta1/deployment_runtime_config_types.go`,
    }),
  ];
}
