import { PlainFields, plainList } from './plain-fields';

/**
 * Whether the kubelet gives a CSI driver the tokens of pods among the attributes of the volume, which programs print
 * that log a request: only the field for secrets is left out of logs.
 *
 * @param spec `spec` of a CSIDriver
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-storage/5538-csi-sa-tokens-secrets-field
 */
export function tokensAreAttributes({ tokenRequests, serviceAccountTokenInSecrets }: PlainFields): boolean {
  return plainList(tokenRequests).length > 0 && serviceAccountTokenInSecrets !== true;
}
