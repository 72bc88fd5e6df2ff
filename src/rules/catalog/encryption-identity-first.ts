import { providersFor, SECRETS } from '../../facts/encryption-document';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { pointerIn } from '../../manifest/pointer-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const encryptionIdentityFirst: GraphRule = {
  id: 'encryption-identity-first',
  category: RuleCategory.CONTROL_PLANE,
  title: 'Secrets are written to etcd in plain text',
  rationale:
    'The first provider of an entry writes, and identity writes plain text. Encryption looks configured and is not. '
      + 'It is right ' +
    'only in the step of a deliberate decryption.',
  remediation: 'Put the encrypting provider first, and identity behind it until every object has been rewritten.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('1.2.28', 'Ensure that encryption providers are appropriately configured'),
    kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      const [writer] = providersFor(entries, SECRETS) ?? [];
      if (writer?.kind === 'identity') {
        const pointer = pointerIn(resource, writer.at);
        yield violation(resource, pointer, 'the first provider for Secrets is identity, which writes plain text');
      }
    }
  },
};
