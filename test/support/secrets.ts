import { createHash } from 'crypto';

/** Bytes that look drawn at random and are the same in every run. */
const bytes = (seed: string, length = 32) => createHash('sha512').update(seed).digest().subarray(0, length);

const KEY = bytes('key');

/** A secret as it may be given, and the texts of which no eight characters in a row may come back. */
export const NOTATIONS: readonly [notation: string, given: string][] = [
  ['base64', KEY.toString('base64')],
  ['base64 with its line break', `${KEY.toString('base64')}\n`],
  ['base64 over lines', KEY.toString('base64').replace(/.{16}/g, '$&\n')],
  ['base64 without padding', KEY.toString('base64').replace(/=+$/, '')],
  ['base64url', bytes('url').toString('base64url')],
  ['hexadecimal', KEY.toString('hex')],
  ['hexadecimal in capitals', KEY.toString('hex').toUpperCase()],
  ['pairs of digits', KEY.toString('hex').replace(/..(?=.)/g, '$&:')],
  ['in quotes', `"${KEY.toString('base64')}"`],
  ['behind its name', `secret: ${KEY.toString('base64')}`],
  ['behind a path', `/dev/null/${bytes('path').toString('base64url')}`],
  [
    'a certificate',
    `-----BEGIN CERTIFICATE-----\n${bytes('pem', 48).toString('base64')}\n-----END CERTIFICATE-----\n`,
  ],
  [
    'a private key',
    `-----BEGIN PRIVATE KEY-----\n${bytes('pem', 48).toString('base64')}\n-----END PRIVATE KEY-----\n`,
  ],
  [
    'a token',
    `ghp_${bytes('token', 40)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 36)}`,
  ],
  ['a password', 'hV4nRx81kQzt7Lp2'],
  ['a password in a URL', 'postgres://shop:hV4nRx81kQzt7Lp2@db.example/shop'],
];

/** Random parts of a secret, of eight characters or more. */
function partsOf(given: string): string[] {
  const pairs = given.replace(/:/g, '');
  const content = given.replace(/-----[A-Z ]+-----|@.*/g, '');
  return [...(content.match(/[A-Za-z0-9+/=_-]{12,}/g) ?? []), ...(/^[0-9a-f:]+$/.test(given) ? [pairs] : [])]
    .map((part) => part.replace(/^\/dev\/null\//, ''))
    .filter((part) => !part.startsWith('//'));
}

/** Eight characters of a secret that a text has in it, also backwards or with another encoding around them. */
export function leakOf(given: string, text: string): string | undefined {
  for (const part of partsOf(given)) {
    for (const form of [
      part,
      [...part].reverse().join(''),
      Buffer.from(part).toString('base64'),
      Buffer.from(part).toString('hex'),
    ]) {
      for (let at = 0; at + 8 <= form.length; at++) {
        if (text.includes(form.slice(at, at + 8))) {
          return form.slice(at, at + 8);
        }
      }
    }
  }
  return undefined;
}
