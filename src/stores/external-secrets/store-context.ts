import { Construct } from 'constructs';
import { StoreSecretKey, StoreServiceAccount } from './store-references';
import { keyProblem } from '../../data/data-rules';
import { named } from '../../redaction/quoted';

/** The store that a provider is rendered for. */
export interface StoreContext {
  /** Construct path, named in errors. */
  readonly where: string;

  /** Whether the store serves other namespaces than its own. */
  readonly clusterWide: boolean;

  /** Asked at synth what is wrong, if anything: for what may still be added to other constructs. */
  readonly checks: (() => string | undefined)[];
}

/** Runs the checks of a store at synth. */
export function validateAtSynth(store: Construct, { checks }: StoreContext): void {
  store.node.addValidation({ validate: () => checks.flatMap((check) => check() ?? []) });
}

export function renderSecretKey(context: StoreContext, { secret, key, secretNamespaceName }: StoreSecretKey): object {
  const fault = keyProblem(key);
  if (fault !== undefined) {
    throw new Error(`${context.where}: Secret ${named(secret.name)}: ${fault}`);
  }
  return { name: secret.name, key, ...namespaceOf(context, `Secret ${secret.name}`, secretNamespaceName) };
}

export function renderServiceAccount(context: StoreContext, account: StoreServiceAccount): object {
  const { serviceAccount, audiences, serviceAccountNamespaceName } = account;
  if (serviceAccount.name === 'default') {
    throw new Error(
      `${context.where}: the service account is the namespace's 'default', which every pod that names none runs under; ` +
      'make a service account for this store',
    );
  }
  const namespace = namespaceOf(context, `service account ${serviceAccount.name}`, serviceAccountNamespaceName);
  return { name: serviceAccount.name, audiences, ...namespace };
}

export function namespaceOf(context: StoreContext, what: string, namespace: string | undefined): { namespace?: string } {
  if (context.clusterWide && namespace === undefined) {
    throw new Error(`${context.where}: a cluster-wide store has no namespace of its own, so ${what} needs one: give its namespace`);
  }
  if (!context.clusterWide && namespace !== undefined) {
    throw new Error(`${context.where}: a namespaced store reads in its own namespace only; leave out namespace ` +
      `${named(namespace)} of ${what}`);
  }
  return { namespace };
}
