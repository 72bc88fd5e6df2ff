import { providersFor, SECRETS } from '../../facts/encryption-document';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { pointerIn } from '../../manifest/pointer-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionIdentityFallback: GraphRule = {
  id: 'encryption-identity-fallback',
  category: RuleCategory.CONTROL_PLANE,
  title: 'Secrets may still be read from etcd in plain text',
  rationale:
    'While identity is among the readers, an object that was never rewritten, or that somebody wrote into etcd, is '
      + 'read as it is. ' +
    'It belongs there during the migration only.',
  remediation: 'Rewrite every object, then remove the identity provider.',
  level: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    kubernetes(
      'Encrypting confidential data at rest, prevent plain text retrieval',
      'tasks/administer-cluster/encrypt-data/#cleanup-all-secrets-encrypted',
    ),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      const [writer, ...readers] = providersFor(entries, SECRETS) ?? [];
      const identity = readers.find(({ kind }) => kind === 'identity');
      if (identity !== undefined && writer.kind !== 'identity') {
        const pointer = pointerIn(resource, identity.at);
        yield violation(resource, pointer, 'Secrets that were never rewritten are still read in plain text');
      }
    }
  },
};
