import { tokensAreAttributes } from '../../facts/csi-driver';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION } from '../sources';

export const csiDriverTokens: GraphRule = {
  id: 'csi-driver-tokens',
  category: RuleCategory.STORES,
  title: 'a CSI driver gets the tokens of pods where it may log them',
  rationale: 'The kubelet puts the tokens that tokenRequests asks for among the attributes of the volume, unless '
    + 'serviceAccountTokenInSecrets is true. Programs that log a request leave out its secrets alone: tokens of '
    + 'pods were in the logs of the Secrets Store CSI driver (CVE-2023-2878) and of the Azure file driver '
    + '(CVE-2024-3744), for everybody who reads logs.',
  remediation: 'Set serviceAccountTokenInSecrets to true, on Kubernetes 1.35 or later, once the driver is of a version '
    + 'that reads the tokens there; the documentation of the driver says which. Until then, keep the log level of the '
    + 'driver below 2.',
  level: RuleLevel.WARNING,
  levelReason: 'Drivers that are up to date do not log the tokens.',
  since: FIRST_VERSION,
  references: [
    {
      title: 'KEP-5538: CSI driver opt-in for service account tokens via secrets field',
      url: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-storage/5538-csi-sa-tokens-secrets-field',
    },
    { title: 'CVE-2023-2878', url: 'https://github.com/kubernetes/kubernetes/issues/118419' },
    { title: 'CVE-2024-3744', url: 'https://github.com/kubernetes/kubernetes/issues/124759' },
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const driver of graph.ofKind('storage.k8s.io', 'CSIDriver')) {
      if (tokensAreAttributes(fieldsOf(driver.object.spec))) {
        yield violation(
          driver, pointerTo(driver.pointer, 'spec', 'tokenRequests'),
          'the driver gets the tokens of pods as attributes of the volume, which drivers have logged: '
          + 'serviceAccountTokenInSecrets is not true',
        );
      }
    }
  },
};
