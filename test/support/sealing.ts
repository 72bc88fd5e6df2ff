import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'crypto';

const NONCE = Buffer.alloc(12);
const TAG_BYTES = 16;

/** A sealing key pair as the controller has, but smaller, to be made quickly. */
export const sealingKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

function oaep(key: KeyObject, label: string) {
  return { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) };
}

/** Seals a value the way kubeseal does; the label is `namespace/name`, `namespace` or empty, by scope. */
export function seal(label: string, value: string | Buffer): string {
  const sessionKey = randomBytes(32);
  const wrapped = publicEncrypt(oaep(sealingKeys.publicKey, label), sessionKey);
  const cipher = createCipheriv('aes-256-gcm', sessionKey, NONCE);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(wrapped.length);
  return Buffer.concat([length, wrapped, cipher.update(value), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** Opens a SealedSecret the way the controller does: what it must be opened with is read from its own metadata. */
export function unseal(manifest: any): { [key: string]: string } {
  const { name, namespace, annotations = {} } = manifest.metadata;
  const label = annotations['sealedsecrets.bitnami.com/cluster-wide'] === 'true' ? ''
    : annotations['sealedsecrets.bitnami.com/namespace-wide'] === 'true' ? namespace
      : `${namespace}/${name}`;
  return Object.fromEntries(Object.entries<string>(manifest.spec.encryptedData).map(([key, text]) => {
    const bytes = Buffer.from(text, 'base64');
    const end = 2 + bytes.readUInt16BE(0);
    const sessionKey = privateDecrypt(oaep(sealingKeys.privateKey, label), bytes.subarray(2, end));
    const decipher = createDecipheriv('aes-256-gcm', sessionKey, NONCE);
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return [key, Buffer.concat([decipher.update(bytes.subarray(end, -TAG_BYTES)), decipher.final()]).toString()];
  }));
}
