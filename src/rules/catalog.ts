import { aggregateToView } from './catalog/aggregate-to-view';
import { auditPolicyLogsSecrets } from './catalog/audit-policy-logs-secrets';
import { auditPolicyMissing } from './catalog/audit-policy-missing';
import { clusterStoreWithoutConditions } from './catalog/cluster-store-without-conditions';
import { configSubpathMount } from './catalog/config-subpath-mount';
import { configTooLarge } from './catalog/config-too-large';
import { credentialInArgs } from './catalog/credential-in-args';
import { credentialInConfigmap } from './catalog/credential-in-configmap';
import { credentialInEnv } from './catalog/credential-in-env';
import { credentialInProbe } from './catalog/credential-in-probe';
import { crossNamespaceReference } from './catalog/cross-namespace-reference';
import { csiAttributeOverride } from './catalog/csi-attribute-override';
import { csiSyncWithoutMount } from './catalog/csi-sync-without-mount';
import { csiVolumeNotReadOnly } from './catalog/csi-volume-not-read-only';
import { defaultServiceAccount } from './catalog/default-service-account';
import { deprecatedApiVersion } from './catalog/deprecated-api-version';
import { encryptionDuplicateKey } from './catalog/encryption-duplicate-key';
import { encryptionFlagMissing } from './catalog/encryption-flag-missing';
import { encryptionIdentityFallback } from './catalog/encryption-identity-fallback';
import { encryptionIdentityFirst } from './catalog/encryption-identity-first';
import { encryptionKmsV1 } from './catalog/encryption-kms-v1';
import { encryptionSecretsNotCovered } from './catalog/encryption-secrets-not-covered';
import { encryptionWeakKey } from './catalog/encryption-weak-key';
import { encryptionWeakProvider } from './catalog/encryption-weak-provider';
import { externalSecretImmutableRefresh } from './catalog/external-secret-immutable-refresh';
import { externalSecretOwnerConflict } from './catalog/external-secret-owner-conflict';
import { generatorWithoutCreatedOnce } from './catalog/generator-without-created-once';
import { invalidKey } from './catalog/invalid-key';
import { invalidValue } from './catalog/invalid-value';
import { lastAppliedLeak } from './catalog/last-applied-leak';
import { longLivedTokenSecret } from './catalog/long-lived-token-secret';
import { missingKey } from './catalog/missing-key';
import { missingReference } from './catalog/missing-reference';
import { noReloadPath } from './catalog/no-reload-path';
import { notImmutable } from './catalog/not-immutable';
import { plaintextSecret } from './catalog/plaintext-secret';
import { rbacEscalation } from './catalog/rbac-escalation';
import { rotationRestartsEverything } from './catalog/rotation-restarts-everything';
import { secretFileUnreadable } from './catalog/secret-file-unreadable';
import { secretInEnv } from './catalog/secret-in-env';
import { secretMountWritable } from './catalog/secret-mount-writable';
import { secretReachByWorkloadCreate } from './catalog/secret-reach-by-workload-create';
import { secretSubpathMount } from './catalog/secret-subpath-mount';
import { secretTypeKeys } from './catalog/secret-type-keys';
import { secretVolumeMode } from './catalog/secret-volume-mode';
import { secretsClusterWide } from './catalog/secrets-cluster-wide';
import { secretsList } from './catalog/secrets-list';
import { secretsUnscopedGet } from './catalog/secrets-unscoped-get';
import { serviceAccountTokenAutomount } from './catalog/service-account-token-automount';
import { staleValue } from './catalog/stale-value';
import { tokenCreate } from './catalog/token-create';
import { unusedSecret } from './catalog/unused-secret';
import { Rule } from './rule';

/** Every rule there is, by what it is about. */
export const CATALOG: readonly Rule[] = [
  secretInEnv,
  secretSubpathMount,
  configSubpathMount,
  secretVolumeMode,
  secretMountWritable,
  csiVolumeNotReadOnly,
  secretFileUnreadable,
  rotationRestartsEverything,
  noReloadPath,
  staleValue,
  csiAttributeOverride,
  csiSyncWithoutMount,

  credentialInConfigmap,
  credentialInEnv,
  credentialInArgs,
  credentialInProbe,
  plaintextSecret,
  lastAppliedLeak,
  configTooLarge,
  invalidKey,
  invalidValue,
  secretTypeKeys,
  notImmutable,

  serviceAccountTokenAutomount,
  defaultServiceAccount,
  longLivedTokenSecret,

  secretsList,
  secretsUnscopedGet,
  secretsClusterWide,
  secretReachByWorkloadCreate,
  tokenCreate,
  rbacEscalation,
  aggregateToView,

  missingReference,
  missingKey,
  crossNamespaceReference,
  unusedSecret,

  clusterStoreWithoutConditions,
  externalSecretOwnerConflict,
  externalSecretImmutableRefresh,
  generatorWithoutCreatedOnce,
  deprecatedApiVersion,

  encryptionIdentityFirst,
  encryptionSecretsNotCovered,
  encryptionWeakProvider,
  encryptionWeakKey,
  encryptionDuplicateKey,
  encryptionKmsV1,
  encryptionIdentityFallback,
  encryptionFlagMissing,
  auditPolicyLogsSecrets,
  auditPolicyMissing,
];
