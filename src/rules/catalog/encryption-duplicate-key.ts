import { encryptionDocuments, encryptionEntries, EncryptionKey, encryptionKeys, EncryptionProvider } from '../../manifest/encryption-document';
import { Graph } from '../../manifest/graph';
import { textOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionDuplicateKey: GraphRule = {
  id: 'encryption-duplicate-key',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an encryption key is there twice',
  rationale: 'The name of the key is stored with each object and picks the key that reads it: of two keys with one name, one is tried '
    + 'in vain. The same bytes under two names make a rotation that changes nothing. The API server notices neither. Entries for '
    + 'different resources may share a key.',
  remediation: 'Give every key a name and random bytes of its own.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Encrypting confidential data at rest, rotating a key', 'tasks/administer-cluster/encrypt-data/#rotating-a-decryption-key')],
  * check(graph: Graph): Iterable<Violation> {
    for (const document of encryptionDocuments(graph)) {
      for (const provider of encryptionEntries(document).flatMap((entry) => entry.providers)) {
        yield* duplicates(document, provider);
      }
    }
  },
};

function* duplicates(document: { readonly objectIndex: number }, provider: EncryptionProvider): Generator<Violation> {
  const names = new Set<string>();
  const secrets = new Map<string, string>();
  for (const { fields, pointer } of keysOf(provider)) {
    const name = textOf(fields.name);
    const secret = textOf(fields.secret);
    if (names.has(name)) {
      yield violation(document, pointer, `the provider has two keys of name "${name}"`);
    } else if (secret !== '' && secrets.has(secret)) {
      yield violation(document, pointer, `key "${name}" has the same bytes as key "${secrets.get(secret)}"`);
    }
    names.add(name);
    secrets.set(secret, name);
  }
}

function keysOf(provider: EncryptionProvider): EncryptionKey[] {
  return encryptionKeys([{ providers: [provider] }]);
}
