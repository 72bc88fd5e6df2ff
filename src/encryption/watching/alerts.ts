import { Alert, seriesOf } from '../../data/alerts';

const CONTROLLER = 'apiserver_encryption_config_controller';

/** Which metrics to use. */
export interface Selection {
  readonly api: string;
  readonly etcd: string;
  readonly cluster: string | undefined;
}

/** Labels to group by, with the one of the cluster first. */
function by(selection: Selection, ...labels: string[]): string {
  return [...selection.cluster === undefined ? [] : [selection.cluster], ...labels].join(', ');
}

/** More than none of something in a time. */
function rateOver(selection: Selection, labels: readonly string[], counter: string, time: string): string {
  return `sum by (${by(selection, ...labels)}) (rate(${counter}[${time}])) > 0`;
}

/**
 * Alerts on encryption. A failed reload and a server with another file come first: both end in servers that cannot read
 * what others write.
 */
export function encryptionAlerts(selection: Selection, resources: readonly string[]): Alert[] {
  const { api } = selection;
  const reload = (status: string) =>
    seriesOf(`${CONTROLLER}_automatic_reload_last_timestamp_seconds`, api, `status="${status}"`);
  const hash = seriesOf(`${CONTROLLER}_last_config_info`, api);
  const operations = (...matchers: string[]) =>
    seriesOf('apiserver_storage_transformation_operations_total', api, ...matchers);
  const written = `resource=~"${resources.map((one) => one.replace(/\./g, '\\\\.')).join('|')}"`;
  return [
    {
      name: 'EncryptionConfigReloadFailed',
      // A bad file is tried every minute. A file that is put back is the file in use, which is not a success: only the
      // time tells.
      expr: `time() - ${reload('failure')} < 300 unless ignoring (status) (${reload('success')} > ignoring (status) ` +
        `${reload('failure')})`,
      holds: '5m',
      severity: 'critical',
      summary: 'API server {{ $labels.instance }} could not load its encryption file',
      description: 'It continues with the previous file. Other API servers may write what it cannot read: stop the ' +
        'rotation, and find the reason in its log.',
    },
    {
      name: 'EncryptionConfigDiffers',
      expr: `count by (${by(selection)}) (count by (${by(selection, 'hash')}) (${hash})) > 1`,
      holds: '15m',
      severity: 'critical',
      summary: 'API servers work with different encryption files',
      description: 'During a stage of a rotation this is expected for a while. If it lasts, a control-plane node was ' +
        'left behind.',
    },
    {
      name: 'EncryptionConfigMissing',
      expr: `count by (${by(selection)}) (${seriesOf('up', api)} == 1) > count by (${by(selection)}) (${hash})`,
      holds: '15m',
      severity: 'critical',
      summary: 'An API server works without an encryption file while others have one',
      description: 'It writes plaintext and cannot read what is encrypted. Give it the flags and the file of the ' +
        'others.',
    },
    {
      name: 'EncryptionTransformationErrors',
      expr: rateOver(selection, ['resource', 'transformation_type', 'transformer_prefix', 'status'],
        operations('status!="OK"'), '5m'),
      holds: '5m',
      severity: 'critical',
      summary: 'Objects of {{ $labels.resource }} cannot be encrypted or decrypted ({{ $labels.transformation_type }})',
      description: 'An API server fails to transform stored objects. If this began with a stage of a rotation, roll ' +
        'that stage back. Prefix: {{ $labels.transformer_prefix }}.',
    },
    {
      name: 'EncryptedResourceWrittenAsPlaintext',
      expr: rateOver(selection, ['resource'],
        operations('transformation_type="to_storage"', 'transformer_prefix=""', written), '15m'),
      holds: '15m',
      severity: 'warning',
      summary: '{{ $labels.resource }} are written as plaintext',
      description: 'identity is the first provider of the resource. That is right only in the first stage of ' +
        'enabling encryption, and when a cluster is decrypted.',
    },
    {
      name: 'EncryptionDataKeyFailures',
      expr: `increase(${seriesOf('apiserver_storage_data_key_generation_failures_total', api)}[15m]) > 0`,
      holds: '0m',
      severity: 'critical',
      summary: 'API server {{ $labels.instance }} could not generate a data key',
      description: 'Writes of encrypted resources fail.',
    },
    ...kmsAlerts(selection),
  ];
}

function kmsAlerts(selection: Selection): Alert[] {
  const kms = (suffix: string, ...matchers: string[]) =>
    seriesOf(`apiserver_envelope_encryption_${suffix}`, selection.api, ...matchers);
  const perPlugin = by(selection, 'instance', 'provider_name');
  const perMethod = by(selection, 'provider_name', 'method_name', 'le');
  return [
    {
      name: 'KmsPluginErrors',
      expr: rateOver(selection, ['provider_name', 'method_name', 'grpc_status_code'],
        kms('kms_operations_latency_seconds_count', 'grpc_status_code!="OK"'), '5m'),
      holds: '5m',
      severity: 'critical',
      summary: 'KMS plugin {{ $labels.provider_name }} fails: {{ $labels.method_name }} {{ $labels.grpc_status_code }}',
      description: 'Three minutes after the plugin stopped answering, writes of encrypted resources fail. Objects ' +
        'whose data key is cached can still be read.',
    },
    {
      name: 'KmsPluginStatusStale',
      // A provider that was removed from the file keeps its last timestamp until the API server restarts, but is no
      // longer called.
      expr: `time() - max by (${perPlugin}) (${kms('key_id_hash_status_last_timestamp_seconds')}) > 180 ` +
        `and sum by (${perPlugin}) (rate(${kms('kms_operations_latency_seconds_count')}[5m])) > 0`,
      holds: '1m',
      severity: 'critical',
      summary: 'API server {{ $labels.instance }} has had no status of KMS plugin {{ $labels.provider_name }} for ' +
        'three minutes',
      description: 'The API server checks a healthy plugin every minute. Its data key for writes is used for three ' +
        'minutes without an answer, and then writes fail.',
    },
    {
      name: 'KmsPluginInvalidKeyId',
      expr: `increase(${kms('invalid_key_id_from_status_total')}[15m]) > 0`,
      holds: '0m',
      severity: 'warning',
      summary: 'KMS plugin {{ $labels.provider_name }} reports an invalid key id: {{ $labels.error }}',
      description: 'The key id of a plugin must be stable, must not be empty, and must not be used again after a ' +
        'rotation.',
    },
    {
      name: 'KmsPluginSlow',
      expr: `histogram_quantile(0.99, sum by (${perMethod}) (rate(${kms('kms_operations_latency_seconds_bucket')}` +
        '[10m]))) > 0.1',
      holds: '15m',
      severity: 'warning',
      summary: 'KMS plugin {{ $labels.provider_name }} is slow: {{ $labels.method_name }} takes {{ $value }} s',
      description: 'Kubernetes expects less than 100 ms to encrypt and 10 ms to decrypt. An API server that starts ' +
        'decrypts with every data key in etcd.',
    },
  ];
}

/** Alerts on the size of etcd. A full etcd refuses all writes. */
export function storageAlerts(selection: Selection, warningBytes: number): Alert[] {
  const size = seriesOf('etcd_mvcc_db_total_size_in_bytes', selection.etcd);
  const used = seriesOf('etcd_mvcc_db_total_size_in_use_in_bytes', selection.etcd);
  const share = `${size} / ${seriesOf('etcd_server_quota_backend_bytes', selection.etcd)}`;
  const database = seriesOf('apiserver_storage_size_bytes', selection.api);
  const stored = `max by (${by(selection, 'storage_cluster_id')}) (${database})`;
  const shareUsed = 'etcd {{ $labels.instance }} has used {{ $value | humanizePercentage }} of its quota';
  return [
    {
      name: 'EtcdDatabaseGrowing',
      expr: `${share} > 0.8`,
      holds: '10m',
      severity: 'warning',
      summary: shareUsed,
      description: 'Find what grows with apiserver_resource_size_estimate_bytes or apiserver_resource_objects, and ' +
        'move big content out of Secrets and ConfigMaps.',
    },
    {
      name: 'EtcdDatabaseNearlyFull',
      expr: `${share} > 0.95`,
      holds: '10m',
      severity: 'critical',
      summary: shareUsed,
      description: 'At its quota etcd refuses all writes, and the cluster stands still. Compact and defragment, or ' +
        'raise the quota.',
    },
    {
      name: 'EtcdDatabaseFragmented',
      expr: `${used} / ${size} < 0.5 and ${used} > 104857600`,
      holds: '10m',
      severity: 'warning',
      summary: 'less than half of the database of etcd {{ $labels.instance }} is in use',
      description: 'Writing all objects again, as a rotation does, leaves free pages behind, with the old objects in ' +
        'them. Defragment one member after the other.',
    },
    {
      name: 'ApiServerStorageGrowing',
      expr: `${stored} > ${warningBytes}`,
      holds: '10m',
      severity: 'warning',
      summary: 'the database behind the API servers has {{ $value | humanize1024 }}B',
      description: 'For clusters whose etcd cannot be watched. Find what grows with apiserver_resource_objects.',
    },
  ];
}
