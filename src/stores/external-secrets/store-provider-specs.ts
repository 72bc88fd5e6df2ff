import { validateAwsRegion } from '../aws-region';
import { AwsSessionTagsPolicy, AwsStoreOptions, AwsStoreService } from './aws-store';
import { AzureEnvironment, AzureStoreOptions } from './azure-store';
import { GcpStoreOptions } from './gcp-store';
import { KubernetesStoreOptions } from './kubernetes-store';
import { renderSecretKey, StoreContext } from './store-context';
import { VaultStoreOptions } from './vault-store';
import { named, quoted } from '../../redaction/quoted';
import { validateKvEngine, VaultEngine } from '../vault-path';

const ESO_TAGS = ['esoNamespace', 'esoStoreName', 'esoStoreKind'];

export function renderVaultStore(context: StoreContext, options: VaultStoreOptions): object {
  const { address, clientCertificate, clientKey, engine = VaultEngine.KV_V2 } = options;
  if (!/^https?:\/\/[^/]/.test(address) || (address.startsWith('http://') && !options.unsafeAllowHttp)) {
    throw new Error(`${context.where}: Vault address ${quoted(address)} is not a URL that begins with https://`);
  }
  if ((clientCertificate === undefined) !== (clientKey === undefined)) {
    throw new Error(`${context.where}: a client certificate needs both clientCertificate and clientKey`);
  }
  if (options.checkAndSet && engine === VaultEngine.KV_V1) {
    throw new Error(`${context.where}: a key-value engine of version 1 has no versions, and so no checkAndSet`);
  }
  validateKvEngine(context.where, engine, 'External Secrets reads key-value engines only');
  return {
    server: address,
    path: options.mount,
    version: engine === VaultEngine.KV_V1 ? 'v1' : 'v2',
    namespace: options.vaultNamespace,
    ...options.certificateAuthority?._render(context),
    tls: clientCertificate && clientKey && {
      certSecretRef: renderSecretKey(context, clientCertificate),
      keySecretRef: renderSecretKey(context, clientKey),
    },
    headers: options.headers,
    readYourWrites: options.readYourWrites,
    forwardInconsistent: options.forwardInconsistent,
    checkAndSet: options.checkAndSet === undefined ? undefined : { required: options.checkAndSet },
    auth: { namespace: options.authNamespace, ...options.auth._render(context) },
  };
}

export function renderAwsStore(context: StoreContext, options: AwsStoreOptions): object {
  const { recoveryWindow, unsafeDeleteWithoutRecovery, service } = options;
  const days = recoveryWindow?.toDays({ integral: false });
  if (days !== undefined && (!Number.isInteger(days) || days < 7 || days > 30)) {
    throw new Error(`${context.where}: a recovery window of ${days} days is not one of 7 to 30 whole days`);
  }
  if (days !== undefined && unsafeDeleteWithoutRecovery) {
    throw new Error(`${context.where}: a recovery window and unsafeDeleteWithoutRecovery contradict each other; give one of them`);
  }
  if ((days !== undefined || unsafeDeleteWithoutRecovery) && service !== AwsStoreService.SECRETS_MANAGER) {
    throw new Error(`${context.where}: only Secrets Manager recovers what was deleted, and the service is ` +
      `${named(service)}`);
  }
  validateAwsRegion(context.where, options.region);
  return {
    service,
    region: options.region,
    auth: options.auth._render(context),
    role: options.role,
    additionalRoles: options.additionalRoles,
    externalID: options.externalId,
    ...renderSessionTags(context, options),
    transitiveTagKeys: options.transitiveTagKeys,
    prefix: options.prefix,
    secretsManager: days === undefined && !unsafeDeleteWithoutRecovery
      ? undefined
      : { recoveryWindowInDays: days, forceDeleteWithoutRecovery: unsafeDeleteWithoutRecovery },
  };
}

/** External Secrets' own tags replace those in `sessionTags`; only the policy Custom has both, and takes a map. */
function renderSessionTags({ where }: StoreContext, options: AwsStoreOptions): object {
  const { sessionTags = {}, sessionTagsPolicy, role } = options;
  const keys = Object.keys(sessionTags);
  const tagged = keys.length > 0 || sessionTagsPolicy === AwsSessionTagsPolicy.SIMPLE;
  if (role === undefined && (tagged || options.externalId !== undefined)) {
    throw new Error(`${where}: session tags and an externalId are given when \`role\` is assumed, and no role is; name it, or leave them out`);
  }
  const own = sessionTagsPolicy === AwsSessionTagsPolicy.SIMPLE ? keys.find((key) => ESO_TAGS.includes(key)) : undefined;
  if (own !== undefined) {
    throw new Error(`${where}: session tag ${named(own)} is one that External Secrets sets by itself; leave it out`);
  }
  if (sessionTagsPolicy === AwsSessionTagsPolicy.SIMPLE && keys.length > 0) {
    return { sessionTagsPolicy: 'Custom', customSessionTags: sessionTags };
  }
  return { sessionTagsPolicy, sessionTags: keys.length > 0 ? keys.map((key) => ({ key, value: sessionTags[key] })) : undefined };
}

export function renderGcpStore(context: StoreContext, options: GcpStoreOptions): object {
  if (!/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/.test(options.projectId)) {
    throw new Error(`${context.where}: ${quoted(options.projectId)} is not the id of a Google Cloud project: 6 to 30 ` +
      'lower-case letters, digits and \'-\', first a letter');
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
  if (!/^https:\/\/[^/]/.test(address)) {
    throw new Error(`${context.where}: key vault URL ${quoted(address)} does not begin with https://`);
  }
  if (auth._needsTenant && tenantId === undefined) {
    throw new Error(`${context.where}: a service principal needs the tenantId of the store`);
  }
  if (environment === AzureEnvironment.AZURE_STACK_CLOUD && customCloud === undefined) {
    throw new Error(`${context.where}: AzureStackCloud needs customCloud with its endpoints`);
  }
  if (customCloud !== undefined && !useAzureSdk) {
    throw new Error(`${context.where}: customCloud needs useAzureSdk: the retired SDK has no custom endpoints`);
  }
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
  const { address } = options;
  if (address !== undefined && !/^https:\/\/[^/]/.test(address)) {
    throw new Error(`${context.where}: address ${quoted(address)} of the API server does not begin with https://`);
  }
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(options.remoteNamespaceName)) {
    throw new Error(`${context.where}: ${quoted(options.remoteNamespaceName)} is not the name of a namespace`);
  }
  return {
    remoteNamespace: options.remoteNamespaceName,
    server: { url: address, ...options.certificateAuthority._render(context) },
    auth: options.auth._render(context),
  };
}
