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

/** Whether the ExternalSecret that is `self` is fetched once and never again. */
export const CREATED_ONCE = "((has(self.spec.refreshPolicy) && self.spec.refreshPolicy == 'CreatedOnce')"
  + " || ((!has(self.spec.refreshPolicy) || self.spec.refreshPolicy == 'Periodic') && has(self.spec.refreshInterval)"
  + " && string(self.spec.refreshInterval).matches('^(0+[.]?0*(ns|us|ms|s|m|h)?)+$')))";

/**
 * Values that a tool replaces before or as the object gets to the cluster, as an expression for `matches`: `<path:…>` of Argo CD's plugin,
 * `${…}` of envsubst, `ref+vault://…` of vals, `vault:…` of a webhook.
 */
export const FILLED_IN_LATER = '^(<[^<>]+>|[$][{][^{}]+[}]|ref[+][a-z]+://.*|vault:.*)$';
