import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecureSecret } from '../../src/secrets/secure-secret';
import {
  ExternalSecretGeneratedEncoding, ExternalSecretGenerator, ExternalSecretSshKeyType,
} from '../../src/stores/external-secrets/external-secret-generator';

type Texts = { readonly [name: string]: string };

const password = fc.record({
  kind: fc.constant('Password' as const),
  length: fc.oneof(often(20, 32, 16, 64), often(2, 15, 0, -1, 20.5, 300)),
  digits: fc.oneof(often(20, undefined, 4), often(2, -1, 40, 1.5)),
  symbols: fc.oneof(often(20, 0, 6), often(2, -1, 40)),
  symbolCharacters: fc.oneof(often(20, undefined, '-_$@'), often(2, '-', '')),
  noUpper: fc.boolean(),
  allowRepeat: fc.oneof(often(3, true), often(1, false)),
  encoding: fc.oneof(often(20, undefined, 'raw', 'hex'), often(1, 'rot13')),
});

const sshKey = fc.record({
  kind: fc.constant('SSHKey' as const),
  keyType: fc.oneof(often(20, 'ed25519', 'rsa', 'ecdsa'), often(1, 'dsa')),
  keySize: fc.oneof(
    often(6, undefined), often(3, 2048, 4096, 256, 521), often(1, 1024, 255, 8193, 300, 0, 2048.5),
  ),
  comment: fc.oneof(often(20, undefined, 'till@shop'), often(1, 'https://till:tr0ub4dor-3@db')),
});

const uuid = fc.record({ kind: fc.constant('UUID' as const) });

type Generator = typeof password extends fc.Arbitrary<infer P> ? P : never;
type SshKey = typeof sshKey extends fc.Arbitrary<infer S> ? S : never;

const KEYS = { Password: ['password'], SSHKey: ['privateKey', 'publicKey'], UUID: ['uuid'] } as const;

const inputs = fc.record({
  generator: fc.oneof(password, sshKey, uuid),
  type: fc.oneof(often(20, 'Opaque'), often(2, 'kubernetes.io/basic-auth', 'kubernetes.io/ssh-auth')),
  immutable: fc.constantFrom(undefined, false),
  templateData: fc.oneof(
    often<Texts | undefined>(20, undefined), often<Texts>(4, { url: 'https://till@{{ .uuid }}' }),
    often<Texts>(1, { 'a url': '{{ .uuid }}' }, { url: 'postgres://till:tr0ub4dor-3@db/{{ .uuid }}' }),
  ),
});
type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

const keysOf = ({ generator, templateData }: Input) => [...KEYS[generator.kind], ...Object.keys(templateData ?? {})];

function generatorOf(given: Input['generator']): ExternalSecretGenerator {
  switch (given.kind) {
    case 'Password': {
      const { kind: _, encoding, ...options } = given as Generator;
      return ExternalSecretGenerator.password({
        ...options, encoding: encoding as ExternalSecretGeneratedEncoding | undefined,
      });
    }
    case 'SSHKey': {
      const { kind: _, keyType, ...options } = given as SshKey;
      return ExternalSecretGenerator.sshKey({ ...options, keyType: keyType as ExternalSecretSshKeyType });
    }
    default: return ExternalSecretGenerator.uuid();
  }
}

function specOf({ generator }: Input): object {
  const { kind: _, ...given } = generator;
  return generator.kind === 'Password'
    ? { ...given, digits: generator.digits ?? Math.floor(generator.length / 4) } : given;
}

testAgreement<Input>('SecureSecret of generated values', {
  inputs,
  construct: (input) => {
    new SecureSecret(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Own', {
      secretType: SecretType.of(input.type),
      keys: input.generator.kind === 'Password' || input.templateData !== undefined ? keysOf(input) : undefined,
      source: SecretSource.generated({ generator: generatorOf(input.generator), templateData: input.templateData }),
      immutable: input.immutable,
      metadata: { name: 'till' },
    });
  },
  manifest: (input) => {
    const { generator: { kind }, type, immutable, templateData } = input;
    const data = templateData && Object.fromEntries(keysOf(input).map((key) =>
      [key, templateData[key] ?? `{{ index . "${key}" }}`]));
    const metadata = { name: 'till', namespace: 'shop' };
    const apiVersion = 'generators.external-secrets.io/v1alpha1';
    return [
      { apiVersion, kind, metadata, spec: specOf(input) },
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata,
        spec: {
          refreshPolicy: 'CreatedOnce',
          target: {
            name: 'till',
            creationPolicy: 'Orphan',
            deletionPolicy: 'Retain',
            immutable: immutable ?? true,
            template: type !== 'Opaque' || data
              ? { engineVersion: 'v2', type: type === 'Opaque' ? undefined : type, data } : undefined,
          },
          dataFrom: [{ sourceRef: { generatorRef: { apiVersion, kind, name: 'till' } } }],
        },
      },
    ].map((object) => JSON.stringify(object)).join('\n---\n');
  },
  places: (message) => {
    const [, place] = [
      ['encoding', '/spec/encoding'], ['keyType', '/spec/keyType'], ['spec.comment', '/spec/comment'],
      ['password generator', '/spec/length'], ['SSH key generator', '/spec/keySize'],
      ['is not a valid key', '/spec/target/template/data'], ['template.data', '/spec/target/template/data'],
      ['needs the key', '/spec/target/template/type'],
    ].find(([words]) => message.includes(words)) ?? ['', `/${message}`];
    return [place];
  },
  exceptions: [
    {
      why: 'a password has the keys that its generator names, which may be another object',
      holds: ({ generator: { kind }, type }) => kind === 'Password' && type === 'kubernetes.io/ssh-auth',
      refusals: /a Secret of type \S+ needs the key .*$/g,
    },
  ],
});
