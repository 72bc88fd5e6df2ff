import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { goDuration } from '../go-duration';
import { workloadsThatUse } from '../secret-consumers';
import { validateKvEngine, VaultEngine } from '../vault-path';
import { IVaultOperatorAuth } from './vault-operator-auth';
import {
  VaultOperatorDynamicSecretOptions, VaultOperatorStaticSecretOptions, VaultOperatorSyncOptions,
} from './vault-operator-secret-options';
import { listed, quoted } from '../../redaction/quoted';

/** The Secret that the Vault Secrets Operator writes. */
export interface VaultSecretTarget {
  /** The construct that emits, in whose app workloads are looked for. */
  readonly scope: Construct;

  /** Construct path, named in errors. */
  readonly where: string;

  /** Name of the Secret. */
  readonly name: string;

  /** Namespace of the Secret, where it is known. */
  readonly namespace?: string;

  /** Keys of the Secret. */
  readonly keys: readonly string[];

  /** Type of the Secret. */
  readonly type: string;
}

/** The spec of a VaultStaticSecret. */
export function vaultStaticSpec(target: VaultSecretTarget, auth: IVaultOperatorAuth, options: VaultOperatorStaticSecretOptions): object {
  const { where } = target;
  const { version, refreshAfter, instantUpdates, detectDrift = true, engine = VaultEngine.KV_V2 } = options;
  validateKvEngine(where, engine, 'SecretSource.vaultStatic reads key-value engines only');
  const common = commonSpec(target, auth, options, detectDrift);
  if (engine === VaultEngine.KV_V2 && /^(data|metadata)\//.test(options.path)) {
    throw new Error(`${where}: path ${quoted(options.path)} begins with what the operator puts before it by itself; leave that out`);
  }
  if (version !== undefined && (engine === VaultEngine.KV_V1 || !Number.isInteger(version) || version < 0)) {
    throw new Error(`${where}: version ${version} is not a version of a secret of ${engine}`);
  }
  if (!detectDrift && (options.restartTargets?.length || options.restartWorkloads)) {
    throw new Error(`${where}: without detectDrift the operator does not know of a change and restarts no workload; leave out restartTargets and restartWorkloads`);
  }
  if (refreshAfter?.toMilliseconds() === 0) {
    throw new Error(`${where}: with a refreshAfter of 0 the operator would read Vault once and never again; give a time`);
  }
  return {
    ...common,
    type: engine,
    version,
    refreshAfter: refreshAfter ? goDuration(refreshAfter) : '5m',
    hmacSecretData: detectDrift,
    syncConfig: instantUpdates === undefined ? undefined : { instantUpdates },
  };
}

/** The spec of a VaultDynamicSecret. */
export function vaultDynamicSpec(target: VaultSecretTarget, auth: IVaultOperatorAuth, options: VaultOperatorDynamicSecretOptions): object {
  const { renewalPercent, refreshAfter } = options;
  if (renewalPercent !== undefined && (!Number.isInteger(renewalPercent) || renewalPercent < 0 || renewalPercent > 90)) {
    throw new Error(`${target.where}: renewalPercent ${renewalPercent} is not between 0 and 90`);
  }
  if (options.requestMethod !== undefined && Object.keys(options.parameters ?? {}).length > 0) {
    throw new Error(`${target.where}: with parameters the operator sends PUT whatever requestMethod says; leave out requestMethod`);
  }
  return {
    ...commonSpec(target, auth, options, true),
    params: options.parameters,
    requestHTTPMethod: options.requestMethod,
    renewalPercent,
    revoke: options.revoke,
    allowStaticCreds: options.staticCredentials,
    refreshAfter: refreshAfter && goDuration(refreshAfter),
  };
}

function commonSpec(target: VaultSecretTarget, auth: IVaultOperatorAuth, options: VaultOperatorSyncOptions, canRestart: boolean): object {
  const { where, keys, name, type } = target;
  const { mount, path, templateData = {} } = options;
  for (const [what, text] of Object.entries({ mount, path })) {
    if (text === '' || /^\/|\/$/.test(text)) {
      throw new Error(`${where}: ${what} ${quoted(text)} is empty, or has a slash at an end`);
    }
  }
  const unknown = Object.keys(templateData).filter((key) => !keys.includes(key));
  if (unknown.length > 0) {
    throw new Error(`${where}: \`templateData\` has ${listed(unknown)}, which the Secret does not have; it has ${listed(keys)}`);
  }
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
        // Vault's whole answer would be in the Secret too, under the key _raw.
        excludeRaw: true,
        ...plain.length > 0 ? { includes: plain.map(exactly) } : { excludes: ['.*'] },
        templates: plain.length < keys.length
          ? Object.fromEntries(Object.entries(templateData).map(([key, text]) => [key, { text }]))
          : undefined,
      },
    },
  };
}

function restartTargets(target: VaultSecretTarget, options: VaultOperatorSyncOptions): object[] | undefined {
  const own = options.restartWorkloads === false ? [] : workloadsThatUse(target.scope, target);
  const all = [...own, ...options.restartTargets ?? []].map(({ kind, name }) => ({ kind: String(kind), name }));
  const unique = [...new Map(all.map((each) => [`${each.kind}/${each.name}`, each])).values()];
  return unique.length > 0 ? unique : undefined;
}

/** A regular expression that matches this key and no other. Keys of a Secret have no other character of meaning than the dot. */
function exactly(key: string): string {
  return `^${key.replaceAll('.', '\\.')}$`;
}
