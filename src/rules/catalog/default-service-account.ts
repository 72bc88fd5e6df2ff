import { DEFAULT_ACCOUNT } from '../../facts/account-token';
import { Graph } from '../../manifest/graph';
import { ObjectOrigin } from '../../manifest/origin';
import { Pod } from '../../manifest/pod';
import { Resource } from '../../manifest/resource';
import { hasNoAccount, issuedVolumeOf, mountsToken, serviceAccounts } from '../../manifest/service-accounts';
import { quoted } from '../../redaction/quoted';
import { ofBindings, someSubject } from '../binding-terms';
import { RuleLevel } from '../finding';
import { GETS_DEFAULT_TOKEN } from '../pod-terms';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const defaultServiceAccount: GraphRule = {
  id: 'default-service-account',
  category: RuleCategory.IDENTITY,
  title: 'the default service account is used',
  rationale: 'The default account has no rights until somebody grants it some: then every pod of the namespace that '
    + 'names no account has them too. Reported are grants to it, pods that carry its token, and the account itself '
    + 'where its manifest does not turn tokens off. A token for another audience and a certificate are reported too: '
    + 'whoever takes them knows the pod by its account. A pod without a token is not reported: it has nothing of the '
    + 'account. Static pods have no account.',
  remediation: 'Give each workload a dedicated service account, grant to that one, and set '
    + 'automountServiceAccountToken to false on the default account and wherever no container calls the API.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'A token of the default account has no rights unless a binding gives it some.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.5', 'Ensure that default service accounts are not actively used'),
    kubernetes('Service accounts', 'concepts/security/service-accounts/'),
  ],
  policyPart: {
    what: 'pods of the default account that do not set automountServiceAccountToken to false, that account itself, and '
      + 'bindings to it',
    dependsOnOthers: true,
    checks: [
      {
        scope: RuleScope.POD,
        violation: GETS_DEFAULT_TOKEN,
        message: 'the pod runs as the default service account and does not turn its token off',
      },
      {
        scope: RuleScope.SERVICE_ACCOUNT,
        // Objects that are stored have a resource version. One without the field is as its controller made it.
        violation: `has(self.metadata.name) && self.metadata.name == '${DEFAULT_ACCOUNT}'
          && (has(self.automountServiceAccountToken) ? self.automountServiceAccountToken != false
            : !has(self.metadata.resourceVersion))`,
        message: 'the default service account gives a token to every pod that names no other',
      },
      ofBindings(
        someSubject(`(s.kind == 'ServiceAccount' && s.name == '${DEFAULT_ACCOUNT}') || (s.kind == 'User'
          && s.name.startsWith('system:serviceaccount:') && s.name.endsWith(':${DEFAULT_ACCOUNT}'))`),
        'grants to the default service account, and so to every pod that names no other',
      ),
    ],
  },
  * check(graph: Graph): Iterable<Violation> {
    for (const { binding, pointer, subject } of graph.access.grants) {
      if (subject.kind === 'ServiceAccount' && subject.name === DEFAULT_ACCOUNT) {
        const message = 'grants to the default service account, and so to every pod that names no other';
        yield violation(binding, pointer, message);
      }
    }
    for (const account of serviceAccounts(graph)) {
      if (account.name === DEFAULT_ACCOUNT && handsOutTokens(account)) {
        yield violation(
          account, account.pointer, 'the default service account gives a token to every pod that names no other',
        );
      }
    }
    for (const pod of graph.pods) {
      const message = pod.decidesAccount && pod.serviceAccount === DEFAULT_ACCOUNT ? tokenOf(graph, pod) : undefined;
      if (message !== undefined) {
        yield violation(pod.resource, pod.pointer, message);
      }
    }
  },
};

/** What a pod of the default account has of it. */
function tokenOf(graph: Graph, pod: Pod): string | undefined {
  if (mountsToken(graph, pod)) {
    return 'the pod runs as the default service account and gets its token';
  }
  const issued = hasNoAccount(pod) ? undefined : issuedVolumeOf(pod);
  return issued === undefined ? undefined : 'the pod runs as the default service account, which all pods of the '
    + `namespace may share, and volume ${quoted(issued.volume)} has a ${issued.what} of that account`;
}

/** A controller makes the account of a namespace without the field: nobody decided that. */
function handsOutTokens({ object, origin }: Resource): boolean {
  const said = object.automountServiceAccountToken;
  return said === true || (said !== false && origin !== ObjectOrigin.CLUSTER);
}
