import { isPodScope, POD_SCOPES, PodScope } from './pod-items';
import { RuleScope } from './rule-scope';

/** One kind of object that has items of a scope. */
export interface ScopeTarget {
  readonly groups: readonly string[];
  readonly kind: string;

  /** Plural name of the resource, as in admission. */
  readonly resource: string;

  /** List that holds the items; undefined where the item is the object. */
  readonly list?: string;
}

/** Scopes whose items are not parts of pods. */
export type ObjectScope = Exclude<RuleScope, PodScope>;

const RBAC = ['rbac.authorization.k8s.io'];
const EXTERNAL_SECRETS = ['external-secrets.io'];

/** Kinds that hold the items of these scopes. Empty for `any-object`: it applies to every kind. */
export const SCOPE_TARGETS: { readonly [scope in ObjectScope]: readonly ScopeTarget[] } = {
  [RuleScope.ANY_OBJECT]: [],
  [RuleScope.RBAC_RULE]: [
    { groups: RBAC, kind: 'Role', resource: 'roles', list: 'rules' },
    { groups: RBAC, kind: 'ClusterRole', resource: 'clusterroles', list: 'rules' },
  ],
  [RuleScope.SECRET]: [{ groups: [''], kind: 'Secret', resource: 'secrets' }],
  [RuleScope.CONFIG_MAP]: [{ groups: [''], kind: 'ConfigMap', resource: 'configmaps' }],
  [RuleScope.SERVICE_ACCOUNT]: [{ groups: [''], kind: 'ServiceAccount', resource: 'serviceaccounts' }],
  [RuleScope.EXTERNAL_SECRET]: [{ groups: EXTERNAL_SECRETS, kind: 'ExternalSecret', resource: 'externalsecrets' }],
  [RuleScope.SECRET_STORE]: [
    { groups: EXTERNAL_SECRETS, kind: 'SecretStore', resource: 'secretstores' },
    { groups: EXTERNAL_SECRETS, kind: 'ClusterSecretStore', resource: 'clustersecretstores' },
  ],
};

/** The targets of a scope by `group/kind` of the object. */
export function targetsByKind(scope: ObjectScope): ReadonlyMap<string, ScopeTarget> {
  return new Map(SCOPE_TARGETS[scope].flatMap((target) =>
    target.groups.map((group) => [`${group}/${target.kind}`, target])));
}

/** The CEL variables of a scope, `object` first and `self` last. */
export function variablesOf(scope: RuleScope): string[] {
  return ['object', ...(isPodScope(scope) ? POD_SCOPES[scope].between : []), 'self'];
}
