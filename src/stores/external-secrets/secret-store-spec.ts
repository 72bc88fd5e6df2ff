import { goDuration } from '../go-duration';
import { IExternalSecretStore, ExternalSecretStoreOptions } from './secret-store';
import { StoreContext } from './store-context';

/** Name and kind of a store. */
export class SecretStoreReference implements IExternalSecretStore {
  public constructor(public readonly storeName: string, public readonly storeKind: string, public readonly storeNamespaceName?: string) {}
}

export function storeSpec(context: StoreContext, options: ExternalSecretStoreOptions): object {
  const { controller, maxRetries, retryInterval, refreshInterval } = options;
  if (maxRetries !== undefined && (!Number.isInteger(maxRetries) || maxRetries < 0)) {
    throw new Error(`${context.where}: maxRetries ${maxRetries} is not a count`);
  }
  return {
    controller,
    provider: options.provider._render(context),
    retrySettings: maxRetries === undefined && retryInterval === undefined
      ? undefined
      : { maxRetries, retryInterval: retryInterval && goDuration(retryInterval) },
    // Whole seconds, as older versions of External Secrets take nothing else.
    refreshInterval: refreshInterval && Math.ceil(refreshInterval.toSeconds({ integral: false })),
  };
}
