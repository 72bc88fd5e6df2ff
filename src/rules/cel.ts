import { allOf, anyOf, hasText, isOneOf, listOf, not, hasSome } from './cel-terms';
import { SECRETS_STORE_DRIVERS } from '../facts/secrets-store';

/** CEL terms that several rules share. */

const SECRETS_STORE = listOf(SECRETS_STORE_DRIVERS);

/** The variable is a volume of the Secrets Store CSI driver. */
export function isSecretsStoreVolume(variable: string): string {
  return allOf(`has(${variable}.csi)`, `${variable}.csi.driver in ${SECRETS_STORE}`);
}

/** The variable is a projected volume with a source of this kind. */
export function projects(variable: string, source: string): string {
  return allOf(`has(${variable}.projected)`, hasSome(`${variable}.projected.sources`, 's', `has(s.${source})`));
}

/** The variable is a volume with secret files: of a Secret, projected, or of the Secrets Store CSI driver. */
export function holdsSecretFiles(variable: string): string {
  return anyOf(`has(${variable}.secret)`, isSecretsStoreVolume(variable), projects(variable, 'secret'));
}

/** The mount that is `self` mounts one path of its volume. */
export const BY_SUB_PATH = anyOf(hasText('self.subPath'), hasText('self.subPathExpr'));

const NEVER_AGAIN = "string(self.spec.refreshInterval).matches('^(0+[.]?0*(ns|us|ms|s|m|h)?)+$')";

/** The ExternalSecret that is `self` is fetched once and never again. */
export const CREATED_ONCE = anyOf(
  isOneOf('self.spec.refreshPolicy', ['CreatedOnce']),
  allOf(
    anyOf(not('has(self.spec.refreshPolicy)'), "self.spec.refreshPolicy == 'Periodic'"),
    'has(self.spec.refreshInterval)',
    NEVER_AGAIN,
  ),
);

/**
 * Values that a tool replaces before the object reaches the cluster, as an expression for `matches`: `<path:…>` of
 * Argo CD's plugin, `${…}` of envsubst, `ref+vault://…` of vals, `vault:…` of a webhook.
 */
export const FILLED_IN_LATER = '^(<[^<>]+>|[$][{][^{}]+[}]|ref[+][a-z]+://.*|vault:.*)$';
