import { encryptionDocuments, encryptionEntries } from '../../manifest/encryption-document';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

const WEAKNESS: ReadonlyMap<string, string> = new Map([
  ['aescbc', 'aescbc does not authenticate what it encrypts, and Kubernetes does not recommend it'],
  ['aesgcm', 'aesgcm needs a new key every 200 000 writes, and nothing here rotates it'],
]);

export const encryptionWeakProvider: GraphRule = {
  id: 'encryption-weak-provider',
  category: RuleCategory.CONTROL_PLANE,
  title: 'data is encrypted at rest with a weak provider',
  rationale: 'aescbc is open to padding oracle attacks, and rated weak by Kubernetes itself. aesgcm picks its nonces at random, so that '
    + 'one key may encrypt only so many objects before two of them give each other away. Some certified distributions allow nothing '
    + 'but aescbc; there the finding is to be suppressed with that reason.',
  remediation: 'Write with kms version v2, or with secretbox where there is no key management service.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [kubernetes('Encrypting confidential data at rest, providers', 'tasks/administer-cluster/encrypt-data/#providers')],
  * check(graph: Graph): Iterable<Violation> {
    for (const document of encryptionDocuments(graph)) {
      for (const { providers: [writer] } of encryptionEntries(document)) {
        const weakness = writer && WEAKNESS.get(writer.type);
        if (weakness !== undefined) {
          yield violation(document, writer.pointer, weakness);
        }
      }
    }
  },
};
