import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart, Testing } from 'cdk8s';
import { ENGINES, pathVariable } from './support/engines';
import { EncryptionAlerts, RotationAlerts, RotationPlan, RotationTarget } from '../../src';
import { Alert } from '../../src/data/alerts';
import { clusterSuite } from '../cluster/support/suite';
import { shop } from '../rotation/shop';

/** The groups of a PrometheusRule, which are those of a file of rules. */
function groupsOf(build: (chart: Chart) => void): unknown {
  const chart = Testing.chart();
  build(chart);
  return { groups: Testing.synth(chart)[0].spec.groups };
}

const ROTATION = groupsOf((chart) => new RotationAlerts(chart, 'Alerts', {
  plans: [RotationPlan.of(shop().app, RotationTarget.secret('db'))],
}));
const STATES = 'job="kube-state-metrics",namespace="shop"';
const secret = (metric: string) => `kube_secret_${metric}{${STATES},secret="db",uid="1"}`;
const started = (pod: string) =>
  `kube_pod_container_state_started{${STATES},pod="${pod}",container="app",uid="2"}`;
const created = (pod: string) => `kube_pod_start_time{${STATES},pod="${pod}",uid="3"}`;

const API = 'job="apiserver",instance="one"';
const OTHER = 'job="apiserver",instance="two"';
const CONTROLLER = 'apiserver_encryption_config_controller';
const KMS = 'apiserver_envelope_encryption';

/** Series with one value a minute. */
interface Series {
  readonly [series: string]: string;
}

const reloads = (status: string, values: string): Series =>
  ({ [`${CONTROLLER}_automatic_reload_last_timestamp_seconds{${API},status="${status}"}`]: values });
const configs = (one: string, two?: string): Series => ({
  [`${CONTROLLER}_last_config_info{${API},hash="${one}"}`]: '1x120',
  ...two === undefined ? {} : { [`${CONTROLLER}_last_config_info{${OTHER},hash="${two}"}`]: '1x120' },
  [`up{${API}}`]: '1x120',
  [`up{${OTHER}}`]: '1x120',
});
const transformations = (labels: string, values: string): Series =>
  ({ [`apiserver_storage_transformation_operations_total{${API},${labels}}`]: values });
const calls = (code: string, values: string): Series => ({
  [`${KMS}_kms_operations_latency_seconds_count{${API},provider_name="kms",method_name="encrypt",`
    + `grpc_status_code="${code}"}`]: values,
});
const kms = (metric: string, values: string): Series =>
  ({ [`${KMS}_${metric}{${API},provider_name="kms"}`]: values });
const latencies = (fast: string, all: string): Series => Object.fromEntries([['0.01', fast], ['1', all], ['+Inf', all]]
  .map(([le, values]) => [`${KMS}_kms_operations_latency_seconds_bucket{${API},provider_name="kms",`
    + `method_name="encrypt",le="${le}"}`, values]));
const etcd = (size: number, used: number): Series => ({
  'etcd_mvcc_db_total_size_in_bytes{instance="etcd"}': `${size}x120`,
  'etcd_mvcc_db_total_size_in_use_in_bytes{instance="etcd"}': `${used}x120`,
  'etcd_server_quota_backend_bytes{instance="etcd"}': `${2 * GIB}x120`,
});
const GIB = 2 ** 30;

/** What each alert on encryption fires on, an hour after it began, and what comes close to it and is in order. */
const ENCRYPTION: readonly (readonly [alert: Alert['name'], bad: Series, good: Series])[] = [
  [
    'EncryptionConfigReloadFailed',
    { ...reloads('failure', '0+60x120'), ...reloads('success', '60x120') },
    { ...reloads('failure', '0+60x30 1800x90'), ...reloads('success', '60x120') },
  ],
  ['EncryptionConfigDiffers', configs('old', 'new'), configs('new', 'new')],
  ['EncryptionConfigMissing', configs('new'), configs('new', 'new')],
  [
    'EncryptionTransformationErrors',
    transformations('resource="secrets",transformation_type="from_storage",status="Internal"', '0+1x120'),
    transformations('resource="secrets",transformation_type="from_storage",status="OK"', '0+1x120'),
  ],
  [
    'EncryptedResourceWrittenAsPlaintext',
    transformations('resource="secrets",transformation_type="to_storage",transformer_prefix="",status="OK"', '0+1x120'),
    transformations('resource="events",transformation_type="to_storage",transformer_prefix="",status="OK"', '0+1x120'),
  ],
  [
    'EncryptionDataKeyFailures',
    { [`apiserver_storage_data_key_generation_failures_total{${API}}`]: '0+1x120' },
    { [`apiserver_storage_data_key_generation_failures_total{${API}}`]: '3x120' },
  ],
  ['KmsPluginErrors', calls('Unavailable', '0+1x120'), calls('OK', '0+1x120')],
  [
    'KmsPluginStatusStale',
    { ...kms('key_id_hash_status_last_timestamp_seconds', '0+60x30 1800x90'), ...calls('OK', '0+1x120') },
    { ...kms('key_id_hash_status_last_timestamp_seconds', '0+60x30 1800x90'), ...calls('OK', '9x120') },
  ],
  ['KmsPluginInvalidKeyId', kms('invalid_key_id_from_status_total', '0+1x120'), kms('invalid_key_id_from_status_total',
    '1x120')],
  ['KmsPluginSlow', latencies('0+1x120', '0+100x120'), latencies('0+100x120', '0+100x120')],
  ['EtcdDatabaseGrowing', etcd(1.7 * GIB, 1.6 * GIB), etcd(1.5 * GIB, 1.5 * GIB)],
  ['EtcdDatabaseNearlyFull', etcd(1.95 * GIB, 1.9 * GIB), etcd(1.7 * GIB, 1.6 * GIB)],
  ['EtcdDatabaseFragmented', etcd(1.5 * GIB, 0.5 * GIB), etcd(0.1 * GIB, 0.01 * GIB)],
  [
    'ApiServerStorageGrowing',
    { [`apiserver_storage_size_bytes{${API},storage_cluster_id="etcd-0"}`]: `${1.7 * GIB}x120` },
    { [`apiserver_storage_size_bytes{${API},storage_cluster_id="etcd-0"}`]: `${1.5 * GIB}x120` },
  ],
];

interface Expected {
  readonly alert: Alert['name'];
  readonly at: string;

  /** Labels by which each alert that fires differs. */
  readonly fires: readonly { readonly [label: string]: string }[];
}

clusterSuite('Alerts in Prometheus', (claim) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-promtool-'));
    writeFileSync(join(folder, 'rotation.json'), JSON.stringify(ROTATION));
    writeFileSync(join(folder, 'encryption.json'), JSON.stringify(groupsOf((chart) => {
      new EncryptionAlerts(chart, 'Alerts');
    })));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const promtool = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.env[pathVariable('promtool')]!, args, {
      cwd: folder, encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  };

  /** Plays series, one value a minute, and compares which alerts fire, by the labels pod and name. */
  const play = (series: Series, expected: readonly Expected[], rules = 'rotation.json') => {
    const tests = [{
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: expected.map(({ alert, at, fires }) => ({
        expr: `count by (pod, name) (ALERTS{alertname="${alert}",alertstate="firing"})`,
        eval_time: at,
        exp_samples: fires.map((labels) => ({
          labels: `{${Object.entries(labels).map(([name, value]) => `${name}="${value}"`).join(',')}}`, value: 1,
        })),
      })),
    }];
    writeFileSync(join(folder, 'test.json'), JSON.stringify({
      rule_files: [rules], evaluation_interval: '1m', tests,
    }));
    const { status, output } = promtool('test', 'rules', 'test.json');
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  };

  claim('the rules of both constructs with alerts are rules of Prometheus', 'promtool check rules', async () => {
    writeFileSync(join(folder, 'clusters.json'), JSON.stringify(groupsOf((chart) => {
      new EncryptionAlerts(chart, 'Alerts', { clusterLabel: 'cluster' });
    })));
    for (const file of ['rotation.json', 'encryption.json', 'clusters.json']) {
      // Its lint of duplicates is about recorded series: one alert has a rule for each workload.
      const { status, output } = promtool('check', 'rules', '--lint=none', file);
      expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
    }
  });

  claim(
    'RotationStaleHolder fires for a container and a pod from before a change of the Secret, an hour after it, and for '
      + 'none from after it',
    'promtool test rules: a Secret that changes after 20 minutes, with four pods',
    async () => {
      play({
        [secret('metadata_resource_version')]: '1x19 2x200',
        [started('api-5f6d7c8b9-abcde')]: '60x220',
        [started('api-5f6d7c8b9-fghij')]: '60x30 2400x190',
        [created('queue-0')]: '60x220',
        [created('queue-1')]: '_x25 1560x195',
      }, [
        { alert: 'RotationStaleHolder', at: '60m', fires: [] },
        { alert: 'RotationStaleHolder', at: '100m', fires: [{ pod: 'api-5f6d7c8b9-abcde' }, { pod: 'queue-0' }] },
      ]);
    },
  );

  claim(
    'RotationStaleHolder stays silent where the Secret does not change, and ends when the container starts again',
    'promtool test rules: one Secret that stays, and one pod that starts again after 110 minutes',
    async () => {
      play({
        [secret('metadata_resource_version')]: '1x220', [started('api-5f6d7c8b9-abcde')]: '60x220',
      }, [{ alert: 'RotationStaleHolder', at: '200m', fires: [] }]);
      play({
        [secret('metadata_resource_version')]: '1x19 2x200',
        [started('api-5f6d7c8b9-abcde')]: '60x109 6600x110',
      }, [
        { alert: 'RotationStaleHolder', at: '100m', fires: [{ pod: 'api-5f6d7c8b9-abcde' }] },
        { alert: 'RotationStaleHolder', at: '120m', fires: [] },
      ]);
    },
  );

  claim(
    'RotationSourceNotReady fires where an ExternalSecret is not ready for 15 minutes, with either label of its '
      + 'namespace',
    'promtool test rules: a condition that is set after 10 minutes',
    async () => {
      for (const label of ['namespace', 'exported_namespace']) {
        const condition = `externalsecret_status_condition{name="db-from-vault",${label}="shop",condition="Ready",`
          + 'status="False"}';
        play({ [condition]: '0x9 1x60' }, [
          { alert: 'RotationSourceNotReady', at: '20m', fires: [] },
          { alert: 'RotationSourceNotReady', at: '30m', fires: [{ name: 'db-from-vault' }] },
        ]);
      }
    },
  );

  claim(
    'RotationOverdue fires for a Secret that was created long ago and has not changed since',
    'promtool test rules: a Secret of 91 days before, with and without a change',
    async () => {
      const old = `-${91 * 86_400}x120`;
      play({ [secret('created')]: old, [secret('metadata_resource_version')]: '1x120' }, [
        { alert: 'RotationOverdue', at: '30m', fires: [] }, { alert: 'RotationOverdue', at: '90m', fires: [{}] },
      ]);
      play({ [secret('created')]: old, [secret('metadata_resource_version')]: '1x10 2x110' }, [
        { alert: 'RotationOverdue', at: '90m', fires: [] },
      ]);
    },
  );

  claim(
    'each alert of EncryptionAlerts fires on the fault that it names, and stays silent where a value comes close to it',
    'promtool test rules: for each alert one set of series with the fault, and one without',
    async () => {
      const rules = groupsOf((chart) => new EncryptionAlerts(chart, 'Alerts')) as any;
      expect(ENCRYPTION.map(([alert]) => alert))
        .toEqual(rules.groups.flatMap((group: any) => group.rules).map((rule: any) => rule.alert));
      for (const [alert, bad, good] of ENCRYPTION) {
        play(bad, [{ alert, at: '60m', fires: [{}] }], 'encryption.json');
        play(good, [{ alert, at: '60m', fires: [] }], 'encryption.json');
      }
    },
  );
}, {
  unavailable: process.env.STRONGBOX_ENGINES_UNAVAILABLE,
  versions: () => ENGINES.promtool.module.title.replace(' v', ' '),
});
