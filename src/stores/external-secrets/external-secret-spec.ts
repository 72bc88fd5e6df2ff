import { Duration } from 'cdk8s';
import { ExternalSecretValue } from './external-secret-data';
import { ExternalSecretGenerator } from './external-secret-generator';
import {
  ExternalSecretCreationPolicy, ExternalSecretDeletionPolicy, ExternalSecretOptions, ExternalSecretRefreshPolicy,
  ExternalSecretTargetOptions,
} from './external-secret-options';
import { remoteRef, sourceRef, storeRef } from './external-secret-refs';
import { ExternalSecretTemplate } from './external-secret-template';
import { IExternalSecretStore } from './secret-store';
import { validateKeys } from '../../data/data-rules';
import { apiVersionOf } from '../../facts/api-kinds';
import { canonicalGoDuration } from '../../facts/durations';
import { externalSecretFaults, externalSecretIdle, refreshes, templatedKeys } from '../../facts/external-secrets';
import { OPAQUE_TYPE } from '../../facts/secret-types';
import { listed, named, quoted } from '../../redaction/quoted';
import { refuse } from '../refuse';

/** The Secret that comes of an ExternalSecret. */
export interface ExternalSecretTarget {
  /** Construct path, named in errors. */
  readonly constructPath: string;

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
export function externalSecretSpec(
  target: ExternalSecretTarget, store: IExternalSecretStore, options: ExternalSecretOptions,
): any {
  validateSources(target, store, options);
  const { keys } = target;
  const { path, version, data: single = {}, templateData: templates = {} } = options;
  const properties = path === undefined ? [] : keys.filter((key) => !(key in single) && !(key in templates));
  const data = [
    ...properties.map((key) => ({ secretKey: key, remoteRef: remoteRef({ path: path!, property: key, version }) })),
    ...Object.entries(single).map(([key, value]) =>
      ({ secretKey: key, remoteRef: remoteRef(value), sourceRef: sourceRef(value.store) })),
  ];
  const dataFrom = options.dataFrom?.map((from) => from._rendered);
  const spec = {
    secretStoreRef: storeRef(store),
    ...refresh(target, options),
    target: {
      creationPolicy: options.creationPolicy ?? ExternalSecretCreationPolicy.OWNER,
      deletionPolicy: options.deletionPolicy ?? ExternalSecretDeletionPolicy.RETAIN,
      immutable: target.immutable ? true : undefined,
      template: template(target, options),
    },
    data: data.length > 0 ? data : undefined,
    dataFrom: dataFrom?.length ? dataFrom : undefined,
  };
  refuse(target.constructPath, [...externalSecretFaults(spec), ...externalSecretIdle(spec)]);
  return spec;
}

/**
 * The spec of an ExternalSecret that fills a Secret by a generator, once. Another refresh would make another value,
 * which nothing else knows; so would a Secret that comes back after it went with its ExternalSecret, so that it stays.
 * What is still there is overwritten by an ExternalSecret that is deleted and made again, unless it is immutable.
 */
export function generatedSecretSpec(
  target: ExternalSecretTarget, generator: ExternalSecretGenerator, generatorName: string,
  options: ExternalSecretTargetOptions,
): any {
  const { kind } = generator._kind;
  const spec = {
    refreshPolicy: ExternalSecretRefreshPolicy.CREATED_ONCE,
    target: {
      creationPolicy: ExternalSecretCreationPolicy.ORPHAN,
      deletionPolicy: ExternalSecretDeletionPolicy.RETAIN,
      immutable: target.immutable ? true : undefined,
      template: template(target, options),
    },
    dataFrom: [
      { sourceRef: { generatorRef: { apiVersion: apiVersionOf(generator._kind), kind, name: generatorName } } },
    ],
  };
  refuse(target.constructPath, externalSecretFaults(spec));
  return spec;
}

/** Checks that each key has a source, and each source a key; that a store serves the namespace. */
function validateSources(
  target: ExternalSecretTarget, store: IExternalSecretStore, options: ExternalSecretOptions,
): void {
  const { constructPath, keys } = target;
  const { path, data: single = {}, dataFrom = [], templateData: templates = {} } = options;
  const values = [...Object.values(single), ...dataFrom.flatMap((from) => from._value ?? [])];
  [store, ...values.map((value) => value.store)].forEach((each) => each && validateReach(target, each));
  validateKeys(constructPath, Object.keys(single));
  const missing = keys.filter((key) => !(key in single) && !(key in templates) && path === undefined);
  if (missing.length > 0 && dataFrom.length === 0) {
    throw new Error(
      `${constructPath}: nothing says where the value of ${listed(missing)} comes from; give \`path\`, or name it in ` +
      '`data`, `dataFrom` or `templateData`',
    );
  }
  const unused = Object.keys(single).filter((key) => !keys.includes(key) && Object.keys(templates).length === 0);
  if (unused.length > 0) {
    throw new Error(
      `${constructPath}: \`data\` has ${listed(unused)}, which the Secret does not have and no template uses; the ` +
      `Secret has ${listed(keys)}`,
    );
  }
  validateValues(constructPath, path, values);
}

function validateReach({ constructPath, namespace }: ExternalSecretTarget, store: IExternalSecretStore): void {
  if (store.storeNamespaceName !== undefined && namespace !== undefined && store.storeNamespaceName !== namespace) {
    throw new Error(
      `${constructPath}: store ${named(store.storeName)} serves namespace ${store.storeNamespaceName} only, and this ` +
      `Secret is in ${named(namespace)}; make a store in its namespace, or a ClusterExternalSecretStore that allows it`,
    );
  }
}

function validateValues(constructPath: string, path: string | undefined, values: ExternalSecretValue[]): void {
  if ([path, ...values.map((value) => value.path)].includes('')) {
    throw new Error(`${constructPath}: the path of a secret in the external system is empty`);
  }
  const noProperty = values.find(({ property }) => property === '');
  if (noProperty) {
    throw new Error(
      `${constructPath}: the property of ${quoted(noProperty.path)} is empty; leave it out for the whole secret`,
    );
  }
}

function refresh({ constructPath, immutable }: ExternalSecretTarget, options: ExternalSecretOptions): object {
  const { PERIODIC, CREATED_ONCE } = ExternalSecretRefreshPolicy;
  const { refreshInterval, syncWindows, refreshPolicy = immutable ? CREATED_ONCE : PERIODIC } = options;
  const interval = canonicalGoDuration((refreshInterval ?? Duration.hours(1)).toMilliseconds());
  if (immutable && refreshes({ refreshPolicy, refreshInterval: interval })) {
    throw new Error(
      `${constructPath}: refreshPolicy ${named(refreshPolicy)} would write to an immutable Secret, which the API ` +
      'server refuses; leave it out, or make the Secret mutable',
    );
  }
  if (refreshPolicy !== PERIODIC && (refreshInterval !== undefined || syncWindows !== undefined)) {
    throw new Error(
      `${constructPath}: refreshInterval and syncWindows have no effect with refreshPolicy ${named(refreshPolicy)}; ` +
      'leave them out',
    );
  }
  return {
    refreshPolicy,
    refreshInterval: refreshPolicy === PERIODIC ? interval : undefined,
    syncWindows: syncWindows && {
      kind: syncWindows.kind,
      windows: syncWindows.windows.map(({ schedule, duration }) =>
        ({ schedule, duration: canonicalGoDuration(duration.toMilliseconds()) })),
    },
  };
}

/** Whether somebody else writes the Secret too. */
export function sharesSecret(policy: ExternalSecretCreationPolicy | undefined): boolean {
  return policy === ExternalSecretCreationPolicy.MERGE || policy === ExternalSecretCreationPolicy.CREATE_OR_MERGE;
}

function template(target: ExternalSecretTarget, options: ExternalSecretTargetOptions): object | undefined {
  const { constructPath, keys, type } = target;
  const { templateData = {}, templateLabels, templateAnnotations } = options;
  const templated = Object.keys(templateData);
  const unknown = templated.filter((key) => !keys.includes(key));
  if (unknown.length > 0) {
    throw new Error(
      `${constructPath}: \`templateData\` has ${listed(unknown)}, which the Secret does not have; it has ` +
      `${listed(keys)}`,
    );
  }
  const metadata = templateLabels || templateAnnotations
    ? { labels: templateLabels, annotations: templateAnnotations } : undefined;
  const written = templatedKeys({ selected: keys, templated, others: false, merges: false })!;
  // A key that templates would leave out gets one too.
  const data = templated.length === 0 ? undefined : Object.fromEntries(keys.map((key) =>
    [key, written.includes(key) ? templateData[key] : ExternalSecretTemplate.value(key)]));
  const isTyped = type !== OPAQUE_TYPE;
  return isTyped || metadata || data
    ? { engineVersion: 'v2', type: isTyped ? type : undefined, metadata, data } : undefined;
}
