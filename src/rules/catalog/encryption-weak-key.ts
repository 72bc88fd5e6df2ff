import { encryptionDocuments, encryptionEntries, encryptionKeys } from '../../manifest/encryption-document';
import { Graph } from '../../manifest/graph';
import { pointerTo, textOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Bytes that a key should have. The API server takes 16 and 24 for AES as well. */
const KEY_BYTES = 32;

/** Fewer different bytes than this among 32 random ones happen once in far more keys than will ever be made. */
const LEAST_DIFFERENT = 16;

export const encryptionWeakKey: GraphRule = {
  id: 'encryption-weak-key',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an encryption key is short, or not random',
  rationale: 'A key that was typed, copied from a tutorial or left as a placeholder protects nothing: whoever has the backup tries it '
    + 'first. A key of the wrong length, or one that is not base64, keeps the API server from starting.',
  remediation: 'Make a key of 32 random bytes: head -c 32 /dev/urandom | base64.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('1.2.28', 'Ensure that encryption providers are appropriately configured'),
    kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const document of encryptionDocuments(graph)) {
      for (const { fields, pointer } of encryptionKeys(encryptionEntries(document))) {
        const weakness = weaknessOf(fields.secret);
        if (weakness !== undefined) {
          yield violation(document, pointerTo(pointer, 'secret'), `key "${textOf(fields.name)}" ${weakness}`);
        }
      }
    }
  },
};

function weaknessOf(secret: unknown): string | undefined {
  if (typeof secret !== 'string' || secret === '') {
    return 'has no secret';
  }
  if (secret.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(secret)) {
    return 'is not base64: it may be a placeholder';
  }
  const bytes = Buffer.from(secret, 'base64');
  if (bytes.length !== KEY_BYTES) {
    return `has ${bytes.length} bytes, and should have ${KEY_BYTES}`;
  }
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) {
    return 'is text, not random bytes';
  }
  return new Set(bytes).size < LEAST_DIFFERENT ? 'repeats the same few bytes' : undefined;
}
