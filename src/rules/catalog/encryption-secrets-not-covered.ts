import { providersFor, SECRETS } from '../../facts/encryption-document';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const encryptionSecretsNotCovered: GraphRule = {
  id: 'encryption-secrets-not-covered',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an encryption configuration leaves Secrets out',
  rationale: 'What no entry names is stored in plain text, so that a copy of etcd or of a backup holds every Secret.',
  remediation: 'Add secrets to the resources of the first entry.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('1.2.28', 'Ensure that encryption providers are appropriately configured'),
    kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      if (entries.length > 0 && providersFor(entries, SECRETS) === undefined) {
        yield violation(resource, resource.pointer, 'no entry covers Secrets, so that they are stored in plain text');
      }
    }
  },
};
