import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { certificateFaults, certificateKeys } from '../../../src/facts/cert-manager';
import { ReloadStrategy } from '../../../src/mounts/reload-strategy';
import { RotatingVolumeMount } from '../../../src/mounts/rotating-volume-mount';
import { CATALOG } from '../../../src/rules/catalog';
import { evaluate } from '../../../src/rules/evaluate';
import {
  CertificateFormat, CertificateKeyAlgorithm, CertificateKeystoreFormat, CertManagerOptions,
} from '../../../src/secrets/cert-manager-options';
import { CertificateIssuer } from '../../../src/secrets/certificate-issuer';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecureSecret, SecureSecretProps } from '../../../src/secrets/secure-secret';
import { PLAIN_CERTIFICATE_OPTIONS } from '../../support/certificate-options';
import { expectValidStoreManifests, isStoreKind } from '../../support/store-schema';

const issuer = CertificateIssuer.clusterWide('maple-ca');

function make(options: CertManagerOptions = {}, props: Partial<SecureSecretProps> = {}, from = issuer) {
  const chart = new Chart(Testing.app(), 'shop', { disableResourceNameHashes: true, namespace: 'shop' });
  const source = SecretSource.certManager(from, { dnsNames: ['shop.example.com'], ...options });
  const secret = new SecureSecret(chart, 'Front', { source, ...props });
  const manifest = () => {
    const manifests = Testing.synth(chart).filter(isStoreKind);
    expectValidStoreManifests(manifests);
    return manifests[0];
  };
  return { chart, secret, manifest };
}

const password = (chart: Chart) =>
  new SecureSecret(chart, 'Store', { keys: ['password'], source: SecretSource.existing('keystore') });

test('snapshot: minimal props', () => {
  expect(make().manifest()).toMatchSnapshot();
});

test('the Secret has the keys of a certificate, and those of its keystores and formats', () => {
  expect(make().secret.keys).toEqual(['tls.crt', 'tls.key']);
  expect(make({ withAuthority: true }).secret.keys).toEqual(['tls.crt', 'tls.key', 'ca.crt']);
  const { chart } = make();
  const keystores = [
    { format: CertificateKeystoreFormat.JKS, passwordSecret: password(chart) },
    { format: CertificateKeystoreFormat.PKCS12, passwordSecret: password(new Chart(chart, 'Other')) },
  ];
  const additionalFormats = [CertificateFormat.COMBINED_PEM, CertificateFormat.DER];
  const chain = ['tls.crt', 'tls.key'];
  expect(make({ keystores }).secret.keys).toEqual([...chain, 'keystore.jks', 'keystore.p12']);
  expect(make({ keystores, additionalFormats, withAuthority: true }).secret.keys).toEqual([
    ...chain, 'ca.crt', 'keystore.jks', 'truststore.jks', 'keystore.p12', 'truststore.p12', 'tls-combined.pem',
    'key.der',
  ]);
});

test('every option is written', () => {
  const { chart } = make();
  const { manifest, secret } = make({
    ...PLAIN_CERTIFICATE_OPTIONS,
    keystores: [
      { format: CertificateKeystoreFormat.JKS, passwordSecret: password(chart), alias: 'front' },
      { format: CertificateKeystoreFormat.PKCS12, passwordSecret: password(new Chart(chart, 'Other')) },
    ],
    additionalFormats: [CertificateFormat.COMBINED_PEM],
  }, { metadata: { name: 'front-tls', labels: { app: 'front' } } });
  expect(secret.name).toBe('front-tls');
  expect(manifest()).toEqual({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'front-tls', namespace: 'shop', labels: { app: 'front' } },
    spec: {
      secretName: 'front-tls',
      issuerRef: { name: 'maple-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      commonName: 'shop',
      dnsNames: ['shop.example.com', '*.shop.example.com'],
      ipAddresses: ['10.0.0.7', 'fd00::7'],
      uris: ['spiffe://example.com/shop'],
      emailAddresses: ['shop@example.com'],
      duration: '720h',
      renewBefore: '240h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
      usages: ['digital signature', 'server auth'],
      keystores: {
        jks: { create: true, alias: 'front', passwordSecretRef: { name: 'keystore', key: 'password' } },
        pkcs12: { create: true, profile: 'Modern2023', passwordSecretRef: { name: 'keystore', key: 'password' } },
      },
      additionalOutputFormats: [{ type: 'CombinedPEM' }],
      secretTemplate: { labels: { tier: 'front' }, annotations: { 'example.com/owner': 'web' } },
    },
  });
});

test('issuers', () => {
  const referenceOf = (from: CertificateIssuer) => make({}, {}, from).manifest().spec.issuerRef;
  expect(referenceOf(CertificateIssuer.namespaced('local'))).toEqual({
    name: 'local', kind: 'Issuer', group: 'cert-manager.io',
  });
  const cloud = { kind: 'CloudIssuer', group: 'issuers.example.com' };
  expect(referenceOf(CertificateIssuer.external('cloud', cloud))).toEqual({ name: 'cloud', ...cloud });
});

test('algorithms without a size have none', () => {
  expect(make({ keyAlgorithm: CertificateKeyAlgorithm.ED25519 }).manifest().spec.privateKey).toEqual({
    algorithm: 'Ed25519', rotationPolicy: 'Always',
  });
});

test('the type is that of a certificate, and no other', () => {
  expect(() => make({}, { secretType: SecretType.TLS })).not.toThrow();
  expect(() => make({}, { secretType: SecretType.OPAQUE })).toThrow(
    'shop/Front: this source makes a Secret of type kubernetes.io/tls, and `secretType` is Opaque; leave '
      + '`secretType` out',
  );
});

test.each<[CertManagerOptions, string]>([
  [{ dnsNames: [] }, 'a Certificate needs a name that it is for: one of commonName, dnsNames'],
  [{ dnsNames: ['https://shop.example.com'] }, '"https://shop.example.com" in dnsNames is not a host name, such as'],
  [{ dnsNames: ['shop.example.com:8443'] }, 'in dnsNames is not a host name'],
  [{ ipAddresses: ['shop'] }, '"shop" in ipAddresses is not an IP address'],
  [{ uris: ['shop/front'] }, '"shop/front" in uris is not a URI with its scheme'],
  [{ emailAddresses: ['Shop <shop@example.com>'] }, 'in emailAddresses is not an email address alone'],
  [{ commonName: 'ü'.repeat(33) }, 'commonName is longer than 64 bytes; put the name into dnsNames'],
  [{ duration: Duration.minutes(59) }, 'duration "59m" is shorter than 1h, the least'],
  [{ renewBefore: Duration.seconds(299) }, 'renewBefore "299s" is shorter than 5m, the least'],
  [
    { duration: Duration.hours(2), renewBefore: Duration.hours(2) },
    'renewBefore "2h" is not shorter than the duration "2h", so the certificate would be renewed without end',
  ],
  [
    { templateAnnotations: { 'cert-manager.io/issuer-name': 'x' } },
    'annotation "cert-manager.io/issuer-name" of the Secret belongs to cert-manager, which sets it; leave it out',
  ],
  [{ renewBefore: Duration.days(90) }, 'is not shorter than the duration "2160h"'],
])('%j is refused', (options, message) => {
  expect(() => make(options)).toThrow(`shop/Front: ${message}`.slice(0, 12));
  expect(() => make(options)).toThrow(message);
});

test('other refusals of the construct', () => {
  expect(() => make({}, { immutable: true })).toThrow('shop/Front: cert-manager writes no immutable Secret');
  expect(() => make({}, {}, CertificateIssuer.namespaced(''))).toThrow('a Certificate needs the name of its issuer');
  expect(() => make({}, {}, CertificateIssuer.external('cloud', { kind: '', group: 'x' }))).toThrow(
    'issuer "cloud" has no kind or no group; give both',
  );
  const { chart } = make();
  const passwordSecret = password(chart);
  const jks = { format: CertificateKeystoreFormat.JKS, passwordSecret };
  expect(() => make({ keystores: [jks, { ...jks }] })).toThrow('keystore jks is given twice');
  expect(() => make({ keystores: [{ ...jks, passwordKey: 'pin' }] })).toThrow(
    'Secret "keystore" has no key "pin" for the password of the keystore; set `passwordKey` to one of password',
  );
  expect(() => make({ keystores: [{ ...jks, format: CertificateKeystoreFormat.PKCS12, alias: 'a' }] })).toThrow(
    'alias is for a keystore of format jks, and this one is pkcs12; leave it out',
  );
  const elsewhere = SecretSource.existing('keystore', { namespaceName: 'vaults' });
  const other = new SecureSecret(chart, 'Other', { keys: ['password'], source: elsewhere });
  expect(() => make({ keystores: [{ ...jks, passwordSecret: other }] })).toThrow(
    'the password of the keystore is in namespace vaults, and cert-manager reads it in shop; give a Secret there',
  );
});

test('a mount has to say how a renewal reaches the program', () => {
  const { chart, secret } = make();
  const workload = new kplus.Deployment(chart, 'Web', { containers: [{ image: 'web:1', portNumber: 8080 }] });
  const mount = (reload?: ReloadStrategy) =>
    new RotatingVolumeMount(chart, 'Files', { workload, source: secret, mountPath: '/etc/tls', reload });
  expect(() => mount()).toThrow('is changed by cert-manager without a release, and nothing says how a change reaches');
  expect(() => mount(ReloadStrategy.inProcess())).not.toThrow();
});

test('two writers of one Secret are an error at synth', () => {
  const { chart } = make({}, { metadata: { name: 'front-tls' } });
  const source = SecretSource.certManager(issuer, { dnsNames: ['other.example.com'] });
  new SecureSecret(chart, 'Second', { source, metadata: { name: 'front-tls' } });
  expect(chart.node.root.node.validate().join()).toContain('Secret front-tls in namespace shop is written by');
});

test('the audit refuses the same in a manifest, and knows the keys', () => {
  const spec = {
    secretName: 'front-tls',
    issuerRef: { name: 'maple-ca' },
    dnsNames: ['shop.example.com:443'],
    duration: '30m',
    renewBefore: '1m',
    privateKey: { algorithm: 'ECDSA', size: 2048 },
    keystores: { jks: { create: true } },
  };
  expect([...certificateFaults(spec)].map(({ at }) => at.join('/'))).toEqual([
    'dnsNames/0', 'duration', 'renewBefore', 'privateKey/size', 'keystores/jks',
  ]);
  const certificate = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: 'front' }, spec };
  const found = evaluate([certificate], CATALOG.filter(({ id }) => id === 'store-object-refused'));
  expect(found.map(({ message }) => message)).toContain('a key of ECDSA has a size one of 256, 384, 521, not 2048');
  expect(found).toHaveLength(5);
  const forgotten = { ...spec, issuerRef: { name: 'maple-ca', kind: 'CloudIssuer' }, renewBeforePercentage: 20 };
  expect([...certificateFaults(forgotten)].map(({ at }) => at.join('/'))).toEqual(
    expect.arrayContaining(['issuerRef/kind', 'renewBeforePercentage']),
  );
  const rsa = { ...spec, privateKey: { size: 1024 } };
  expect([...certificateFaults(rsa)].map(({ text }) => text)).toContain(
    'a key of RSA has a size between 2048 and 8192, not %s',
  );
  expect([...certificateFaults({ ...spec, privateKey: { algorithm: 'DSA' } })].map(({ text }) => text)).toContain(
    'algorithm %q is not one of RSA, ECDSA, Ed25519',
  );
  expect(certificateKeys({ keystores: { jks: { create: false } } })).toEqual(['tls.crt', 'tls.key', 'ca.crt']);
  expect(certificateKeys({ additionalOutputFormats: [{ type: 'PKCS7' }] })).toBeUndefined();
});
