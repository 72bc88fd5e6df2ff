import { AwsStoreOptions, AwsStoreSessionTagsPolicy } from './aws-store';
import { AzureStoreOptions } from './azure-store';
import { GcpStoreOptions } from './gcp-store';
import { KubernetesStoreOptions } from './kubernetes-store';
import { renderSecretKey, StoreContext } from './store-context';
import { VaultStoreOptions } from './vault-store';
import { validateNamespace } from '../../data/object-names';
import { quoted } from '../../redaction/quoted';
import { validateKvEngine, validateVaultAddress } from '../vault-checks';
import { VaultEngine } from '../vault-engine';

export function renderVaultStore(context: StoreContext, options: VaultStoreOptions): object {
  const { address, clientCertificate, clientKey, engine = VaultEngine.KV_V2 } = options;
  validateVaultAddress(context.constructPath, options);
  validateKvEngine(context.constructPath, engine, 'External Secrets reads key-value engines only');
  const isTls = clientCertificate !== undefined || clientKey !== undefined;
  return {
    server: address,
    path: options.mount,
    version: engine === VaultEngine.KV_V1 ? 'v1' : 'v2',
    namespace: options.vaultNamespace,
    ...options.certificateAuthority?._render(context),
    tls: isTls ? {
      certSecretRef: clientCertificate && renderSecretKey(context, clientCertificate),
      keySecretRef: clientKey && renderSecretKey(context, clientKey),
    } : undefined,
    headers: options.headers,
    readYourWrites: options.readYourWrites,
    forwardInconsistent: options.forwardInconsistent,
    checkAndSet: options.checkAndSet === undefined ? undefined : { required: options.checkAndSet },
    auth: { namespace: options.authVaultNamespace, ...options.auth._render(context) },
  };
}

export function renderAwsStore(context: StoreContext, options: AwsStoreOptions): object {
  const { recoveryWindow, unsafeDeleteWithoutRecovery, service } = options;
  const days = recoveryWindow?.toDays({ integral: false });
  return {
    service,
    region: options.region,
    auth: options.auth._render(context),
    role: options.role,
    additionalRoles: options.additionalRoles,
    externalID: options.externalId,
    ...renderSessionTags(options),
    transitiveTagKeys: options.transitiveTagKeys,
    prefix: options.prefix,
    secretsManager: days === undefined && !unsafeDeleteWithoutRecovery
      ? undefined
      : { recoveryWindowInDays: days, forceDeleteWithoutRecovery: unsafeDeleteWithoutRecovery },
  };
}

/** External Secrets' own tags replace those in `sessionTags`; only the policy Custom has both, and takes a map. */
function renderSessionTags({ sessionTags = {}, sessionTagsPolicy }: AwsStoreOptions): object {
  const keys = Object.keys(sessionTags);
  const isSimple = sessionTagsPolicy === AwsStoreSessionTagsPolicy.SIMPLE;
  if (isSimple && keys.length > 0) {
    return { sessionTagsPolicy: 'Custom', customSessionTags: sessionTags };
  }
  const tags = keys.map((key) => ({ key, value: sessionTags[key] }));
  return { sessionTagsPolicy, sessionTags: keys.length > 0 ? tags : undefined };
}

export function renderGcpStore(context: StoreContext, options: GcpStoreOptions): object {
  if (options.projectId === '') {
    throw new Error(`${context.constructPath}: the projectId is empty; name the project of the secrets`);
  }
  return {
    projectID: options.projectId,
    location: options.location,
    secretVersionSelectionPolicy: options.versionSelection,
    auth: options.auth._render(context),
  };
}

export function renderAzureStore(context: StoreContext, options: AzureStoreOptions): object {
  const { address, auth, tenantId, environment, customCloud, useAzureSdk } = options;
  validateHttps(context, address, 'key vault URL');
  return {
    vaultUrl: address,
    tenantId,
    environmentType: environment,
    useAzureSDK: useAzureSdk,
    customCloudConfig: customCloud && {
      activeDirectoryEndpoint: customCloud.activeDirectoryEndpoint,
      keyVaultEndpoint: customCloud.keyVaultEndpoint,
      keyVaultDNSSuffix: customCloud.keyVaultDnsSuffix,
      resourceManagerEndpoint: customCloud.resourceManagerEndpoint,
    },
    ...auth._render(context),
  };
}

export function renderKubernetesStore(context: StoreContext, options: KubernetesStoreOptions): object {
  const { address, remoteNamespaceName } = options;
  if (address !== undefined) {
    validateHttps(context, address, 'address of the API server');
  }
  validateNamespace(context.constructPath, remoteNamespaceName);
  return {
    remoteNamespace: remoteNamespaceName,
    server: { url: address, ...options.certificateAuthority._render(context) },
    auth: options.auth._render(context),
  };
}

function validateHttps({ constructPath }: StoreContext, address: string, what: string): void {
  if (!/^https:\/\/[^/\s]/i.test(address)) {
    throw new Error(`${constructPath}: ${what} ${quoted(address)} does not begin with https://`);
  }
}
