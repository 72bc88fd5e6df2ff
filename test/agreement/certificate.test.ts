import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { CertificateKeyAlgorithm, CertificateKeystoreFormat } from '../../src/secrets/cert-manager-options';
import { CertificateIssuer } from '../../src/secrets/certificate-issuer';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecureSecret } from '../../src/secrets/secure-secret';

type Texts = { readonly [name: string]: string };
type Issuer = readonly [kind: string, group: string];

const GROUP = 'cert-manager.io';

const list = (good: readonly string[], bad: readonly string[]) => fc.oneof(
  often<string[] | undefined>(6, undefined),
  { weight: 10, arbitrary: fc.array(fc.oneof(often(24, ...good), often(1, ...bad)), { maxLength: 2 }) },
);

const inputs = fc.record({
  name: fc.oneof(often(30, 'web'), often(1, 'Web', 'web_')),
  issuer: fc.oneof(often(30, 'ca'), often(1, '', 'C A')),
  of: fc.oneof(
    often<Issuer>(20, ['Issuer', GROUP], ['ClusterIssuer', GROUP], ['StepIssuer', 'certmanager.step.sm']),
    often<Issuer>(1, ['StepIssuer', GROUP]),
  ),
  dnsNames: list(
    ['shop.example', '*.shop.example', 'till.shop.svc'], ['https://shop.example', 'shop.example:443', 'a b', '*'],
  ),
  ipAddresses: list(['10.0.0.7', 'fd00::7'], ['10.0.0.256', '10.0.0.0/8']),
  uris: list(['spiffe://shop.example/till'], ['shop.example/till']),
  emailAddresses: list(['till@shop.example'], ['Till <till@shop.example>']),
  commonName: fc.oneof(often<string | undefined>(20, undefined, 'till'), often(1, 'x'.repeat(65), '\u00e9'.repeat(33))),
  hours: fc.oneof(often<number | undefined>(20, undefined, 720, 24, 1), often(1, 0.5)),
  renewMinutes: fc.oneof(often<number | undefined>(20, undefined, 30, 240, 5), often(1, 1, 60_000)),
  algorithm: fc.constantFrom(...Object.values(CertificateKeyAlgorithm)),
  password: fc.oneof(often<string | undefined>(10, undefined, 'keystore'), often(1, 'Keystore', 'key store')),
  templateLabels: fc.oneof(
    often<Texts | undefined>(20, undefined, { tier: 'front' }), often<Texts>(1, { 'a tier': 'x' }, { tier: 'a front' }),
  ),
  templateAnnotations: fc.oneof(
    often<Texts | undefined>(20, undefined, { 'till.example/owner': 'web' }),
    often<Texts>(1, { 'an owner': 'web' }, { 'cert-manager.io/alt-names': 'a' }, { url: 'https://a:tr0ub4dor-3@db' }),
  ),
});
type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

const filled = (texts: string[] | undefined) => (texts === undefined || texts.length === 0 ? undefined : texts);

testAgreement<Input>('SecureSecret of a Certificate', {
  inputs,
  construct: ({ name, issuer, of: [kind, group], hours, renewMinutes, algorithm, password, ...options }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    new SecureSecret(chart, 'Own', {
      source: SecretSource.certManager(CertificateIssuer.external(issuer, { kind, group }), {
        ...options,
        duration: hours === undefined ? undefined : Duration.minutes(hours * 60),
        renewBefore: renewMinutes === undefined ? undefined : Duration.minutes(renewMinutes),
        keyAlgorithm: algorithm,
        keystores: password === undefined ? undefined : [{
          format: CertificateKeystoreFormat.PKCS12,
          passwordSecret: kplus.Secret.fromSecretName(chart, 'Password', password),
        }],
      }),
      metadata: { name },
    });
  },
  manifest: ({
    name, issuer, of: [kind, group], dnsNames, ipAddresses, uris, emailAddresses, commonName, hours, renewMinutes,
    algorithm, password, templateLabels: labels, templateAnnotations: annotations,
  }) => JSON.stringify({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: 'shop' },
    spec: {
      secretName: name,
      issuerRef: { name: issuer, kind, group },
      dnsNames: filled(dnsNames),
      ipAddresses: filled(ipAddresses),
      uris: filled(uris),
      emailAddresses: filled(emailAddresses),
      commonName,
      duration: hours === undefined ? undefined : `${hours * 60}m`,
      renewBefore: renewMinutes === undefined ? undefined : `${renewMinutes}m`,
      privateKey: {
        algorithm: algorithm.split(' ')[0],
        size: algorithm.includes(' ') ? Number(algorithm.split(' ')[1]) : undefined,
        rotationPolicy: 'Always',
      },
      keystores: password === undefined ? undefined
        : { pkcs12: { create: true, profile: 'Modern2023', passwordSecretRef: { name: password, key: 'password' } } },
      secretTemplate: labels === undefined && annotations === undefined ? undefined : { labels, annotations },
    },
  }),
});
