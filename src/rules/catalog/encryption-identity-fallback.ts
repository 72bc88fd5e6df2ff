import { encryptionDocuments, encryptionEntries, secretsEntry } from '../../manifest/encryption-document';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionIdentityFallback: GraphRule = {
  id: 'encryption-identity-fallback',
  category: RuleCategory.CONTROL_PLANE,
  title: 'Secrets may still be read from etcd in plain text',
  rationale: 'While identity is among the readers, an object that was never rewritten, or that somebody wrote into etcd, is read as it is. '
    + 'It belongs there during the migration only.',
  remediation: 'Rewrite every object, then remove the identity provider.',
  level: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    kubernetes('Encrypting confidential data at rest, prevent plain text retrieval', 'tasks/administer-cluster/encrypt-data/#cleanup-all-secrets-encrypted'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const document of encryptionDocuments(graph)) {
      const [, ...readers] = secretsEntry(encryptionEntries(document))?.providers ?? [];
      const identity = readers.find((provider) => provider.type === 'identity');
      if (identity !== undefined) {
        yield violation(document, identity.pointer, 'Secrets that were never rewritten are still read in plain text');
      }
    }
  },
};
