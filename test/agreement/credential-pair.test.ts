import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { Exception, often, testAgreement } from './harness';
import { CredentialPair } from '../../src/secrets/credential-pair';
import { CredentialPairSource } from '../../src/secrets/credential-pair-source';
import { SecretSource } from '../../src/secrets/secret-source';
import { ExternalSecretStore } from '../../src/stores/external-secrets/external-secret-store';
import { VaultStoreAuth } from '../../src/stores/external-secrets/vault-store-auth';

const field = fc.oneof(
  often(30, 'username', 'password', 'api-key'), often(1, '', 'a b', 'previous-password', '..a', 'x'.repeat(254)),
);
const shape = {
  fields: fc.oneof(
    { weight: 20, arbitrary: fc.uniqueArray(field, { minLength: 1, maxLength: 2 }) },
    often(2, ['username', 'password'], ['password', 'password'], []),
  ),
  prefix: fc.oneof(often(20, 'previous-', 'old_'), often(1, '', '..', 'a b')),
  minutes: fc.oneof(often(20, 60, 15), often(1, 0)),
  overlap: fc.oneof(often(9, undefined), often(1, 30)),
};

interface Shape {
  readonly fields: readonly string[];
  readonly prefix: string;
  readonly minutes: number;
  readonly overlap: number | undefined;
}

const times = ({ minutes, overlap }: Shape) => ({
  refreshInterval: Duration.minutes(minutes), overlap: overlap === undefined ? undefined : Duration.minutes(overlap),
});

function make({ fields, prefix }: Shape, source: (chart: Chart) => CredentialPairSource): void {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const props = { source: source(chart), fields: [...fields], previousPrefix: prefix, metadata: { name: 'till' } };
  new CredentialPair(chart, 'Pair', props);
}

const keysOf = ({ fields, prefix }: Shape) => fields.flatMap((name) => [name, `${prefix}${name}`]);

/** What no manifest shows of a pair: what it was made from, and how long a server takes an old value. */
const UNSEEN: readonly Exception<Shape>[] = [
  {
    why: 'how long the server takes the previous value stands in no manifest',
    holds: ({ overlap }) => overlap !== undefined,
    refusals: /the previous credential is valid for .*$/g,
  },
];

/** An ExternalSecret that reads values of a store, each by its key. */
function externalSecret(data: readonly object[], minutes: number): string {
  return JSON.stringify({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'till', namespace: 'shop' },
    spec: {
      secretStoreRef: { name: 'vault', kind: 'SecretStore' },
      refreshPolicy: 'Periodic',
      refreshInterval: `${minutes}m0s`,
      target: { name: 'till', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data,
    },
  });
}

const places = (message: string): string[] =>
  message.includes('twice') || message.includes('is not a valid key') ? ['/spec/data'] : [];

const paths = fc.record({
  ...shape,
  current: fc.oneof(often(30, 'till/current'), often(1, 'till/previous')),
  previous: fc.constant('till/previous'),
});

testAgreement('CredentialPairSource.paths', {
  inputs: paths,
  construct: ({ current, previous, ...pair }) => make(pair, () =>
    CredentialPairSource.paths(ExternalSecretStore.fromName('vault'), { current, previous, ...times(pair) })),
  manifest: ({ current, previous, ...pair }) => externalSecret(
    pair.fields.flatMap((property) => [
      { secretKey: property, remoteRef: { key: current, property } },
      { secretKey: `${pair.prefix}${property}`, remoteRef: { key: previous, property } },
    ]), pair.minutes,
  ),
  places,
  exceptions: [
    ...UNSEEN,
    {
      why: 'two keys with the same value are a Secret as any other; that one is a previous value stands in no manifest',
      holds: ({ current, previous }) => current === previous,
      refusals: /the current and the previous credential have the same path.*$/g,
    },
  ],
});

testAgreement('CredentialPairSource.awsVersions', {
  inputs: fc.record({
    ...shape, path: fc.oneof(often(30, 'till/db'), often(1, '')), plainText: fc.oneof(often(9, false), often(1, true)),
  }),
  construct: ({ path, plainText, ...pair }) => make(pair, () =>
    CredentialPairSource.awsVersions(ExternalSecretStore.fromName('vault'), { path, plainText, ...times(pair) })),
  manifest: ({ path, plainText, ...pair }) => externalSecret(
    pair.fields.flatMap((name) => {
      const remote = { key: path, property: plainText ? undefined : name };
      return [
        { secretKey: name, remoteRef: remote },
        { secretKey: `${pair.prefix}${name}`, remoteRef: { ...remote, version: 'AWSPREVIOUS' } },
      ];
    }), pair.minutes,
  ),
  places,
  exceptions: [
    ...UNSEEN,
    {
      why: 'a few systems want an empty path, and the construct has none of them',
      holds: ({ path }) => path === '',
      refusals: /the path of a secret in the external system is empty$/g,
    },
    {
      why: 'several keys with one value are a Secret as any other; that they are fields stands in no manifest',
      holds: ({ plainText, fields }) => plainText && fields.length > 1,
      refusals: /plainText takes the whole value of the secret.*$/g,
    },
  ],
});

const role = fc.oneof(
  often(30, 'database/static-creds/a', 'database/static-creds/b', 'database/creds/till'),
  often(1, '', 'static-creds/a', '/database/static-creds/a', 'database/static-creds/a/', 'database//a'),
);

testAgreement('CredentialPairSource.vaultRoles', {
  inputs: fc.record({
    ...shape, current: role, previous: role, address: fc.oneof(often(20, 'https://vault.example'), often(1, 'vault', '', 'http://vault.example')),
  }),
  construct: ({ current, previous, address, ...pair }) => make(pair, (chart) => {
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'till');
    const auth = VaultStoreAuth.kubernetes({ role: 'till', serviceAccount });
    return CredentialPairSource.vaultRoles({ address, auth }, { current, previous, ...times(pair) });
  }),
  manifest: ({ current, previous, address, ...pair }) => {
    const auth = { kubernetes: { mountPath: 'kubernetes', role: 'till', serviceAccountRef: { name: 'till' } } };
    const apiVersion = 'generators.external-secrets.io/v1alpha1';
    const generator = (name: string, path: string) => ({
      apiVersion,
      kind: 'VaultDynamicSecret',
      metadata: { name, namespace: 'shop' },
      spec: { path, method: 'GET', provider: { server: address, auth } },
    });
    const from = (name: string, begin: string) => ({
      sourceRef: { generatorRef: { apiVersion, kind: 'VaultDynamicSecret', name } },
      rewrite: [{ regexp: { source: '^(.*)$', target: `${begin}$1` } }],
    });
    const value = (key: string) => `{{ index . ${JSON.stringify(key)} }}`;
    const data = pair.fields.flatMap((name) => [
      [name, value(`current_${name}`)], [`${pair.prefix}${name}`, value(`previous_${name}`)],
    ]);
    return [generator('till-current', current), generator('till-previous', previous), {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'till', namespace: 'shop' },
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: `${pair.minutes}m0s`,
        target: {
          name: 'till',
          creationPolicy: 'Owner',
          deletionPolicy: 'Retain',
          template: { engineVersion: 'v2', data: Object.fromEntries(data) },
        },
        dataFrom: [from('till-current', 'current_'), from('till-previous', 'previous_')],
      },
    }].map((object) => JSON.stringify(object)).join('\n---\n');
  },
  places: (message, { current }) => /as the path of|not a mount/.test(message)
    ? [message.includes(`"${current}"`) ? '/spec/path' : '/spec']
    : message.includes('is not a valid key') ? ['/spec/target/template/data'] : [],
  exceptions: [
    ...UNSEEN,
    {
      why: 'a generator reads any path of Vault, and its client leaves out empty parts; a pair reads roles of engines',
      holds: ({ current, previous }) => [current, previous].some((path) => !/^[^/]+(?:\/[^/]+){2,}$/.test(path)),
      refusals: /"[^"]*" is not a mount, a '\/' and the path of a role.*$/g,
    },
    {
      why: 'two keys with the same value are a Secret as any other; that one is a previous value stands in no manifest',
      holds: ({ current, previous }) => current === previous,
      refusals: /"[^"]*" is a static role, which has one password at a time.*$/g,
    },
    {
      why: 'a template without data has all values of the answers, under the names that they have there',
      holds: ({ fields }) => fields.length === 0,
      refusals: /`fields` is empty.*$/g,
    },
    {
      why: 'of a key that is there twice, a mapping has the last one alone',
      holds: (pair) => new Set(keysOf(pair)).size < keysOf(pair).length,
      refusals: /`previousPrefix` is empty.*$|the pair has the key "[^"]*" twice.*$/g,
    },
  ],
});

testAgreement('CredentialPairSource.of', {
  inputs: fc.record(shape),
  construct: (pair) => make(pair, () => CredentialPairSource.of(SecretSource.externalSecret(
    ExternalSecretStore.fromName('vault'),
    {
      data: Object.fromEntries(keysOf(pair).map((key) => [key, { path: 'till/db', property: 'value' }])),
      refreshInterval: Duration.minutes(pair.minutes),
    },
  ))),
  manifest: (pair) => externalSecret(
    keysOf(pair).map((secretKey) => ({ secretKey, remoteRef: { key: 'till/db', property: 'value' } })), pair.minutes,
  ),
  places,
});
