import { WORKLOAD_KINDS } from '../../facts/workload-kinds';
import { GIVEN_ROLE, RULE_LISTS_SECRETS, ruleGroups, ruleNames, ruleResources, ruleVerbs } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

const WRITE = ruleVerbs('create', 'update', 'patch');

/** Whoever writes these decides on pods: which Secrets they mount, as which account they run. */
const WORKLOADS = [
  // The spec of a pod that runs cannot be changed but for its images.
  `(${ruleVerbs('create')} && ${ruleGroups('')} && ${ruleResources('pods')})`,
  `(${WRITE} && ${ruleNames(podMakers())})`,
].join(' || ');

/** Every resource whose controller makes pods as its objects say. A group that is served no more is left out. */
function podMakers(): [group: string, resource: string][] {
  return WORKLOAD_KINDS.filter(({ life, kind }) => life !== 'template' && kind !== 'Pod')
    .map(({ groups, resource }) => [groups[0], resource]);
}

/** Whoever has these runs something in a pod, with what it mounts: its volumes are fixed, its images are not. */
const PROCESSES = [
  `(${ruleGroups('')} && ${ruleResources('pods', 'pods/ephemeralcontainers', '*/ephemeralcontainers')} && ${ruleVerbs('update', 'patch')})`,
  // A GET over WebSocket opens an exec or an attach too.
  `(${ruleGroups('')} && ${ruleResources('pods/exec', 'pods/attach', 'nodes/proxy', '*/exec', '*/attach', '*/proxy')} && ${ruleVerbs('create', 'get')})`,
].join(' || ');

const OPERATORS = [
  `(${ruleGroups('external-secrets.io')} && ${ruleResources('externalsecrets', 'clusterexternalsecrets', 'pushsecrets')} && ${WRITE})`,
  `(${ruleGroups('secrets-store.csi.x-k8s.io')} && ${ruleResources('secretproviderclasses')} && ${WRITE})`,
  `(${ruleGroups('secrets.hashicorp.com')} && ${ruleResources('vaultstaticsecrets', 'vaultdynamicsecrets', 'vaultpkisecrets')} && ${WRITE})`,
].join(' || ');

/** What judges a rule only where none of the ways before it says something already. */
function reaches(way: string, ...before: readonly string[]): string {
  return [GIVEN_ROLE, RULE_LISTS_SECRETS, ...before, `!(${way})`].join(' || ');
}

export const secretReachByWorkloadCreate: ObjectRule = {
  id: 'secret-reach-by-workload-create',
  category: RuleCategory.ACCESS,
  title: 'a role reaches Secrets through workloads',
  rationale: 'Whoever may create a pod, or anything that makes pods, can mount every Secret of the namespace into it and use every service '
    + 'account there. Whoever may exec into a pod reads what it has mounted, and whoever may write ExternalSecrets and the like lets an '
    + 'operator fetch for him. No verb on secrets is needed for any of it.',
  remediation: 'Keep such roles to deployment tooling, bind them in one namespace each, and put what must stay apart into namespaces of its own.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    cis('5.1.4', 'Minimize access to create pods'),
    cis('5.1.10', 'Minimize access to the proxy sub-resource of nodes'),
    kubernetes('RBAC good practices, workload creation', 'concepts/security/rbac-good-practices/#workload-creation'),
  ],
  checks: [
    {
      scope: RuleScope.RBAC_RULE,
      expression: reaches(WORKLOADS),
      message: 'reaches every Secret of the namespace, by pods that mount them',
    },
    {
      scope: RuleScope.RBAC_RULE,
      expression: reaches(PROCESSES, WORKLOADS),
      message: 'reaches the Secrets of running pods, by what it may run or ask in them',
    },
    {
      scope: RuleScope.RBAC_RULE,
      expression: reaches(OPERATORS, WORKLOADS, PROCESSES),
      message: 'reaches whatever the operator may fetch from the store, by objects that tell it what to fetch',
    },
  ],
};
