import { classModeFaults } from '../../facts/secrets-store-faults';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, secretsStore } from '../sources';
import { storeViolations } from '../store-objects';

export const csiFileMode: GraphRule = {
  id: 'csi-file-mode',
  category: RuleCategory.STORES,
  title: 'a file that the Secrets Store CSI driver writes has a mode that makes no sense',
  rationale: 'A mode with which others write a file with a secret, or may do more than its owner, is mostly an octal '
    + 'mode without its leading 0: the providers of Vault and Google Cloud read the number 440 as decimal, which is '
    + '0670. The files then have another mode than the one that was meant, and others read them or nobody does.',
  remediation: 'Write the mode in the notation of the provider: 0440 for Vault and Google Cloud, "0440" in quotes for '
    + 'AWS, 0440 for Azure. fsGroup does not reach these files, so that a container that is not root needs 0444.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'The volume is read-only, so that others read at most what they could write.',
  since: FIRST_VERSION,
  references: [secretsStore('usage', 'getting-started/usage')],
  check(graph: Graph): Iterable<Violation> {
    return storeViolations(graph, { provider: classModeFaults });
  },
};
