import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { checkStore } from './emit-store';
import { IExternalSecretStore, ExternalSecretStoreOptions } from './secret-store';
import { SecretStoreReference } from './secret-store-reference';
import { validateName, validateNamespace } from '../../data/object-names';
import { CLUSTER_SECRET_STORE } from '../../facts/api-kinds';
import { openNamespaces } from '../../facts/external-secret-stores';
import { named } from '../../redaction/quoted';
import { refuse } from '../refuse';

/** Namespaces that may use a cluster-wide store. */
export interface ExternalSecretStoreNamespaces {
  /**
   * Names of namespaces.
   *
   * @default - none by name
   */
  readonly namespaces?: string[];

  /**
   * Regular expressions, in the syntax of Go, that match names of namespaces. Write `^` and `$`: a part of the name is
   * enough for a match.
   *
   * @default - none by pattern
   */
  readonly namespaceRegexps?: string[];

  /**
   * Labels of namespaces. Whoever may label a namespace may open the store to it.
   *
   * @default - none by label
   */
  readonly namespaceLabels?: { [name: string]: string };
}

/** A store that serves several namespaces. */
export interface ClusterExternalSecretStoreProps extends ExternalSecretStoreOptions {
  /**
   * Namespaces that may use the store. Without this every namespace of the cluster could read all that the store can.
   */
  readonly allow: ExternalSecretStoreNamespaces;

  /**
   * Name, labels and annotations of the store.
   *
   * @default - a generated name
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * A system outside the cluster from which External Secrets copies values into native Secrets of several namespaces, all
 * of them with the same access. Prefer an `ExternalSecretStore` in each namespace, each with a dedicated identity.
 *
 * @see https://external-secrets.io/latest/api/clustersecretstore/
 * @example
 * new ClusterExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.aws({
 *     service: AwsStoreService.SECRETS_MANAGER,
 *     region: 'eu-central-1',
 *     auth: AwsStoreAuth.serviceAccount({ serviceAccount, serviceAccountNamespaceName: 'external-secrets' }),
 *   }),
 *   allow: { namespaces: ['payments', 'billing'] },
 * });
 */
export class ClusterExternalSecretStore extends Construct implements IExternalSecretStore {
  /**
   * References a cluster-wide store that is made elsewhere.
   *
   * @param name name of the store
   * @throws Error when the name is invalid
   */
  public static fromName(name: string): IExternalSecretStore {
    validateName('ClusterExternalSecretStore.fromName', name);
    return new SecretStoreReference(name, CLUSTER_SECRET_STORE.kind);
  }

  public readonly storeName: string;
  public readonly storeKind = 'ClusterSecretStore';

  /**
   * @throws Error when no namespace is allowed, a reference lacks its namespace, or on settings that External Secrets
   * would refuse
   */
  public constructor(scope: Construct, id: string, props: ClusterExternalSecretStoreProps) {
    const constructPath = `${scope.node.path}/${id}`;
    const conditions = conditionsOf(constructPath, props.allow);
    const checked = checkStore(constructPath, CLUSTER_SECRET_STORE, props, props.metadata, { conditions });
    if (props.metadata?.namespace !== undefined) {
      throw new Error(
        `${constructPath}: a cluster-wide store is in no namespace; leave out namespace ` +
        `${named(props.metadata.namespace)}`,
      );
    }
    super(scope, id);
    this.storeName = checked.emit(this).name;
  }
}

/** Conditions are alternatives: a namespace that meets any of them may use the store. */
function conditionsOf(constructPath: string, allow: ExternalSecretStoreNamespaces): object[] {
  const { namespaces, namespaceRegexps, namespaceLabels } = allow;
  namespaces?.forEach((namespace) => validateNamespace(constructPath, namespace));
  const conditions = [
    ...namespaces?.length ? [{ namespaces }] : [],
    ...namespaceRegexps?.length ? [{ namespaceRegexes: namespaceRegexps }] : [],
    // An empty selector matches every namespace.
    ...namespaceLabels && Object.keys(namespaceLabels).length > 0
      ? [{ namespaceSelector: { matchLabels: namespaceLabels } }] : [],
  ];
  refuse(constructPath, openNamespaces({ conditions }));
  return conditions;
}
