import { sharedKeyFaults } from '../../facts/encryption-keys';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { faultIn } from '../fault-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionDuplicateKey: GraphRule = {
  id: 'encryption-duplicate-key',
  category: RuleCategory.CONTROL_PLANE,
  title: 'two encryption keys have one name or the same bytes',
  rationale: 'The API server stores the name of the key with each object and picks the key to decrypt it by that name: '
    + 'what one of two keys with one name encrypted, the other cannot decrypt. The same bytes under two names, or with '
    + 'two algorithms, make a rotation that changes nothing. The API server refuses neither. Entries for different '
    + 'resources may share a key.',
  remediation: 'Give every key a unique name and its own random bytes.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes(
      'Encrypting confidential data at rest, rotating a key',
      'tasks/administer-cluster/encrypt-data/#rotating-a-decryption-key',
    ),
  ],
  *check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      for (const fault of sharedKeyFaults(entries)) {
        yield faultIn(resource, fault);
      }
    }
  },
};
