import { ApiObject, ApiObjectMetadata, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { encryptionAlerts, storageAlerts } from './alerts';
import { alertRule, matchersOf } from '../../data/alerts';
import { validateMetadata } from '../../data/object-names';
import { quoted } from '../../redaction/quoted';

/** Props of `EncryptionAlerts`. */
export interface EncryptionAlertsProps {
  /**
   * Metadata of the PrometheusRule. Prometheus selects rules by labels, so set those that yours selects.
   *
   * @default - a generated name, the namespace of the chart, no labels
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Matchers of the API servers' metrics, as between the braces of a query.
   *
   * @default 'job="apiserver"'
   */
  readonly apiServerSelector?: string;

  /**
   * Matchers of etcd's metrics, as between the braces of a query.
   *
   * @default - every etcd
   */
  readonly etcdSelector?: string;

  /**
   * Label that distinguishes clusters, where one Prometheus has several.
   *
   * @default - one cluster
   */
  readonly clusterLabel?: string;

  /**
   * Size of the database from which to alert by the figure of the API server, for clusters whose etcd is hidden.
   *
   * @default Size.mebibytes(1638) - four fifths of etcd's default quota of 2 GiB
   */
  readonly storageWarning?: Size;

  /**
   * Resources that must never be written as plaintext, as the API server names them in its metrics: `secrets`,
   * `pandas.awesome.bears.example`.
   *
   * @default ['secrets']
   */
  readonly encryptedResources?: string[];
}

/**
 * Alerts on failures of encryption at rest and on the size of etcd: an object of the Prometheus Operator.
 *
 * The metrics of encryption are alpha in Kubernetes: names may change with a version. The hash of the file is served
 * since 1.34, and the resource of a transformation since 1.32; alerts on metrics that a version does not have stay
 * silent.
 */
export class EncryptionAlerts extends Construct {
  /** @throws Error when a selector, label or resource would break the queries */
  public constructor(scope: Construct, id: string, props: EncryptionAlertsProps = {}) {
    const constructPath = `${scope.node.path}/${id}`;
    validateMetadata(constructPath, props.metadata);
    const api = matchersOf(constructPath, props.apiServerSelector ?? 'job="apiserver"');
    const etcd = matchersOf(constructPath, props.etcdSelector ?? '');
    const resources = props.encryptedResources ?? ['secrets'];
    const wrong = resources.find((resource) => !/^[-.a-z0-9]+$/.test(resource));
    if (wrong !== undefined || resources.length === 0) {
      throw new Error(`${constructPath}: got ${wrong === undefined ? 'an empty list' : quoted(wrong)} as ` +
        "encryptedResources; name resources as in 'secrets', without wildcards");
    }
    if (props.clusterLabel !== undefined && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(props.clusterLabel)) {
      throw new Error(`${constructPath}: got ${quoted(props.clusterLabel)} as clusterLabel; it is not the name of a ` +
        'Prometheus label: use letters, digits and \'_\', and no digit first');
    }
    const selection = { api, etcd, cluster: props.clusterLabel };
    const bytes = (props.storageWarning ?? Size.mebibytes(1638)).toKibibytes() * 1024;
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: props.metadata,
      spec: {
        groups: [
          { name: 'encryption-at-rest', rules: encryptionAlerts(selection, resources).map(alertRule) },
          { name: 'etcd-storage', rules: storageAlerts(selection, bytes).map(alertRule) },
        ],
      },
    });
  }
}
