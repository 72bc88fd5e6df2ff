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
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const promtool = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.env[pathVariable('promtool')]!, args, {
      cwd: folder, encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  };

  /** Plays series, one value a minute, and compares which alerts fire, by label pod. */
  const play = (series: { readonly [series: string]: string }, expected: readonly Expected[]) => {
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
      rule_files: ['rotation.json'], evaluation_interval: '1m', tests,
    }));
    const { status, output } = promtool('test', 'rules', 'test.json');
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  };

  claim('the rules of both constructs with alerts are rules of Prometheus', 'promtool check rules', async () => {
    writeFileSync(join(folder, 'encryption.json'), JSON.stringify(groupsOf((chart) => {
      new EncryptionAlerts(chart, 'Alerts', { clusterLabel: 'cluster' });
    })));
    for (const file of ['rotation.json', 'encryption.json']) {
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
}, {
  unavailable: process.env.STRONGBOX_ENGINES_UNAVAILABLE,
  versions: () => ENGINES.promtool.module.title.replace(' v', ' '),
});
