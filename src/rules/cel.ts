import { allOf, anyOf, hasEntries, hasText, isOneOf, listOf, not, hasSome } from './cel-terms';
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

/** The mount by subPath that is `self` is of a file of its volume, by an expression with the path of the file. */
function isOf(path: string): string {
  return anyOf(not(hasText('self.subPath')), `self.subPath == ${path}`, `${path}.startsWith(self.subPath + '/')`);
}

/** It is of a file of a key, in what a variable holds: of any file where that names no keys. */
function isOfKeys(variable: string): string {
  const items = `${variable}.items`;
  return anyOf(not(hasEntries(items)), hasSome(items, 'i', isOf('i.path')));
}

/** It is of a file of one source in a projected volume. */
function isOfProjected(source: string, isOfFile: string): string {
  const ofSource = allOf(`has(s.${source})`, isOfFile);
  return allOf('has(volume.projected)', hasSome('volume.projected.sources', 's', ofSource));
}

/** The mount by subPath that is `self` is of a file of a Secret, or of the Secrets Store CSI driver. */
export const OF_SECRET = anyOf(
  allOf('has(volume.secret)', isOfKeys('volume.secret')),
  isSecretsStoreVolume('volume'),
  isOfProjected('secret', isOfKeys('s.secret')),
);

/** It is of a file of a ConfigMap. */
export const OF_CONFIG_MAP = anyOf(
  allOf('has(volume.configMap)', isOfKeys('volume.configMap')),
  isOfProjected('configMap', isOfKeys('s.configMap')),
);

function isOfPodMetadata(variable: string): string {
  const changes = anyOf(...['metadata.labels', 'metadata.annotations']
    .map((field) => `i.fieldRef.fieldPath.startsWith('${field}')`));
  return hasSome(`${variable}.items`, 'i', allOf('has(i.fieldRef)', changes, isOf('i.path')));
}

/** It is of labels or annotations of the pod: all else that the downward API gives does not change. */
export const OF_POD_METADATA = anyOf(
  allOf('has(volume.downwardAPI)', isOfPodMetadata('volume.downwardAPI')),
  isOfProjected('downwardAPI', isOfPodMetadata('s.downwardAPI')),
);

/** Fields with the paths of the files that the kubelet renews, by source. */
const RENEWED = Object.entries({
  serviceAccountToken: ['path'],
  clusterTrustBundle: ['path'],
  podCertificate: ['credentialBundlePath', 'keyPath', 'certificateChainPath'],
});

/** It is of a token, a certificate or the certificates of authorities, which the kubelet renews. */
export const OF_RENEWED = anyOf(...RENEWED.map(([source, fields]) => isOfProjected(source, anyOf(
  ...fields.map((field) => allOf(`has(s.${source}.${field})`, isOf(`s.${source}.${field}`))),
))));

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
