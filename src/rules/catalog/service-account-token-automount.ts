import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { mountsToken } from '../../manifest/service-accounts';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

export const serviceAccountTokenAutomount: GraphRule = {
  id: 'service-account-token-automount',
  category: RuleCategory.IDENTITY,
  title: 'a pod that needs no token for the API gets one',
  rationale: 'Unless the pod or its service account says no, every container gets a token for the Kubernetes API. Where nothing is '
    + 'granted to the account it is of no use but to an attacker, who can so speak to the API server as the pod, and whose rights '
    + 'grow with every later binding. What the pod says goes before what the account says. A pod whose account is granted '
    + 'something in the same manifest is taken to need its token, and not reported; pods of the default account are reported as such.',
  remediation: 'Set automountServiceAccountToken to false in the pod spec and on the service account. Where a container does call the '
    + 'API, give it a projected token with an audience and an expiry.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    cis('5.1.6', 'Ensure that Service Account Tokens are only mounted where necessary'),
    nsa('Protecting Pod service account tokens'),
    kubernetes('Configure service accounts for pods', 'tasks/configure-pod-container/configure-service-account/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      if (hasOwnAccount(pod) && mountsToken(graph, pod)
        && graph.access.ofAccount(pod.resource.namespace, pod.serviceAccount).length === 0) {
        yield violation(pod.resource, pod.pointer, message(pod));
      }
    }
  },
};

/** Whether the pod runs as an account that the object names, and not as the default one. */
function hasOwnAccount({ serviceAccount, decidesAccount }: Pod): boolean {
  return decidesAccount && serviceAccount !== '' && serviceAccount !== 'default';
}

function message(pod: Pod): string {
  const who = pod.spec.automountServiceAccountToken === true ? 'the pod asks for' : 'neither the pod nor its service account declines';
  return `${who} a token of service account "${pod.serviceAccount}", which is granted nothing in this manifest`;
}
