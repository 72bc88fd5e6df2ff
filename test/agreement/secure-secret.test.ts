import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret } from '../../src/secrets/secure-secret';
import { certificatePem, privateKeyPem } from '../support/certificate';

const own = privateKeyPem('ec');
const other = privateKeyPem('ec');
const certificate = certificatePem(own);
const docker = JSON.stringify({ auths: { 'registry.example.com': { auth: 'dGlsbDpyb2xs' } } });

/** Types, each with values that it allows and values that it does not. */
const TYPES: { readonly [type: string]: { readonly [key: string]: fc.Arbitrary<string> } } = {
  'Opaque': {
    password: fc.oneof(
      often(9, 'correct horse', 'tr0ub4dor', 'a line\nand another\n'),
      often(1, 'tr0ub4dor\n', ' tr0ub4dor', Buffer.from('tr0ub4dor and more').toString('base64'), ''),
    ),
  },
  'kubernetes.io/tls': {
    'tls.crt': fc.oneof(
      often(9, certificate), often(1, certificatePem(other), certificatePem(other) + certificate, 'no PEM', own),
    ),
    'tls.key': fc.oneof(
      often(9, own), often(1, other, 'no PEM', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'),
    ),
  },
  'kubernetes.io/ssh-auth': { 'ssh-privatekey': fc.oneof(often(3, own), often(1, 'ssh-ed25519 AAAA till', 'no PEM')) },
  'kubernetes.io/basic-auth': { username: fc.constant('till'), password: fc.constantFrom('tr0ub4dor', 'tr0ub4dor\n') },
  'kubernetes.io/dockerconfigjson': {
    '.dockerconfigjson': fc.oneof(often(3, docker), often(1, '12', '{}', '{"auths": {"r": {"auth": "bm8gY29sb24="}}}')),
  },
  'till.example/licence': { licence: fc.constantFrom('a licence', 'a-licence') },
};

interface Input {
  readonly type: string;
  readonly name: string;
  readonly namespace: string;
  readonly values: readonly [key: string, value: string][];
}

const name = fc.oneof(often(20, 'till', 'shop.till', 'a'.repeat(242)), often(1, 'Till', 'till_', 'a'.repeat(243)));
const namespace = fc.oneof(often(20, 'shop'), often(1, 'Shop', 'shop.eu', 'a'.repeat(64)));
const more: fc.Arbitrary<[string, string][]> = fc.oneof(
  { weight: 9, arbitrary: fc.constant<[string, string][]>([]) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('user', 'a b', '..a', 'a'.repeat(254)).map((key): [string, string][] => [[key, 'till']]),
  },
);

const inputs: fc.Arbitrary<Input> = fc.constantFrom(...Object.keys(TYPES)).chain((type) => {
  const values = Object.entries(TYPES[type]).map(([key, value]) => value.map((text): [string, string] => [key, text]));
  // A key of the type is left out now and then.
  const some = fc.tuple(fc.tuple(...values), fc.integer({ min: 0, max: 9 }))
    .map(([all, left]) => all.filter((_, index) => index !== left - 8));
  return fc.record({ type: fc.constant(type), name, namespace, values: some, more })
    .map(({ more: further, ...input }) => ({ ...input, values: [...input.values, ...further] }))
    .filter(({ values: all }) => all.length > 0);
});

const REASON = 'a sandbox without data';

testAgreement<Input>('SecureSecret', {
  inputs,
  construct: ({ type, name: own_, namespace: namespaceName, values }) => {
    const entries = values.map(([key, value]) => [key, SecretValue.unsafePlainText(value)]);
    new SecureSecret(new Chart(new App(), 'shop'), 'Own', {
      secretType: SecretType.of(type),
      source: SecretSource.unsafeInline(Object.fromEntries(entries), REASON),
      metadata: { name: own_, namespace: namespaceName },
    });
  },
  manifest: ({ type, name: own_, namespace: namespaceName, values }) => JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      // The name ends in a hash of ten characters.
      name: `${own_}-0123456789`,
      namespace: namespaceName,
      annotations: { 'cdk8s-strongbox/unsafe-inline-reason': REASON },
    },
    type,
    immutable: true,
    data: Object.fromEntries(values.map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
  }),
  // `plaintext-secret` is at the object: what a refusal is about must be found for its own sake.
  places: (message, { values }) => [
    ...message.includes('needs') ? [] : values.map(([key]) => key)
      .filter((key) => message.includes(`"${key}"`))
      .sort((one, another) => message.indexOf(`"${one}"`) - message.indexOf(`"${another}"`))
      .slice(0, 1).map((key) => `/data/${key}`),
    ...message.includes('is not a valid object name') ? ['/metadata/name'] : [],
    ...message.includes('is not a valid namespace') ? ['/metadata/namespace'] : [],
  ],
  exceptions: [
    {
      why: 'the value stands in the manifest for a reason, which suppresses the finding when the audit runs',
      holds: () => true,
      rules: ['plaintext-secret'],
    },
    {
      why: 'an empty value is a note, since manifests of others leave a value empty on purpose',
      holds: ({ values }) => values.some(([, value]) => value === ''),
      refusals: /the value of key "[^"]*" is empty.*$/g,
    },
  ],
});
