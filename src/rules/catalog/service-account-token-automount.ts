import { DEFAULT_ACCOUNT } from '../../facts/account-token';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import {
  accountsFollowedBy, accountsOf, apiTokenVolumeOf, mountsToken, readsToken, serviceAccounts,
} from '../../manifest/service-accounts';
import { RuleLevel } from '../finding';
import { GETS_UNDECIDED_TOKEN } from '../pod-terms';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

export const serviceAccountTokenAutomount: GraphRule = {
  id: 'service-account-token-automount',
  category: RuleCategory.IDENTITY,
  title: 'a pod that needs no token for the API gets one',
  rationale: 'Unless the pod or its service account turns it off, every container gets a token for the Kubernetes '
    + 'API. Although the kubelet renews it every hour, the API server makes it valid for a year, or until its pod '
    + 'is deleted, unless --service-account-extend-token-expiration is false: a stolen one stays valid that long. '
    + 'Where nothing is granted to the account, only an attacker has a use for it, who can then speak to the API '
    + 'server as the pod, with all rights that later bindings add. The setting of the pod takes precedence over '
    + 'that of the account. A pod is taken to need its token, and not reported, where its account is granted '
    + 'something in the same manifest, by name or as one of the accounts; where a client that a webhook injects '
    + 'logs in with the token (Vault Agent, Consul, Linkerd and others); and where a container is given its path; '
    + 'but not where a volume of the pod already brings a token for the API server. Webhooks of cloud identities '
    + 'bring their own tokens. Pods of the default account are reported by default-service-account.',
  remediation: 'Set automountServiceAccountToken to false in the pod spec and on the service account. Where a '
    + 'container does call the API, give it a projected token with an audience and an expiry. Vault Agent takes one '
    + 'that vault.hashicorp.com/agent-service-account-token-volume-name names.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'The account of the token has no rights in the manifest.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.6', 'Ensure that Service Account Tokens are only mounted where necessary'),
    nsa('Protecting Pod service account tokens'),
    kubernetes('Configure service accounts for pods', 'tasks/configure-pod-container/configure-service-account/'),
  ],
  policyPart: {
    what: 'pods of a named account that leave automountServiceAccountToken unset, and accounts that set it to true',
    dependsOnOthers: true,
    checks: [
      {
        scope: RuleScope.POD,
        violation: GETS_UNDECIDED_TOKEN,
        message: 'the pod does not say whether it gets the token of its service account',
      },
      {
        scope: RuleScope.SERVICE_ACCOUNT,
        violation: `has(self.automountServiceAccountToken) && self.automountServiceAccountToken == true
          && has(self.metadata.name) && self.metadata.name != '${DEFAULT_ACCOUNT}'`,
        message: 'the account gives a token to every pod that does not turn it off',
      },
    ],
  },
  * check(graph: Graph): Iterable<Violation> {
    const accounts = needlessAccounts(graph);
    for (const pod of graph.pods) {
      const message = mountsToken(graph, pod) ? messageFor(graph, pod, accounts) : undefined;
      if (message !== undefined) {
        yield violation(pod.resource, pod.pointer, message);
      }
    }
    for (const account of accounts) {
      yield violation(
        account, pointerTo(account.pointer, 'automountServiceAccountToken'),
        'the account gives a token to every pod that does not turn it off, and has no rights in this manifest',
      );
    }
  },
};

function messageFor(graph: Graph, pod: Pod, accounts: ReadonlySet<Resource>): string | undefined {
  const volume = apiTokenVolumeOf(pod);
  if (volume !== undefined) {
    return `the pod gets an automounted token beside the expiring one of volume "${volume}": every container that does `
      + 'not mount the volume at its path has it, including injected ones';
  }
  const named = pod.decidesAccount && pod.serviceAccount !== '' && pod.serviceAccount !== DEFAULT_ACCOUNT;
  const granted = graph.access.ofAccount(pod.resource.namespace, pod.serviceAccount).length > 0;
  // The account is the place to change, not each pod that follows it.
  if (!named || granted || readsToken(pod)
    || accountsFollowedBy(graph, pod).some((account) => accounts.has(account))) {
    return undefined;
  }
  const who = pod.spec.automountServiceAccountToken === true
    ? 'the pod turns on' : 'neither the pod nor its service account turns off';
  return `${who} the token of service account "${pod.serviceAccount}", which has no rights in this manifest`;
}

/**
 * Accounts that turn the token on explicitly and have no rights, unless a pod needs the token, or every pod of the
 * manifest that runs as the account turns it off.
 */
function needlessAccounts(graph: Graph): ReadonlySet<Resource> {
  const used = new Copies();
  const followed = new Copies();
  const needed = new Copies();
  for (const pod of graph.pods) {
    const follows = accountsFollowedBy(graph, pod);
    used.add(accountsOf(graph, pod));
    followed.add(follows);
    if (readsToken(pod)) {
      needed.add(follows);
    }
  }
  return new Set(serviceAccounts(graph).filter((account) => account.object.automountServiceAccountToken === true
    && account.name !== DEFAULT_ACCOUNT && !needed.has(account) && (followed.has(account) || !used.has(account))
    && graph.access.ofAccount(account.namespace, account.name).length === 0));
}

/** Accounts by the lists of their copies, each of which is read once however many pods have it. */
class Copies {
  private readonly lists = new Set<readonly Resource[]>();
  private readonly accounts = new Set<Resource>();

  public add(list: readonly Resource[]): void {
    if (!this.lists.has(list)) {
      this.lists.add(list);
      list.forEach((account) => this.accounts.add(account));
    }
  }

  public has(account: Resource): boolean {
    return this.accounts.has(account);
  }
}
