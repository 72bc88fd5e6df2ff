import { Answer } from './answer';
import { ACCOUNT_TOKEN_TYPE } from './secret-types';
import { AGENT_INJECT } from './vault-agent';
import { isYes, YES } from './yes';

/** Which pods get a token of a service account, and which need the token that pods get automatically. */

/** Where client libraries of Kubernetes look for the token, the CA and the namespace. */
export const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The part of the path that all its spellings have: `/var/run` is a link to `/run`. */
export const ANY_TOKEN_PATH = TOKEN_PATH.slice('/var'.length);

/** What the names of volumes begin with that the API server adds for the token. */
export const TOKEN_VOLUME_PREFIX = 'kube-api-access-';

/** The account of pods that name none; a controller creates it in every namespace. */
export const DEFAULT_ACCOUNT = 'default';

/**
 * Shortest and longest lifetime of a token that may be requested, in seconds.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/#projections
 */
export const MIN_TOKEN_SECONDS = 600;
export const MAX_TOKEN_SECONDS = 2 ** 32;

/** Lifetime of a token where none is given, which the kubelet renews when four fifths of it are over. */
export const DEFAULT_TOKEN_SECONDS = 3600;

/**
 * What the API server has against the lifetime of a token, in words that follow it; undefined for one that it issues.
 */
export function tokenLifeFault(seconds: number): string | undefined {
  return Number.isInteger(seconds) && seconds >= MIN_TOKEN_SECONDS && seconds <= MAX_TOKEN_SECONDS
    ? undefined : `is not a whole number of seconds from ${MIN_TOKEN_SECONDS} (10 minutes) to ${MAX_TOKEN_SECONDS}`;
}

/** Annotation of mirror pods, the objects that represent static pods. */
export const MIRROR = 'kubernetes.io/config.mirror';

/** Annotation that says from where the kubelet has a pod. */
export const SOURCE = 'kubernetes.io/config.source';

/**
 * Whether the API server gives a pod the token of its account: as the pod sets it, else as the account sets it, else
 * yes.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/plugin/pkg/admission/serviceaccount/admission.go
 */
export function automounts(podSays: unknown, accountSays: unknown): boolean {
  return typeof podSays === 'boolean' ? podSays : accountSays !== false;
}

/** Texts by name: labels, annotations. */
interface Texts {
  readonly [name: string]: unknown;
}

/**
 * Whether a Pod is run by a kubelet from a file, or is the mirror pod of such a pod: it gets no account and no token,
 * and may not use Secrets. kubeadm labels the files that it writes.
 *
 * @param commands first words of the commands of its containers
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/plugin/pkg/admission/serviceaccount/admission.go
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kubeadm/app/util/staticpod/utils.go
 */
export function isStaticPod(labels: Texts, annotations: Texts, commands: readonly string[]): boolean {
  return Object.hasOwn(annotations, MIRROR)
    || (typeof annotations[SOURCE] === 'string' && annotations[SOURCE] !== 'api')
    || (labels.tier === 'control-plane' && typeof labels.component === 'string')
    // An API server cannot admit its own pod.
    || commands.some((command) => /(?:^|\/)kube-apiserver$/.test(command));
}

/** A webhook that injects a client which logs in with the token that pods get automatically. */
export interface TokenClient {
  readonly name: string;

  /** Annotation that requests it; a prefix when it ends in a slash. */
  readonly annotation: string;

  /** Values that request it; any value when undefined. */
  readonly values?: readonly string[];

  /** Annotation that names a volume with another token. */
  readonly unless?: string;
}

/**
 * Clients that cannot log in with `automountServiceAccountToken: false`.
 *
 * Not listed: webhooks and drivers that bring a token with its own audience (IAM roles for service accounts and Pod
 * Identity of EKS, workload identity of Azure, Istio, the Secrets Store CSI driver), metadata servers (GKE), and
 * operators, which create a token for themselves (External Secrets, Vault Secrets Operator).
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
 * @see https://github.com/openbao/openbao-k8s/blob/main/agent-inject/agent/annotations.go
 * @see https://github.com/hashicorp/consul-k8s/blob/main/control-plane/connect-inject/webhook/mesh_webhook.go
 * @see https://github.com/linkerd/linkerd2/blob/main/pkg/inject/report.go
 * @see https://bank-vaults.dev/docs/mutating-webhook/annotations/
 * @see https://infisical.com/docs/documentation/platform/identities/kubernetes-auth
 * @see https://docs.akeyless.io/docs/kubernetes-auth
 * @see https://ot-container-kit.github.io/k8s-vault-webhook/guide/annotations.html
 */
export const TOKEN_CLIENTS: readonly TokenClient[] = [
  {
    name: 'Vault Agent',
    annotation: AGENT_INJECT,
    values: YES,
    unless: 'vault.hashicorp.com/agent-service-account-token-volume-name',
  },
  {
    name: 'OpenBao Agent',
    annotation: 'openbao.org/agent-inject',
    values: YES,
    unless: 'openbao.org/agent-service-account-token-volume-name',
  },
  { name: 'Consul', annotation: 'consul.hashicorp.com/connect-inject', values: YES },
  { name: 'Linkerd', annotation: 'linkerd.io/inject', values: ['enabled', 'ingress'] },
  { name: 'Bank-Vaults', annotation: 'vault.security.banzaicloud.io/' },
  { name: 'Bank-Vaults', annotation: 'vault.security.bank-vaults.io/' },
  { name: 'Infisical Agent', annotation: 'org.infisical.com/inject', values: YES },
  { name: 'Akeyless', annotation: 'akeyless/enabled', values: YES },
  { name: 'k8s-vault-webhook', annotation: 'vault.opstree.secret.manager/enabled', values: YES },
];

/**
 * The client that a webhook injects into a pod and that needs the token; undefined when the annotations request none.
 */
export function tokenClientOf(annotations: Texts): string | undefined {
  return TOKEN_CLIENTS.find(({ annotation, values, unless }) => {
    if (unless !== undefined && typeof annotations[unless] === 'string' && annotations[unless] !== '') {
      return false;
    }
    if (annotation.endsWith('/')) {
      return Object.keys(annotations).some((name) => name.startsWith(annotation));
    }
    return Object.hasOwn(annotations, annotation)
      && (values === undefined || values.includes(String(annotations[annotation])));
  })?.name;
}

/** Whether a text of a container contains the path of the token: a program that gets this path reads it. */
export function namesTokenPath(text: string): boolean {
  return text.includes(ANY_TOKEN_PATH);
}

/**
 * A subcommand of Vault or OpenBao that logs in as its configuration says, behind the program or its image, or words of
 * a login by hand: in a command line, as a regular expression of RE2.
 */
export const VAULT_LOGIN = '(^|[ /])(vault|bao|openbao)([:@][^ ]*)? +(agent|proxy)( |$)|auth/kubernetes[^ ]*/login'
  + '|-method[= ]kubernetes';

const LOGIN = new RegExp(VAULT_LOGIN);

/**
 * Whether a container logs in to Vault or OpenBao with the token of the pod: an agent that somebody put there by hand,
 * or a command that does it.
 *
 * @param image image, whose last part is the program where there is no command
 * @see https://developer.hashicorp.com/vault/docs/agent-and-proxy/autoauth/methods/kubernetes
 */
export function logsInToVault(image: string, command: readonly string[], args: readonly string[]): boolean {
  return LOGIN.test([...command.length > 0 ? command : [image], ...args].join(' ').replace(/\s/g, ' '));
}

/**
 * Whether a source of a projected volume is a token for the API server. A token with an audience is for somebody else,
 * and a volume `kube-api-access-…` is what the API server adds to the pod.
 */
export function isApiToken(volumeName: string, audience: unknown): boolean {
  return (audience === undefined || audience === '') && !volumeName.startsWith(TOKEN_VOLUME_PREFIX);
}

/** Sources of a projected volume that are issued to the account of the pod: whoever takes them knows the pod by it. */
const SOURCES_OF_ACCOUNT = [['serviceAccountToken', 'token'], ['podCertificate', 'certificate']] as const;

/** What a source of a projected volume is that is issued to the account of the pod; undefined where it is not. */
export function issuedToAccount(source: Texts): 'token' | 'certificate' | undefined {
  return SOURCES_OF_ACCOUNT.find(([field]) => source[field] !== undefined && source[field] !== null)?.[1];
}

/**
 * Whether the list `secrets` of an account limits what its pods may mount.
 *
 * @see https://kubernetes.io/docs/concepts/security/service-accounts/#enforce-mountable-secrets
 */
export function enforcesMountableSecrets(annotations: Texts): boolean {
  return isYes(annotations['kubernetes.io/enforce-mountable-secrets']);
}

/** Keys of a Secret with a token. */
const TOKEN_KEYS = ['token', 'ca.crt', 'namespace'];

/**
 * Whether a Secret that an account lists holds a token of the account.
 *
 * @param name name of the Secret
 * @param types types of the Secrets of that name, undefined for one whose type is unknown; empty when there is none
 * @param keys keys that something uses of it
 */
export function holdsToken(
  name: string, types: readonly (string | undefined)[], keys: readonly string[],
): Answer {
  if (types.includes(ACCOUNT_TOKEN_TYPE)) {
    return 'yes';
  }
  const known = types.length > 0 && !types.includes(undefined);
  // OpenShift lists the credential for its registry there.
  const pullSecret = /-dockercfg-[a-z0-9]{5}$/.test(name);
  return known || pullSecret || keys.some((key) => !TOKEN_KEYS.includes(key)) ? 'no' : 'unknown';
}
