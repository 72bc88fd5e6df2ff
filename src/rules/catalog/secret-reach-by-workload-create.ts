import { Requests } from '../../facts/rbac';
import {
  LIST_SECRETS, NODE_READS, NODE_READS_SINCE_1_33, PROXY_NODES, RUN_IN_PODS, RUN_IN_PODS_BEFORE_1_35, STEER_OPERATORS,
  WRITE_WORKLOADS,
} from '../../facts/secret-access';
import { allOf, finds, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllows, ruleAllowsAll } from '../rbac-terms';
import { ObjectCheck, ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Finds a way, where nothing that is said of the rule already says more and it does not list every Secret anyway. */
function reaches(message: string, way: readonly Requests[], ...saidAlready: readonly string[]): ObjectCheck {
  return finds({
    scope: RuleScope.RBAC_RULE,
    wrong: allOf(
      ruleAllows(...way),
      ...saidAlready.map(not),
      not(ruleAllowsAll(LIST_SECRETS)),
      RULE_IS_OWN,
    ),
    message,
  });
}

const WORKLOADS = ruleAllows(...WRITE_WORKLOADS);
const PROCESSES = ruleAllows(...RUN_IN_PODS);

/** A rule for everything is found by what it lets do with workloads. */
const OF_EVERYTHING = allOf("'*' in self.apiGroups", "'*' in self.resources");

export const secretReachByWorkloadCreate: ObjectRule = {
  id: 'secret-reach-by-workload-create',
  category: RuleCategory.ACCESS,
  title: 'a role reaches Secrets through workloads',
  rationale: 'Whoever may create a pod, or anything that makes pods, can mount every Secret of the namespace into '
    + 'it and use every service account there. Whoever may exec into a pod reads what it has mounted, and whoever '
    + 'may write ExternalSecrets and the like lets an operator fetch for him. No verb on secrets is needed for any '
    + 'of it. An exec takes create; until Kubernetes 1.35, get was enough. Through nodes/proxy, get is enough in '
    + 'every version.',
  remediation: 'Keep such roles to deployment tooling, bind them in one namespace each, and put what must stay apart '
    + 'into namespaces of its own. '
    + `In the place of nodes/proxy, allow what is read: ${NODE_READS.join(', ')}, and since Kubernetes 1.33 `
    + `${NODE_READS_SINCE_1_33.join(', ')}.`,
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    cis('5.1.4', 'Minimize access to create pods'),
    cis('5.1.10', 'Minimize access to the proxy sub-resource of nodes'),
    kubernetes('RBAC good practices, workload creation', 'concepts/security/rbac-good-practices/#workload-creation'),
    kubernetes(
      'Kubelet authorization, fine-grained',
      'reference/access-authn-authz/kubelet-authn-authz/#fine-grained-authorization',
    ),
  ],
  exempt: GIVEN_RULES,
  checks: [
    reaches('reaches every Secret of the namespace, by pods that mount them', WRITE_WORKLOADS),
    reaches('reaches the Secrets of running pods, by what it may run in them', RUN_IN_PODS, WORKLOADS),
    reaches(
      'reaches the Secrets of running pods in clusters before 1.35, where get is enough to run something in them',
      [RUN_IN_PODS_BEFORE_1_35], WORKLOADS, PROCESSES,
    ),
    reaches(
      'reaches the Secrets of every pod of a node, by nodes/proxy, which runs commands in them; what only reads needs '
        + `no more than ${[...NODE_READS, ...NODE_READS_SINCE_1_33].join(', ')}`,
      [PROXY_NODES], WORKLOADS,
    ),
    reaches(
      'reaches whatever the operator may fetch from the store, by objects that tell it what to fetch',
      STEER_OPERATORS, OF_EVERYTHING,
    ),
  ],
};
