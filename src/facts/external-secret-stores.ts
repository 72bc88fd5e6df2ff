import { isAwsRegion, REGION_FAULT } from './aws';
import { decodeBase64 } from './base64';
import { keyFault } from './data-limits';
import { DocumentFault, FieldPath } from './document-fault';
import { isNameFilledInLater } from './filled-in-later';
import { nameFault } from './object-names';
import { hasPrivateKey, pemBlocks } from './pem';
import { plainFields, PlainFields, plainList, plainText } from './plain-fields';
import { storeAccounts } from './store-accounts';
import { authMountFault, credentialPathFault, unusableText, vaultAddressFault, vaultRoleFault } from './vault';

const SECRET_REFERENCE = new RegExp([
  '[sS]ecretRef$', '^client(?:Cert|Key|Id|Secret|Certificate)$', '^bearerToken$', 'AccessKey',
].join('|'));

/** Whether a field of a store, or of what logs in to one, that holds a mapping refers to a key of a Secret. */
export function refersToSecret(field: string): boolean {
  return SECRET_REFERENCE.test(field);
}

/** Auth methods of Vault, with the fields that name the role and the mount. */
const VAULT_METHODS: readonly (readonly [method: string, role: string, mount: string])[] = [
  ['kubernetes', 'role', 'mountPath'], ['jwt', 'role', 'path'], ['iam', 'vaultRole', 'path'], ['gcp', 'role', 'path'],
  ['appRole', '', 'path'], ['userPass', '', 'path'], ['ldap', '', 'path'], ['cert', '', 'path'],
];

/**
 * What External Secrets, or the system behind it, has against the spec of a SecretStore or ClusterSecretStore.
 *
 * @see https://github.com/external-secrets/external-secrets/blob/v2.9.0/apis/externalsecrets/v1/secretstore_types.go
 */
export function* secretStoreFaults(spec: PlainFields): Generator<DocumentFault> {
  const retries = plainFields(spec.retrySettings).maxRetries;
  if (retries !== undefined && !(Number.isInteger(retries) && Number(retries) >= 0)) {
    yield { at: ['retrySettings', 'maxRetries'], text: 'maxRetries %s is not a number of retries', given: [retries] };
  }
  const provider = plainFields(spec.provider);
  const at = ['provider'];
  for (const [name, faultsOf] of PROVIDERS) {
    if (provider[name] !== undefined) {
      yield* faultsOf(plainFields(provider[name]), [...at, name]);
    }
  }
  yield* keyFaults(provider, at, 10);
  for (const { name, at: place } of storeAccounts(spec)) {
    const fault = name === '' || isNameFilledInLater(name) ? undefined : nameFault(name);
    if (fault !== undefined) {
      yield { at: place, text: `the name %q of a service account ${fault}`, given: [name] };
    }
  }
}

/**
 * What External Secrets or Vault has against the spec of a VaultDynamicSecret, a generator that reads a credential.
 *
 * @see https://github.com/external-secrets/external-secrets/blob/v2.9.0/generators/v1/vault/vault.go
 */
export function* vaultGeneratorFaults(spec: PlainFields): Generator<DocumentFault> {
  const path = credentialPathFault(plainText(spec.path), ['path']);
  yield* path === undefined ? [] : [path];
  yield* vaultFaults(plainFields(spec.provider), ['provider']);
  yield* keyFaults(spec.provider, ['provider'], 10);
}

type FaultsOf = (provider: PlainFields, at: FieldPath) => Generator<DocumentFault>;

const PROVIDERS: readonly (readonly [name: string, faultsOf: FaultsOf])[] = [
  ['vault', vaultFaults], ['aws', awsFaults], ['gcpsm', gcpFaults], ['azurekv', azureFaults],
  ['kubernetes', kubernetesFaults],
];

/** Keys of Secrets that a store reads, wherever they are in its provider. */
function* keyFaults(value: unknown, at: FieldPath, depth: number): Generator<DocumentFault> {
  for (const [field, part] of depth === 0 ? [] : Object.entries(plainFields(value))) {
    const place = [...at, field];
    const { key, name } = plainFields(part);
    const fault = refersToSecret(field) && typeof key === 'string' ? keyFault(key) : undefined;
    if (fault !== undefined) {
      yield { at: [...place, 'key'], text: `%q is not a valid key of Secret %s: ${fault}`, given: [key, name] };
    }
    yield* keyFaults(part, place, depth - 1);
  }
}

function* vaultFaults(vault: PlainFields, at: FieldPath): Generator<DocumentFault> {
  const address = vaultAddressFault(plainText(vault.server), 'Vault address', [...at, 'server']);
  const namespace = unusableText(plainText(vault.namespace), 'vaultNamespace', [...at, 'namespace']);
  const path = unusableText(plainText(vault.path), 'mount', [...at, 'path']);
  yield* [address, namespace, path].filter((fault) => fault !== undefined);
  const { certSecretRef, keySecretRef } = plainFields(vault.tls);
  if ((certSecretRef === undefined) !== (keySecretRef === undefined)) {
    yield { at: [...at, 'tls'], text: 'a client certificate needs both clientCertificate and clientKey' };
  }
  if (vault.version === 'v1' && plainFields(vault.checkAndSet).required === true) {
    const text = 'a key-value engine of version 1 has no versions, and so no checkAndSet';
    yield { at: [...at, 'checkAndSet'], text };
  }
  const auth = plainFields(vault.auth);
  for (const [method, role, mount] of VAULT_METHODS) {
    const settings = plainFields(auth[method]);
    const place = [...at, 'auth', method];
    if (auth[method] !== undefined && role !== '') {
      yield* [vaultRoleFault(plainText(settings[role]), [...place, role])].filter((fault) => fault !== undefined);
    }
    const mountFault = authMountFault(plainText(settings[mount]), 'authMountPath', [...place, mount]);
    yield* mountFault === undefined ? [] : [mountFault];
  }
  yield* regionFaults(plainFields(auth.iam), [...at, 'auth', 'iam']);
  yield* authorityFaults(vault, at);
}

/** What a certificate authority in a manifest does not hold. */
export const NOT_AN_AUTHORITY = 'a certificate authority is given that is not a PEM certificate; it begins with ' +
  '-----BEGIN CERTIFICATE----- and has no private key';

/** Whether a text is one or more certificates in PEM, and no private key. */
export function isAuthorityPem(text: string): boolean {
  return pemBlocks(text, 'CERTIFICATE').length > 0 && !hasPrivateKey(text);
}

/** A bundle that is not in base64 is not judged: documentation leaves it out so. */
function* authorityFaults({ caBundle }: PlainFields, at: FieldPath): Generator<DocumentFault> {
  const bytes = plainText(caBundle) === '' ? undefined : decodeBase64(plainText(caBundle));
  if (bytes !== undefined && !isAuthorityPem(bytes.toString('latin1'))) {
    yield { at: [...at, 'caBundle'], text: NOT_AN_AUTHORITY };
  }
}

function* regionFaults({ region }: PlainFields, at: FieldPath): Generator<DocumentFault> {
  if (typeof region === 'string' && !isAwsRegion(region)) {
    yield { at: [...at, 'region'], text: `%q ${REGION_FAULT}`, given: [region] };
  }
}

const AWS_SERVICES = ['SecretsManager', 'ParameterStore', 'CertificateManager'];

function* awsFaults(aws: PlainFields, at: FieldPath): Generator<DocumentFault> {
  if (!AWS_SERVICES.includes(plainText(aws.service))) {
    const text = `service %q is not one of ${AWS_SERVICES.join(', ')}`;
    yield { at: [...at, 'service'], text, given: [aws.service] };
  }
  yield* regionFaults({ region: plainText(aws.region) }, at);
  const { recoveryWindowInDays: days, forceDeleteWithoutRecovery: forced } = plainFields(aws.secretsManager);
  const place = [...at, 'secretsManager', 'recoveryWindowInDays'];
  if (days !== undefined && !(Number.isInteger(days) && Number(days) >= 7 && Number(days) <= 30)) {
    yield { at: place, text: 'a recovery window of %s days is not one of 7 to 30 whole days', given: [days] };
  }
  if (days !== undefined && forced === true) {
    const text = 'a recovery window and unsafeDeleteWithoutRecovery contradict each other; give one of them';
    yield { at: place, text };
  }
}

/**
 * A project by its id, by its id in a domain, or by its number.
 *
 * @see https://cloud.google.com/resource-manager/docs/creating-managing-projects
 */
const PROJECT = /^(?:(?:[a-z][a-z0-9.-]+:)?[a-z][-a-z0-9]{4,28}[a-z0-9]|\d+)$/;

function* gcpFaults(gcp: PlainFields, at: FieldPath): Generator<DocumentFault> {
  const project = plainText(gcp.projectID);
  // Without one, that of the cluster is used.
  if (project !== '' && !PROJECT.test(project)) {
    yield {
      at: [...at, 'projectID'],
      text: "%q is not the id of a Google Cloud project: 6 to 30 lower-case letters, digits and '-', first a letter",
      given: [project],
    };
  }
  const audience = plainFields(plainFields(gcp.auth).workloadIdentityFederation).audience;
  if (typeof audience === 'string' && !audience.startsWith('//iam.googleapis.com/projects/')
    && !audience.startsWith('//iam.googleapis.com/locations/')) {
    yield {
      at: [...at, 'auth', 'workloadIdentityFederation', 'audience'],
      text: '%q is not the resource name of a provider, which begins with //iam.googleapis.com/projects/',
      given: [audience],
    };
  }
}

function* azureFaults(azure: PlainFields, at: FieldPath): Generator<DocumentFault> {
  const { vaultUrl, authType, tenantId, environmentType, customCloudConfig, useAzureSDK, authSecretRef } = azure;
  if (!/^https?:\/\/[^/\s]/i.test(plainText(vaultUrl))) {
    yield { at: [...at, 'vaultUrl'], text: 'key vault URL %q does not begin with https://', given: [vaultUrl] };
  }
  const isPrincipal = authType === undefined || authType === 'ServicePrincipal';
  const hasTenant = plainText(tenantId) !== '' || plainFields(authSecretRef).tenantId !== undefined;
  if (isPrincipal && !hasTenant) {
    yield { at: [...at, 'tenantId'], text: 'a service principal needs the tenantId of the store' };
  }
  const { clientSecret, clientCertificate } = plainFields(authSecretRef);
  const hasOne = (clientSecret === undefined) !== (clientCertificate === undefined);
  if (isPrincipal && authSecretRef !== undefined && !hasOne) {
    const text = 'a service principal has either clientSecret or clientCertificate; give one of them';
    yield { at: [...at, 'authSecretRef'], text };
  }
  if (environmentType === 'AzureStackCloud' && customCloudConfig === undefined) {
    yield { at: [...at, 'environmentType'], text: 'AzureStackCloud needs customCloud with its endpoints' };
  }
  if (customCloudConfig !== undefined && useAzureSDK !== true) {
    const text = 'customCloud needs useAzureSdk: the retired SDK has no custom endpoints';
    yield { at: [...at, 'customCloudConfig'], text };
  }
}

function* kubernetesFaults(kubernetes: PlainFields, at: FieldPath): Generator<DocumentFault> {
  const { url } = plainFields(kubernetes.server);
  if (typeof url === 'string' && !/^(?:https?:\/\/|(?!\w+:\/\/))[^/\s]/i.test(url)) {
    yield { at: [...at, 'server', 'url'], text: 'address %q of the API server is not a URL that begins with https://', given: [url] };
  }
  yield* authorityFaults(plainFields(kubernetes.server), [...at, 'server']);
  const namespace = kubernetes.remoteNamespace;
  if (typeof namespace === 'string' && !/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    const text = "%q is not the name of a namespace: 1 to 63 lower-case letters, digits and '-'";
    yield { at: [...at, 'remoteNamespace'], text, given: [namespace] };
  }
}

/** Tags that External Secrets puts on a session itself, over those of the store. */
const OWN_TAGS = ['esoNamespace', 'esoStoreName', 'esoStoreKind'];

/**
 * What has no effect in the spec of a SecretStore or ClusterSecretStore.
 *
 * @see https://github.com/external-secrets/external-secrets/blob/v2.9.0/providers/v1/aws/auth/auth.go
 */
export function* secretStoreIdle(spec: PlainFields): Generator<DocumentFault> {
  const aws = plainFields(plainFields(spec.provider).aws);
  const { service, role, externalID, sessionTags, sessionTagsPolicy, customSessionTags, secretsManager } = aws;
  const at = ['provider', 'aws'];
  if (secretsManager !== undefined && AWS_SERVICES.slice(1).includes(plainText(service))) {
    const text = 'only Secrets Manager recovers what was deleted, and the service is %s; leave out the settings of ' +
      'secretsManager';
    yield { at: [...at, 'secretsManager'], text, given: [service] };
  }
  const tags = Object.keys(plainFields(customSessionTags));
  const ofSession = [
    plainText(externalID) !== '' && 'externalID', plainList(sessionTags).length > 0 && 'sessionTags',
    ['Simple', 'Custom'].includes(plainText(sessionTagsPolicy)) && 'sessionTagsPolicy',
  ].find((field) => field !== false);
  if (plainText(role) === '' && ofSession !== undefined) {
    const text = 'session tags and an externalId are used when `role` is assumed, and there is no role; name it, or ' +
      'leave them out';
    yield { at: [...at, ofSession], text };
  }
  const own = sessionTagsPolicy === 'Custom' ? tags.find((tag) => OWN_TAGS.includes(tag)) : undefined;
  if (own !== undefined) {
    const text = 'session tag %s is one that External Secrets sets automatically; leave it out';
    yield { at: [...at, 'customSessionTags', own], text, given: [own] };
  }
}

/**
 * What opens a cluster-wide store to namespaces that nobody named. A store without conditions, with an empty selector
 * or a pattern that matches any name serves every namespace, and a part of a name is enough for a match.
 *
 * @see https://external-secrets.io/latest/api/clustersecretstore/
 */
export function* openNamespaces(spec: PlainFields): Generator<DocumentFault> {
  const conditions = plainList(spec.conditions).map(plainFields);
  if (conditions.length === 0) {
    const text = 'no namespace is allowed, and a cluster-wide store without conditions serves every namespace; name ' +
      'those that may use it';
    yield { at: ['conditions'], text };
  }
  for (const [index, { namespaceRegexes, namespaceSelector }] of conditions.entries()) {
    if (namespaceSelector !== undefined && isEmptySelector(plainFields(namespaceSelector))) {
      const text = 'an empty selector matches every namespace; name the labels of those that may use the store';
      yield { at: ['conditions', index, 'namespaceSelector'], text };
    }
    for (const [place, pattern] of plainList(namespaceRegexes).map(plainText).entries()) {
      const at = ['conditions', index, 'namespaceRegexes', place];
      if (!pattern.startsWith('^') || !pattern.endsWith('$')) {
        const text = 'namespace pattern %q also matches names that only contain it; begin it with ^ and end it with $';
        yield { at, text, given: [pattern] };
      } else if (/^\^(\(\?[a-z]+\))?\(*\.[*+]\)*\$$/.test(pattern)) {
        const text = 'namespace pattern %q matches every namespace; name those that may use the store';
        yield { at, text, given: [pattern] };
      }
    }
  }
}

function isEmptySelector({ matchLabels, matchExpressions }: PlainFields): boolean {
  return Object.keys(plainFields(matchLabels)).length === 0 && plainList(matchExpressions).length === 0;
}
