import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { rotationAlerts } from './alert-rules';
import { RotationPlan } from './rotation-plan';
import { alertRule, matchersOf } from '../data/alerts';
import { validateMetadata } from '../data/object-names';

/** Props of `RotationAlerts`. */
export interface RotationAlertsProps {
  /** Plans of the rotations that are watched, each of a Secret or ConfigMap whose namespace is known. */
  readonly plans: RotationPlan[];

  /**
   * Metadata of the PrometheusRule. Prometheus selects rules by labels, so set those that yours selects.
   *
   * @default - a generated name, the namespace of the chart, no labels
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Matchers of the metrics of kube-state-metrics, as between the braces of a query.
   *
   * @default 'job="kube-state-metrics"'
   */
  readonly stateMetricsSelector?: string;

  /**
   * How long a pod may hold the old value after a change before the alert fires: longer than a rollout takes.
   *
   * @default Duration.hours(1)
   */
  readonly grace?: Duration;

  /**
   * Age from which a value is reported that nobody has changed. Prometheus has to keep its data for longer.
   *
   * @default Duration.days(90)
   */
  readonly maxAge?: Duration;
}

/**
 * Alerts on rotations: an object of the Prometheus Operator. For each plan, it reports the pods that still hold the
 * value from before the last change (`RotationStaleHolder`), a value that nobody has changed for long
 * (`RotationOverdue`), and an ExternalSecret or Certificate that is not ready, so that a rotation would stop half-way
 * (`RotationSourceNotReady`).
 *
 * What it needs: kube-state-metrics 2.0 or later with the resources `pods`, `secrets` and `configmaps`, and a scrape
 * interval of two minutes or less. For `secrets`, kube-state-metrics lists all Secrets of the cluster with their
 * values; its account is one that can read everything. The metrics of External Secrets and cert-manager are needed for
 * their objects.
 *
 * The trade-off: an alert is a hint and not a proof. Any change of the object, of a label too, moves its version; a
 * pod that reads files again looks current even where its program does not. `strongbox rotate wait` looks at more, and
 * decides whether an old value can be revoked.
 *
 * @see https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/storage/secret-metrics.md
 * @see https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md
 * @see https://external-secrets.io/latest/api/metrics/
 * @example
 * const plan = RotationPlan.of(app, RotationTarget.secret('payments-db', { namespaceName: 'payments' }));
 * new RotationAlerts(chart, 'RotationAlerts', { plans: [plan], metadata: { labels: { release: 'prometheus' } } });
 */
export class RotationAlerts extends Construct {
  /** @throws Error when there is no plan, a plan is of a path in a store or has no namespace, or a selector is wrong */
  public constructor(scope: Construct, id: string, props: RotationAlertsProps) {
    const constructPath = `${scope.node.path}/${id}`;
    validateMetadata(constructPath, props.metadata);
    const { plans, grace = Duration.hours(1), maxAge = Duration.days(90) } = props;
    const states = matchersOf(constructPath, props.stateMetricsSelector ?? 'job="kube-state-metrics"');
    if (plans.length === 0) {
      throw new Error(`${constructPath}: \`plans\` is empty; give the plans of the rotations to watch`);
    }
    for (const { title, _plan: { target } } of plans) {
      if (target.kind === 'store path') {
        throw new Error(`${constructPath}: ${title} is in a store, of which no metric of Kubernetes tells; give plans `
          + 'of the Secrets that are made of it');
      }
      if (target.namespace === undefined) {
        throw new Error(`${constructPath}: the namespace of ${title} is not known, and a query needs it; give `
          + 'namespaceName to the target of the plan');
      }
    }
    const settings = {
      states,
      graceSeconds: seconds(grace),
      maxAgeSeconds: seconds(maxAge),
      windowSeconds: Math.max(WINDOW_SECONDS, 2 * seconds(grace)),
    };
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: props.metadata,
      spec: {
        groups: plans.map(({ _plan: plan }) => ({
          name: `rotation-${plan.target.namespace}-${plan.target.kind.toLowerCase()}-${plan.target.name}`,
          rules: rotationAlerts(plan, settings).map(alertRule),
        })),
      },
    });
  }
}

/** How long a holder is reported after a change, where nothing ends it. */
const WINDOW_SECONDS = 7 * 24 * 3600;

function seconds(duration: Duration): number {
  return Math.ceil(duration.toMilliseconds() / 1000);
}
