import { App, Chart, Cron, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';

export const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'] as const;

export type TestWorkload =
  kplus.Deployment | kplus.StatefulSet | kplus.DaemonSet | kplus.Job | kplus.CronJob | kplus.Pod;

export function testChart(namespace?: string): Chart {
  return new Chart(Testing.app(), 'payments', { namespace });
}

/** A workload of a kind, with one container `main` unless the props say otherwise. */
export function workloadOfKind(
  kind: (typeof WORKLOAD_KINDS)[number],
  chart: Chart,
  id: string,
  props: kplus.PodProps = {},
): TestWorkload {
  const all = { containers: [{ name: 'main', image: 'main:1', portNumber: 8080 }], ...props };
  switch (kind) {
    case 'Deployment': return new kplus.Deployment(chart, id, all);
    case 'StatefulSet': return new kplus.StatefulSet(chart, id, all);
    case 'DaemonSet': return new kplus.DaemonSet(chart, id, all);
    case 'Job': return new kplus.Job(chart, id, all);
    case 'CronJob': return new kplus.CronJob(chart, id, { ...all, schedule: Cron.daily() });
    case 'Pod': return new kplus.Pod(chart, id, all);
  }
}

/** The pod spec in a workload manifest of any kind. */
export function podSpecOf(manifest: any): any {
  const inner = manifest.kind === 'CronJob' ? manifest.spec.jobTemplate : manifest;
  return inner.kind === 'Pod' ? inner.spec : inner.spec.template.spec;
}

/** The manifest of the first object of a kind. */
export function synthOne(chart: Chart, kind: string): any {
  return Testing.synth(chart).find((manifest: any) => manifest.kind === kind);
}

/** Runs synth with the validations of the whole app, which `Testing.synth` of a chart does as well. */
export function synthErrors(chart: Chart): string {
  try {
    App._synthChart(chart);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
