import { Answer } from './answer';

/** Who gets a token of a service account, and who needs the one that pods get without asking for it. */

/** Where client libraries of Kubernetes look for the token, the CA and the namespace. */
export const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The account that the pods of a namespace run as that name none; a controller makes it in every namespace. */
export const DEFAULT_ACCOUNT = 'default';

/**
 * How long a token may be requested for, in seconds.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/#projections
 */
export const MIN_TOKEN_SECONDS = 600;
export const MAX_TOKEN_SECONDS = 2 ** 32;

/** Annotation of the objects that stand for static pods. */
const MIRROR = 'kubernetes.io/config.mirror';

/** Annotation that says where a kubelet has a pod from. */
const SOURCE = 'kubernetes.io/config.source';

/**
 * Whether the API server gives a pod the token of its account: what the pod says, else what the account says, else yes.
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
 * Whether a Pod is run by a kubelet from a file, or is the object that stands for such a pod: it gets no account and
 * no token, and may name no Secret. kubeadm labels the files that it writes.
 *
 * @param commands first words of the commands of its containers
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/plugin/pkg/admission/serviceaccount/admission.go
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kubeadm/app/util/staticpod/utils.go
 */
export function isStaticPod(labels: Texts, annotations: Texts, commands: readonly string[]): boolean {
  return Object.hasOwn(annotations, MIRROR)
    || (typeof annotations[SOURCE] === 'string' && annotations[SOURCE] !== 'api')
    || (labels.tier === 'control-plane' && typeof labels.component === 'string')
    // No API server can admit itself.
    || commands.some((command) => /(?:^|\/)kube-apiserver$/.test(command));
}

/** A webhook that puts a client into pods which logs in with the token that pods get without asking for it. */
interface TokenClient {
  readonly name: string;

  /** Annotation that asks for it; a whole prefix where it ends in a slash. */
  readonly annotation: string;

  /** Values that ask for it. Any where absent. */
  readonly values?: readonly string[];

  /** Annotation that names a volume with another token. */
  readonly unless?: string;
}

/** As `strconv.ParseBool` of Go reads yes. */
const YES = ['true', 'True', 'TRUE', 't', 'T', '1'];

/**
 * Clients that are left without a way to log in by `automountServiceAccountToken: false`. Not here: webhooks and
 * drivers that bring a token of their own, for its audience (IAM roles for service accounts and Pod Identity of EKS,
 * workload identity of Azure, Istio, the Secrets Store CSI driver), metadata servers (GKE), and operators, which make
 * a token for themselves (External Secrets, Vault Secrets Operator).
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
 * @see https://github.com/hashicorp/consul-k8s/blob/main/control-plane/connect-inject/webhook/mesh_webhook.go
 * @see https://github.com/linkerd/linkerd2/blob/main/pkg/inject/report.go
 * @see https://bank-vaults.dev/docs/mutating-webhook/annotations/
 * @see https://infisical.com/docs/documentation/platform/identities/kubernetes-auth
 * @see https://docs.akeyless.io/docs/kubernetes-auth
 * @see https://ot-container-kit.github.io/k8s-vault-webhook/guide/annotations.html
 */
const TOKEN_CLIENTS: readonly TokenClient[] = [
  {
    name: 'Vault Agent',
    annotation: 'vault.hashicorp.com/agent-inject',
    values: YES,
    unless: 'vault.hashicorp.com/agent-service-account-token-volume-name',
  },
  { name: 'Consul', annotation: 'consul.hashicorp.com/connect-inject', values: YES },
  { name: 'Linkerd', annotation: 'linkerd.io/inject', values: ['enabled', 'ingress'] },
  { name: 'Bank-Vaults', annotation: 'vault.security.banzaicloud.io/' },
  { name: 'Bank-Vaults', annotation: 'vault.security.bank-vaults.io/' },
  { name: 'Infisical Agent', annotation: 'org.infisical.com/inject', values: YES },
  { name: 'Akeyless', annotation: 'akeyless/enabled', values: YES },
  { name: 'k8s-vault-webhook', annotation: 'vault.opstree.secret.manager/enabled', values: YES },
];

/** What a webhook puts into a pod that needs the token; undefined where the annotations ask for nothing of the kind. */
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

/** Whether a text of a container names the place of the token: a program that is told so reads it. */
export function namesTokenPath(text: string): boolean {
  // `/var/run` is a link to `/run`.
  return text.includes(TOKEN_PATH.slice('/var'.length));
}

/**
 * Whether a source of a projected volume is a token for the API server. One with an audience is for somebody else, and
 * a volume `kube-api-access-…` is what the API server itself wrote into the pod.
 */
export function isApiToken(volumeName: string, audience: unknown): boolean {
  return (audience === undefined || audience === '') && !volumeName.startsWith('kube-api-access-');
}

/**
 * Whether the list `secrets` of an account limits what its pods may mount.
 *
 * @see https://kubernetes.io/docs/concepts/security/service-accounts/#enforce-mountable-secrets
 */
export function enforcesMountableSecrets(annotations: Texts): boolean {
  return YES.includes(String(annotations['kubernetes.io/enforce-mountable-secrets']));
}

const TOKEN_TYPE = 'kubernetes.io/service-account-token';

/** The keys of a Secret with a token. */
const TOKEN_KEYS = ['token', 'ca.crt', 'namespace'];

/**
 * Whether a Secret that an account lists holds a token of it.
 *
 * @param name name of the Secret
 * @param types types of the Secrets of that name, undefined for one whose type does not show; empty where there is none
 * @param keys keys that something uses of it
 */
export function holdsToken(
  name: string, types: readonly (string | undefined)[], keys: readonly string[],
): Answer {
  if (types.includes(TOKEN_TYPE)) {
    return 'yes';
  }
  const known = types.length > 0 && !types.includes(undefined);
  // OpenShift lists the credential for its registry there.
  const pullSecret = /-dockercfg-[a-z0-9]{5}$/.test(name);
  return known || pullSecret || keys.some((key) => !TOKEN_KEYS.includes(key)) ? 'no' : 'unknown';
}
