import { ApiObject, App, Chart, Duration, Testing } from 'cdk8s';
import { env, shop, workload } from './shop';
import { RotationAlerts, RotationAlertsProps, RotationPlan, RotationTarget } from '../../src';

/** Metrics as kube-state-metrics, External Secrets and cert-manager name them, with the labels that each has. */
const METRICS: { readonly [name: string]: readonly string[] } = {
  kube_pod_container_state_started: ['namespace', 'pod', 'container', 'uid'],
  kube_pod_start_time: ['namespace', 'pod', 'uid'],
  kube_secret_created: ['namespace', 'secret', 'uid'],
  kube_secret_metadata_resource_version: ['namespace', 'secret', 'uid'],
  kube_configmap_created: ['namespace', 'configmap', 'uid'],
  kube_configmap_metadata_resource_version: ['namespace', 'configmap', 'uid'],
  externalsecret_status_condition: ['name', 'namespace', 'exported_namespace', 'condition', 'status'],
  certmanager_certificate_ready_status: ['name', 'namespace', 'exported_namespace', 'condition'],
};

function groupsOf(props: Partial<RotationAlertsProps> = {}, { app } = shop()): any[] {
  const plans = [RotationPlan.of(app, RotationTarget.secret('db'))];
  const chart = Testing.chart();
  new RotationAlerts(chart, 'Alerts', { plans, ...props });
  return Testing.synth(chart)[0].spec.groups;
}

const rulesOf = (props: Partial<RotationAlertsProps> = {}): any[] => groupsOf(props).flatMap(({ rules }) => rules);

test('one PrometheusRule, with a group for each plan', () => {
  const [group] = groupsOf();
  expect(group.name).toBe('rotation-shop-secret-db');
  expect(group.rules.map(({ alert, for: holds, labels }: any) => `${alert} ${holds} ${labels.severity}`)).toEqual([
    'RotationStaleHolder 3600s warning', 'RotationStaleHolder 3600s warning', 'RotationOverdue 1h warning',
    'RotationSourceNotReady 15m warning',
  ]);
});

test('a variable is judged by the start of the container, a subPath by that of the pod, a live file not at all', () => {
  const [variable, subPath, ...others] = rulesOf();
  const changed = '(max by (namespace) (max_over_time((timestamp(kube_secret_metadata_resource_version{'
    + 'job="kube-state-metrics",namespace="shop",secret="db"}) * (changes(kube_secret_metadata_resource_version{'
    + 'job="kube-state-metrics",namespace="shop",secret="db"}[300s]) > bool 0))[604800s:120s])) - 300)';
  expect(variable.expr).toBe(
    'kube_pod_container_state_started{job="kube-state-metrics",namespace="shop",pod=~"api-[a-z0-9]+-[a-z0-9]{5}",'
    + `container="app"} < on (namespace) group_left () ${changed}`,
  );
  expect(subPath.expr).toBe(
    'kube_pod_start_time{job="kube-state-metrics",namespace="shop",pod=~"queue-[0-9]+"} < on (namespace) group_left () '
    + changed,
  );
  expect(JSON.stringify(others)).not.toContain('live');
});

test('a value that nobody changes, and a source that is not ready', () => {
  const [, , overdue, source] = rulesOf({ maxAge: Duration.days(30), stateMetricsSelector: '' });
  expect(overdue.expr).toBe(
    'time() - kube_secret_created{namespace="shop",secret="db"} > 2592000 unless on (namespace, secret) '
    + '(changes(kube_secret_metadata_resource_version{namespace="shop",secret="db"}[2592000s]) > 0)',
  );
  expect(source.expr).toBe(
    '(externalsecret_status_condition{namespace="shop",name="db-from-vault",condition="Ready",status="False"} or '
    + 'externalsecret_status_condition{exported_namespace="shop",name="db-from-vault",condition="Ready",'
    + 'status="False"}) == 1',
  );
});

test('names metrics that exist, and labels that they have; brackets are balanced', () => {
  const { app, chart } = shop();
  new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
  new ApiObject(chart, 'Certificate', {
    apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: 'tls' }, spec: { secretName: 'tls' },
  });
  const plans = [RotationTarget.secret('db'), RotationTarget.configMap('settings'), RotationTarget.secret('tls')]
    .map((target) => RotationPlan.of(app, target));
  const rules = groupsOf({ plans }, { app, chart }).flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(6);
  for (const { alert, expr, annotations } of rules) {
    const used = [...expr.matchAll(/\b((?:kube|externalsecret|certmanager)_[a-z_]+)\{([^{}]*(?:\{\d+\}[^{}]*)?)\}/g)];
    expect([alert, used.length > 0]).toEqual([alert, true]);
    for (const [, metric, matchers] of used) {
      expect(Object.keys(METRICS)).toContain(metric);
      [...matchers.matchAll(/([a-z_]+)(?:=~|=)"/g)].forEach(([, label]) =>
        expect(['job', ...METRICS[metric]]).toContain(label));
    }
    for (const [open, close] of ['()', '{}', '[]']) {
      expect([expr, expr.split(open).length]).toEqual([expr, expr.split(close).length]);
    }
    expect(annotations.description).toMatch(/\.$/);
  }
});

test('the names of pods of a long workload, which Kubernetes cuts, are matched by their beginning', () => {
  const { app, chart } = shop();
  const name = 'a-service.with-a-name-that-is-longer-than-what-is-kept';
  workload(chart, 'Deployment', name, { containers: [{ name: 'app', image: 'a:1', env }] });
  const [{ rules }] = groupsOf({ plans: [RotationPlan.of(app, RotationTarget.secret('db'))] }, { app, chart });
  const expressions = rules.map(({ expr }: any) => expr as string);
  expect(expressions.some((expr: string) => expr.includes('pod=~"a-service\\\\.with-a-name-that-is-longer-tha.*"')))
    .toBe(true);
});

test.each<[string, (app: App) => Partial<RotationAlertsProps>, string]>([
  ['no plan', () => ({ plans: [] }), '`plans` is empty'],
  [
    'a path of a store',
    (app) => ({ plans: [RotationPlan.of(app, RotationTarget.storePath('shop/db'))] }),
    'the path shop/db is in a store, of which no metric of Kubernetes tells',
  ],
  ['a selector', () => ({ stateMetricsSelector: 'job=x' }), 'give matchers as between the braces'],
  ['a name', () => ({ metadata: { name: 'Alerts' } }), 'is not a valid object name'],
])('%s is refused, with nothing left behind', (_name, propsOf, message) => {
  const { app } = shop();
  const chart = Testing.chart();
  const plans = [RotationPlan.of(app, RotationTarget.secret('db'))];
  expect(() => new RotationAlerts(chart, 'Alerts', { plans, ...propsOf(app) })).toThrow(message);
  expect(chart.node.children).toEqual([]);
});

test('a plan without a namespace is refused', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'open');
  new ApiObject(chart, 'Secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } });
  const plans = [RotationPlan.of(app, RotationTarget.secret('db'))];
  expect(() => new RotationAlerts(chart, 'Alerts', { plans })).toThrow(
    'open/Alerts: the namespace of Secret db is not known, and a query needs it; give namespaceName to the target',
  );
});
