import { createPrivateKey, KeyObject, X509Certificate } from 'crypto';
import { pemBlocks } from '../../facts/pem';
import { SecretValues, TLS_KEY_UNREADABLE } from '../../facts/secret-content';

const CERTIFICATE_KEY = 'tls.crt';
const PRIVATE_KEY_KEY = 'tls.key';
const AUTHORITY_KEY = 'ca.crt';

/**
 * Checks that a TLS Secret, whose values have the right form, can serve: the certificates parse, the key parses, and
 * they belong together. Expiry is not checked: synth must give the same answer tomorrow.
 *
 * Errors of the crypto library are not passed on, since they may repeat what they could not read.
 */
export function checkTls(path: string, values: SecretValues): void {
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
  parseCertificates(path, AUTHORITY_KEY, textOf(values, AUTHORITY_KEY));
}

function textOf(values: SecretValues, key: string): string {
  return values.get(key)?.toString('latin1') ?? '';
}

function parseCertificates(path: string, key: string, text: string): X509Certificate[] {
  const blocks = pemBlocks(text, 'CERTIFICATE');
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new Error(`${path}: certificate ${index + 1} of ${blocks.length} in "${key}" cannot be parsed`);
    }
  });
}

function parsePrivateKey(path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new Error(`${path}: ${TLS_KEY_UNREADABLE}`);
  }
}
