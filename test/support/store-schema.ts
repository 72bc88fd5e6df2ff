import { existsSync } from 'fs';
import { dirname, join } from 'path';
import Ajv from 'ajv';

type Schema = object;

/** An object with these fields and no others. A field whose name ends in `!` is required. */
function object(fields: { [name: string]: Schema }): Schema {
  const entries = Object.entries(fields).map(([name, schema]) => [name.replace(/!$/, ''), schema] as const);
  const required = Object.keys(fields).filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1));
  return { type: 'object', properties: Object.fromEntries(entries), required, additionalProperties: false };
}

/** The same, with exactly one of the fields. */
function oneOf(fields: { [name: string]: Schema }): Schema {
  return { ...object(fields), minProperties: 1, maxProperties: 1 };
}

const list = (items: Schema): Schema => ({ type: 'array', items });
const filled = (items: Schema): Schema => ({ ...list(items), minItems: 1 });
const map = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
const choice = (...values: string[]): Schema => ({ enum: values });
const text: Schema = { type: 'string' };
const bool: Schema = { type: 'boolean' };
const int: Schema = { type: 'integer' };
const texts = map(text);
const name: Schema = {
  type: 'string',
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  maxLength: 253,
};
const space: Schema = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 };
const key: Schema = { type: 'string', pattern: '^[-._a-zA-Z0-9]+$', maxLength: 253 };
const vsoTime: Schema = { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(s|m|h))$' };

// External Secrets 2.9.0, config/crds/bases.
const secretKey = object({ name, key, namespace: space });
const account = object({ 'name!': name, 'namespace': space, 'audiences': list(text) });
const ca = object({ 'type!': choice('Secret', 'ConfigMap'), 'name!': name, 'key': key, 'namespace': space });
const strategies = {
  decodingStrategy: choice('Auto', 'Base64', 'Base64URL', 'None'),
  conversionStrategy: choice('Default', 'Unicode'),
  nullBytePolicy: choice('Ignore', 'Fail'),
};
const remote = object({
  'key!': text,
  'property': text,
  'version': text,
  'metadataPolicy': choice('None', 'Fetch'),
  ...strategies,
});
const storeRef = object({ name, kind: choice('SecretStore', 'ClusterSecretStore') });
const generatorRef = object({
  'apiVersion': text, 'kind!': choice('Password', 'SSHKey', 'UUID', 'VaultDynamicSecret'), 'name!': name,
});
const sourceRef = oneOf({ storeRef, generatorRef });

const vaultStore = object({
  'server!': text,
  'path': text,
  'version': choice('v1', 'v2'),
  'namespace': text,
  'caBundle': text,
  'caProvider': ca,
  'tls': object({ certSecretRef: secretKey, keySecretRef: secretKey }),
  'readYourWrites': bool,
  'forwardInconsistent': bool,
  'headers': texts,
  'checkAndSet': object({ required: bool }),
  'auth': object({
    namespace: text,
    tokenSecretRef: secretKey,
    appRole: object({ 'path!': text, 'roleId': text, 'secretRef!': secretKey }),
    kubernetes: object({ 'mountPath!': text, 'role!': text, 'serviceAccountRef': account }),
    jwt: object({
      'path!': text,
      'role': text,
      'kubernetesServiceAccountToken': object({ 'serviceAccountRef!': account }),
    }),
    ldap: object({ 'path!': text, 'username!': text, 'secretRef': secretKey }),
    userPass: object({ 'path!': text, 'username!': text, 'secretRef': secretKey }),
    cert: object({ path: text, vaultRole: text, clientCert: secretKey, secretRef: secretKey }),
    iam: object({
      'path': text,
      'region': text,
      'role': text,
      'externalID': text,
      'vaultAwsIamServerID': text,
      'vaultRole!': text,
      'jwt': object({ serviceAccountRef: account }),
    }),
    gcp: object({
      'path': text,
      'role!': text,
      'projectID': text,
      'workloadIdentity': object({ 'serviceAccountRef!': account }),
    }),
  }),
});
const awsStore = object({
  'service!': choice('SecretsManager', 'ParameterStore', 'CertificateManager'),
  'region!': text,
  'role': text,
  'additionalRoles': list(text),
  'externalID': text,
  'sessionTags': list(object({ 'key!': text, 'value!': text })),
  'transitiveTagKeys': list(text),
  'sessionTagsPolicy': choice('None', 'Simple', 'Custom'),
  'customSessionTags': texts,
  'prefix': text,
  'secretsManager': object({ forceDeleteWithoutRecovery: bool, recoveryWindowInDays: int }),
  'auth': object({
    jwt: object({ serviceAccountRef: account }),
    secretRef: object({
      accessKeyIDSecretRef: secretKey,
      secretAccessKeySecretRef: secretKey,
      sessionTokenSecretRef: secretKey,
    }),
  }),
});
const gcpStore = object({
  projectID: text,
  location: text,
  secretVersionSelectionPolicy: choice('LatestOrFail', 'LatestOrFetch'),
  auth: object({
    workloadIdentity: object({
      'serviceAccountRef!': account,
      'clusterLocation': text,
      'clusterName': text,
      'clusterProjectID': text,
    }),
    workloadIdentityFederation: object({ audience: text, gcpServiceAccountEmail: text, serviceAccountRef: account }),
    secretRef: object({ secretAccessKeySecretRef: secretKey }),
  }),
});
const azureStore = object({
  'vaultUrl!': text,
  'tenantId': text,
  'authType': choice('ServicePrincipal', 'ManagedIdentity', 'WorkloadIdentity'),
  'environmentType': choice('PublicCloud', 'USGovernmentCloud', 'ChinaCloud', 'GermanCloud', 'AzureStackCloud'),
  'serviceAccountRef': account,
  'identityId': text,
  'useAzureSDK': bool,
  'authSecretRef': object({
    clientId: secretKey,
    tenantId: secretKey,
    clientSecret: secretKey,
    clientCertificate: secretKey,
  }),
  'customCloudConfig': object({
    'activeDirectoryEndpoint!': text,
    'keyVaultEndpoint': text,
    'keyVaultDNSSuffix': text,
    'resourceManagerEndpoint': text,
  }),
});
const kubernetesStore = object({
  remoteNamespace: space,
  server: object({ url: text, caBundle: text, caProvider: ca }),
  auth: oneOf({
    serviceAccount: account,
    token: object({ 'bearerToken!': secretKey }),
    cert: object({ 'clientCert!': secretKey, 'clientKey!': secretKey }),
  }),
});
const store = {
  'controller': text,
  'provider!': oneOf({
    vault: vaultStore,
    aws: awsStore,
    gcpsm: gcpStore,
    azurekv: azureStore,
    kubernetes: kubernetesStore,
  }),
  'retrySettings': object({ maxRetries: int, retryInterval: text }),
  'refreshInterval': { type: ['integer', 'string'] },
};

// Vault Secrets Operator 1.4.1, config/crd/bases.
const destination = object({
  'name!': text,
  'create': bool,
  'overwrite': bool,
  'labels': texts,
  'annotations': texts,
  'type': text,
  'transformation': object({
    excludeRaw: bool,
    includes: list(text),
    excludes: list(text),
    templates: map(object({ 'name': text, 'text!': text })),
  }),
});
const vaultSync = {
  'vaultAuthRef': text,
  'namespace': text,
  'mount!': text,
  'path!': text,
  'refreshAfter': vsoTime,
  'rolloutRestartTargets': list(
    object({ 'kind!': choice('Deployment', 'DaemonSet', 'StatefulSet', 'argo.Rollout'), 'name!': text }),
  ),
  'destination!': destination,
};
const tokenAuth = object({
  role: text,
  serviceAccount: text,
  audiences: list(text),
  tokenExpirationSeconds: { type: 'integer', minimum: 600 },
});

const specs: { [kind: string]: Schema } = {
  'secrets-store.csi.x-k8s.io/v1 SecretProviderClass': object({
    provider: text,
    parameters: texts,
    secretObjects: list(
      object({
        secretName: text,
        type: text,
        labels: texts,
        annotations: texts,
        data: list(object({ objectName: text, key: text })),
      }),
    ),
  }),
  'external-secrets.io/v1 SecretStore': object(store),
  'external-secrets.io/v1 ClusterSecretStore': object({
    ...store,
    'conditions!': filled(
      object({
        namespaces: list(space),
        namespaceRegexes: list(text),
        namespaceSelector: object({ matchLabels: texts }),
      }),
    ),
  }),
  'external-secrets.io/v1 ExternalSecret': object({
    secretStoreRef: storeRef,
    refreshPolicy: choice('CreatedOnce', 'Periodic', 'OnChange'),
    refreshInterval: text,
    syncWindows: object({
      'kind!': choice('allow', 'deny'),
      'windows!': filled(object({ 'schedule!': text, 'duration!': text })),
    }),
    target: object({
      name,
      creationPolicy: choice('Owner', 'Orphan', 'Merge', 'CreateOrMerge'),
      deletionPolicy: choice('Retain', 'Delete', 'Merge'),
      immutable: bool,
      template: object({
        engineVersion: choice('v2'),
        type: text,
        metadata: object({ labels: texts, annotations: texts }),
        data: texts,
      }),
    }),
    data: list(object({ 'secretKey!': key, 'remoteRef!': remote, sourceRef })),
    dataFrom: list(
      object({
        extract: remote,
        find: object({ path: text, name: object({ regexp: text }), tags: texts, ...strategies }),
        rewrite: list(
          oneOf({ regexp: object({ 'source!': text, 'target!': text }), transform: object({ 'template!': text }) }),
        ),
        sourceRef,
      }),
    ),
  }),
  'external-secrets.io/v1alpha1 PushSecret': object({
    'refreshInterval': text,
    'updatePolicy': choice('Replace', 'IfNotExists'),
    'deletionPolicy': choice('None', 'Delete'),
    'secretStoreRefs!': list(storeRef),
    'selector!': oneOf({ secret: object({ name }) }),
    'data': list(
      object({
        'match!': object({ 'secretKey': text, 'remoteRef!': object({ 'remoteKey!': text, 'property': text }) }),
      }),
    ),
  }),
  'generators.external-secrets.io/v1alpha1 Password': object({
    'length!': int,
    'digits': int,
    'symbols': int,
    'symbolCharacters': text,
    'noUpper!': bool,
    'allowRepeat!': bool,
    'secretKeys': filled(text),
    'encoding': choice('base64', 'base64url', 'base32', 'hex', 'raw'),
  }),
  'generators.external-secrets.io/v1alpha1 SSHKey': object({
    keyType: choice('rsa', 'ecdsa', 'ed25519'),
    keySize: { type: 'integer', minimum: 256, maximum: 8192 },
    comment: text,
  }),
  'generators.external-secrets.io/v1alpha1 UUID': object({}),
  // cert-manager 1.19, deploy/crds/cert-manager.io_certificates.yaml.
  'cert-manager.io/v1 Certificate': object({
    'secretName!': name,
    'issuerRef!': object({ 'name!': text, 'kind': text, 'group': text }),
    'commonName': text,
    'dnsNames': list(text),
    'ipAddresses': list(text),
    'uris': list(text),
    'emailAddresses': list(text),
    'duration': text,
    'renewBefore': text,
    'privateKey': object({
      algorithm: choice('RSA', 'ECDSA', 'Ed25519'),
      size: int,
      rotationPolicy: choice('Never', 'Always'),
      encoding: choice('PKCS1', 'PKCS8'),
    }),
    'usages': list(text),
    'keystores': object({
      jks: object({ 'create!': bool, 'alias': text, 'passwordSecretRef!': object({ 'name!': text, 'key': text }) }),
      pkcs12: object({
        'create!': bool,
        'profile': choice('LegacyRC2', 'LegacyDES', 'Modern2023'),
        'passwordSecretRef!': object({ 'name!': text, 'key': text }),
      }),
    }),
    'additionalOutputFormats': list(object({ 'type!': choice('DER', 'CombinedPEM') })),
    'secretTemplate': object({ labels: texts, annotations: texts }),
  }),
  'generators.external-secrets.io/v1alpha1 VaultDynamicSecret': object({
    'path!': text,
    'method': choice('GET', 'LIST', 'POST', 'DELETE'),
    'provider!': vaultStore,
  }),
  'secrets.hashicorp.com/v1beta1 VaultConnection': object({
    'address!': text,
    'headers': texts,
    'tlsServerName': text,
    'caCertSecretRef': text,
    'caCertPath': text,
    'skipTLSVerify!': bool,
    'timeout': vsoTime,
  }),
  'secrets.hashicorp.com/v1beta1 VaultAuth': object({
    vaultConnectionRef: text,
    namespace: text,
    allowedNamespaces: list(text),
    method: choice('kubernetes', 'jwt', 'appRole', 'aws', 'gcp'),
    mount: text,
    params: texts,
    headers: texts,
    kubernetes: tokenAuth,
    jwt: tokenAuth,
    appRole: object({ roleId: text, secretRef: text }),
    aws: object({ role: text, region: text, headerValue: text, irsaServiceAccount: text }),
    gcp: object({ role: text, workloadIdentityServiceAccount: text, region: text, clusterName: text, projectID: text }),
    storageEncryption: object({ 'mount!': text, 'keyName!': text }),
  }),
  'secrets.hashicorp.com/v1beta1 VaultStaticSecret': object({
    ...vaultSync,
    'type!': choice('kv-v1', 'kv-v2'),
    'version': { type: 'integer', minimum: 0 },
    'hmacSecretData': bool,
    'syncConfig': object({ instantUpdates: bool }),
  }),
  'secrets.hashicorp.com/v1beta1 VaultDynamicSecret': object({
    ...vaultSync,
    params: texts,
    requestHTTPMethod: choice('GET', 'POST', 'PUT'),
    renewalPercent: { type: 'integer', minimum: 0, maximum: 90 },
    revoke: bool,
    allowStaticCreds: bool,
  }),
};

const ajv = new Ajv({ allErrors: true, strict: false });
const validators = new Map(
  Object.entries(specs).map(([kind, spec]) => [
    kind,
    ajv.compile(
      object({
        'apiVersion!': text,
        'kind!': text,
        'metadata!': object({ 'name!': name, 'namespace': space, 'labels': texts, 'annotations': texts }),
        'spec!': spec,
      }),
    ),
  ]),
);

/** Whether a kind is one of those that controllers of external stores define. */
export function isStoreKind(manifest: any): boolean {
  return validators.has(`${manifest.apiVersion} ${manifest.kind}`);
}

type Published = ((data: unknown) => boolean) & { errors?: { instancePath: string; keyword: string; params: any }[] };

const publishedRoot = dirname(require.resolve('@kubernetes-models/external-secrets/package.json'));

/**
 * The published schema of a kind of External Secrets. The one package that Node 20 can load has `v1beta1` in the place
 * of `v1`, which has the same fields and some more.
 */
function published(apiVersion: string, kind: string): Published | undefined {
  const [group, version] = apiVersion.replace(/^external-secrets\.io\/v1$/, 'external-secrets.io/v1beta1').split('/');
  const pascal = (part: string) => part[0].toUpperCase() + part.slice(1);
  const file = join(
    publishedRoot,
    '_schemas',
    `${group.split(/[.-]/).map(pascal).join('')}${pascal(version)}${kind}.js`,
  );
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return existsSync(file) ? require(file).validate : undefined;
}

/** What External Secrets takes since the version that the package has the schema of. */
const TAKEN_SINCE = [
  /^\/spec\/data\/\d+\/match required \{"missingProperty":"secretKey"\}$/,
  /^\/spec\/provider\/azurekv\/environmentType enum /,
  /^\/spec\/provider\/gcpsm\/auth\/workloadIdentity required \{"missingProperty":"cluster(Location|Name)"\}$/,
];

function publishedErrors(manifest: any): string[] {
  const { apiVersion, kind } = manifest;
  const validate = published(apiVersion, kind);
  if (!validate) {
    return [];
  }
  const asPublished = {
    ...manifest,
    apiVersion: apiVersion.replace(/^external-secrets\.io\/v1$/, 'external-secrets.io/v1beta1'),
  };
  const errors = validate(asPublished)
    ? []
    : validate.errors!.map(
      ({ instancePath, keyword, params }) => `${instancePath} ${keyword} ${JSON.stringify(params)}`,
    );
  return errors.filter((error) => !TAKEN_SINCE.some((pattern) => pattern.test(error)));
}

/**
 * What is wrong with an object of a controller of external stores, unknown fields included: against fields and rules
 * written down here from the published definitions, and against a published schema where a package for Node 20 carries
 * one.
 */
export function storeSchemaErrors(manifest: any): string[] {
  const validate = validators.get(`${manifest.apiVersion} ${manifest.kind}`);
  if (!validate) {
    return [`no schema for ${manifest.apiVersion} ${manifest.kind}`];
  }
  const errors = validate(manifest)
    ? []
    : validate.errors!.map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  return [...errors, ...publishedErrors(manifest)];
}

/** Fails the test with every schema error of every object. */
export function expectValidStoreManifests(manifests: any[]): void {
  expect(
    manifests.flatMap((manifest) =>
      storeSchemaErrors(manifest).map((error) => `${manifest.kind}/${manifest.metadata.name}: ${error}`),
    ),
  ).toEqual([]);
}
