import { Plan, PlanSource, PlanTarget, PlanUse } from './plan';
import { Alert, seriesOf } from '../data/alerts';

/** What the alerts of one plan are made with. */
export interface AlertSettings {
  /** Matchers of the metrics of kube-state-metrics. */
  readonly states: string;

  /** Seconds that a holder of the old value may stay, and those after which a value is old. */
  readonly graceSeconds: number;
  readonly maxAgeSeconds: number;

  /** How far back a change is looked for, in seconds. */
  readonly windowSeconds: number;
}

/** Between two scrapes nothing shows; a change is seen in the first one after it. */
const SEEN_SECONDS = 300;

/**
 * How exact the time of a change is. Each step is a sample in memory, and `promtool test rules` takes 10,000 at most,
 * which are seven days of one a minute.
 */
const STEP_SECONDS = 120;

/** The alerts on one rotation: who holds the old value, and whether the value is old or its copy does not follow. */
export function rotationAlerts(plan: Plan, settings: AlertSettings): Alert[] {
  return [...holderAlerts(plan, settings), ageAlert(plan.target, settings), ...plan.sources.flatMap(sourceAlerts)];
}

/** Pods of which the name is known as a pattern, by the kind that makes them. */
const POD_NAMES: ReadonlyMap<string, string> = new Map([
  ['Deployment', '-[a-z0-9]+-[a-z0-9]{5}'], ['DaemonSet', '-[a-z0-9]{5}'], ['StatefulSet', '-[0-9]+'], ['Pod', ''],
]);

/** Longest name of a workload behind which Kubernetes does not cut the names of its pods. */
const UNCUT = 40;

function holderAlerts({ target, uses }: Plan, settings: AlertSettings): Alert[] {
  const holders = uses.filter(({ seen, user, container }) => (seen.when === 'start' || seen.when === 'new-pod')
    && container !== undefined && user.namespace === target.namespace && POD_NAMES.has(user.kind));
  const expressions = new Map(holders.map((use) => [startedBefore(use, target, settings), use]));
  return [...expressions].map(([expr, { user, seen }]) => ({
    name: 'RotationStaleHolder',
    expr,
    holds: `${settings.graceSeconds}s`,
    severity: 'warning',
    summary: `{{ $labels.pod }} still has the value of ${target.kind} ${target.name} from before its last change`,
    description: `A pod of ${user.kind} ${user.name} sees a change only ${seen.when === 'start'
      ? 'when its container starts' : 'as a new pod'}, and it has started before the last change. Do not revoke the `
      + 'old value; restart the workload, and see what "strongbox rotate wait" says.',
  }));
}

/** The starts of containers, or of pods where only a new pod has a new value, before the last change. */
function startedBefore(
  { user, container, seen }: PlanUse, target: PlanTarget, { states, windowSeconds }: AlertSettings,
): string {
  const pattern = user.name.length > UNCUT && user.kind !== 'Pod' ? `${escaped(user.name.slice(0, UNCUT))}.*`
    : `${escaped(user.name)}${POD_NAMES.get(user.kind)!}`;
  const at = [`namespace="${target.namespace!}"`, `pod=~"${pattern}"`];
  const started = seen.when === 'start'
    ? seriesOf('kube_pod_container_state_started', states, ...at, `container="${container!}"`)
    : seriesOf('kube_pod_start_time', states, ...at);
  const version = versionOf(target, states);
  // The last time at which a change was in view, less the length of the view: when it was seen first.
  const changed = `max by (namespace) (max_over_time((timestamp(${version}) * `
    + `(changes(${version}[${SEEN_SECONDS}s]) > bool 0))[${windowSeconds}s:${STEP_SECONDS}s])) - ${SEEN_SECONDS}`;
  return `${started} < on (namespace) group_left () (${changed})`;
}

/** Of a name, which has letters, digits, hyphens and dots. */
function escaped(name: string): string {
  return name.replaceAll('.', '\\\\.');
}

function versionOf({ kind, name, namespace }: PlanTarget, states: string): string {
  const word = kind === 'ConfigMap' ? 'configmap' : 'secret';
  return seriesOf(`kube_${word}_metadata_resource_version`, states, `namespace="${namespace!}"`, `${word}="${name}"`);
}

function ageAlert(target: PlanTarget, { states, maxAgeSeconds }: AlertSettings): Alert {
  const word = target.kind === 'ConfigMap' ? 'configmap' : 'secret';
  const created = seriesOf(
    `kube_${word}_created`, states, `namespace="${target.namespace!}"`, `${word}="${target.name}"`,
  );
  return {
    name: 'RotationOverdue',
    expr: `time() - ${created} > ${maxAgeSeconds} unless on (namespace, ${word}) `
      + `(changes(${versionOf(target, states)}[${maxAgeSeconds}s]) > 0)`,
    holds: '1h',
    severity: 'warning',
    summary: `${target.kind} ${target.name} has not changed for too long`,
    description: 'Nothing has changed the object for the age that was set. Rotate what is in it. Prometheus has to '
      + 'keep its data for longer than that age.',
  };
}

function sourceAlerts({ by }: PlanSource): Alert[] {
  const name = by?.kind === 'ExternalSecret' ? 'externalsecret_status_condition'
    : by?.kind === 'Certificate' ? 'certmanager_certificate_ready_status' : undefined;
  if (by === undefined || name === undefined || by.namespace === undefined) {
    return [];
  }
  // The namespace of the object is exported_namespace where the scrape sets a label of that name itself.
  const object = [`name="${by.name}"`];
  const condition = name === 'externalsecret_status_condition' ? ['condition="Ready"', 'status="False"']
    : ['condition="False"'];
  return [{
    name: 'RotationSourceNotReady',
    expr: `(${seriesOf(name, `namespace="${by.namespace}"`, ...object, ...condition)} or `
      + `${seriesOf(name, `exported_namespace="${by.namespace}"`, ...object, ...condition)}) == 1`,
    holds: '15m',
    severity: 'warning',
    summary: `${by.kind} ${by.name} is not ready`,
    description: 'A change of the source does not come to the Secret, so that a rotation would stop half-way. Find the '
      + 'reason in the conditions of the object.',
  }];
}
