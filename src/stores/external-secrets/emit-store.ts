import { ApiObject, ApiObjectMetadata, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { ExternalSecretStoreOptions } from './secret-store';
import { StoreContext, validateAtSynth } from './store-context';
import { validateMetadata } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { ApiKind, apiVersionOf } from '../../facts/api-kinds';
import { goDuration } from '../../facts/durations';
import { secretStoreFaults, secretStoreIdle } from '../../facts/external-secret-stores';
import { refuse } from '../refuse';

/** A SecretStore or ClusterSecretStore that is checked and not yet made. */
export interface CheckedStore {
  /** Makes the object of the store. */
  emit(construct: Construct): ApiObject;
}

/**
 * Checks a store before its construct is made.
 *
 * @param constructPath construct path, named in the error
 * @param more further fields of the spec
 * @throws Error on settings that External Secrets or the system behind it would refuse, and on a credential among them
 */
export function checkStore(
  constructPath: string,
  kind: ApiKind,
  options: ExternalSecretStoreOptions,
  metadata?: ApiObjectMetadata,
  more: object = {},
): CheckedStore {
  validateMetadata(constructPath, metadata);
  const context: StoreContext = { constructPath, clusterWide: kind.clusterWide, checks: [] };
  const spec = { ...storeSpec(context, options), ...more };
  refuse(constructPath, [...secretStoreFaults({ ...spec }), ...secretStoreIdle({ ...spec })]);
  refuseCredentialsInStore(constructPath, spec);
  return {
    emit: (construct) => {
      validateAtSynth(construct, context);
      const store = new ApiObject(construct, 'Resource', {
        apiVersion: apiVersionOf(kind), kind: kind.kind, metadata, spec,
      });
      // A cluster-wide object has no namespace, and cdk8s writes that of the chart.
      if (kind.clusterWide && store.metadata.namespace !== undefined) {
        store.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
      }
      return store;
    },
  };
}

function storeSpec(context: StoreContext, options: ExternalSecretStoreOptions): object {
  const { controller, maxRetries, retryInterval, refreshInterval } = options;
  return {
    controller,
    provider: options.provider._render(context),
    retrySettings: maxRetries === undefined && retryInterval === undefined
      ? undefined
      : { maxRetries, retryInterval: retryInterval && goDuration(retryInterval.toMilliseconds()) },
    // Whole seconds, as older versions of External Secrets take nothing else.
    refreshInterval: refreshInterval && Math.ceil(refreshInterval.toSeconds({ integral: false })),
  };
}
