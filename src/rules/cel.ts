/** Parts of CEL expressions that several rules share. */

const SECRETS_STORE = "['secrets-store.csi.k8s.io', 'secrets-store-gke.csi.k8s.io']";

/** Whether a variable holds a volume of the Secrets Store CSI driver. */
export function isSecretsStoreVolume(variable: string): string {
  return `(has(${variable}.csi) && ${variable}.csi.driver in ${SECRETS_STORE})`;
}

/** Whether a variable holds a projected volume with a source of one kind. */
export function projects(variable: string, source: string): string {
  return `(has(${variable}.projected) && has(${variable}.projected.sources) && ${variable}.projected.sources.exists(s, has(s.${source})))`;
}

/** Whether a variable holds a volume with secret files: of a Secret, projected, or of the Secrets Store CSI driver. */
export function holdsSecretFiles(variable: string): string {
  return `(has(${variable}.secret) || ${isSecretsStoreVolume(variable)} || ${projects(variable, 'secret')})`;
}

/** Whether the volume of the mount that is `self` meets a condition on `v`. */
export function volumeOfMount(condition: string): string {
  return `(has(pod.volumes) && pod.volumes.exists(v, v.name == self.name && ${condition}))`;
}

/** Whether the mount that is `self` is of one path in the volume. */
export const BY_SUB_PATH = "((has(self.subPath) && self.subPath != '') || (has(self.subPathExpr) && self.subPathExpr != ''))";

/** Whether the RBAC rule that is `self` names one of some API groups or all. */
export function ruleGroups(...groups: readonly string[]): string {
  return `(has(self.apiGroups) && self.apiGroups.exists(g, g in [${quoted(...groups, '*')}]))`;
}

/** Whether the RBAC rule that is `self` names one of some resources or all. */
export function ruleResources(...resources: readonly string[]): string {
  return `(has(self.resources) && self.resources.exists(r, r in [${quoted(...resources, '*')}]))`;
}

/** Whether the RBAC rule that is `self` names one of some resources of API groups, by name or by an asterisk. */
export function ruleNames(resources: readonly (readonly [group: string, resource: string])[]): string {
  const names = quoted(...resources.map((parts) => parts.join('/')));
  return `(has(self.apiGroups) && has(self.resources) && [${names}].exists(n, `
    + "self.apiGroups.exists(g, g == '*' || n.startsWith(g + '/'))"
    + " && self.resources.exists(r, r == '*' || n.endsWith('/' + r))))";
}

/** Whether the RBAC rule that is `self` allows one of some verbs or all. */
export function ruleVerbs(...verbs: readonly string[]): string {
  return `(has(self.verbs) && self.verbs.exists(v, v in [${quoted(...verbs, '*')}]))`;
}

/** Whether the RBAC rule that is `self` is limited to named objects. */
export const RULE_HAS_NAMES = '(has(self.resourceNames) && size(self.resourceNames) > 0)';

/** Whether the RBAC rule that is `self` lists every Secret: whoever has it needs no way around, and another rule has said so. */
export const RULE_LISTS_SECRETS = `(!${RULE_HAS_NAMES} && ${ruleGroups('')} && ${ruleResources('secrets')} && ${ruleVerbs('list', 'watch')})`;

/**
 * Whether the role that is `object` is one that every cluster has, as a cluster gives it back, or one whose
 * rules the API server gathers from other roles, which are judged themselves.
 */
export const GIVEN_ROLE = "(has(object.aggregationRule) || (has(object.metadata.labels) && 'kubernetes.io/bootstrapping' in object.metadata.labels"
  + " && (object.metadata.name.startsWith('system:') || object.metadata.name in ['cluster-admin', 'admin', 'edit', 'view'])))";

function quoted(...words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** Whether the ExternalSecret that is `self` is fetched once and never again. */
export const CREATED_ONCE = "((has(self.spec.refreshPolicy) && self.spec.refreshPolicy == 'CreatedOnce')"
  + " || ((!has(self.spec.refreshPolicy) || self.spec.refreshPolicy == 'Periodic') && has(self.spec.refreshInterval)"
  + " && string(self.spec.refreshInterval).matches('^(0+[.]?0*(ns|us|ms|s|m|h)?)+$')))";

/**
 * Values that a tool replaces before or as the object gets to the cluster, as an expression for `matches`: `<path:…>` of Argo CD's plugin,
 * `${…}` of envsubst, `ref+vault://…` of vals, `vault:…` of a webhook.
 */
export const FILLED_IN_LATER = '^(<[^<>]+>|[$][{][^{}]+[}]|ref[+][a-z]+://.*|vault:.*)$';
