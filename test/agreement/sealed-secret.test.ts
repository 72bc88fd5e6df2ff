import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { SealedSecretScope } from '../../src/secrets/sealed-secret-options';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecureSecret } from '../../src/secrets/secure-secret';
import { seal } from '../support/sealing';

type Texts = { readonly [name: string]: string };

const SEALED = seal('shop/till', 'tr0ub4dor-3');
const ANNOTATIONS: { readonly [scope: string]: Texts | undefined } = {
  'strict': undefined,
  'namespace-wide': { 'sealedsecrets.bitnami.com/namespace-wide': 'true' },
  'cluster-wide': { 'sealedsecrets.bitnami.com/cluster-wide': 'true' },
};

const value = fc.oneof(
  often(30, SEALED, `${SEALED.slice(0, 76)}\n${SEALED.slice(76)}`),
  often(1, 'tr0ub4dor-3', 'dHIwdWI0ZG9yLTM=', '', SEALED.slice(0, 100)),
);

const inputs = fc.record({
  name: fc.oneof(often(30, 'till'), often(1, 'Till', 'till_')),
  scope: fc.constantFrom('strict', 'namespace-wide', 'cluster-wide'),
  type: fc.oneof(often(9, 'Opaque'), often(3, 'kubernetes.io/basic-auth'), often(1, 'bootstrap.kubernetes.io/token')),
  encryptedData: fc.oneof(
    { weight: 20, arbitrary: fc.record({ username: value, password: value }) },
    { weight: 3, arbitrary: fc.record({ pin: value }) },
    { weight: 1, arbitrary: fc.record({ 'a pin': value }) },
    often<Texts>(1, {}),
  ) as fc.Arbitrary<Texts>,
  templateData: fc.oneof(
    often<Texts | undefined>(20, undefined), often<Texts>(4, { url: 'https://{{ .username }}@till' }),
    often<Texts>(1, { '..url': '{{ .username }}' }, { url: 'postgres://till:tr0ub4dor-3@db/{{ .username }}' }),
  ),
  templateLabels: fc.oneof(
    often<Texts | undefined>(20, undefined, { tier: 'data' }, { 'till.example/tier': '' }),
    often<Texts>(1, { 'a tier': 'data' }, { tier: 'of data' }, { tier: 'x'.repeat(64) }),
  ),
  templateAnnotations: fc.oneof(
    often<Texts | undefined>(20, undefined, { 'till.example/owner': 'till' }, { 'Till.Example/owner': 'till' }),
    often<Texts>(1, { 'an owner': 'till' }, { '-/owner': 'till' }),
    often<Texts>(1, { url: 'https://till:tr0ub4dor-3@db' }),
  ),
});
type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

testAgreement<Input>('SecureSecret of a SealedSecret', {
  inputs,
  construct: ({ name, scope, type, ...options }) => {
    new SecureSecret(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Own', {
      secretType: SecretType.of(type),
      source: SecretSource.sealedSecret({
        ...options, scope: scope as SealedSecretScope, name: scope === 'strict' ? name : undefined,
      }),
      metadata: { name },
    });
  },
  manifest: ({
    name, scope, type, encryptedData, templateData: data, templateAnnotations, templateLabels: labels,
  }) => JSON.stringify({
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { name, namespace: 'shop', annotations: ANNOTATIONS[scope] },
    spec: {
      encryptedData,
      template: {
        metadata: { labels, annotations: { ...templateAnnotations, ...ANNOTATIONS[scope] } }, type, data,
      },
    },
  }),
  places: (message) => {
    const [, place] = [
      ['is not ciphertext', '/spec/encryptedData'], ['encryptedData is empty', '/spec/encryptedData'],
      ['needs at least one key', '/spec/encryptedData'], ['"a pin"', '/spec/encryptedData'],
      ['the label "', '/spec/template/metadata/labels'], ['of label "', '/spec/template/metadata/labels'],
      ['that no annotation may have', '/spec/template/metadata/annotations'],
      ['"..url"', '/spec/template/data'], ['template.data', '/spec/template/data'],
      ['template.metadata', '/spec/template/metadata'], ['needs the key', '/spec/template/type'],
      ['a bootstrap token', '/spec/template/type'], ['is not a valid object name', '/metadata/name'],
    ].find(([words]) => message.includes(words)) ?? ['', `/${message}`];
    return [place];
  },
  exceptions: [{
    why: 'documentation cuts ciphertext, so that what begins as it does is not judged',
    holds: ({ encryptedData }) => Object.values(encryptedData).includes(SEALED.slice(0, 100)),
    refusals: /the value of key "[^"]*" \(100 characters\) is not ciphertext of kubeseal.*$/g,
  }],
});
