import { createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject, sign } from 'crypto';

/** Node can read certificates but not make them; this writes the few DER structures that a self-signed one has. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length;
  const long = Buffer.alloc(2);
  long.writeUInt16BE(length);
  // The shortest form, as DER has it: readers such as Go's take no other.
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, ...long];
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
  return issued(privateKey, name, name, publicKeyOf(privateKey), ['200101000000Z', expires]);
}

/** A self-signed certificate of an authority in PEM, as a ClusterTrustBundle takes it. */
export function authorityPem(privateKey: string, name: string): string {
  const isAuthority = der(0x01, Buffer.from([0xff]));
  const constraints = sequence(objectId('551d13'), isAuthority, der(0x04, sequence(isAuthority)));
  const extensions = der(0xa3, sequence(constraints));
  return issued(privateKey, name, name, publicKeyOf(privateKey), ['200101000000Z', '490101000000Z'], extensions);
}

/**
 * A certificate in PEM that an authority issues for the public key of a PKCS#10 request, which names nobody.
 *
 * @param issuerKey private key of the authority, in PEM
 * @param request the request, in DER
 */
export function issuedCertificatePem(
  issuerKey: string, issuerName: string, request: Buffer, from: Date, to: Date,
): string {
  const [, , publicKey] = childrenOf(childrenOf(request)[0]);
  const [since, until] = [from, to].map((date) => `${date.toISOString().replace(/[-T:]/g, '').slice(2, 14)}Z`);
  return issued(issuerKey, issuerName, 'pod', publicKey, [since, until]);
}

/** The public part of a private key, as SubjectPublicKeyInfo. */
const publicKeyOf = (privateKey: string) =>
  createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });

function issued(
  issuerKey: string, issuer: string, subject: string, publicKey: Buffer, [from, to]: [string, string],
  ...extensions: Buffer[]
): string {
  const key: KeyObject = createPrivateKey(issuerKey);
  const { algorithm, digest } = SIGNATURE[key.asymmetricKeyType!];
  const body = sequence(
    der(0xa0, integer(2)), integer(1), algorithm, commonName(issuer), sequence(utcTime(from), utcTime(to)),
    commonName(subject), publicKey, ...extensions,
  );
  return pem('CERTIFICATE', sequence(body, algorithm, bitString(sign(digest, body, key))));
}

/** The elements of a DER structure, each with its header. */
function childrenOf(structure: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let { start } = extentOf(structure, 0);
  while (start < structure.length) {
    const { end } = extentOf(structure, start);
    found.push(structure.subarray(start, end));
    start = end;
  }
  return found;
}

/** Where the content of the element at a place begins and ends. */
function extentOf(bytes: Buffer, at: number): { start: number; end: number } {
  const first = bytes[at + 1];
  const count = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + count;
  return { start, end: start + (count === 0 ? first : bytes.readUIntBE(at + 2, count)) };
}
