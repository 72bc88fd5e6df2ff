import { auditPolicyFaults } from '../../facts/audit-policies';
import { Graph } from '../../manifest/graph';
import { faultIn, isOfTemplate } from '../fault-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const auditPolicyRefused: GraphRule = {
  id: 'audit-policy-refused',
  category: RuleCategory.CONTROL_PLANE,
  title: 'the API server does not start with an audit policy, or leaves out a part of it',
  rationale: 'The API server validates its audit policy before it serves anything, and does not start with one that it '
    + 'refuses. A field that it does not know it leaves out with a line in its log: a rule with a misspelled '
    + 'condition then matches every request, and all rules after it decide nothing.',
  remediation: 'Change the policy as the message says. ApiServerAuditPolicy refuses such rules.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Auditing, audit policy', 'tasks/debug/debug-cluster/audit/#audit-policy'),
    kubernetes('API server audit configuration', 'reference/config-api/apiserver-audit.v1/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const policy of graph.ofKind('audit.k8s.io', 'Policy')) {
      for (const fault of auditPolicyFaults(policy.object).filter((one) => !isOfTemplate(policy, one))) {
        const isOld = fault.at[0] === 'apiVersion';
        const { objectIndex, pointer } = policy;
        const covered = { ruleId: 'deprecated-api-version', objectIndex, pointer: `${pointer}/apiVersion` };
        yield faultIn(policy, fault, isOld ? [covered] : undefined);
      }
    }
  },
};
