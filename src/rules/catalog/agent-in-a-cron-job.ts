import { AGENT_INJECT, AGENT_PRE_POPULATE_ONLY, agentNeverEnds } from '../../facts/vault-agent';
import { Graph } from '../../manifest/graph';
import { fieldsOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GETS_AGENT_THAT_NEVER_ENDS } from '../pod-terms';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION } from '../sources';

export const agentInACronJob: GraphRule = {
  id: 'agent-in-a-cron-job',
  category: RuleCategory.STORES,
  title: 'a Vault Agent that never ends is injected into a Job',
  rationale: 'The injector adds the agent as a container, which renews secrets until it is stopped. The pod of a Job '
    + 'ends when all of its containers have ended: the Job never does, the next run of a CronJob may not start or runs '
    + 'beside it, and each run keeps a token and leases in Vault. Not reported are pods in which something may end the '
    + 'agent (agent-enable-quit, a shared process namespace), and kinds whose controllers end such containers: '
    + 'Tekton, Argo Workflows and the runners of GitHub Actions.',
  remediation: `Set ${AGENT_PRE_POPULATE_ONLY} to "true": the agent is then an init container alone. For a run that is `
    + 'longer than its leases, set vault.hashicorp.com/agent-enable-quit, and let the program end the agent by a POST '
    + 'to /agent/v1/quit.',
  level: RuleLevel.WARNING,
  levelReason: 'The program has its secrets and does its work; the Job is never complete.',
  since: FIRST_VERSION,
  references: [{
    title: 'Vault: Agent Injector annotations',
    url: 'https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations',
  }],
  policyPart: {
    what: 'Jobs and CronJobs of Kubernetes',
    checks: [{
      scope: RuleScope.POD,
      violation: GETS_AGENT_THAT_NEVER_ENDS,
      message: `annotation ${AGENT_INJECT} adds an agent that never ends: ${AGENT_PRE_POPULATE_ONLY} is not "true"`,
    }],
  },
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const { resource, kind, metadata, spec } = pod;
      if (kind.life === 'once' && kind.endsSidecars !== true
        && agentNeverEnds(fieldsOf(metadata.annotations), spec.shareProcessNamespace === true)) {
        yield violation(
          resource, pod.pointer,
          `annotation ${AGENT_INJECT} adds an agent that never ends, so that no pod of this ${resource.kind} ends: `
          + `${AGENT_PRE_POPULATE_ONLY} is not "true"`,
        );
      }
    }
  },
};
