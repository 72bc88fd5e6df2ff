import { decodeBase64 } from '../../facts/base64';
import { readKeys } from '../../facts/encryption-document';
import { weakKeyFault } from '../../facts/encryption-keys';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { faultIn, isOfTemplate } from '../fault-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const encryptionWeakKey: GraphRule = {
  id: 'encryption-weak-key',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an encryption key is short, or not random',
  rationale:
    'A key that was typed, copied from a tutorial or left as a placeholder protects nothing: anyone who has the backup '
      + 'tries it ' +
    'first. A key of the wrong length, or one that is not base64, keeps the API server from starting.',
  remediation: 'Generate a key of 32 random bytes: head -c 32 /dev/urandom | base64.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('1.2.28', 'Ensure that encryption providers are appropriately configured'),
    kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      for (const { name, secret, at } of entries.flatMap((entry) => entry.providers).flatMap(readKeys)) {
        const weakness = weaknessOf(secret);
        const fault = { at: [...at, 'secret'], text: `key %q ${weakness}`, given: [name] };
        if (weakness !== undefined && !isOfTemplate(resource, fault)) {
          yield faultIn(resource, fault);
        }
      }
    }
  },
};

function weaknessOf(secret: unknown): string | undefined {
  if (typeof secret !== 'string' || secret === '') {
    return 'has no secret';
  }
  const bytes = decodeBase64(secret);
  return bytes === undefined ? 'is not base64: it may be a placeholder' : weakKeyFault(bytes);
}
