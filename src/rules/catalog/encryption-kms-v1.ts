import { encryptionDocuments, encryptionEntries } from '../../manifest/encryption-document';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionKmsV1: GraphRule = {
  id: 'encryption-kms-v1',
  category: RuleCategory.CONTROL_PLANE,
  title: 'a KMS provider speaks version 1',
  rationale: 'Version 1 has been deprecated since Kubernetes 1.28 and off by default since 1.29: the API server refuses to start. It is also '
    + 'what a provider without apiVersion is taken to be.',
  remediation: 'Write apiVersion: v2, with a plugin that speaks it.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Using a KMS provider for data encryption', 'tasks/administer-cluster/kms-provider/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const document of encryptionDocuments(graph)) {
      for (const { type, settings, pointer } of encryptionEntries(document).flatMap((entry) => entry.providers)) {
        if (type === 'kms' && settings.apiVersion !== 'v2') {
          yield violation(document, pointer, `the KMS provider ${settings.apiVersion === undefined ? 'does not say apiVersion: v2' : 'is not of version v2'}`);
        }
      }
    }
  },
};
