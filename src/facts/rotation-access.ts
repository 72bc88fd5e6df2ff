import * as kinds from './api-kinds';

/** A rule of a Role, as RBAC has it. */
export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** The kinds that keep pods: what replaces a pod, and what is declared of its reload. */
const WORKLOADS: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ['apps', ['deployments', 'replicasets', 'statefulsets', 'daemonsets']],
  ['batch', ['jobs', 'cronjobs']],
];

/** Who may read a Secret by its name through the API server. */
const READERS: readonly kinds.ApiKind[] = [kinds.ROLE, kinds.ROLE_BINDING];

/** Who makes Secrets of what, and who reads them, as far as most clusters have it. */
const MAKERS: readonly kinds.ApiKind[] = [
  kinds.EXTERNAL_SECRET, kinds.PUSH_SECRET, kinds.SECRET_STORE, kinds.VAULT_STATIC_SECRET, kinds.VAULT_DYNAMIC_SECRET,
  kinds.VAULT_PKI_SECRET, kinds.VAULT_AUTH, kinds.VAULT_CONNECTION, kinds.CERTIFICATE, kinds.ISSUER,
  kinds.SEALED_SECRET, kinds.SECRET_PROVIDER_CLASS, kinds.INGRESS, kinds.GATEWAY,
];

/** What the Secrets Store CSI driver notes of each mount. */
export const CLASS_STATUSES = 'secretproviderclasspodstatuses';

/**
 * What a wait for one value needs in a namespace. It reads, and nothing else: the objects by name, and everything else
 * by lists. A Secret is read for the times in its managed fields, and there is no right that gives these alone.
 *
 * @param secrets names of the Secrets that have the value, copies too
 * @param configMaps names of ConfigMaps that have it
 */
export function waitRules(secrets: readonly string[], configMaps: readonly string[] = []): AccessRule[] {
  const byGroup = new Map<string, string[]>();
  for (const { group, resource } of [...MAKERS, ...READERS]) {
    byGroup.set(group, [...byGroup.get(group) ?? [], resource]);
  }
  byGroup.get(kinds.SECRET_PROVIDER_CLASS.group)!.push(CLASS_STATUSES);
  const named = ([['secrets', secrets], ['configmaps', configMaps]] as const)
    .filter(([, names]) => names.length > 0)
    .map(([resource, resourceNames]) => ({ apiGroups: [''], resources: [resource], resourceNames, verbs: ['get'] }));
  return [
    ...named,
    { apiGroups: [''], resources: ['pods', 'serviceaccounts'], verbs: ['list'] },
    ...[...WORKLOADS, ...byGroup].map(([group, resources]) => ({ apiGroups: [group], resources, verbs: ['list'] })),
  ];
}

/** What a wait needs beside it, of no namespace: which nodes answer, and what their clocks show. */
export const NODE_RULES: readonly AccessRule[] = [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }];

/** What makes it quicker, in the namespace of the Leases of nodes. */
export const LEASE_RULES: readonly AccessRule[] = [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list'] },
];

/**
 * What a wait needs to read the metrics of pods of a namespace. It gives GET on every port and path of all of them, and
 * no right is narrower: the names of pods are generated, and a path is not a part of a name.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export const METRICS_RULES: readonly AccessRule[] = [{ apiGroups: [''], resources: ['pods/proxy'], verbs: ['get'] }];
