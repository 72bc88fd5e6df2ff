import { RuleScope } from './rule-scope';
import { CONTAINER_LISTS, POD_KINDS } from '../manifest/pods';

/** One step from an object towards the items of a scope. */
export interface ScopeStep {
  /** Name of the CEL variable that holds what the step arrives at; the last one is `self`. */
  readonly variable: string;

  /** The fields to follow; several paths where items of one sort stand in several places. */
  readonly paths: readonly ScopePath[];

  /** Whether the path leads to a list whose items are meant, not the list. */
  readonly each: boolean;
}

/** One way for a step. */
export interface ScopePath {
  readonly fields: readonly string[];

  /** What an item is called, where items have names. */
  readonly noun?: string;

  /** The field with the name. */
  readonly nameField?: string;
}

/** One kind of object that has items of a scope. */
export interface ScopeTarget {
  readonly groups: readonly string[];
  readonly kind: string;

  /** Plural name of the resource, as admission calls it. */
  readonly resource: string;
  readonly steps: readonly ScopeStep[];
}

const CONTAINER_NOUNS: { readonly [field in (typeof CONTAINER_LISTS)[number]]: string } = {
  containers: 'container',
  initContainers: 'init container',
  ephemeralContainers: 'ephemeral container',
};

const CONTAINER_PATHS: readonly ScopePath[] = CONTAINER_LISTS.map((field) => ({ fields: [field], noun: CONTAINER_NOUNS[field], nameField: 'name' }));

const ITSELF: ScopeStep = { variable: 'self', paths: [{ fields: [] }], each: false };

function list(variable: string, field: string, noun?: string, nameField?: string): ScopeStep {
  return { variable, paths: [{ fields: [field], noun, nameField }], each: true };
}

function inPods(variable: string, ...steps: readonly ScopeStep[]): ScopeTarget[] {
  return POD_KINDS.map(({ groups, kind, resource, template }) => ({
    groups,
    kind,
    resource,
    steps: [{ variable, paths: [{ fields: [...template, 'spec'] }], each: false }, ...steps],
  }));
}

function whole(group: string, kind: string, resource: string): ScopeTarget {
  return { groups: [group], kind, resource, steps: [ITSELF] };
}

const CONTAINERS: ScopeStep = { variable: 'container', paths: CONTAINER_PATHS, each: true };
const RULES = list('self', 'rules');
const RBAC = ['rbac.authorization.k8s.io'];

/** Where the items of every scope are. Empty for `any-object`: it has no kinds of its own. */
export const SCOPE_TARGETS: { readonly [scope in RuleScope]: readonly ScopeTarget[] } = {
  [RuleScope.ANY_OBJECT]: [],
  [RuleScope.POD]: inPods('self'),
  [RuleScope.CONTAINER]: inPods('pod', { ...CONTAINERS, variable: 'self' }),
  [RuleScope.ENV]: inPods('pod', CONTAINERS, list('self', 'env', 'variable', 'name')),
  [RuleScope.ENV_FROM]: inPods('pod', CONTAINERS, list('self', 'envFrom')),
  [RuleScope.VOLUME]: inPods('pod', list('self', 'volumes', 'volume', 'name')),
  [RuleScope.VOLUME_MOUNT]: inPods('pod', CONTAINERS, list('self', 'volumeMounts', 'mount', 'mountPath')),
  [RuleScope.RBAC_RULE]: [
    { groups: RBAC, kind: 'Role', resource: 'roles', steps: [RULES] },
    { groups: RBAC, kind: 'ClusterRole', resource: 'clusterroles', steps: [RULES] },
  ],
  [RuleScope.SECRET]: [whole('', 'Secret', 'secrets')],
  [RuleScope.CONFIG_MAP]: [whole('', 'ConfigMap', 'configmaps')],
  [RuleScope.SERVICE_ACCOUNT]: [whole('', 'ServiceAccount', 'serviceaccounts')],
  [RuleScope.EXTERNAL_SECRET]: [whole('external-secrets.io', 'ExternalSecret', 'externalsecrets')],
  [RuleScope.SECRET_STORE]: [
    whole('external-secrets.io', 'SecretStore', 'secretstores'),
    whole('external-secrets.io', 'ClusterSecretStore', 'clustersecretstores'),
  ],
};

/** The steps to the items of a scope, by `group/kind` of the object. */
export function stepsByKind(scope: RuleScope): ReadonlyMap<string, readonly ScopeStep[]> {
  return new Map(SCOPE_TARGETS[scope].flatMap((target) => target.groups.map((group) => [`${group}/${target.kind}`, target.steps])));
}

/** The CEL variables of a scope, `object` first and `self` last. */
export function variablesOf(scope: RuleScope): string[] {
  const steps = SCOPE_TARGETS[scope][0]?.steps ?? [ITSELF];
  return ['object', ...steps.map((step) => step.variable)];
}

/** The steps of the scope that has no kinds of its own. */
export const WHOLE_OBJECT: readonly ScopeStep[] = [ITSELF];
