import { App, Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { EMPTY_PATH, EMPTY_PROPERTY } from './external-secret-exceptions';
import { often, testAgreement } from './harness';
import { TYPE_KEYS } from './type-keys';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecureSecret } from '../../src/secrets/secure-secret';
import { ExternalSecretSyncWindowKind } from '../../src/stores/external-secrets/external-secret-options';
import { ExternalSecretStore } from '../../src/stores/external-secrets/external-secret-store';

interface Value {
  readonly path: string;
  readonly property?: string;
}

interface Window {
  readonly schedule: string;
  readonly hours: number;
}

interface Input {
  readonly store: string;
  readonly type: string;
  readonly data: readonly (readonly [key: string, value: Value])[];
  readonly refreshPolicy?: string;
  readonly refreshMinutes?: number;
  readonly windows?: readonly Window[];
  readonly creationPolicy?: string;
  readonly deletionPolicy?: string;
  readonly immutable?: boolean;
}

const value: fc.Arbitrary<Value> = fc.record({
  path: fc.oneof(often(40, 'shop/till'), often(1, '')),
  property: fc.oneof(often(40, 'password', undefined), often(1, '')),
});

const window: fc.Arbitrary<Window> = fc.record({
  schedule: fc.oneof(often(30, '0 2 * * 6', '@daily'), often(1, '', '0 2 * *', 'daily')),
  hours: fc.oneof(often(30, 4), often(1, 0)),
});

const type = fc.oneof(
  often(20, 'Opaque', 'Opaque', 'kubernetes.io/tls', 'kubernetes.io/basic-auth'),
  often(1, 'kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token'),
);

const inputs: fc.Arbitrary<Input> = type.chain((secretType) => {
  // A key of the type is left out now and then, and another one may not be a key.
  const keys = fc.oneof(
    { weight: 12, arbitrary: fc.constant(TYPE_KEYS[secretType]) },
    often(2, TYPE_KEYS[secretType].slice(1), [...TYPE_KEYS[secretType], 'a key'], [...TYPE_KEYS[secretType], '..a']),
  ).filter((some) => some.length > 0);
  return fc.record<Input>({
    store: fc.oneof(often(40, 'vault'), often(1, 'Vault')),
    type: fc.constant(secretType),
    data: keys.chain((some) => fc.tuple(...some.map((key) => fc.tuple(fc.constant(key), value)))),
    refreshPolicy: fc.oneof(often(8, undefined), often(1, 'Periodic', 'OnChange', 'CreatedOnce')),
    refreshMinutes: fc.oneof(often(20, undefined), often(4, 15), often(1, 0)),
    windows: fc.oneof(
      { weight: 20, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: fc.array(window, { maxLength: 2 }) },
    ),
    creationPolicy: fc.oneof(often(12, undefined, 'Owner'), often(6, 'Orphan', 'Merge', 'CreateOrMerge')),
    deletionPolicy: fc.oneof(often(20, undefined, 'Retain'), often(2, 'Delete', 'Merge')),
    immutable: fc.oneof(often(5, undefined), often(1, true)),
  });
});

/** Go's notation of a time, which the construct writes with all units. */
const duration = (minutes: number) => `${minutes}m0s`;

testAgreement<Input>('SecureSecret of an ExternalSecret', {
  inputs,
  construct: ({ store, type: secretType, data, refreshMinutes, windows, immutable, ...policies }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    new SecureSecret(chart, 'Own', {
      secretType: SecretType.of(secretType),
      keys: data.map(([key]) => key),
      source: SecretSource.externalSecret(ExternalSecretStore.fromName(store), {
        ...policies as object,
        data: Object.fromEntries(data),
        refreshInterval: refreshMinutes === undefined ? undefined : Duration.minutes(refreshMinutes),
        syncWindows: windows && {
          kind: ExternalSecretSyncWindowKind.ALLOW,
          windows: windows.map(({ schedule, hours }) => ({ schedule, duration: Duration.hours(hours) })),
        },
      }),
      immutable,
      metadata: { name: 'till' },
    });
  },
  manifest: ({ store, type: secretType, data, refreshPolicy, refreshMinutes, windows, immutable, ...policies }) => {
    const policy = refreshPolicy ?? (immutable === true ? 'CreatedOnce' : 'Periodic');
    return JSON.stringify({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'till', namespace: 'shop' },
      spec: {
        secretStoreRef: { name: store, kind: 'SecretStore' },
        refreshPolicy: policy,
        refreshInterval: refreshMinutes !== undefined ? duration(refreshMinutes)
          : policy === 'Periodic' ? '1h0m0s' : undefined,
        syncWindows: windows && {
          kind: 'allow', windows: windows.map(({ schedule, hours }) => ({ schedule, duration: `${hours}h0m0s` })),
        },
        target: {
          name: 'till',
          creationPolicy: policies.creationPolicy ?? 'Owner',
          deletionPolicy: policies.deletionPolicy ?? 'Retain',
          immutable,
          template: secretType === 'Opaque' ? undefined : { engineVersion: 'v2', type: secretType },
        },
        data: data.map(([secretKey, { path, property }]) => ({ secretKey, remoteRef: { key: path, property } })),
      },
    });
  },
  places: (message) => {
    const [, place] = [
      ['ExternalSecretStore.fromName', '/spec/secretStoreRef/name'],
      ['deletionPolicy', '/spec/target/deletionPolicy'], ['refreshPolicy', '/spec'], ['refreshInterval', '/spec'],
      ['sync window', '/spec/syncWindows'],
      ['schedule', '/spec/syncWindows'], ['creationPolicy', '/spec/target'],
      ['needs the key', '/spec/target/template/type'], ['valid key', '/spec/data'], ['key "', '/spec/data'],
    ].find(([words]) => message.includes(words)) ?? ['', '/spec'];
    return [place];
  },
  exceptions: [
    {
      why: 'a Secret that somebody else makes may have the other keys of its type',
      holds: ({ creationPolicy = '' }) => ['Merge', 'CreateOrMerge'].includes(creationPolicy),
      refusals: /a Secret of type \S+ needs the keys? .*$/g,
    },
    { ...EMPTY_PATH, holds: ({ data }) => data.some(([, { path }]) => path === '') },
    { ...EMPTY_PROPERTY, holds: ({ data }) => data.some(([, { property }]) => property === '') },
    {
      why: 'the operator fills in an interval, so that one beside another policy says nothing of what was written',
      holds: ({ refreshPolicy, refreshMinutes, immutable }) => refreshMinutes !== undefined
        && (refreshPolicy ?? (immutable === true ? 'CreatedOnce' : 'Periodic')) !== 'Periodic',
      refusals: /refreshInterval and syncWindows have no effect with refreshPolicy.*$/g,
    },
  ],
});
