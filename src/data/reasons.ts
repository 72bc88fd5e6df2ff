import { ANNOTATION_PREFIX } from './data-rules';

/** Annotation with the reason of `SecretSource.unsafeInline`, on the Secret whose values are in the manifest. */
export const UNSAFE_INLINE_REASON = `${ANNOTATION_PREFIX}unsafe-inline-reason`;

/** Annotation with the reasons of `VersionedConfigMap.allowCredentials` by key, as JSON. */
export const ALLOW_CREDENTIALS = `${ANNOTATION_PREFIX}allow-credentials`;
