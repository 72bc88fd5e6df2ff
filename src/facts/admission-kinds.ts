import {
  ApiKind, CLUSTER_ROLE, CLUSTER_ROLE_BINDING, CLUSTER_SECRET_STORE, CONFIG_MAP, EXTERNAL_SECRET, ROLE, ROLE_BINDING,
  SECRET, SECRET_STORE, SERVICE_ACCOUNT,
} from './api-kinds';
import { KUBERNETES_KINDS } from './workload-kinds';

/** A kind of object as admission receives it. */
export interface AdmissionKind {
  /** API group; empty for the core group. */
  readonly group: string;

  /** The version that a policy names. The API server converts a request of another version to it (`Equivalent`). */
  readonly version: string;
  readonly kind: string;

  /** Resources of the kind, with the subresources that write what is judged. */
  readonly resources: readonly string[];
  readonly clusterWide: boolean;

  /** Fields that lead to the pod spec, separated by dots; undefined for a kind without pods. */
  readonly podSpec?: string;

  /** Fields that lead to the metadata of the pods, likewise. */
  readonly podMetadata?: string;
}

/**
 * Versions of the groups of Kubernetes whose objects describe pods; others are kinds of operators, whose pods are
 * judged themselves.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
 */
const SERVED: Readonly<Record<string, string>> = { '': 'v1', 'apps': 'v1', 'batch': 'v1' };

/**
 * Subresources with the whole object in the request. Not `status` and `scale`, which write neither pods nor rules.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
 */
const SUBRESOURCES: Readonly<Record<string, readonly string[]>> = { pods: ['pods/ephemeralcontainers'] };

/** The kinds of Kubernetes that describe pods. */
export const POD_KINDS: readonly AdmissionKind[] = KUBERNETES_KINDS.flatMap(({ groups, kind, resource, pods }) =>
  groups.filter((group) => Object.hasOwn(SERVED, group)).map((group) => ({
    group,
    version: SERVED[group],
    kind,
    resources: [resource, ...SUBRESOURCES[resource] ?? []],
    clusterWide: false,
    podSpec: [...pods[0].way === '' ? [] : [pods[0].way], 'spec'].join('.'),
    podMetadata: [...pods[0].way === '' ? [] : [pods[0].way], 'metadata'].join('.'),
  })));

/** The other kinds that rules in CEL judge. */
export const OBJECT_KINDS: readonly AdmissionKind[] = [
  ROLE, CLUSTER_ROLE, SECRET, CONFIG_MAP, SERVICE_ACCOUNT, EXTERNAL_SECRET, SECRET_STORE, CLUSTER_SECRET_STORE,
].map(admissionKind);

/** The kinds that bind roles. Parts of rules judge them, and no rule in CEL does. */
export const BINDING_KINDS: readonly AdmissionKind[] = [ROLE_BINDING, CLUSTER_ROLE_BINDING].map(admissionKind);

/** A kind of an API as admission receives it. */
export function admissionKind({ group, version, kind, resource, clusterWide }: ApiKind): AdmissionKind {
  return { group, version, kind, resources: [resource], clusterWide };
}
