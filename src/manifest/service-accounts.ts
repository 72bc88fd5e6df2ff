import { Grant } from './access';
import { Graph } from './graph';
import { Container, Pod } from './pod';
import { at, fieldsOf, mappingsOf, textAt, textOf, textsOf } from './read';
import { Resource } from './resource';
import {
  automounts, DEFAULT_ACCOUNT, isApiToken, issuedToAccount, isStaticPod, logsInToVault, namesTokenPath,
  TOKEN_VOLUME_PREFIX, tokenClientOf,
} from '../facts/account-token';
import { ACCOUNT_ANNOTATION, ACCOUNT_TOKEN_TYPE } from '../facts/secret-types';
import { SubjectName } from '../facts/subjects';

/** Whether a pod has no service account at all: a static pod, or the object that stands for one. */
export function hasNoAccount({ resource, metadata, containers }: Pod): boolean {
  const commands = containers.map(({ spec }) => textsOf(spec.command)[0] ?? '');
  return resource.kind === 'Pod' && isStaticPod(fieldsOf(metadata.labels), fieldsOf(metadata.annotations), commands);
}

/** Whether a pod gets a token of its service account without a volume that asks for one. */
export function mountsToken(graph: Graph, pod: Pod): boolean {
  const { automountServiceAccountToken } = pod.spec;
  const accounts = accountsOf(graph, pod);
  return !hasNoAccount(pod) && (accounts.length === 0 ? automounts(automountServiceAccountToken, undefined)
    : accounts.every(({ object }) => automounts(automountServiceAccountToken, object.automountServiceAccountToken)));
}

/** The account of a pod, where the manifest has it: several copies of it, where environments have them. */
export function accountsOf(graph: Graph, { resource, serviceAccount }: Pod): readonly Resource[] {
  return graph.serviceAccounts(resource.namespace, serviceAccount);
}

/** The account that decides whether a pod gets a token; none where the pod does, or where it is not there. */
export function accountsFollowedBy(graph: Graph, pod: Pod): readonly Resource[] {
  return typeof pod.spec.automountServiceAccountToken === 'boolean' ? [] : accountsOf(graph, pod);
}

/**
 * Whether a program in a pod is known to read the token: a client that a webhook puts there, or one that is told where
 * the token is.
 */
export function readsToken(pod: Pod): boolean {
  return tokenClientOf(fieldsOf(pod.metadata.annotations)) !== undefined
    || pod.containers.some((container) => textsIn(container).some(namesTokenPath)
      || logsInToVault(textOf(container.spec.image), textsOf(container.spec.command), textsOf(container.spec.args)));
}

function textsIn({ spec }: Container): string[] {
  return [
    ...textsOf(spec.command),
    ...textsOf(spec.args),
    ...[...mappingsOf(spec.env)].map(([variable]) => textOf(variable.value)),
  ];
}

/** Name of the first volume of a pod that brings a token for the API server. */
export function apiTokenVolumeOf(pod: Pod): string | undefined {
  return pod.volumes.find(({ name, spec }) => [...mappingsOf(at(spec, 'projected', 'sources'))].some(([source]) =>
    source.serviceAccountToken !== undefined && isApiToken(name, at(source.serviceAccountToken, 'audience'))))?.name;
}

/** What a volume of a pod has that is issued to the account of the pod, and the name of the volume. */
export function issuedVolumeOf(pod: Pod): { readonly volume: string; readonly what: string } | undefined {
  for (const { name, spec } of pod.volumes) {
    for (const [source] of mappingsOf(at(spec, 'projected', 'sources'))) {
      const what = name.startsWith(TOKEN_VOLUME_PREFIX) ? undefined : issuedToAccount(source);
      if (what !== undefined) {
        return { volume: name, what };
      }
    }
  }
  return undefined;
}

/** The account that a pod names and that is not there; undefined where it is, or where the pod names none. */
export function missingAccountOf(graph: Graph, pod: Pod): string | undefined {
  const { serviceAccount, decidesAccount } = pod;
  const named = decidesAccount && serviceAccount !== '' && serviceAccount !== DEFAULT_ACCOUNT && !hasNoAccount(pod);
  return named && accountsOf(graph, pod).length === 0 ? serviceAccount : undefined;
}

/** The Secrets for a token of an account that is not there, with the name of the account. */
export function tokensOfMissing(graph: Graph): [secret: Resource, account: string][] {
  return graph.ofKind('', 'Secret').flatMap((secret): [Resource, string][] => {
    const account = textAt(secret.object, 'metadata', 'annotations', ACCOUNT_ANNOTATION);
    const isToken = textOf(secret.object.type) === ACCOUNT_TOKEN_TYPE && account !== '' && account !== DEFAULT_ACCOUNT;
    return isToken && graph.serviceAccounts(secret.namespace, account).length === 0 ? [[secret, account]] : [];
  });
}

/**
 * The grants to accounts that are not there, in namespaces whose accounts the manifest shows: that of the binding, and
 * those that it has an account of.
 */
export function boundButMissing(graph: Graph): Grant[] {
  const shown = new Set(serviceAccounts(graph).map(({ namespace }) => namespace));
  return graph.access.grants.filter(({ binding, subject }) => subject.kind === 'ServiceAccount'
    && subject.name !== '' && subject.name !== DEFAULT_ACCOUNT
    && (subject.namespace === binding.namespace || shown.has(subject.namespace))
    && graph.serviceAccounts(subject.namespace, subject.name).length === 0 && !isOfKubernetes(binding, subject));
}

/** Whether Kubernetes makes both: its controllers have their accounts in kube-system. */
function isOfKubernetes(binding: Resource, { namespace }: SubjectName): boolean {
  return namespace === 'kube-system' && binding.name.startsWith('system:');
}

/** The service accounts of the manifest. */
export function serviceAccounts(graph: Graph): readonly Resource[] {
  return graph.ofKind('', 'ServiceAccount');
}
