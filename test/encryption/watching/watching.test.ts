import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import {
  ApiServerAuditLevel,
  ApiServerAuditPolicy,
  ApiServerAuditPolicyProps,
} from '../../../src/encryption/watching/api-server-audit-policy';
import { EncryptionAlerts, EncryptionAlertsProps } from '../../../src/encryption/watching/encryption-alerts';
import { newChart } from '../support';

/** Metrics as kubernetes/apiserver and etcd name them, with the labels that each has. */
const METRICS: { readonly [name: string]: string[] } = {
  apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds: ['status', 'apiserver_id_hash'],
  apiserver_encryption_config_controller_last_config_info: ['apiserver_id_hash', 'hash'],
  apiserver_envelope_encryption_kms_operations_latency_seconds_count: [
    'provider_name',
    'method_name',
    'grpc_status_code',
  ],
  apiserver_envelope_encryption_kms_operations_latency_seconds_bucket: [
    'provider_name',
    'method_name',
    'grpc_status_code',
    'le',
  ],
  apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds: [
    'provider_name',
    'key_id_hash',
    'apiserver_id_hash',
  ],
  apiserver_envelope_encryption_invalid_key_id_from_status_total: ['provider_name', 'error'],
  apiserver_storage_transformation_operations_total: [
    'resource',
    'transformation_type',
    'transformer_prefix',
    'status',
  ],
  apiserver_storage_data_key_generation_failures_total: [],
  apiserver_storage_size_bytes: ['storage_cluster_id'],
  etcd_mvcc_db_total_size_in_bytes: [],
  etcd_mvcc_db_total_size_in_use_in_bytes: [],
  etcd_server_quota_backend_bytes: [],
  up: [],
};
const TARGET_LABELS = ['job', 'instance', 'cluster'];

function alerts(props: EncryptionAlertsProps = {}): any[] {
  const chart = Testing.chart();
  new EncryptionAlerts(chart, 'Alerts', props);
  return Testing.synth(chart)[0].spec.groups.flatMap((group: any) => group.rules);
}

describe('EncryptionAlerts', () => {
  test('is one PrometheusRule', () => {
    const chart = Testing.chart();
    new EncryptionAlerts(chart, 'Alerts', { metadata: { name: 'encryption', labels: { release: 'prometheus' } } });
    const [rule] = Testing.synth(chart);
    expect(rule).toMatchObject({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'encryption', labels: { release: 'prometheus' } },
    });
    expect(
      rule.spec.groups.map((group: any) => [
        group.name,
        ...group.rules.map((one: any) => `${one.labels.severity} ${one.alert}: ${one.expr}`),
      ]),
    ).toMatchSnapshot();
  });

  test('has a name that the API server takes', () => {
    expect(() => new EncryptionAlerts(Testing.chart(), 'Alerts', { metadata: { name: 'Encryption' } })).toThrow(
      '"Encryption" (10 characters) is not a valid object name',
    );
  });

  test('names metrics that exist, and labels that they have', () => {
    for (const { alert, expr } of alerts({ etcdSelector: 'job="etcd"', clusterLabel: 'cluster' })) {
      const used = [...expr.matchAll(/\b((?:apiserver|etcd)_[a-z_]+|up)\b(?:\{([^}]*)\})?/g)];
      expect([alert, used.length > 0]).toEqual([alert, true]);
      const labels = used.flatMap(([, metric, matchers = '']) => {
        expect(Object.keys(METRICS)).toContain(metric);
        [...matchers.matchAll(/([a-z_]+)(?:=~|!=|=)/g)].forEach(([, label]) =>
          expect([...METRICS[metric], ...TARGET_LABELS]).toContain(label),
        );
        return METRICS[metric];
      });
      [...expr.matchAll(/(?:by|ignoring) \(([^)]*)\)/g)].flatMap(([, list]) => list.split(', ').filter(Boolean))
        .forEach((label) => expect([...labels, ...TARGET_LABELS]).toContain(label));
    }
  });

  test('has no unbalanced brackets, and an annotation each', () => {
    for (const { expr, annotations } of alerts()) {
      for (const [open, close] of ['()', '{}', '[]']) expect(expr.split(open).length).toBe(expr.split(close).length);
      expect(annotations.summary).not.toBe('');
      expect(annotations.description).toMatch(/\.$/);
    }
  });

  test('the selector is in every query of the API server', () => {
    alerts({ apiServerSelector: 'job="kube-apiserver"' })
      .filter(({ expr }) => expr.includes('apiserver_'))
      .forEach(({ expr }) => {
        expect(expr.split(/\b(?:apiserver_[a-z_]+|up)\b/).length).toBe(expr.split('job="kube-apiserver"').length);
      });
  });

  test('clusters are kept apart by their label', () => {
    const differs = alerts({ clusterLabel: 'cluster' }).find(({ alert }) => alert === 'EncryptionConfigDiffers');
    expect(differs.expr).toBe(
      'count by (cluster) (count by (cluster, hash) '
        + '(apiserver_encryption_config_controller_last_config_info{job="apiserver"})) > 1',
    );
  });

  test('sizes and resources come in', () => {
    const all = alerts({ storageWarning: Size.gibibytes(6), encryptedResources: ['secrets', 'pandas.bears.example'] })
      .map(({ expr }) => expr)
      .join('\n');
    expect(all).toContain(`> ${6 * 1024 ** 3}`);
    expect(all).toContain('resource=~"secrets|pandas\\\\.bears\\\\.example"');
  });

  test.each<[EncryptionAlertsProps, string]>([
    [{ apiServerSelector: 'job=apiserver' }, 'give matchers as between the braces'],
    [{ etcdSelector: 'job="etcd"} or {a="b"' }, 'give matchers as between the braces'],
    [{ clusterLabel: 'my-cluster' }, 'not the name of a Prometheus label'],
    [{ encryptedResources: ['*.*'] }, 'without wildcards'],
    [{ encryptedResources: [] }, 'got an empty list as encryptedResources'],
  ])('%j is refused', (props, message) => {
    const chart = Testing.chart();
    expect(() => new EncryptionAlerts(chart, 'Alerts', props)).toThrow(message);
    expect(chart.node.children).toEqual([]);
  });
});

describe('ApiServerAuditPolicy', () => {
  const policy = (props: ApiServerAuditPolicyProps = {}) => {
    const chart = newChart();
    new ApiServerAuditPolicy(chart, 'Audit', props);
    return Testing.synth(chart)[0];
  };

  test('the first rule keeps the bodies of secrets out of the log, and the last is metadata', () => {
    expect(policy()).toMatchSnapshot();
  });

  test('no rule of the user comes before the first, whatever it says', () => {
    const { rules } = policy({
      rules: [{ level: ApiServerAuditLevel.REQUEST_RESPONSE, resources: [{ resources: ['secrets'] }] }],
      otherwise: ApiServerAuditLevel.REQUEST_RESPONSE,
    });
    // The API server takes the first rule that matches.
    const levelFor = (group: string, resource: string) =>
      rules.find((rule: any) =>
        (rule.resources ?? [{ group, resources: ['*'] }]).some(
          (one: any) =>
            one.group === group && (one.resources ?? ['*']).some((name: string) => name === '*' || name === resource),
        ),
      ).level;
    for (const [group, resource] of [
      ['', 'secrets'],
      ['', 'configmaps'],
      ['', 'serviceaccounts/token'],
      ['authentication.k8s.io', 'tokenreviews'],
      ['bitnami.com', 'sealedsecrets'],
      ['external-secrets.io', 'externalsecrets'],
    ]) {
      expect([resource, levelFor(group, resource)]).toEqual([resource, 'Metadata']);
    }
    expect(levelFor('', 'pods')).toBe('RequestResponse');
  });

  test('further secret resources join the first rule', () => {
    const { rules } = policy({ secretResources: [{ group: 'db.example', resources: ['credentials'] }] });
    expect(rules[0].resources).toContainEqual({ group: 'db.example', resources: ['credentials'] });
  });

  test('rules come out in the words of the API', () => {
    const { rules } = policy({
      rules: [
        { level: ApiServerAuditLevel.NONE, nonResourceUrls: ['/healthz*', '*'] },
        {
          level: ApiServerAuditLevel.REQUEST,
          users: ['a'],
          userGroups: ['g'],
          verbs: ['create'],
          namespaces: ['n'],
          resources: [{ group: 'apps', resources: ['deployments'], resourceNames: ['x'] }],
        },
      ],
    });
    expect(rules[1]).toEqual({ level: 'None', nonResourceURLs: ['/healthz*', '*'] });
    expect(rules[2]).toEqual({
      level: 'Request',
      users: ['a'],
      userGroups: ['g'],
      verbs: ['create'],
      namespaces: ['n'],
      resources: [{ group: 'apps', resources: ['deployments'], resourceNames: ['x'] }],
    });
  });

  const none = (rule: object) => ({ rules: [{ level: ApiServerAuditLevel.NONE, ...rule }] });
  test.each<[ApiServerAuditPolicyProps, string]>([
    [none({ nonResourceUrls: ['/a'], resources: [{ resources: ['pods'] }] }),
      'rules[0].nonResourceUrls: rules cannot apply to both regular resources and non-resource URLs; write two rules'],
    [none({ nonResourceUrls: ['healthz'] }),
      "rules[0].nonResourceUrls[0]: got \"healthz\"; non-resource URL rules must begin with a '/' character"],
    [none({ nonResourceUrls: ['/a*b'] }), "non-resource URL wildcards '*' must be the final character of the rule"],
    [
      none({ resources: [{ resourceNames: ['a'] }] }),
      'rules[0].resources[0].resourceNames: using resourceNames requires at least one resource',
    ],
    [
      none({ resources: [{ group: '*' }] }),
      "rules[0].resources[0].group: Kubernetes 1.28 does not start with the group '*'",
    ],
    [
      { secretResources: [{ resources: ['x'] }, { group: 'db.example/v1', resources: ['x'] }] },
      'secretResources[1].group: got "db.example/v1"; an API group is a DNS name in lower case, without a version',
    ],
    [{ otherwise: 'metadata' as ApiServerAuditLevel }, 'otherwise: got "metadata"; the levels are None, Metadata,'],
  ])('%j is refused', (props, message) => {
    expect(() => policy(props)).toThrow('control-plane/Audit: ');
    expect(() => policy(props)).toThrow(message);
  });

  test('it is not an object to apply', () => {
    const chart = newChart();
    new ApiServerAuditPolicy(chart, 'Audit');
    new ApiObject(new Chart(App.of(chart), 'workloads'), 'Settings', { apiVersion: 'v1', kind: 'ConfigMap' });
    expect(() => App.of(chart).synth()).toThrow('Policy is a file of the API server and not an object to apply');
  });
});
