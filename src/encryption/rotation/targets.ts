import { assemble } from './assemble';
import { EncryptionStageKind } from './encryption-stage';
import { behavesLike, Plan } from './plan';
import { Step } from './stage-draft';
import { EntryDocument } from '../../facts/encryption-document';
import { Cipher, ciphersFor, ciphersOf, keyCipher, localKindOf, namedResources, PLAINTEXT } from '../ciphers';
import { EncryptionFile } from '../encryption-file';
import { EncryptionKey } from '../encryption-key';
import { EncryptionProvider } from '../encryption-provider';

/** Where errors say that they come from. */
export const WHERE = 'encryption rotation';

/**
 * The file in which a new key writes all resources that are written with a key of the present file.
 *
 * @throws Error when there is no such resource, or they are written with keys of two algorithms
 */
export function withKey(present: EncryptionFile, key: EncryptionKey): EncryptionFile {
  const kinds = new Set(ciphersIn(present).flatMap(([writer]) => localKindOf(writer) ?? []));
  if (kinds.size === 0) {
    throw new Error(`${WHERE}: no resource is written with a key of the file; rotate the key of a KMS in the KMS, ` +
      'which needs no change of the file, and then write the objects again');
  }
  if (kinds.size > 1) {
    throw new Error(`${WHERE}: resources are written with keys of ${[...kinds].join(' and ')}, and a key is for one ` +
      'algorithm; set the key of each resource with EncryptionRotation.between');
  }
  const [kind] = kinds;
  const writer = keyCipher(kind, { name: key.name, secret: key._base64() });
  return retargeted(present, (ciphers) => localKindOf(ciphers[0]) === undefined ? ciphers : [writer]);
}

/**
 * The file in which a provider writes all resources that are encrypted.
 *
 * @throws Error when the provider is plaintext
 */
export function withProvider(present: EncryptionFile, provider: EncryptionProvider): EncryptionFile {
  const ciphers = ciphersOf([provider._toDocument()]);
  if (ciphers[0].mark === PLAINTEXT.mark) {
    throw new Error(`${WHERE}: ${provider} is not a provider to change to; use EncryptionRotation.decrypt`);
  }
  return retargeted(present, (now) => now[0].mark === PLAINTEXT.mark ? now : ciphers);
}

/**
 * The file that no longer reads plaintext of encrypted resources.
 *
 * @throws Error when the present file does not either
 */
export function withoutPlaintext(present: EncryptionFile): EncryptionFile {
  const isPlain = (cipher: Cipher) => cipher.mark === PLAINTEXT.mark;
  const isMixed = (ciphers: readonly Cipher[]) => !isPlain(ciphers[0]) && ciphers.some(isPlain);
  if (!ciphersIn(present).some(isMixed)) {
    throw new Error(`${WHERE}: the present file reads no plaintext of encrypted resources, so there is none to retire`);
  }
  return retargeted(present, (ciphers) =>
    isMixed(ciphers) ? ciphers.filter((cipher) => !isPlain(cipher)) : ciphers);
}

/**
 * The steps of a plan, each with the file that API servers have at its end.
 *
 * @throws Error when there is nothing to do
 */
export function stepsOf(
  plan: Plan, present: EncryptionFile | undefined, target: EncryptionFile | undefined, outdirs: readonly string[],
): Step[] {
  const fileOf = (entries: readonly EntryDocument[]) => {
    const file = EncryptionFile._ofEntries(WHERE, entries, outdirs);
    return target && behavesLike(file._document(), target._document()) ? target : file;
  };
  const steps: Step[] = [];
  if (plan.read) {
    steps.push({ kind: EncryptionStageKind.READ, file: fileOf(plan.read) });
  }
  if (plan.write) {
    steps.push({ kind: EncryptionStageKind.WRITE, file: fileOf(plan.write) });
  }
  if (plan.rewrite.length > 0) {
    const file = steps.length > 0 ? steps[steps.length - 1].file : present;
    steps.push({ kind: EncryptionStageKind.RE_ENCRYPT, file });
  }
  if (plan.retires) {
    steps.push({ kind: EncryptionStageKind.RETIRE, file: target });
  }
  if (steps.length > 0) {
    return steps;
  }
  if (present?.hash === target?.hash) {
    throw new Error(`${WHERE}: the target file is the present one, so there is nothing to do`);
  }
  return [{ kind: EncryptionStageKind.READ, file: target }];
}

/** The ciphers of each resource that a file names. */
function ciphersIn(file: EncryptionFile): readonly Cipher[][] {
  const document = file._document();
  return namedResources(document).map((resource) => ciphersFor(document, resource));
}

/** The file of the same resources with other ciphers. */
function retargeted(file: EncryptionFile, change: (ciphers: readonly Cipher[]) => readonly Cipher[]): EncryptionFile {
  const document = file._document();
  const lists = new Map(namedResources(document).map((resource) =>
    [resource, change(ciphersFor(document, resource))]));
  return EncryptionFile._ofEntries(WHERE, assemble(WHERE, lists), file._outdirs());
}
