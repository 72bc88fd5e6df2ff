import { Graph } from '../../manifest/graph';
import { mountsToken } from '../../manifest/service-accounts';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const defaultServiceAccount: GraphRule = {
  id: 'default-service-account',
  category: RuleCategory.IDENTITY,
  title: 'the default service account is used',
  rationale: 'The default account may do nothing, until somebody grants it something: then every pod of the namespace that names no '
    + 'account may do it too. Reported are grants to it, and pods that carry its token. A pod without a token is not: nothing of '
    + 'the account reaches it.',
  remediation: 'Give each workload a service account of its own, grant to that one, and set automountServiceAccountToken to false '
    + 'where no container calls the API.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    cis('5.1.5', 'Ensure that default service accounts are not actively used'),
    kubernetes('Service accounts', 'concepts/security/service-accounts/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { binding, pointer, subject } of graph.access.grants) {
      if (subject.kind === 'ServiceAccount' && subject.name === 'default') {
        yield violation(binding, pointer, 'grants to the default service account, and so to every pod that names no other');
      }
    }
    for (const pod of graph.pods) {
      if (pod.decidesAccount && pod.serviceAccount === 'default' && mountsToken(graph, pod)) {
        yield violation(pod.resource, pod.pointer, 'the pod runs as the default service account and gets a token of it');
      }
    }
  },
};
