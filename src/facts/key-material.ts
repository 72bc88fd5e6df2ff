import { createPrivateKey, KeyObject, X509Certificate } from 'crypto';
import { pemBlocks } from './pem';

/**
 * What a crypto library tells of certificates and private keys whose form is right. Its errors are not passed on, since
 * they may repeat what could not be read. Expiry is not checked: the same input gives the same answer tomorrow.
 */

/** What is wrong with one part of a TLS Secret: the key under which it stands, and a whole sentence. */
export interface KeyMaterialFault {
  readonly key: string;
  readonly text: string;
}

/** Said of a private key that cannot be parsed, whether by its form or by a crypto library. */
export const TLS_KEY_UNREADABLE = 'the private key in "tls.key" cannot be parsed; give it in PEM form (PKCS#8, PKCS#1 '
  + 'or SEC1)';

/**
 * Why a certificate chain and a private key cannot serve TLS together: the first fault, or undefined. What is not given
 * is not judged.
 */
export function tlsFault(chain?: string, privateKey?: string, authority?: string): KeyMaterialFault | undefined {
  const certificates = certificatesIn('tls.crt', chain);
  if (isFault(certificates)) {
    return certificates;
  }
  const key = privateKey === undefined ? undefined : privateKeyIn(privateKey);
  if (privateKey !== undefined && key === undefined) {
    return { key: 'tls.key', text: TLS_KEY_UNREADABLE };
  }
  const mismatch = key === undefined || chain === undefined ? undefined : mismatchOf(certificates, key);
  if (mismatch !== undefined) {
    return { key: 'tls.key', text: mismatch };
  }
  const authorities = certificatesIn('ca.crt', authority);
  return isFault(authorities) ? authorities : undefined;
}

/** Whether the text is a private key in PEM that a crypto library reads without a passphrase. */
export function isPrivateKey(text: string): boolean {
  return privateKeyIn(text) !== undefined;
}

function mismatchOf(chain: readonly X509Certificate[], key: KeyObject): string | undefined {
  const owner = chain.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (owner === -1) {
    return 'the private key in "tls.key" does not belong to the certificate in "tls.crt"; give the key that the '
      + 'certificate was issued for';
  }
  return owner === 0 ? undefined
    : `the private key in "tls.key" belongs to certificate ${owner + 1} in "tls.crt"; put that one first, and the `
      + 'certificates that issued it after it';
}

function certificatesIn(key: string, text = ''): X509Certificate[] | KeyMaterialFault {
  const blocks = pemBlocks(text, 'CERTIFICATE');
  const certificates: X509Certificate[] = [];
  for (const [index, block] of blocks.entries()) {
    try {
      certificates.push(new X509Certificate(block));
    } catch {
      return { key, text: `certificate ${index + 1} of ${blocks.length} in "${key}" cannot be parsed` };
    }
  }
  return certificates;
}

function privateKeyIn(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function isFault(value: readonly X509Certificate[] | KeyMaterialFault): value is KeyMaterialFault {
  return 'text' in value;
}
