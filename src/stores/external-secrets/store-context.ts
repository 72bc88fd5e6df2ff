import { Construct } from 'constructs';
import { ExternalSecretStoreSecretKey, ExternalSecretStoreServiceAccount } from './store-references';
import { validateName } from '../../data/object-names';
import { named } from '../../redaction/quoted';
import { refuseDefaultAccount } from '../service-accounts';

/** The store that a provider is rendered for. */
export interface StoreContext {
  /** Construct path, named in errors. */
  readonly constructPath: string;

  /** Whether the store serves other namespaces than its own. */
  readonly clusterWide: boolean;

  /** Each tells at synth what is wrong, if anything: for what may still be added to other constructs. */
  readonly checks: (() => string | undefined)[];
}

/** Runs the checks of a store at synth. */
export function validateAtSynth(store: Construct, { checks }: StoreContext): void {
  store.node.addValidation({ validate: () => checks.flatMap((check) => check() ?? []) });
}

export function renderSecretKey(context: StoreContext, reference: ExternalSecretStoreSecretKey): object {
  const { secret, key, secretNamespaceName } = reference;
  validateName(context.constructPath, secret.name);
  return { name: secret.name, key, ...namespaceField(context, `Secret ${secret.name}`, secretNamespaceName) };
}

export function renderServiceAccount(context: StoreContext, account: ExternalSecretStoreServiceAccount): object {
  const { serviceAccount, audiences, serviceAccountNamespaceName } = account;
  refuseDefaultAccount(context.constructPath, serviceAccount);
  validateName(context.constructPath, serviceAccount.name);
  const namespace = namespaceField(context, `service account ${serviceAccount.name}`, serviceAccountNamespaceName);
  return { name: serviceAccount.name, audiences, ...namespace };
}

/** The namespace of what a store reads: a cluster-wide store needs it, and a namespaced one has its own. */
export function namespaceField(
  { constructPath, clusterWide }: StoreContext, what: string, namespace: string | undefined,
): { namespace?: string } {
  if (clusterWide && namespace === undefined) {
    throw new Error(
      `${constructPath}: a cluster-wide store has no namespace itself, so ${what} needs one: give its namespace`,
    );
  }
  if (!clusterWide && namespace !== undefined) {
    throw new Error(
      `${constructPath}: a namespaced store reads in its own namespace only; leave out namespace ${named(namespace)} ` +
      `of ${what}`,
    );
  }
  return { namespace };
}
