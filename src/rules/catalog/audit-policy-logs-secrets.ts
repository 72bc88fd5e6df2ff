import { loggedBodies } from '../../facts/audit-policies';
import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

export const auditPolicyLogsSecrets: GraphRule = {
  id: 'audit-policy-logs-secrets',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an audit policy writes secrets into the log',
  rationale:
    'At level Request or RequestResponse the audit log holds the bodies: the content of every Secret that is '
      + 'written or read, ' +
    'and every token. The log is kept longer and read by more people than the Secrets. The first rule that matches '
      + 'decides.',
  remediation:
    'Put a rule of level Metadata for secrets, configmaps, serviceaccounts/token and tokenreviews before all others.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('3.2.2', 'Ensure that the audit policy covers key security concerns'),
    nsa('Audit Logging and Threat Detection'),
    kubernetes('Auditing', 'tasks/debug/debug-cluster/audit/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    const isServed = (group: string) => graph.resources.some((resource) => resource.group === group);
    for (const policy of graph.ofKind('audit.k8s.io', 'Policy')) {
      for (const { rule, level, resources } of loggedBodies(policy.object, isServed)) {
        yield violation(policy, pointerTo(policy.pointer, 'rules', rule),
          `level ${level} writes the content of ${resources.join(', ')} into the audit log`);
      }
    }
  },
};
