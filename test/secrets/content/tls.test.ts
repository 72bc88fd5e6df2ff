import { createPrivateKey } from 'crypto';
import { Testing } from 'cdk8s';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecretValue } from '../../../src/secrets/secret-value';
import { SecureSecret } from '../../../src/secrets/secure-secret';
import { certificatePem, KeyKind, privateKeyPem } from '../../support/certificate';

const KINDS: KeyKind[] = ['rsa', 'ec', 'ed25519'];
const keys = Object.fromEntries(KINDS.map((kind) => [kind, privateKeyPem(kind)])) as Record<KeyKind, string>;
const certificates = Object.fromEntries(KINDS.map((kind) => [kind, certificatePem(keys[kind])])) as Record<
  KeyKind,
  string
>;

function tls(crt: string, key: string, ca?: string) {
  const texts: { [key: string]: string } = {
    'tls.crt': crt,
    'tls.key': key,
    ...(ca !== undefined && { 'ca.crt': ca }),
  };
  const values = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, SecretValue.unsafePlainText(text)]),
  );
  return () =>
    new SecureSecret(Testing.chart(), 'Tls', {
      secretType: SecretType.TLS,
      source: SecretSource.unsafeInline(values, 'test'),
    });
}

test.each(KINDS)('an %s pair is taken, although its certificate has expired', (kind) => {
  expect(tls(certificates[kind], keys[kind])).not.toThrow();
});

test.each(KINDS)('another %s key is refused', (kind) => {
  expect(tls(certificates[kind], privateKeyPem(kind))).toThrow(
    'test/Tls: the private key in "tls.key" does not belong to the certificate in "tls.crt"; give the key that the '
      + 'certificate was issued for',
  );
});

test('a key of another kind is refused', () => {
  expect(tls(certificates.rsa, keys.ec)).toThrow('does not belong to the certificate');
});

test('older forms of private keys are taken', () => {
  const rsa = createPrivateKey(keys.rsa).export({ type: 'pkcs1', format: 'pem' }) as string;
  const ec = createPrivateKey(keys.ec).export({ type: 'sec1', format: 'pem' }) as string;
  expect(tls(certificates.rsa, rsa)).not.toThrow();
  expect(
    tls(certificates.ec, `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${ec}`),
  ).not.toThrow();
});

test('a chain is taken leaf first, with text around the certificates', () => {
  expect(tls(`subject: leaf\n${certificates.ec}issuer\n${certificates.rsa}`, keys.ec)).not.toThrow();
});

test('a chain in the wrong order is refused, and the right one named', () => {
  expect(tls(certificates.rsa + certificates.ec, keys.ec)).toThrow(
    'belongs to certificate 2 in "tls.crt"; put that one first',
  );
});

test('every certificate of the chain is parsed', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  expect(tls(certificates.rsa + broken, keys.rsa)).toThrow(
    'test/Tls: certificate 2 of 2 in "tls.crt" cannot be parsed',
  );
});

test('what is not a certificate is refused', () => {
  expect(tls('hunter2', keys.rsa)).toThrow('test/Tls: "tls.crt" holds no certificate in PEM form');
  expect(tls('', keys.rsa)).toThrow('holds no certificate');
});

test('a private key beside the certificate is refused', () => {
  expect(tls(certificates.rsa + keys.rsa, keys.rsa)).toThrow('"tls.crt" holds a private key beside its certificates');
});

test('a swapped pair is called one', () => {
  expect(tls(keys.rsa, certificates.rsa)).toThrow(
    'test/Tls: "tls.crt" holds a private key and no certificate; are tls.crt and tls.key swapped?',
  );
  expect(tls(certificates.rsa, keys.rsa, keys.rsa)).toThrow(
    'test/Tls: "ca.crt" holds a private key and no certificate; give certificates alone',
  );
});

test('what is not a private key is refused', () => {
  expect(tls(certificates.rsa, certificates.rsa)).toThrow(
    'test/Tls: the private key in "tls.key" cannot be parsed; give it in PEM form (PKCS#8, PKCS#1 or SEC1)',
  );
});

test('a private key with a passphrase is refused', () => {
  const encrypted = (type: 'pkcs8' | 'pkcs1') =>
    createPrivateKey(keys.rsa).export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string;
  expect(tls(certificates.rsa, encrypted('pkcs8'))).toThrow('is encrypted with a passphrase');
  expect(tls(certificates.rsa, encrypted('pkcs1'))).toThrow('is encrypted with a passphrase');
});

test('an authority is parsed, unless it is empty as cert-manager may leave it', () => {
  expect(tls(certificates.rsa, keys.rsa, certificates.ec)).not.toThrow();
  expect(tls(certificates.rsa, keys.rsa, '')).not.toThrow();
  expect(tls(certificates.rsa, keys.rsa, 'hunter2')).toThrow('"ca.crt" holds no certificate in PEM form');
});
