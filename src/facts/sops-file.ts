import { Answer } from './answer';
import { DocumentFault, FieldPath } from './document-fault';
import { isSet, mappingOf, PlainFields, plainFields, plainList, plainText } from './plain-fields';
import { hasFormOfSops } from './sops-ciphertext';

/**
 * What SOPS needs to decrypt a file, and which of its values it encrypts. It decrypts everything or nothing: one value
 * in the clear where its settings say ciphertext, and the file stays as it is.
 *
 * @see https://github.com/getsops/sops/blob/v3.13.2/stores/stores.go (`ToInternal`)
 * @see https://github.com/getsops/sops/blob/v3.13.2/sops.go (`shouldBeEncrypted`, `Tree.Decrypt`)
 */

/** Encrypts what is secret in a Secret, and leaves what Kubernetes reads. */
export const SOPS_COMMAND = '`sops --encrypt --encrypted-regex \'^(data|stringData)$\'`';

/** Where SOPS writes for whom the key of a file is encrypted. */
const RECIPIENTS = ['kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'hckms', 'age', 'pgp'];

/** Settings that select what is encrypted. A file has one of them at most. */
const SELECTORS = [
  'unencrypted_suffix', 'encrypted_suffix', 'unencrypted_regex', 'encrypted_regex', 'unencrypted_comment_regex',
  'encrypted_comment_regex',
];

/** What is left in the clear where nothing is set. */
const DEFAULT_SUFFIX = '_unencrypted';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether SOPS wrote a document, or should have: it has metadata of SOPS. */
export function isOfSops({ sops }: PlainFields): boolean {
  return Object.keys(plainFields(sops)).length > 0;
}

/**
 * Whether metadata of SOPS was shortened, as documentation does: neither who decrypts the file is there, nor when and
 * how it was encrypted.
 */
export function isExcerptOfSops({ sops }: PlainFields): boolean {
  return ['lastmodified', 'key_groups', ...RECIPIENTS, ...SELECTORS].every((field) => !isSet(plainFields(sops)[field]));
}

/**
 * Why nobody can decrypt a document, by its metadata of SOPS; the first reason.
 *
 * @param isCiphertext what is taken for the ciphertext of the MAC
 */
export function* sopsMetadataFaults(
  { sops: given }: PlainFields, isCiphertext: (text: string) => boolean,
): Generator<DocumentFault> {
  const sops = plainFields(given);
  const selectors = SELECTORS.filter((field) => plainText(sops[field]) !== '');
  const mac = plainText(sops.mac);
  if (Object.keys(sops).length === 0) {
    yield {
      at: [], text: `it has no field \`sops\`, without which nothing decrypts it; encrypt it with ${SOPS_COMMAND}`,
    };
  } else if (!isCiphertext(mac)) {
    const text = 'sops.mac is missing, or not ciphertext of SOPS; take the whole file that SOPS wrote';
    yield { at: ['sops', 'mac'], text };
  } else if (!(sops.lastmodified instanceof Date) && !TIME.test(plainText(sops.lastmodified))) {
    const text = 'sops.lastmodified is missing, or not a time, and the MAC is bound to it; take the whole file that '
      + 'SOPS wrote';
    yield { at: ['sops', 'lastmodified'], text };
  } else if (!groupsOf(sops).some(hasRecipient)) {
    const text = `sops names no key that decrypts the file (${RECIPIENTS.join(', ')}, key_groups), or none with its `
      + '`enc`; encrypt it again';
    yield { at: ['sops'], text };
  } else if (selectors.length > 1) {
    const text = `sops has ${selectors.join(' and ')}, and SOPS decrypts no file with more than one of them; encrypt `
      + 'it again with one';
    yield { at: ['sops', selectors[1]], text };
  }
}

/** Groups of recipients. SOPS reads `key_groups` where nothing stands beside it. */
function groupsOf(sops: PlainFields): readonly PlainFields[] {
  const isBeside = RECIPIENTS.some((field) => plainList(sops[field]).length > 0);
  return isBeside ? [sops] : plainList(sops.key_groups).map(plainFields);
}

function hasRecipient(group: PlainFields): boolean {
  return RECIPIENTS.some((field) =>
    plainList(group[field]).some((recipient) => plainText(plainFields(recipient).enc).trim() !== ''));
}

/** Whether SOPS encrypts the value at a path, by the settings in its metadata. */
export function isEncryptedAt(sops: PlainFields, path: readonly string[]): Answer {
  const [field] = SELECTORS.filter((each) => plainText(sops[each]) !== '');
  const setting = field === undefined ? DEFAULT_SUFFIX : plainText(sops[field]);
  switch (field) {
    case undefined:
    case 'unencrypted_suffix':
      return path.some((part) => part.endsWith(setting)) ? 'no' : 'yes';
    case 'encrypted_suffix':
      return path.some((part) => part.endsWith(setting)) ? 'yes' : 'no';
    case 'encrypted_regex':
    case 'unencrypted_regex': {
      const matches = matcherOf(setting);
      return matches === undefined ? 'unknown'
        : path.some(matches) === (field === 'encrypted_regex') ? 'yes' : 'no';
    }
    // Comments are not in what was read of the file.
    default:
      return 'unknown';
  }
}

/** Words with bars between them, each or all of them between anchors: what people write. */
const WORDS = /^(\^?)(?:\((?:\?:)?([^()]+)\)|([^()]+))(\$?)$/;
const WORD = /^(\^?)((?:[\w-]|\\\.)+)(\$?)$/;

/** A test that a pattern of Go matches in a text; undefined for one that is more than a list of words. */
function matcherOf(pattern: string): ((text: string) => boolean) | undefined {
  const [, start = '', inGroup, alone, end = ''] = WORDS.exec(pattern) ?? [];
  // Without a group, an anchor belongs to the first or the last word.
  const list = inGroup ?? (alone === undefined ? '' : `${start}${alone}${end}`);
  const words = list.split('|').map((word) => WORD.exec(word));
  if (words.includes(null)) {
    return undefined;
  }
  const isOfAll = inGroup !== undefined;
  const tests = words.map((found) => {
    const [, first, escaped, last] = found!;
    const word = escaped.replaceAll('\\.', '.');
    const fromStart = first !== '' || isOfAll && start !== '';
    const toEnd = last !== '' || isOfAll && end !== '';
    return (text: string) => fromStart ? (toEnd ? text === word : text.startsWith(word))
      : toEnd ? text.endsWith(word) : text.includes(word);
  });
  return (text) => tests.some((test) => test(text));
}

/** A value of a document that is not a mapping or a list, where it stands. */
interface Leaf {
  readonly at: FieldPath;
  readonly value: unknown;
}

/** How deep a document is searched: what is deeper holds itself. */
const DEPTH = 64;

function* leavesOf(value: unknown, at: FieldPath): Generator<Leaf> {
  const parts: readonly (readonly [string | number, unknown])[] = at.length > DEPTH ? []
    : Array.isArray(value) ? [...value.entries()] : Object.entries(plainFields(value));
  if (Array.isArray(value) || mappingOf(value) !== undefined && !(value instanceof Date)) {
    for (const [part, inner] of parts) {
      yield* leavesOf(inner, [...at, part]);
    }
  } else if (isSet(value) && value !== '') {
    yield { at, value };
  }
}

/**
 * Values of some fields that stand in the clear although a setting of the file says that they are encrypted. Without a
 * setting everything is, also the kind by which the document was found.
 */
export function openLeaves(document: PlainFields, fields: readonly string[]): Leaf[] {
  const sops = plainFields(document.sops);
  if (SELECTORS.every((field) => plainText(sops[field]) === '')) {
    return [];
  }
  return fields.flatMap((field) => [...leavesOf(document[field], [field])])
    .filter(({ value }) => !hasFormOfSops(plainText(value)))
    .filter(({ at }) => isEncryptedAt(sops, at.filter((part) => typeof part === 'string')) === 'yes');
}

/** What selects the encrypted values of a document, as an error names it. */
export function selectorOf(document: PlainFields): string {
  const sops = plainFields(document.sops);
  return SELECTORS.find((field) => plainText(sops[field]) !== '') ?? 'unencrypted_suffix';
}
