import { splitResourceFaults } from '../../facts/encryption-resources';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { faultIn } from '../fault-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionResourceTwice: GraphRule = {
  id: 'encryption-resource-twice',
  category: RuleCategory.CONTROL_PLANE,
  title: 'two entries of an encryption file have one resource',
  rationale: 'The API server joins the providers of all entries that name a resource. Only the first provider of the '
    + 'first entry writes; anyone who reads the second entry takes its first provider for the one that writes. '
    + 'EncryptionRotation splits a resource this way where two lists share a KMS provider, whose name may stand in a '
    + 'file only once.',
  remediation: 'List the resource in one entry, with all of its providers in order.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      for (const fault of splitResourceFaults(entries)) {
        yield faultIn(resource, fault);
      }
    }
  },
};
