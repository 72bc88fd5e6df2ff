import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { EMPTY_PATH, EMPTY_PROPERTY } from './external-secret-exceptions';
import { often, testAgreement } from './harness';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecureSecret } from '../../src/secrets/secure-secret';
import { ExternalSecretDataFrom } from '../../src/stores/external-secrets/external-secret-data-from';
import { ExternalSecretCreationPolicy } from '../../src/stores/external-secrets/external-secret-options';
import { ExternalSecretRewrite } from '../../src/stores/external-secrets/external-secret-rewrite';
import { ExternalSecretStore } from '../../src/stores/external-secrets/external-secret-store';

type Texts = { readonly [name: string]: string };

/** One source of many values, in the words of External Secrets. */
type From = { readonly extract: { readonly key: string; readonly property?: string } }
| { readonly find: { readonly path?: string; readonly regexp?: string; readonly tags?: Texts } };

type Rewrite = { readonly regexp: { readonly source: string; readonly target: string } }
| { readonly transform: { readonly template: string } };

const from: fc.Arbitrary<From> = fc.oneof(
  fc.record({
    extract: fc.record({
      key: fc.oneof(often(20, 'shop/till'), often(1, '')), property: fc.oneof(often(20, undefined, 'db'), often(1, '')),
    }),
  }),
  fc.record({
    find: fc.record({
      path: fc.constantFrom(undefined, 'shop/'),
      regexp: fc.oneof(often(9, '^till-', '.*'), often(1, undefined)),
      tags: fc.oneof(often<Texts | undefined>(9, undefined, { team: 'till' }), often<Texts>(1, {})),
    }),
  }),
);

const rewrite: fc.Arbitrary<Rewrite> = fc.oneof(
  fc.record({
    regexp: fc.record({
      source: fc.constantFrom('^till_(.*)$', '[^a-z]'),
      target: fc.constantFrom('$1', '', 'x'),
    }),
  }),
  fc.constant({ transform: { template: '{{ .value | upper }}' } }),
);

const inputs = fc.record({
  type: fc.oneof(often(3, 'Opaque'), often(1, 'kubernetes.io/tls')),
  withKey: fc.boolean(),
  from: fc.array(
    fc.record({ source: from, rewrites: fc.array(rewrite, { maxLength: 2 }) }),
    { maxLength: 2 },
  ),
  creationPolicy: fc.oneof(often(12, undefined), often(1, 'Merge')),
  templateData: fc.oneof(
    often<Texts | undefined>(20, undefined), often<Texts>(5, { url: 'https://{{ .user }}@till' }),
    often<Texts>(2, { '..url': '{{ .user }}' }, { url: 'postgres://till:tr0ub4dor-3@db/{{ .name }}' }),
  ),
  templateLabels: fc.oneof(often<Texts | undefined>(20, undefined, { app: 'till' })),
  templateAnnotations: fc.oneof(
    often<Texts | undefined>(20, undefined, { 'till.example/owner': 'till' }),
    often<Texts>(1, { url: 'https://till:tr0ub4dor-3@db' }),
  ),
});
type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

const keysOf = ({ type, withKey, templateData = {} }: Input) => [
  ...type === 'Opaque' ? withKey ? ['user'] : [] : ['tls.crt', 'tls.key'], ...Object.keys(templateData),
];

testAgreement<Input>('SecureSecret of an ExternalSecret with many values', {
  inputs: inputs.filter((input) => keysOf(input).length > 0),
  construct: (input) => {
    const { type, from: sources, creationPolicy, templateData, templateLabels, templateAnnotations } = input;
    const rewrites = (all: readonly Rewrite[]) => all.map((each) => 'regexp' in each
      ? ExternalSecretRewrite.regexp(each.regexp.source, each.regexp.target)
      : ExternalSecretRewrite.transform(each.transform.template));
    new SecureSecret(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Own', {
      secretType: SecretType.of(type),
      keys: keysOf(input),
      source: SecretSource.externalSecret(ExternalSecretStore.fromName('vault'), {
        dataFrom: sources.map(({ source, rewrites: all }) => 'extract' in source
          ? ExternalSecretDataFrom.extract(
            { path: source.extract.key, property: source.extract.property }, ...rewrites(all),
          )
          : ExternalSecretDataFrom.find(
            { path: source.find.path, nameRegexp: source.find.regexp, tags: source.find.tags }, ...rewrites(all),
          )),
        creationPolicy: creationPolicy as ExternalSecretCreationPolicy | undefined,
        templateData,
        templateLabels,
        templateAnnotations,
      }),
      metadata: { name: 'till' },
    });
  },
  manifest: (input) => {
    const { type, from: sources, creationPolicy = 'Owner', templateLabels, templateAnnotations } = input;
    const metadata = templateLabels || templateAnnotations
      ? { labels: templateLabels, annotations: templateAnnotations } : undefined;
    const data = input.templateData && Object.fromEntries(keysOf(input).map((key) =>
      [key, input.templateData![key] ?? `{{ index . "${key}" }}`]));
    const isTyped = type !== 'Opaque';
    return JSON.stringify({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'till', namespace: 'shop' },
      spec: {
        secretStoreRef: { name: 'vault', kind: 'SecretStore' },
        refreshPolicy: 'Periodic',
        refreshInterval: '1h0m0s',
        target: {
          name: 'till',
          creationPolicy,
          deletionPolicy: 'Retain',
          template: isTyped || metadata || data
            ? { engineVersion: 'v2', type: isTyped ? type : undefined, metadata, data } : undefined,
        },
        dataFrom: sources.map(({ source, rewrites }) => ({
          ...'extract' in source ? source : {
            find: {
              path: source.find.path,
              name: source.find.regexp === undefined ? undefined : { regexp: source.find.regexp },
              tags: source.find.tags,
            },
          },
          rewrite: rewrites.length > 0 ? rewrites : undefined,
        })),
      },
    });
  },
  places: (message) => {
    const [, place] = [
      ['is not a valid key', '/spec/target/template/data'], ['template.data.url', '/spec/target/template/data'],
      ['template.metadata', '/spec/target/template/metadata'], ['nothing says', '/spec/data'],
      ['templates alone', '/spec/data'],
    ].find(([words]) => message.includes(words)) ?? ['', `/${message}`];
    return [place];
  },
  exceptions: [
    {
      ...EMPTY_PATH,
      holds: ({ from: sources }) => sources.some(({ source }) => 'extract' in source && source.extract.key === ''),
    },
    {
      ...EMPTY_PROPERTY,
      holds: ({ from: sources }) => sources.some(({ source }) => 'extract' in source && source.extract.property === ''),
    },
    {
      why: 'a store may hold the secrets of one app alone, so that all that it has is meant',
      holds: ({ from: sources }) => sources.some(({ source }) => 'find' in source && source.find.regexp === undefined
        && Object.keys(source.find.tags ?? {}).length === 0),
      refusals: /ExternalSecretDataFrom.find has neither nameRegexp nor tags.*$/g,
    },
  ],
});
