import { DocumentFault } from './document-fault';
import { isSet, plainFields, PlainFields, plainList, plainText } from './plain-fields';

/** Keys of what a generator makes, where its kind alone says them: a password has those that its object names. */
export const GENERATED_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['SSHKey', ['privateKey', 'publicKey']], ['UUID', ['uuid']],
]);

/**
 * Keys that an item of `dataFrom` gives, undefined where the store decides on them, or a rewrite changes them.
 *
 * @see https://external-secrets.io/latest/guides/generator/
 */
export function sourceKeys({ sourceRef, rewrite }: PlainFields): readonly string[] | undefined {
  const { kind } = plainFields(plainFields(sourceRef).generatorRef);
  return plainList(rewrite).length > 0 ? undefined : GENERATED_KEYS.get(plainText(kind));
}

/** Encodings of a password; none is raw. */
const ENCODINGS = ['raw', 'base64', 'base64url', 'base32', 'hex'];

/** Characters that the generator of passwords has, of each kind. */
const CHARACTERS = { symbols: 30, digits: 10, letters: 52 };

/** Fewest characters of a password that nobody has to type. */
const FEWEST = 16;

/**
 * What the generator has against the spec of a Password.
 *
 * @see https://external-secrets.io/latest/api/generator/password/
 */
export function* passwordFaults(spec: PlainFields): Generator<DocumentFault> {
  const { length, digits, symbols, symbolCharacters, noUpper, allowRepeat, encoding } = spec;
  if (isSet(encoding) && !ENCODINGS.includes(plainText(encoding))) {
    const text = `password generator: encoding %q is not one of ${ENCODINGS.join(', ')}`;
    yield { at: ['encoding'], text, given: [encoding] };
  }
  const quarter = Math.floor(Number(length) / 4);
  const counts = [length, digits ?? quarter, symbols ?? quarter].map(Number);
  if (counts.some((count) => !Number.isInteger(count) || count < 0)) {
    const text = `length ${counts[0]}, digits ${counts[1]} and symbols ${counts[2]} are not all whole numbers from 0`;
    yield { at: ['length'], text: `password generator: ${text}` };
    return;
  }
  const letters = counts[0] - counts[1] - counts[2];
  if (letters < 0) {
    const text = `${counts[1]} digits and ${counts[2]} symbols are more than ${counts[0]} characters`;
    yield { at: ['length'], text: `password generator: ${text}` };
  }
  if (allowRepeat === true) {
    return;
  }
  const available: [string, number, number][] = [
    ['letters', letters, noUpper === true ? CHARACTERS.letters / 2 : CHARACTERS.letters],
    ['digits', counts[1], CHARACTERS.digits],
    ['symbols', counts[2], typeof symbolCharacters === 'string' ? new Set(symbolCharacters).size : CHARACTERS.symbols],
  ];
  for (const [what, wanted, count] of available) {
    if (wanted > count) {
      const text = `without repeats there are ${count} ${what}, and ${wanted} are wanted; allow repeats, or want fewer`;
      yield { at: ['length'], text: `password generator: ${text}` };
    }
  }
}

/** What makes a generated password easy to guess. */
export function weakPassword({ length }: PlainFields): DocumentFault | undefined {
  return typeof length === 'number' && length < FEWEST ? {
    at: ['length'],
    text: `password generator: ${length} characters can be guessed; nobody has to type this password, so use ` +
      `${FEWEST} or more`,
  } : undefined;
}

const KEY_TYPES = ['rsa', 'ecdsa', 'ed25519'];

const SSH_SIZES = 'RSA has 2048 to 8192 bits, ECDSA 256, 384 or 521, Ed25519 none';

function sshSizeFault({ keyType, keySize }: PlainFields): DocumentFault {
  return {
    at: ['keySize'],
    text: `SSH key generator: a key of type %s has no size ${Number(keySize)}: ${SSH_SIZES}`,
    given: [keyType ?? 'rsa'],
  };
}

/**
 * What the generator has against the spec of an SSHKey.
 *
 * @see https://github.com/external-secrets/external-secrets/blob/v2.9.0/generators/v1/sshkey/sshkey.go
 */
export function* sshKeyFaults(spec: PlainFields): Generator<DocumentFault> {
  if (isSet(spec.keyType) && !KEY_TYPES.includes(plainText(spec.keyType))) {
    const text = `SSH key generator: keyType %q is not one of ${KEY_TYPES.join(', ')}`;
    yield { at: ['keyType'], text, given: [spec.keyType] };
    return;
  }
  const size = Number(spec.keySize);
  const isRefused = spec.keyType === 'ecdsa' ? ![256, 384, 521].includes(size)
    : !Number.isInteger(size) || size < 256 || size > 8192;
  if (spec.keySize !== undefined && isRefused) {
    yield sshSizeFault(spec);
  }
}

/** What makes a generated SSH key easy to break, or has no effect on it. */
export function weakSshKey(spec: PlainFields): DocumentFault | undefined {
  const { keyType = 'rsa', keySize } = spec;
  const isWeak = keySize !== undefined && (keyType === 'ed25519' || (keyType === 'rsa' && Number(keySize) < 2048));
  return isWeak ? sshSizeFault(spec) : undefined;
}
