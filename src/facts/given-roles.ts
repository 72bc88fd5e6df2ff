import { AccessRule } from './rbac';
import { SubjectName } from './subjects';

/**
 * The roles that Kubernetes creates, as far as they reach Secrets, and their subjects. Anybody may create an object
 * with such a name or with the label `kubernetes.io/bootstrapping`: a built-in role is identified by what it allows.
 *
 * @see https://github.com/kubernetes/kubernetes/tree/v1.37.2/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata
 */
export interface GivenRole {
  readonly names: readonly string[];

  /** Namespace of a Role; undefined for a ClusterRole. */
  readonly namespace?: string;
  readonly rules: readonly AccessRule[];

  /** Subjects of its binding; `ServiceAccount` means in kube-system. The binding has the name of the role. */
  readonly subject?: readonly [kind: string, name: string];
}

/**
 * Label of a ClusterRole whose rules are added to the built-in role `view`.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
 */
export const AGGREGATE_TO_VIEW = 'rbac.authorization.k8s.io/aggregate-to-view';

/** A rule in words separated by blanks; `core` is the group without a name. */
function rule(groups: string, resources: string, verbs: string, names: readonly string[] = []): AccessRule {
  return {
    groups: groups.split(' ').map((group) => (group === 'core' ? '' : group)),
    resources: resources.split(' '),
    verbs: verbs.split(' '),
    names,
  };
}

/** A role of a controller, bound to the account of its name in kube-system. */
function controller(name: string, ...rules: readonly AccessRule[]): GivenRole {
  return { names: [`system:controller:${name}`], rules, subject: ['ServiceAccount', name] };
}

/** A role that approves certificates of one signer, bound to nobody. */
function approver(name: string): GivenRole {
  const signer = rule('certificates.k8s.io', 'signers', 'approve', [`kubernetes.io/${name}`]);
  return { names: [`system:certificates.k8s.io:${name}-approver`], rules: [signer] };
}

function pods(verbs: string): AccessRule {
  return rule('core', 'pods', verbs);
}

const WRITE = 'create delete deletecollection patch update';

/** The roles of 1.28 to 1.37. */
export const GIVEN_ROLES: readonly GivenRole[] = [
  { names: ['cluster-admin'], rules: [rule('*', '*', '*')], subject: ['Group', 'system:masters'] },
  {
    // `edit` and `admin` aggregate the first one.
    names: ['system:aggregate-to-edit', 'edit', 'admin'],
    rules: [
      rule('core', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy', 'get list watch'),
      rule('core', 'serviceaccounts', 'impersonate'),
      rule('core', 'pods pods/attach pods/exec pods/portforward pods/proxy', WRITE),
      rule('core', 'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale '
        + 'secrets serviceaccounts services services/proxy', WRITE),
      rule('core', 'serviceaccounts/token', 'create'),
      rule('apps', 'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale '
        + 'statefulsets statefulsets/scale', WRITE),
      rule('batch', 'cronjobs jobs', WRITE),
      rule('extensions', 'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies '
        + 'replicasets replicasets/scale replicationcontrollers/scale', WRITE),
    ],
  },
  {
    names: ['system:kube-controller-manager'],
    subject: ['User', 'system:kube-controller-manager'],
    rules: [
      rule('core', 'configmaps namespaces secrets serviceaccounts', 'get'),
      rule('core', 'secrets serviceaccounts', 'create update'),
      rule('core', 'secrets', 'delete'),
      rule('core', 'serviceaccounts/token', 'create'),
      rule('*', '*', 'list watch'),
    ],
  },
  {
    // Its binding has had no subjects since the Node authorizer, which limits each node to what its pods use.
    names: ['system:node'],
    rules: [
      rule('core', 'configmaps secrets', 'get list watch'),
      rule('core', 'pods', 'create delete'),
      rule('core', 'serviceaccounts/token', 'create'),
    ],
  },
  {
    names: ['system:kubelet-api-admin'],
    rules: [rule('core', 'nodes/log nodes/metrics nodes/proxy nodes/stats', '*')],
  },
  approver('kube-apiserver-client'),
  approver('kube-apiserver-client-kubelet'),
  controller(
    'certificate-controller',
    rule('certificates.k8s.io', 'signers', 'approve', ['kubernetes.io/kube-apiserver-client-kubelet']),
  ),
  controller(
    'clusterrole-aggregation-controller',
    rule('rbac.authorization.k8s.io', 'clusterroles', 'escalate get list patch update watch'),
  ),
  controller(
    'cronjob-controller',
    rule('batch', 'cronjobs', 'get list update watch'),
    rule('batch', 'jobs', 'create delete get list patch update watch'),
  ),
  controller('daemon-set-controller', pods('create delete list patch watch')),
  controller(
    'deployment-controller',
    rule('apps extensions', 'deployments', 'get list update watch'),
    rule('apps extensions', 'replicasets', 'create delete get list patch update watch'),
    pods('get list update watch'),
  ),
  controller('expand-controller', rule('core', 'secrets', 'get')),
  controller('generic-garbage-collector', rule('*', '*', 'delete get list patch update watch')),
  controller(
    'job-controller', rule('batch', 'jobs', 'get list patch update watch'), pods('create delete list patch watch'),
  ),
  controller('legacy-service-account-token-cleaner', rule('core', 'secrets', 'delete patch')),
  controller('namespace-controller', rule('*', '*', 'delete deletecollection get list watch')),
  controller(
    'persistent-volume-binder',
    pods('create delete get list watch'),
    rule('core', 'secrets', 'get'),
    rule('core', 'persistentvolumes', 'create delete get list update watch'),
  ),
  {
    names: ['system:persistent-volume-provisioner'],
    rules: [rule('core', 'persistentvolumes', 'create delete get list watch')],
  },
  controller(
    'replicaset-controller',
    rule('apps extensions', 'replicasets', 'get list update watch'),
    pods('create delete list patch watch'),
  ),
  controller(
    'replication-controller',
    rule('core', 'replicationcontrollers', 'get list update watch'),
    pods('create delete list patch watch'),
  ),
  controller('resourcequota-controller', rule('*', '*', 'list watch')),
  controller('statefulset-controller', pods('create delete get patch update')),
  controller('storage-version-migrator-controller', rule('*', '*', 'list patch')),
  { ...controller('bootstrap-signer', rule('core', 'secrets', 'get list watch')), namespace: 'kube-system' },
  { ...controller('token-cleaner', rule('core', 'secrets', 'delete get list watch')), namespace: 'kube-system' },
];

/** The built-in role with a kind, namespace and name. */
export function givenRole(kind: string, namespace: string, name: string): GivenRole | undefined {
  return GIVEN_ROLES.find((role) => role.names.includes(name)
    && (role.namespace === undefined ? kind === 'ClusterRole' : kind === 'Role' && namespace === role.namespace));
}

/** Whether everything that one rule allows is allowed by another one. */
export function isWithin(one: AccessRule, other: AccessRule): boolean {
  const within = (words: readonly string[], others: readonly string[]) => words.every((word) => others.includes(word));
  return within(one.groups, other.groups) && within(one.resources, other.resources) && within(one.verbs, other.verbs)
    && (other.names.length === 0 || (one.names.length > 0 && within(one.names, other.names)));
}

/** Whether everything that a rule of a role allows is allowed by the built-in role of the same name. */
export function isGivenRule(kind: string, namespace: string, name: string, written: AccessRule): boolean {
  return givenRole(kind, namespace, name)?.rules.some((given) => isWithin(written, given)) ?? false;
}

/** Whether a binding gives a built-in role only to the subjects that Kubernetes gives it to. */
export function isGivenBinding(
  binding: { readonly name: string; readonly namespace: string },
  role: { readonly kind: string; readonly name: string }, subject: SubjectName,
): boolean {
  const given = givenRole(role.kind, binding.namespace, role.name)?.subject;
  return given !== undefined && binding.name === role.name && subject.kind === given[0] && subject.name === given[1]
    && (subject.kind !== 'ServiceAccount' || subject.namespace === 'kube-system');
}
