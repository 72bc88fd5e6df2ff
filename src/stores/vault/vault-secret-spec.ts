import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { IVaultOperatorAuth } from './vault-operator-auth';
import {
  VaultOperatorDynamicSecretOptions, VaultOperatorStaticSecretOptions, VaultOperatorSyncOptions,
} from './vault-operator-secret-options';
import { goDuration } from '../../facts/durations';
import { isStaticRolePath } from '../../facts/vault';
import { exactPattern, vaultDynamicSecretFaults, vaultStaticSecretFaults } from '../../facts/vault-operator';
import { listed, quoted } from '../../redaction/quoted';
import { refuse } from '../refuse';
import { watchConsumers, workloadsThatUse } from '../secret-consumers';
import { validateKvEngine } from '../vault-checks';
import { VaultEngine } from '../vault-engine';

/** The Secret that the Vault Secrets Operator writes. */
export interface VaultSecretTarget {
  /** The construct that emits, in whose app workloads are looked for. */
  readonly scope: Construct;

  /** Construct path, named in errors. */
  readonly constructPath: string;

  /** Name of the Secret. */
  readonly name: string;

  /** Namespace of the Secret, where it is known. */
  readonly namespace?: string;

  /** Keys of the Secret. */
  readonly keys: readonly string[];

  /** Type of the Secret. */
  readonly type: string;
}

/** Whether the operator restarts the workloads of the app that use a Secret, each time that it changes. */
export function restartsWorkloads(
  options: VaultOperatorSyncOptions & Pick<VaultOperatorStaticSecretOptions, 'detectDrift'>,
): boolean {
  return options.restartWorkloads !== false && options.detectDrift !== false;
}

/** The spec of a VaultStaticSecret. */
export function vaultStaticSpec(
  target: VaultSecretTarget, auth: IVaultOperatorAuth, options: VaultOperatorStaticSecretOptions,
): object {
  const { constructPath } = target;
  const { version, refreshAfter, instantUpdates, detectDrift = true, engine = VaultEngine.KV_V2 } = options;
  validateKvEngine(constructPath, engine, 'SecretSource.vaultStatic reads key-value engines only');
  if (!detectDrift && (options.restartTargets?.length || options.restartWorkloads)) {
    throw new Error(
      `${constructPath}: without detectDrift the operator does not know of a change and restarts no workload; leave ` +
      'out restartTargets and restartWorkloads',
    );
  }
  const spec = {
    ...commonSpec(target, auth, options, detectDrift),
    type: engine,
    version,
    refreshAfter: refreshAfter ? goDuration(refreshAfter.toMilliseconds()) : '5m',
    hmacSecretData: detectDrift,
    syncConfig: instantUpdates === undefined ? undefined : { instantUpdates },
  };
  refuse(constructPath, vaultStaticSecretFaults({ ...spec, rolloutRestartTargets: givenTargets(options) }));
  return spec;
}

/** The spec of a VaultDynamicSecret. */
export function vaultDynamicSpec(
  target: VaultSecretTarget, auth: IVaultOperatorAuth, options: VaultOperatorDynamicSecretOptions,
): object {
  const { refreshAfter } = options;
  const isStatic = isStaticRolePath(options.path);
  if (isStatic && options.staticCredentials === false) {
    throw new Error(
      `${target.constructPath}: path ${quoted(options.path)} is that of a static role, and staticCredentials is ` +
      'false: the Secret would keep the old password when Vault rotates it; leave staticCredentials out',
    );
  }
  const spec = {
    ...commonSpec(target, auth, options, true),
    params: options.parameters,
    requestHTTPMethod: options.requestMethod,
    renewalPercent: options.renewalPercent,
    revoke: options.revoke,
    allowStaticCreds: options.staticCredentials ?? (isStatic || undefined),
    refreshAfter: refreshAfter && goDuration(refreshAfter.toMilliseconds()),
  };
  refuse(target.constructPath, vaultDynamicSecretFaults({ ...spec, rolloutRestartTargets: givenTargets(options) }));
  return spec;
}

function commonSpec(
  target: VaultSecretTarget, auth: IVaultOperatorAuth, options: VaultOperatorSyncOptions, canRestart: boolean,
): object {
  const { constructPath, keys, name, type } = target;
  const { mount, path, templateData = {} } = options;
  const unknown = Object.keys(templateData).filter((key) => !keys.includes(key));
  if (unknown.length > 0) {
    throw new Error(
      `${constructPath}: \`templateData\` has ${listed(unknown)}, which the Secret does not have; it has ` +
      `${listed(keys)}`,
    );
  }
  watchConsumers(target.scope);
  const plain = keys.filter((key) => !(key in templateData));
  return {
    vaultAuthRef: auth.authRef,
    mount,
    path,
    namespace: options.vaultNamespace,
    rolloutRestartTargets: canRestart ? Lazy.any({ produce: () => restartTargets(target, options) }) : undefined,
    destination: {
      name,
      create: true,
      overwrite: false,
      type,
      labels: options.templateLabels,
      annotations: options.templateAnnotations,
      transformation: {
        // Vault's whole response would be in the Secret too, under the key _raw.
        excludeRaw: true,
        ...plain.length > 0 ? { includes: plain.map(exactPattern) } : { excludes: ['.*'] },
        templates: plain.length < keys.length
          ? Object.fromEntries(Object.entries(templateData).map(([key, text]) => [key, { text }]))
          : undefined,
      },
    },
  };
}

function restartTargets(target: VaultSecretTarget, options: VaultOperatorSyncOptions): object[] | undefined {
  const own = options.restartWorkloads === false ? [] : workloadsThatUse(target.scope, target);
  const all = [...own.map(({ kind, name }) => ({ kind: String(kind), name })), ...givenTargets(options)];
  const unique = [...new Map(all.map((each) => [`${each.kind}/${each.name}`, each])).values()];
  return unique.length > 0 ? unique : undefined;
}

function givenTargets({ restartTargets: targets = [] }: VaultOperatorSyncOptions): { kind: string; name: string }[] {
  return targets.map(({ kind, name }) => ({ kind: String(kind), name }));
}
