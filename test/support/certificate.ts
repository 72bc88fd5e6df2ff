import { createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject, sign } from 'crypto';

/** Node can read certificates but not make them; this writes the few DER structures that a self-signed one has. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length;
  const long = Buffer.alloc(2);
  long.writeUInt16BE(length);
  const header = length < 0x80 ? [length] : [0x82, ...long];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
const integer = (value: number) => der(0x02, Buffer.from([value]));
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (text: string) => der(0x17, Buffer.from(text));
const bitString = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const commonName = (name: string) => sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(name)))));
const pem = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;

const SIGNATURE: { [type: string]: { algorithm: Buffer; digest: string | null } } = {
  rsa: { algorithm: sequence(objectId('2a864886f70d01010b'), der(0x05)), digest: 'sha256' },
  ec: { algorithm: sequence(objectId('2a8648ce3d040302')), digest: 'sha256' },
  ed25519: { algorithm: sequence(objectId('2b6570')), digest: null },
};

export type KeyKind = 'rsa' | 'ec' | 'ed25519';

/** A new private key in PKCS#8 PEM. */
export function privateKeyPem(kind: KeyKind): string {
  return generateKey(kind).export({ type: 'pkcs8', format: 'pem' }) as string;
}

function generateKey(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'rsa': return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'ec': return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'ed25519': return generateKeyPairSync('ed25519').privateKey;
  }
}

/** A self-signed certificate in PEM, which expired in 2021 unless told otherwise. */
export function certificatePem(privateKey: string, name = 'example', expires = '210101000000Z'): string {
  const key: KeyObject = createPrivateKey(privateKey);
  const { algorithm, digest } = SIGNATURE[key.asymmetricKeyType!];
  // The public part of a private key, as SubjectPublicKeyInfo.
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const body = sequence(
    der(0xa0, integer(2)), integer(1), algorithm, commonName(name),
    sequence(utcTime('200101000000Z'), utcTime(expires)),
    commonName(name), publicKey,
  );
  return pem('CERTIFICATE', sequence(body, algorithm, bitString(sign(digest, body, key))));
}
