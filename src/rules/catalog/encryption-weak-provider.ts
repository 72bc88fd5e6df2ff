import { providersFor, resourcesOf } from '../../facts/encryption-document';
import { WEAK_PROVIDERS } from '../../facts/encryption-keys';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { pointerIn } from '../../manifest/pointer-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionWeakProvider: GraphRule = {
  id: 'encryption-weak-provider',
  category: RuleCategory.CONTROL_PLANE,
  title: 'data is encrypted at rest with a weak provider',
  rationale:
    'aescbc is open to padding oracle attacks, and rated weak by Kubernetes itself. aesgcm picks its nonces at '
      + 'random, so that ' +
    'one key may encrypt only so many objects before two of them give each other away. Some certified distributions '
      + 'allow nothing ' +
    'but aescbc; there the finding is to be suppressed with that reason.',
  remediation: 'Write with kms version v2, or with secretbox where there is no key management service.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    kubernetes('Encrypting confidential data at rest, providers', 'tasks/administer-cluster/encrypt-data/#providers'),
  ],
  *check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      const writers = resourcesOf(entries).flatMap((name) => providersFor(entries, name)?.slice(0, 1) ?? []);
      for (const { kind, at } of new Set(writers)) {
        const weakness = WEAK_PROVIDERS.get(kind);
        if (weakness !== undefined) {
          yield violation(resource, pointerIn(resource, at), weakness);
        }
      }
    }
  },
};
