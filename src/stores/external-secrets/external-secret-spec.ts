import { Duration } from 'cdk8s';
import { ExternalSecretValue } from './external-secret-data';
import { ExternalSecretDataFrom } from './external-secret-data-from';
import {
  ExternalSecretCreationPolicy, ExternalSecretDeletionPolicy, ExternalSecretRefreshPolicy, ExternalSecretOptions, ExternalSecretTargetOptions,
} from './external-secret-options';
import { remoteRef, sourceRef, storeRef } from './external-secret-refs';
import { SecretGenerator } from './secret-generator';
import { IExternalSecretStore } from './secret-store';
import { SecretTemplate } from './secret-template';
import { validateKeys } from '../../data/data-rules';
import { listed, named, quoted } from '../../redaction/quoted';
import { canonicalGoDuration } from '../go-duration';

const BOOTSTRAP_TOKEN = 'bootstrap.kubernetes.io/token';
const SERVICE_ACCOUNT_TOKEN = 'kubernetes.io/service-account-token';

/** The Secret that comes of an ExternalSecret. */
export interface ExternalSecretTarget {
  /** Construct path, named in errors. */
  readonly where: string;

  /** Keys of the Secret. */
  readonly keys: readonly string[];

  /** Type of the Secret. */
  readonly type: string;

  /** Whether the Secret is immutable. */
  readonly immutable: boolean;

  /** Namespace of the Secret, where it is known. */
  readonly namespace?: string;
}

/** The spec of an ExternalSecret that reads a store, all but the name of its target. */
export function externalSecretSpec(target: ExternalSecretTarget, store: IExternalSecretStore, options: ExternalSecretOptions): any {
  const { where, keys } = target;
  const single = options.data ?? {};
  const values = [...Object.values(single), ...options.dataFrom?.flatMap((from) => from._value ?? []) ?? []];
  [store, ...values.map((value) => value.store)].forEach((each) => each && validateReach(target, each));
  validateKeys(where, Object.keys(single));
  const templates = options.templateData ?? {};
  const properties = options.path === undefined ? [] : keys.filter((key) => !(key in single) && !(key in templates));
  const missing = keys.filter((key) => !(key in single) && !(key in templates) && options.path === undefined);
  if (missing.length > 0 && !options.dataFrom?.length) {
    throw new Error(`${where}: nothing says where the value of ${listed(missing)} comes from; give \`path\`, or name it in \`data\`, \`dataFrom\` or \`templateData\``);
  }
  const unused = Object.keys(single).filter((key) => !keys.includes(key) && Object.keys(templates).length === 0);
  if (unused.length > 0) {
    throw new Error(`${where}: \`data\` has ${listed(unused)}, which the Secret does not have and no template uses; the Secret has ${listed(keys)}`);
  }
  validateValues(where, options.path, values);
  const data = [
    ...properties.map((key) => ({ secretKey: key, remoteRef: remoteRef({ path: options.path!, property: key, version: options.version }) })),
    ...Object.entries(single).map(([key, value]) => ({ secretKey: key, remoteRef: remoteRef(value), sourceRef: sourceRef(value.store) })),
  ];
  const dataFrom = options.dataFrom?.map((from: ExternalSecretDataFrom) => from._rendered);
  if (data.length === 0 && !dataFrom?.length) {
    throw new Error(`${where}: templates alone have no value to use; name what they use in \`data\``);
  }
  return {
    secretStoreRef: storeRef(store),
    ...refresh(target, options),
    target: {
      ...policies(target, options),
      immutable: target.immutable ? true : undefined,
      template: template(target, options),
    },
    data: data.length > 0 ? data : undefined,
    dataFrom: dataFrom?.length ? dataFrom : undefined,
  };
}

/**
 * The spec of an ExternalSecret that fills a Secret by a generator, once. Another refresh would make another value, which nothing else
 * knows; so would a Secret that comes back after it went with its ExternalSecret, so that it stays. What is still there is overwritten by an
 * ExternalSecret that is made anew, unless it is immutable.
 */
export function generatedSecretSpec(
  target: ExternalSecretTarget, generator: SecretGenerator, generatorName: string, options: ExternalSecretTargetOptions,
): any {
  return {
    refreshPolicy: ExternalSecretRefreshPolicy.CREATED_ONCE,
    target: {
      creationPolicy: ExternalSecretCreationPolicy.ORPHAN,
      deletionPolicy: ExternalSecretDeletionPolicy.RETAIN,
      immutable: target.immutable ? true : undefined,
      template: template(target, options),
    },
    dataFrom: [{ sourceRef: { generatorRef: { apiVersion: SecretGenerator._API_VERSION, kind: generator._kind, name: generatorName } } }],
  };
}

function validateReach({ where, namespace }: ExternalSecretTarget, store: IExternalSecretStore): void {
  if (store.storeNamespaceName !== undefined && namespace !== undefined && store.storeNamespaceName !== namespace) {
    throw new Error(
      `${where}: store ${named(store.storeName)} serves namespace ${store.storeNamespaceName} only, and this Secret is in ${named(namespace)}; ` +
      'make a store in its namespace, or a ClusterExternalSecretStore that allows it',
    );
  }
}

function validateValues(where: string, path: string | undefined, values: ExternalSecretValue[]): void {
  if ([path, ...values.map((value) => value.path)].includes('')) {
    throw new Error(`${where}: the path of a secret in the external system is empty`);
  }
  const noProperty = values.find(({ property }) => property === '');
  if (noProperty) {
    throw new Error(`${where}: the property of ${quoted(noProperty.path)} is empty; leave it out for the whole`);
  }
}

function refresh({ where, immutable }: ExternalSecretTarget, options: ExternalSecretOptions): object {
  const { refreshInterval, syncWindows } = options;
  const refreshPolicy = options.refreshPolicy ?? (immutable ? ExternalSecretRefreshPolicy.CREATED_ONCE : ExternalSecretRefreshPolicy.PERIODIC);
  if (immutable && refreshPolicy !== ExternalSecretRefreshPolicy.CREATED_ONCE) {
    throw new Error(`${where}: refreshPolicy ${named(refreshPolicy)} would write to an immutable Secret, which the API server refuses; leave it out, or make the Secret mutable`);
  }
  if (refreshPolicy !== ExternalSecretRefreshPolicy.PERIODIC && (refreshInterval !== undefined || syncWindows !== undefined)) {
    throw new Error(`${where}: refreshInterval and syncWindows have no effect with refreshPolicy ${named(refreshPolicy)}; leave them out`);
  }
  if (refreshInterval?.toMilliseconds() === 0) {
    throw new Error(`${where}: a refreshInterval of 0 means never; say so with ExternalSecretRefreshPolicy.CREATED_ONCE`);
  }
  const noCron = syncWindows?.windows.find(({ schedule }) => !/^\S+( \S+){4}$/.test(schedule));
  if (noCron !== undefined) {
    throw new Error(`${where}: schedule ${quoted(noCron.schedule)} is not a cron expression of five fields, such as '0 2 * * 6'`);
  }
  if (syncWindows?.windows.some(({ duration }) => duration.toMilliseconds() === 0)) {
    throw new Error(`${where}: a sync window lasts 0 seconds; give it a duration`);
  }
  if (syncWindows?.windows.length === 0) {
    throw new Error(`${where}: syncWindows has no window; leave it out`);
  }
  return {
    refreshPolicy,
    refreshInterval: refreshPolicy === ExternalSecretRefreshPolicy.PERIODIC ? canonicalGoDuration(refreshInterval ?? Duration.hours(1)) : undefined,
    syncWindows: syncWindows && {
      kind: syncWindows.kind,
      windows: syncWindows.windows.map(({ schedule, duration }) => ({ schedule, duration: canonicalGoDuration(duration) })),
    },
  };
}

function policies({ where, immutable }: ExternalSecretTarget, options: ExternalSecretOptions): object {
  const creationPolicy = options.creationPolicy ?? ExternalSecretCreationPolicy.OWNER;
  const deletionPolicy = options.deletionPolicy ?? ExternalSecretDeletionPolicy.RETAIN;
  if (deletionPolicy === ExternalSecretDeletionPolicy.DELETE && creationPolicy !== ExternalSecretCreationPolicy.OWNER) {
    throw new Error(`${where}: deletionPolicy Delete would delete a Secret that External Secrets does not own; use it with creationPolicy Owner only`);
  }
  if (immutable && sharesSecret(creationPolicy)) {
    throw new Error(`${where}: creationPolicy ${named(creationPolicy)} adds keys to a Secret of somebody else, which an immutable one does not take`);
  }
  return { creationPolicy, deletionPolicy };
}

/** Whether somebody else writes the Secret too. */
export function sharesSecret(policy: ExternalSecretCreationPolicy | undefined): boolean {
  return policy === ExternalSecretCreationPolicy.MERGE || policy === ExternalSecretCreationPolicy.CREATE_OR_MERGE;
}

function template({ where, keys, type }: ExternalSecretTarget, options: ExternalSecretTargetOptions): object | undefined {
  const { templateData = {}, templateLabels, templateAnnotations } = options;
  if (type === BOOTSTRAP_TOKEN || type === SERVICE_ACCOUNT_TOKEN) {
    throw new Error(`${where}: External Secrets writes no Secret of type ${named(type)}`);
  }
  const unknown = Object.keys(templateData).filter((key) => !keys.includes(key));
  if (unknown.length > 0) {
    throw new Error(`${where}: \`templateData\` has ${listed(unknown)}, which the Secret does not have; it has ${listed(keys)}`);
  }
  const metadata = templateLabels || templateAnnotations ? { labels: templateLabels, annotations: templateAnnotations } : undefined;
  // A template with data replaces everything else: a key without a template of its own would be gone.
  const data = Object.keys(templateData).length > 0
    ? Object.fromEntries(keys.map((key) => [key, templateData[key] ?? SecretTemplate.value(key)]))
    : undefined;
  const typed = type !== 'Opaque';
  return typed || metadata || data ? { engineVersion: 'v2', type: typed ? type : undefined, metadata, data } : undefined;
}
