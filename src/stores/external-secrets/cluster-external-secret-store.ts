import { ApiObject, ApiObjectMetadata, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { IExternalSecretStore, ExternalSecretStoreOptions } from './secret-store';
import { SecretStoreReference, storeSpec } from './secret-store-spec';
import { StoreContext, validateAtSynth } from './store-context';
import { validateMetadata, validateName } from '../../data/object-names';
import { named, quoted } from '../../redaction/quoted';

/** Which namespaces may use a cluster-wide store. */
export interface ExternalSecretStoreNamespaces {
  /**
   * Names of namespaces.
   *
   * @default - none by name
   */
  readonly namespaces?: string[];

  /**
   * Regular expressions, in the syntax of Go, that match names of namespaces. Write `^` and `$`: a part of the name is enough for a match.
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
  /** Namespaces that may use the store. Without this every namespace of the cluster could read all that the store can. */
  readonly allow: ExternalSecretStoreNamespaces;

  /**
   * Name, labels and annotations of the store.
   *
   * @default - a generated name
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * A system outside of the cluster from which External Secrets copies values into native Secrets of several namespaces, all of them with the
 * same access. Prefer an `ExternalSecretStore` a namespace, each with an identity of its own.
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
   * A cluster-wide store that is made elsewhere.
   *
   * @param name name of the store
   * @throws Error when no object can have the name
   */
  public static fromName(name: string): IExternalSecretStore {
    validateName('ClusterExternalSecretStore.fromName', name);
    return new SecretStoreReference(name, 'ClusterSecretStore');
  }

  public readonly storeName: string;
  public readonly storeKind = 'ClusterSecretStore';

  /**
   * @throws Error when no namespace is allowed, a reference lacks its namespace, or on settings that External Secrets would refuse
   */
  public constructor(scope: Construct, id: string, props: ClusterExternalSecretStoreProps) {
    const where = `${scope.node.path}/${id}`;
    validateMetadata(where, props.metadata);
    const conditions = conditionsOf(where, props.allow);
    const context: StoreContext = { where, clusterWide: true, checks: [] };
    const spec = storeSpec(context, props);
    if (props.metadata?.namespace !== undefined) {
      throw new Error(`${where}: a cluster-wide store is in no namespace; leave out namespace ` +
        `${named(props.metadata.namespace)}`);
    }
    super(scope, id);
    validateAtSynth(this, context);
    const store = new ApiObject(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1',
      kind: this.storeKind,
      metadata: props.metadata,
      spec: { ...spec, conditions },
    });
    // A cluster-wide object has no namespace, and cdk8s writes that of the chart.
    if (store.metadata.namespace !== undefined) {
      store.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    }
    this.storeName = store.name;
  }
}

/** Conditions are alternatives: a namespace that meets any of them may use the store. */
function conditionsOf(where: string, { namespaces, namespaceRegexps, namespaceLabels }: ExternalSecretStoreNamespaces): object[] {
  const wrong = namespaces?.find((name) => !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name));
  if (wrong !== undefined) {
    throw new Error(`${where}: ${quoted(wrong)} is not the name of a namespace`);
  }
  const unanchored = namespaceRegexps?.find((regex) => !regex.startsWith('^') || !regex.endsWith('$'));
  if (unanchored !== undefined) {
    throw new Error(`${where}: namespace pattern ${quoted(unanchored)} also matches names that only contain it; ` +
      'begin it with ^ and end it with $');
  }
  const all = namespaceRegexps?.find((regex) => /^\^(\(\?[a-z]+\))?\(*\.[*+]\)*\$$/.test(regex));
  if (all !== undefined) {
    throw new Error(`${where}: namespace pattern ${quoted(all)} matches every namespace; name those that may use the ` +
      'store');
  }
  const conditions = [
    ...namespaces?.length ? [{ namespaces }] : [],
    ...namespaceRegexps?.length ? [{ namespaceRegexes: namespaceRegexps }] : [],
    // An empty selector matches every namespace.
    ...namespaceLabels && Object.keys(namespaceLabels).length > 0 ? [{ namespaceSelector: { matchLabels: namespaceLabels } }] : [],
  ];
  if (conditions.length === 0) {
    throw new Error(`${where}: no namespace is allowed, and a cluster-wide store without conditions serves every namespace; name those that may use it`);
  }
  return conditions;
}
