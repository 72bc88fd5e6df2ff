import { App, Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { Exception, often, testAgreement } from './harness';
import { TYPE_KEYS } from './type-keys';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecureSecret } from '../../src/secrets/secure-secret';
import { VaultOperatorAuth } from '../../src/stores/vault/vault-operator-auth';
import {
  VaultOperatorRequestMethod, VaultOperatorRestartKind, VaultOperatorSyncOptions,
} from '../../src/stores/vault/vault-operator-secret-options';
import { VaultEngine } from '../../src/stores/vault-engine';

type Texts = { readonly [name: string]: string };

/** What both kinds have, in the words of the construct. */
interface Common {
  readonly auth: string;
  readonly name: string;
  readonly type: string;
  readonly keys: readonly string[];
  readonly mount: string;
  readonly vaultNamespace?: string;
  readonly templateData?: Texts;
  readonly templateLabels?: Texts;
  readonly templateAnnotations?: Texts;
  readonly restarts?: string;
}

const type = fc.oneof(
  often(20, 'Opaque', 'Opaque', 'kubernetes.io/tls', 'kubernetes.io/basic-auth'),
  often(1, 'kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token'),
);

const common: fc.Arbitrary<Common> = type.chain((secretType) => {
  const own = TYPE_KEYS[secretType];
  // A key of the type is left out now and then, and another one may not be a key.
  const keys = fc.oneof(
    { weight: 12, arbitrary: fc.constant(own) }, often(2, own.slice(1), [...own, 'a key'], [...own, '..a']),
  ).filter((some) => some.length > 0);
  return keys.chain((some) => fc.record<Common>({
    auth: fc.oneof(often(40, 'vault', 'tills/vault'), often(1, '', 'Vault', 'Tills/vault', 'tills/vault/a')),
    name: fc.oneof(often(40, 'till'), often(1, 'Till', 'till_', 'a'.repeat(254))),
    type: fc.constant(secretType),
    keys: fc.constant(some),
    mount: fc.oneof(often(40, 'secret', 'tills/kv'), often(1, '', '/secret', 'secret/', 'sec"ret', 'sec\nret')),
    vaultNamespace: fc.oneof(often(40, undefined, 'shop'), often(1, 'sh"op', 'sh\nop')),
    templateData: fc.oneof(
      often<Texts | undefined>(12, undefined),
      often<Texts | undefined>(4, { [some[0]]: '{{ get .Secrets "value" }}' },
        Object.fromEntries(some.map((key) => [key, `{{ get .Secrets "${key}" }}`]))),
      often<Texts | undefined>(1, { [some[0]]: 'postgres://till:tr0ub4dor-3@db/{{ get .Secrets "name" }}' }),
    ),
    templateLabels: fc.oneof(
      often<Texts | undefined>(20, undefined, { app: 'till' }),
      often<Texts | undefined>(1, { app: 'ghp_16C7e42F292c6912E7710c838347Ae178B4a' }),
    ),
    templateAnnotations: fc.oneof(
      often<Texts | undefined>(20, undefined, { 'till.example/owner': 'till' }),
      often<Texts | undefined>(
        1, { url: 'https://till:tr0ub4dor-3@db' }, { 'kubernetes.io/service-account.name': 'till' },
      ),
    ),
    restarts: fc.oneof(often(20, undefined), often(6, 'till'), often(1, 'Till', '')),
  }));
});

const sync = ({ auth, name, type: _, keys, restarts, ...options }: Common): Omit<VaultOperatorSyncOptions, 'path'> => ({
  ...options,
  restartTargets: restarts === undefined ? undefined : [{ kind: VaultOperatorRestartKind.DEPLOYMENT, name: restarts }],
});

function make({ name, type: secretType, keys }: Common, source: SecretSource): void {
  new SecureSecret(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Own', {
    secretType: SecretType.of(secretType), keys: [...keys], source, metadata: { name },
  });
}

/** The part of the spec that both kinds have. */
function commonSpec(input: Common): object {
  const { templateData = {}, keys, restarts } = input;
  const plain = keys.filter((key) => !Object.hasOwn(templateData, key));
  return {
    vaultAuthRef: input.auth,
    mount: input.mount,
    namespace: input.vaultNamespace,
    rolloutRestartTargets: restarts === undefined ? undefined : [{ kind: 'Deployment', name: restarts }],
    destination: {
      name: input.name,
      create: true,
      type: input.type,
      labels: input.templateLabels,
      annotations: input.templateAnnotations,
      transformation: {
        excludeRaw: true,
        includes: plain.length > 0 ? plain.map((key) => `^${key.replaceAll('.', '\\.')}$`) : undefined,
        excludes: plain.length > 0 ? undefined : ['.*'],
        templates: Object.fromEntries(Object.entries(templateData).map(([key, text]) => [key, { text }])),
      },
    },
  };
}

const printed = (kind: string, { name }: Common, spec: object) => JSON.stringify({
  apiVersion: 'secrets.hashicorp.com/v1beta1', kind, metadata: { name, namespace: 'shop' }, spec,
});

/** Words of refusals, and what they are about in the spec. */
const PLACES: readonly (readonly [words: string, place: string])[] = [
  ['mount "', '/spec/mount'], ['path "', '/spec/path'], ['vaultNamespace', '/spec/namespace'],
  ['version', '/spec/version'], ['refreshAfter', '/spec/refreshAfter'],
  ['renewalPercent', '/spec/renewalPercent'], ['requestMethod', '/spec/requestHTTPMethod'],
  ['needs the key', '/spec/destination/type'], ['is not a valid key', '/spec/destination'],
  ['of a workload to restart', '/spec/rolloutRestartTargets'], ['spec.params', '/spec/params'],
  ['a bootstrap token', '/spec/destination/type'], ['a token that does not expire', '/spec/destination/type'],
  ['templates.', '/spec/destination/transformation/templates'],
  ['destination.labels', '/spec/destination/labels'], ['destination.annotations', '/spec/destination/annotations'],
  ['VaultOperatorAuth.fromName', '/spec/vaultAuthRef'], ['without detectDrift', '/spec/rolloutRestartTargets'],
  ['is not a valid object name', '/metadata/name'],
];

const places = (message: string) => [PLACES.find(([words]) => message.includes(words))?.[1] ?? `/${message}`];

const exceptions: readonly Exception<Common>[] = [
  {
    why: 'an empty reference is one that is not given: the operator takes the login that it was installed with',
    holds: ({ auth }) => auth === '',
    refusals: /VaultOperatorAuth.fromName: "" \(0 characters\) is not a valid object name.*$/g,
  },
  {
    why: 'a Secret of a controller for a token of an account that it names is reported in the cluster',
    holds: ({ type: secretType, templateAnnotations = {} }) => secretType === 'kubernetes.io/service-account-token'
      && Object.hasOwn(templateAnnotations, 'kubernetes.io/service-account.name'),
    refusals: /a Secret of type \S+ holds a token that does not expire.*$/g,
  },
];

interface Static extends Common {
  readonly path: string;
  readonly engine: 'kv-v1' | 'kv-v2';
  readonly version?: number;
  readonly refreshSeconds?: number;
  readonly detectDrift?: boolean;
}

testAgreement<Static>('SecureSecret of a VaultStaticSecret', {
  inputs: fc.tuple(common, fc.record({
    path: fc.oneof(
      often(40, 'till', 'shop/till'), often(2, 'data/till', 'metadata/till'),
      often(1, '', '/till', 'till/', 'ti"ll', 'ti\nll'),
    ),
    engine: fc.constantFrom('kv-v1' as const, 'kv-v2' as const),
    version: fc.oneof(often(40, undefined, 0), often(6, 3), often(1, -1, 1.5)),
    refreshSeconds: fc.oneof(often(20, undefined, 90, 5400, 1.5), often(1, 0)),
    detectDrift: fc.oneof(often(8, undefined, true), often(1, false)),
  })).map(([all, own]) => ({ ...all, ...own })),
  construct: ({ path, engine, version, refreshSeconds, detectDrift, ...all }) =>
    make(all, SecretSource.vaultStatic(VaultOperatorAuth.fromName(all.auth), {
      ...sync(all),
      path,
      engine: engine === 'kv-v1' ? VaultEngine.KV_V1 : VaultEngine.KV_V2,
      version,
      detectDrift,
      refreshAfter: refreshSeconds === undefined ? undefined : Duration.millis(refreshSeconds * 1000),
    })),
  manifest: (input) => printed('VaultStaticSecret', input, {
    ...commonSpec(input),
    path: input.path,
    type: input.engine,
    version: input.version,
    refreshAfter: input.refreshSeconds === undefined ? '5m' : `${input.refreshSeconds}s`,
    hmacSecretData: input.detectDrift ?? true,
  }),
  places,
  exceptions,
});

interface Dynamic extends Common {
  readonly path: string;
  readonly parameters?: Texts;
  readonly requestMethod?: string;
  readonly renewalPercent?: number;
  readonly staticCredentials?: boolean;
  readonly refreshSeconds?: number;
}

testAgreement<Dynamic>('SecureSecret of a VaultDynamicSecret', {
  inputs: fc.tuple(common, fc.record({
    path: fc.oneof(
      often(40, 'creds/till'), often(6, 'static-creds/till', 'static-cred/till'),
      often(1, '', '/creds/till', 'creds/till/', 'cr"eds/till', 'cr\neds/till'),
    ),
    parameters: fc.oneof(
      often<Texts | undefined>(20, undefined, {}, { ttl: '1h' }),
      often<Texts | undefined>(1, { password: 'tr0ub4dor-3' }, { note: 'ghp_16C7e42F292c6912E7710c838347Ae178B4a' }),
    ),
    requestMethod: fc.oneof(often(20, undefined, 'PUT'), often(2, 'GET', 'POST'), often(1, 'PATCH')),
    renewalPercent: fc.oneof(often(20, undefined, 0, 67, 90), often(1, -1, 91, 1.5)),
    staticCredentials: fc.oneof(often(8, undefined), often(1, true, false)),
    refreshSeconds: fc.oneof(often(20, undefined, 90, 5400), often(1, 0)),
  })).map(([all, own]) => ({ ...all, ...own })),
  construct: ({ path, parameters, requestMethod, renewalPercent, staticCredentials, refreshSeconds, ...all }) =>
    make(all, SecretSource.vaultDynamic(VaultOperatorAuth.fromName(all.auth), {
      ...sync(all),
      path,
      parameters,
      renewalPercent,
      staticCredentials,
      requestMethod: requestMethod as VaultOperatorRequestMethod | undefined,
      refreshAfter: refreshSeconds === undefined ? undefined : Duration.seconds(refreshSeconds),
    })),
  manifest: (input) => printed('VaultDynamicSecret', input, {
    ...commonSpec(input),
    path: input.path,
    params: input.parameters,
    requestHTTPMethod: input.requestMethod,
    renewalPercent: input.renewalPercent,
    allowStaticCreds: input.staticCredentials ?? (input.path.startsWith('static-cred') ? true : undefined),
    refreshAfter: input.refreshSeconds === undefined ? undefined : `${input.refreshSeconds}s`,
  }),
  places,
  exceptions,
});
