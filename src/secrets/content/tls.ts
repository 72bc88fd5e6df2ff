import { createPrivateKey, KeyObject, X509Certificate } from 'crypto';
import { pemBlocks } from './pem';

const CERTIFICATE_KEY = 'tls.crt';
const PRIVATE_KEY_KEY = 'tls.key';
const AUTHORITY_KEY = 'ca.crt';

/**
 * Checks that a TLS Secret can serve: the certificates parse, the key parses, and they belong together. Whether a certificate
 * has expired is not asked: synth must give the same answer tomorrow.
 *
 * Errors of the crypto library are not passed on, since they may repeat what they could not read.
 */
export function checkTls(path: string, values: ReadonlyMap<string, Buffer>): void {
  const certificates = parseCertificates(path, CERTIFICATE_KEY, textOf(values, CERTIFICATE_KEY));
  const key = parsePrivateKey(path, textOf(values, PRIVATE_KEY_KEY));
  const owner = certificates.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (owner === -1) {
    throw new Error(
      `${path}: the private key in "${PRIVATE_KEY_KEY}" does not belong to the certificate in "${CERTIFICATE_KEY}"; ` +
      'give the key that the certificate was issued for',
    );
  }
  if (owner > 0) {
    throw new Error(
      `${path}: the private key in "${PRIVATE_KEY_KEY}" belongs to certificate ${owner + 1} in "${CERTIFICATE_KEY}"; ` +
      'put that one first, and the certificates that issued it after it',
    );
  }
  const authority = textOf(values, AUTHORITY_KEY);
  // cert-manager writes an empty one where the issuer is not known.
  if (authority.trim() !== '') parseCertificates(path, AUTHORITY_KEY, authority);
}

function textOf(values: ReadonlyMap<string, Buffer>, key: string): string {
  return values.get(key)?.toString('latin1') ?? '';
}

function parseCertificates(path: string, key: string, text: string): X509Certificate[] {
  const blocks = pemBlocks(text, 'CERTIFICATE');
  if (/PRIVATE KEY-----/.test(text)) {
    if (blocks.length === 0) {
      throw new Error(`${path}: "${key}" holds a private key and no certificate; ${key === CERTIFICATE_KEY ? `are ${CERTIFICATE_KEY} and ${PRIVATE_KEY_KEY} swapped?` : 'give certificates alone'}`);
    }
    throw new Error(`${path}: "${key}" holds a private key beside its certificates; a certificate is handed to anyone, so keep the key in "${PRIVATE_KEY_KEY}" only`);
  }
  if (blocks.length === 0) {
    throw new Error(`${path}: "${key}" holds no certificate in PEM form, that is, no block from "-----BEGIN CERTIFICATE-----" to "-----END CERTIFICATE-----"`);
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new Error(`${path}: certificate ${index + 1} of ${blocks.length} in "${key}" cannot be parsed`);
    }
  });
}

function parsePrivateKey(path: string, text: string): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4,ENCRYPTED/.test(text)) {
    throw new Error(`${path}: the private key in "${PRIVATE_KEY_KEY}" is encrypted with a passphrase, which no server that reads a TLS Secret can ask for; decrypt it first`);
  }
  try {
    return createPrivateKey(text);
  } catch {
    throw new Error(`${path}: the private key in "${PRIVATE_KEY_KEY}" cannot be parsed; give it in PEM form (PKCS#8, PKCS#1 or SEC1)`);
  }
}
