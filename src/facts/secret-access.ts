import { GIVEN_ROLES } from './given-roles';
import { AccessRule, allows, allowsAll, allowsIn, Requests } from './rbac';
import {
  STEER_DEPLOYERS, STEER_OPERATORS, WRITE_ENGINE_POLICIES, WRITE_ISSUERS, WRITE_SEALED_SECRETS,
} from './steering-access';
import { WORKLOAD_KINDS } from './workload-kinds';

/**
 * Which permissions reach Secrets, directly or in one more step. Measured on kube-apiserver 1.37.2 where a test says
 * so.
 */

const CORE = [''];
const RBAC_GROUP = ['rbac.authorization.k8s.io'];
const AUTHENTICATION = ['authentication.k8s.io'];
const WRITE = ['create', 'update', 'patch'];

/**
 * Requests whose response contains the content of every Secret. A `deletecollection` responds with what it deletes, or
 * would delete in a dry run.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
 */
export const LIST_SECRETS: Requests = {
  groups: CORE, resources: ['secrets'], verbs: ['list', 'watch', 'deletecollection'],
};

/**
 * Requests whose response contains the content of one Secret. A `patch` that changes nothing responds with all of it.
 */
export const GET_SECRETS: Requests = { groups: CORE, resources: ['secrets'], verbs: ['get', 'patch'] };

/** Requests that set the content of a Secret or delete it. Their responses do not contain what was stored. */
export const WRITE_SECRETS: Requests = { groups: CORE, resources: ['secrets'], verbs: ['create', 'update', 'delete'] };

/** The verbs whose response contains the content of Secrets. */
export const READING_VERBS: readonly string[] = [...GET_SECRETS.verbs, ...LIST_SECRETS.verbs];

/** Whether a rule allows reading Secrets of every name. */
export function readsEverySecret(rule: AccessRule): boolean {
  return allowsAll(rule, LIST_SECRETS) || allowsAll(rule, GET_SECRETS);
}

/** Whether a rule allows reading Secrets of some name. */
export function readsSecrets(rule: AccessRule): boolean {
  return allows(rule, LIST_SECRETS) || allows(rule, GET_SECRETS);
}

/** Whether a rule allows reading the Secret with a name. */
export function readsSecret(rule: AccessRule, name: string): boolean {
  return readsEverySecret(rule) || (readsSecrets(rule) && rule.names.includes(name));
}

/**
 * Requests that write or grant roles beyond the permissions of the user. For `bind`, the namespace is that of the
 * binding, so that a Role may allow it for ClusterRoles too.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/registry/rbac/escalation_check.go
 */
export const BIND_ROLES: Requests = { groups: RBAC_GROUP, resources: ['roles', 'clusterroles'], verbs: ['bind'] };

/** A name does not limit these: the content of the named role is free. */
export const ESCALATE_ROLES: readonly Requests[] = [
  { groups: RBAC_GROUP, resources: ['roles'], verbs: ['escalate'] },
  { groups: RBAC_GROUP, resources: ['clusterroles'], verbs: ['escalate'], clusterWide: true },
];

/**
 * Requests that are made in the name of another user. Service accounts are namespaced; users and groups are not. The
 * verbs with a mode are those of constrained impersonation, which is on since 1.36.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
 * @see https://kep.k8s.io/5284
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/endpoints/filters/impersonation/mode.go
 */
export const IMPERSONATE: readonly Requests[] = [
  { groups: CORE, resources: ['serviceaccounts'], verbs: ['impersonate'] },
  { groups: CORE, resources: ['users', 'groups'], verbs: ['impersonate'], clusterWide: true },
  { groups: AUTHENTICATION, resources: ['uids', 'userextras/'], verbs: ['impersonate'], clusterWide: true },
  { groups: AUTHENTICATION, resources: ['serviceaccounts'], verbs: ['impersonate:serviceaccount'] },
  {
    groups: AUTHENTICATION,
    resources: ['users', 'groups', 'uids', 'userextras/'],
    verbs: ['impersonate:user-info'],
    clusterWide: true,
  },
  {
    groups: AUTHENTICATION,
    resources: ['nodes'],
    verbs: ['impersonate:arbitrary-node', 'impersonate:associated-node'],
    clusterWide: true,
  },
];

/**
 * Names of roles, users and groups that do not limit what may be bound or impersonated, since they read every Secret:
 * the group that bypasses all rules, the group of administrators that kubeadm binds to cluster-admin, and built-in
 * roles, some of which are users of the same name.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kubeadm/app/constants/constants.go
 */
export const UNLIMITING_NAMES: readonly string[] = [
  'system:masters',
  'kubeadm:cluster-admins',
  ...GIVEN_ROLES
    .filter((role) => role.namespace === undefined && role.rules.some(readsEverySecret))
    .flatMap(({ names }) => names),
];

/**
 * The approval of certificates, by the name of the signer. It also needs the update of the request's `approval`, which
 * is of no use without it.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
 */
export const APPROVE_CERTIFICATES: Requests = {
  groups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve'], clusterWide: true,
};

/**
 * Names that allow approving for a signer whose certificates authenticate to the API server: any user, any node, all
 * signers of the domain.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/certauthorization/certauthorization.go
 */
export const CLIENT_SIGNERS: readonly string[] = [
  'kubernetes.io/kube-apiserver-client', 'kubernetes.io/kube-apiserver-client-kubelet', 'kubernetes.io/*',
];

/**
 * Requests for a token of an account. They name the account, so that names limit them.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
 */
export const CREATE_TOKENS: Requests = { groups: CORE, resources: ['serviceaccounts/token'], verbs: ['create'] };

const ADMISSION = ['admissionregistration.k8s.io'];

/**
 * Writing of objects that change other objects at admission.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
 */
export const WRITE_MUTATION: Requests = {
  groups: ADMISSION,
  resources: ['mutatingwebhookconfigurations', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'],
  verbs: WRITE,
  clusterWide: true,
};

/** Writing of objects that see other objects at admission. */
export const WRITE_VALIDATION: Requests = {
  groups: ADMISSION, resources: ['validatingwebhookconfigurations'], verbs: WRITE, clusterWide: true,
};

/**
 * Writing of objects that define pods: which Secrets they mount, as which account they run. A pod itself only counts
 * when it is created, since only the images of its spec can change. API groups that are not served any more are left
 * out.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
 */
export const WRITE_WORKLOADS: readonly Requests[] = [
  { groups: CORE, resources: ['pods'], verbs: ['create'] },
  ...[...podMakers()].map(([group, resources]) => ({ groups: [group], resources, verbs: WRITE })),
];

/** Every resource whose controller creates pods from its objects, by group. */
function podMakers(): Map<string, string[]> {
  const makers = new Map<string, string[]>();
  for (const { life, kind, groups: [group], resource } of WORKLOAD_KINDS) {
    if (life !== 'template' && kind !== 'Pod') {
      makers.set(group, [...new Set([...makers.get(group) ?? [], resource])]);
    }
  }
  return makers;
}

/** Requests that run a command in a pod, with what it mounts: its volumes are fixed, its images are not. */
export const RUN_IN_PODS: readonly Requests[] = [
  { groups: CORE, resources: ['pods', 'pods/ephemeralcontainers'], verbs: ['update', 'patch'] },
  { groups: CORE, resources: ['pods/exec', 'pods/attach'], verbs: ['create'] },
];

/**
 * A GET over WebSocket opened an exec or an attach too, until 1.35 required `create`.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/registry/core/pod/rest/subresources.go
 */
export const RUN_IN_PODS_BEFORE_1_35: Requests = {
  groups: CORE, resources: ['pods/exec', 'pods/attach'], verbs: ['get'],
};

/**
 * Requests that create a volume of a directory of a node: of the Secrets of its pods, or the keys of the kubelet. The
 * source of a volume cannot be changed later. It takes a pod to read it, so that this alone is not a way to Secrets.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
 */
export const CREATE_VOLUMES: Requests = {
  groups: CORE, resources: ['persistentvolumes'], verbs: ['create'], clusterWide: true,
};

/**
 * Requests to parts of a kubelet's API for which there is no separate permission; an exec is a GET.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#fine-grained-authorization
 * @see https://kep.k8s.io/2862
 */
export const PROXY_NODES: Requests = {
  groups: CORE, resources: ['nodes/proxy'], verbs: ['get', 'create'], clusterWide: true,
};

/** Permissions to the read-only parts of a kubelet's API: those of every version, and those since 1.33. */
export const NODE_READS: readonly string[] = ['nodes/metrics', 'nodes/stats', 'nodes/log'];
export const NODE_READS_SINCE_1_33: readonly string[] = ['nodes/configz', 'nodes/healthz', 'nodes/pods'];

/** A way to Secrets. */
export interface Way {
  /** What a role that opens it does, to be put after the role's name. */
  readonly does: string;
  readonly requests: readonly Requests[];

  /** Object names that do not open it, except for the given ones; any name opens it when undefined. */
  readonly onlyNames?: readonly string[];
}

/** Every known way to Secrets, the shortest first. */
export const WAYS: readonly Way[] = [
  { does: 'reads Secrets', requests: [LIST_SECRETS, GET_SECRETS] },
  { does: 'writes or gives roles beyond its own rights', requests: [BIND_ROLES, ...ESCALATE_ROLES] },
  { does: 'impersonates others', requests: IMPERSONATE },
  { does: 'approves certificates of users', requests: [APPROVE_CERTIFICATES], onlyNames: CLIENT_SIGNERS },
  { does: 'creates tokens of service accounts', requests: [CREATE_TOKENS] },
  { does: 'changes objects on admission', requests: [WRITE_MUTATION, ...WRITE_ENGINE_POLICIES] },
  { does: 'sees objects on admission', requests: [WRITE_VALIDATION] },
  { does: 'decides what pods mount', requests: WRITE_WORKLOADS },
  { does: 'runs commands in pods', requests: [...RUN_IN_PODS, PROXY_NODES] },
  { does: 'tells a deployer what to apply', requests: STEER_DEPLOYERS },
  { does: 'makes an operator fetch from a store', requests: STEER_OPERATORS },
  { does: 'makes cert-manager send Secrets to a server', requests: WRITE_ISSUERS },
  { does: 'writes Secrets', requests: [WRITE_SECRETS, WRITE_SEALED_SECRETS] },
];

/** The shortest way to Secrets that a rule opens, in the whole cluster or in one namespace. */
export function wayOf(rule: AccessRule, inNamespace: boolean): Way | undefined {
  const roleKind = inNamespace ? 'Role' : 'ClusterRole';
  return WAYS.find(({ requests, onlyNames }) => requests.some((some) => allowsIn(roleKind, rule, some))
    && (onlyNames === undefined || rule.names.length === 0 || rule.names.some((name) => onlyNames.includes(name))));
}
