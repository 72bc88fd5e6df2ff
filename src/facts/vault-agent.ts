import { isYes } from './yes';

/** Prefix of the annotations that the injector of Vault reads, on a pod. */
const VAULT = 'vault.hashicorp.com';

/** Annotation by which a pod gets the agent. */
export const AGENT_INJECT = `${VAULT}/agent-inject`;

/** Annotation by which the agent runs as an init container alone, and ends. */
export const AGENT_PRE_POPULATE_ONLY = `${VAULT}/agent-pre-populate-only`;

/** Annotation by which the agent can be ended by a request to it. */
export const AGENT_ENABLE_QUIT = `${VAULT}/agent-enable-quit`;

/** Annotation by which the other containers see the process of the agent, and may end it. */
export const AGENT_SHARE_PROCESSES = `${VAULT}/agent-share-process-namespace`;

/**
 * Whether a pod gets an agent that never ends, beside its containers. It does not where the agent is an init
 * container alone; and whoever lets the others end the agent is taken to do so.
 *
 * @param annotations those of the pod
 * @param sharesProcesses whether the pod itself lets its containers see the processes of each other
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
 * @see https://github.com/hashicorp/vault-k8s/blob/v1.7.2/agent-inject/agent/agent.go
 */
export function agentNeverEnds(
  annotations: { readonly [name: string]: unknown }, sharesProcesses: boolean,
): boolean {
  const ends = [AGENT_PRE_POPULATE_ONLY, AGENT_ENABLE_QUIT, AGENT_SHARE_PROCESSES];
  return isYes(annotations[AGENT_INJECT]) && !sharesProcesses && !ends.some((name) => isYes(annotations[name]));
}
