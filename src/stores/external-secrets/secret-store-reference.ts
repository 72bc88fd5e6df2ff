import { IExternalSecretStore } from './secret-store';

/** Name and kind of a store that is made elsewhere. */
export class SecretStoreReference implements IExternalSecretStore {
  public constructor(
    public readonly storeName: string,
    public readonly storeKind: string,
    public readonly storeNamespaceName?: string,
  ) {}
}
