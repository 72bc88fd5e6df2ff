import { Duration } from 'cdk8s';
import { CertificateKeyAlgorithm, CertificateUsage, CertManagerOptions } from '../../src/secrets/cert-manager-options';

/** Options of a Certificate that need no other object. */
export const PLAIN_CERTIFICATE_OPTIONS: CertManagerOptions = {
  dnsNames: ['shop.example.com', '*.shop.example.com'],
  ipAddresses: ['10.0.0.7', 'fd00::7'],
  uris: ['spiffe://example.com/shop'],
  emailAddresses: ['shop@example.com'],
  commonName: 'shop',
  duration: Duration.days(30),
  renewBefore: Duration.days(10),
  keyAlgorithm: CertificateKeyAlgorithm.ECDSA_256,
  reuseKey: true,
  usages: [CertificateUsage.DIGITAL_SIGNATURE, CertificateUsage.SERVER_AUTH],
  templateLabels: { tier: 'front' },
  templateAnnotations: { 'example.com/owner': 'web' },
};
