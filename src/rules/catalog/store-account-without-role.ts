import { ROLE_ANNOTATION } from '../../facts/aws';
import { Graph } from '../../manifest/graph';
import { at, pointerTo, textAt, textOf } from '../../manifest/read';
import { providerClassIn } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';
import { accountsOfStores } from '../store-accounts';

export const storeAccountWithoutRole: GraphRule = {
  id: 'store-account-without-role',
  category: RuleCategory.STORES,
  title: 'a service account that authenticates to AWS names no IAM role',
  rationale:
    `AWS takes the role of a service account from its annotation ${ROLE_ANNOTATION} alone. Without it External ` +
    'Secrets, the Vault Secrets Operator and the Secrets Store CSI driver cannot authenticate: no '
      + 'secret is read, and ' +
    'pods wait.',
  remediation:
    `Give the service account the annotation ${ROLE_ANNOTATION}. For the Secrets Store CSI driver, EKS Pod ` +
    'Identity with usePodIdentity needs none.',
  level: RuleLevel.WARNING,
  levelReason: 'A tool that makes the role may add the annotation to the account in the cluster.',
  since: FIRST_VERSION,
  references: [
    externalSecrets('AWS authentication', 'provider/aws-access/'),
    {
      title: 'Amazon EKS: Assign IAM roles to Kubernetes service accounts',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    },
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, account } of accountsOfStores(graph)) {
      if (account.usesRole && lacksRole(graph, account.namespace || resource.namespace, account.name)) {
        yield violation(resource, pointerTo(resource.pointer, 'spec', ...account.at), withoutRole(account.name));
      }
    }
    yield* podViolations(graph);
  },
};

/** Pods that mount a class of AWS and do not use EKS Pod Identity. */
function* podViolations(graph: Graph): Iterable<Violation> {
  for (const { resource, volumes, serviceAccount, decidesAccount } of graph.pods) {
    for (const volume of decidesAccount ? volumes : []) {
      const classes = graph.find('SecretProviderClass', resource.namespace, providerClassIn(volume.spec));
      const usesRole = classes.length > 0 && classes.every((each) => isIrsa(each.resource));
      if (usesRole && lacksRole(graph, resource.namespace, serviceAccount)) {
        yield violation(resource, volume.pointer, withoutRole(serviceAccount));
      }
    }
  }
}

function isIrsa(providerClass: Resource | undefined): boolean {
  const podIdentity = textAt(providerClass?.object, 'spec', 'parameters', 'usePodIdentity');
  return (
    textAt(providerClass?.object, 'spec', 'provider') === 'aws' && ['', 'false'].includes(podIdentity.toLowerCase())
  );
}

/** Whether an account is in the manifest, and none of its copies has the annotation. */
function lacksRole(graph: Graph, namespace: string, name: string): boolean {
  const accounts = graph.serviceAccounts(namespace, name);
  return accounts.length > 0 && accounts.every(({ object }) =>
    textOf(at(object, 'metadata', 'annotations', ROLE_ANNOTATION)) === '');
}

function withoutRole(name: string): string {
  return `service account "${name}" has no annotation ${ROLE_ANNOTATION}, which names the IAM role that is used here`;
}
