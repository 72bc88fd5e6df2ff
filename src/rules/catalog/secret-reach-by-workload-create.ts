import { Requests } from '../../facts/rbac';
import {
  CREATE_VOLUMES, LIST_SECRETS, NODE_READS, NODE_READS_SINCE_1_33, PROXY_NODES, RUN_IN_PODS, RUN_IN_PODS_BEFORE_1_35,
  WRITE_WORKLOADS,
} from '../../facts/secret-access';
import { STEER_DEPLOYERS, STEER_OPERATORS, WRITE_ISSUERS } from '../../facts/steering-access';
import { allOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllows, ruleAllowsAll, ruleSays } from '../rbac-terms';
import { ObjectCheck, ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Finds a way to Secrets, where the rule does not list every Secret anyway, which another rule reports. */
function reaches(message: string, way: readonly Requests[], ...further: readonly string[]): ObjectCheck {
  return {
    scope: RuleScope.RBAC_RULE,
    violation: allOf(ruleAllows(...way), ...further, not(ruleAllowsAll(LIST_SECRETS)), RULE_IS_OWN),
    message,
  };
}

/** Rules for every resource are reported for the workloads among them. */
const EVERY_RESOURCE = "'*' in self.resources";
const OF_ALL_WORKLOADS = allOf(EVERY_RESOURCE, ruleSays(['create', '*']));
const OF_EVERYTHING = allOf("'*' in self.apiGroups", EVERY_RESOURCE);

export const secretReachByWorkloadCreate: ObjectRule = {
  id: 'secret-reach-by-workload-create',
  category: RuleCategory.ACCESS,
  title: 'a role reaches Secrets through workloads',
  rationale: 'Anyone who may create a pod, or anything that makes pods, can mount every Secret of the namespace in it '
    + 'and use every service account there. Anyone who may exec into a pod reads what it has mounted, and anyone who '
    + 'may write ExternalSecrets, their stores or generators lets an operator fetch secrets. An issuer of cert-manager '
    + 'sends a Secret to the server that it names. Whoever tells Argo CD, Flux or the Helm controller of k3s what to '
    + 'apply has their rights. A PersistentVolume may be a directory of a node. None of this needs a verb on secrets. '
    + 'An exec needs create; until Kubernetes 1.35, get was enough. For nodes/proxy, get is enough in every version.',
  remediation: 'Give such roles only to deployment tooling, bind each in one namespace, and separate what must stay '
    + 'apart by namespaces. '
    + `Instead of nodes/proxy, allow what is read: ${NODE_READS.join(', ')}, and since Kubernetes 1.33 `
    + `${NODE_READS_SINCE_1_33.join(', ')}.`,
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'Deploying workloads is the purpose of such a role; the note shows what comes with it.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.4', 'Minimize access to create pods'),
    cis('5.1.10', 'Minimize access to the proxy sub-resource of nodes'),
    kubernetes('RBAC good practices, workload creation', 'concepts/security/rbac-good-practices/#workload-creation'),
    cis('5.1.9', 'Minimize access to create persistent volumes'),
    kubernetes(
      'RBAC good practices, persistent volume creation',
      'concepts/security/rbac-good-practices/#persistent-volume-creation',
    ),
    kubernetes(
      'Kubelet authorization, fine-grained',
      'reference/access-authn-authz/kubelet-authn-authz/#fine-grained-authorization',
    ),
  ],
  exempt: GIVEN_RULES,
  checks: [
    reaches('reaches every Secret of the namespace, through pods that mount them', WRITE_WORKLOADS),
    {
      ...reaches(
        'reaches whatever the deployer may do, through objects that tell it what to apply', STEER_DEPLOYERS,
      ),
      otherwise: true,
    },
    {
      ...reaches(
        'reaches the Secrets of running pods, through commands or images that it may run in them',
        RUN_IN_PODS,
      ),
      otherwise: true,
    },
    {
      ...reaches(
        'reaches the Secrets of running pods in clusters before 1.35, where get is enough to run a command in them',
        [RUN_IN_PODS_BEFORE_1_35],
      ),
      otherwise: true,
    },
    reaches(
      'reaches the Secrets of every pod of a node, through nodes/proxy, which runs commands in them; to read only, '
        + `allow ${[...NODE_READS, ...NODE_READS_SINCE_1_33].join(', ')}`,
      [PROXY_NODES], not(OF_ALL_WORKLOADS),
    ),
    reaches(
      'reaches whatever the operator may fetch from the store, through objects that tell it what to fetch',
      STEER_OPERATORS, not(OF_EVERYTHING),
    ),
    reaches(
      'reaches the Secrets that cert-manager may read, through issuers that name them and the server that gets them',
      WRITE_ISSUERS, not(OF_EVERYTHING),
    ),
    reaches(
      'reaches the Secrets of the pods of a node, through a volume of a directory of the node that a pod mounts',
      [CREATE_VOLUMES], not(EVERY_RESOURCE),
    ),
  ],
};
