import { isKmsV1 } from '../../facts/encryption-kms';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { pointerIn } from '../../manifest/pointer-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionKmsV1: GraphRule = {
  id: 'encryption-kms-v1',
  category: RuleCategory.CONTROL_PLANE,
  title: 'a KMS provider uses version 1 of the API',
  rationale:
    'Version 1 has been deprecated since Kubernetes 1.28 and off by default since 1.29: the API server refuses to '
      + 'start. A provider without apiVersion is one of version 1.',
  remediation: 'Write apiVersion: v2, with a plugin that supports it.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Using a KMS provider for data encryption', 'tasks/administer-cluster/kms-provider/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      for (const { kind, settings, at } of entries.flatMap((entry) => entry.providers)) {
        if (kind === 'kms' && isKmsV1(settings)) {
          const what = settings.apiVersion === 'v1' ? 'uses KMS v1' : 'does not set apiVersion: v2, and so uses KMS v1';
          yield violation(resource, pointerIn(resource, at), `the KMS provider ${what}`);
        }
      }
    }
  },
};
