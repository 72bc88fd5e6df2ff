import { apiServers, flagOf } from '../../manifest/api-server';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

/** Where events go. Without one of them a policy logs nothing. */
const BACKENDS = ['audit-log-path', 'audit-webhook-config-file'];

export const auditPolicyMissing: GraphRule = {
  id: 'audit-policy-missing',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an API server keeps no audit log',
  rationale:
    'Without an audit policy nobody can say afterwards who has read which Secret, which is the first question after '
      + 'a breach.',
  remediation: 'Pass --audit-policy-file with a policy that logs Secrets at level Metadata, and --audit-log-path.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    cis('3.2.1', 'Ensure that a minimal audit policy is created'),
    nsa('Audit Logging and Threat Detection'),
    kubernetes('Auditing', 'tasks/debug/debug-cluster/audit/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const server of apiServers(graph)) {
      if (flagOf(server, 'audit-policy-file') === '') {
        yield violation(server.resource, server.pointer,
          'kube-apiserver has no --audit-policy-file, and does not log who reads Secrets');
      } else if (BACKENDS.every((flag) => flagOf(server, flag) === '')) {
        yield violation(server.resource, server.pointer, 'kube-apiserver has an audit policy and logs nothing: it has '
          + 'neither --audit-log-path nor --audit-webhook-config-file');
      }
    }
  },
};
