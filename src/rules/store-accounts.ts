import * as kinds from '../facts/api-kinds';
import { loginAccounts, StoreAccount, storeAccounts } from '../facts/store-accounts';
import { Graph } from '../manifest/graph';
import { fieldsOf } from '../manifest/read';
import { Resource } from '../manifest/resource';

const STORES = [
  [kinds.SECRET_STORE, storeAccounts], [kinds.CLUSTER_SECRET_STORE, storeAccounts], [kinds.VAULT_AUTH, loginAccounts],
] as const;

/** Every service account that a store or a login of the manifest authenticates with. */
export function* accountsOfStores(
  graph: Graph,
): Generator<{ readonly resource: Resource; readonly account: StoreAccount }> {
  for (const [{ group, kind }, accountsOf] of STORES) {
    for (const resource of graph.ofKind(group, kind)) {
      for (const account of accountsOf(fieldsOf(resource.object.spec))) {
        yield { resource, account };
      }
    }
  }
}
