/**
 * Texts of objects that controllers write into Secrets, or send to a store: whoever reads the object, or the repository
 * that it comes from, reads them.
 */

/** A kind, with its group before a slash, and the ways to texts in it. */
export interface TextsOfKind {
  readonly kinds: readonly string[];

  /** Ways to texts of what becomes a Secret. The last key, or the one before `text`, names the text. */
  readonly ways: readonly string[];

  /** Ways to values of what becomes a Secret that are in base64. */
  readonly encoded?: readonly string[];

  readonly source: string;
}

const METADATA = ['metadata.annotations.*', 'metadata.labels.*'];
const OF_EXTERNAL_SECRET = [...METADATA, 'data.*', 'templateFrom.*.literal'];

function below(path: string, ways: readonly string[]): string[] {
  return ways.map((way) => `${path}.${way}`);
}

/** Templates and other literal parts of Secrets that controllers make. */
export const TEMPLATE_TEXTS: readonly TextsOfKind[] = [
  {
    kinds: ['external-secrets.io/ExternalSecret'],
    ways: below('spec.target.template', OF_EXTERNAL_SECRET),
    source: 'https://external-secrets.io/latest/guides/templating/',
  },
  {
    kinds: ['external-secrets.io/ClusterExternalSecret'],
    ways: [
      ...below('spec.externalSecretSpec.target.template', OF_EXTERNAL_SECRET),
      'spec.externalSecretMetadata.annotations.*', 'spec.externalSecretMetadata.labels.*',
    ],
    source: 'https://external-secrets.io/latest/api/clusterexternalsecret/',
  },
  {
    kinds: ['external-secrets.io/PushSecret'],
    ways: below('spec.template', OF_EXTERNAL_SECRET),
    source: 'https://external-secrets.io/latest/api/pushsecret/',
  },
  {
    kinds: ['external-secrets.io/ClusterPushSecret'],
    ways: below('spec.pushSecretSpec.template', OF_EXTERNAL_SECRET),
    source: 'https://external-secrets.io/latest/api/clusterpushsecret/',
  },
  {
    kinds: ['bitnami.com/SealedSecret'],
    ways: below('spec.template', [...METADATA, 'data.*']),
    source: 'https://github.com/bitnami-labs/sealed-secrets#sealedsecrets-as-templates-for-secrets',
  },
  {
    kinds: ['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp']
      .map((kind) => `secrets.hashicorp.com/${kind}`),
    ways: below('spec.destination', ['annotations.*', 'labels.*', 'transformation.templates.*.text']),
    source: 'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/secret-transformation',
  },
  {
    kinds: ['secrets.hashicorp.com/SecretTransformation'],
    ways: ['spec.templates.*.text', 'spec.sourceTemplates.*.text'],
    source: 'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/secret-transformation',
  },
  {
    kinds: ['secrets-store.csi.x-k8s.io/SecretProviderClass'],
    ways: ['spec.secretObjects.*.annotations.*', 'spec.secretObjects.*.labels.*'],
    source: 'https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret',
  },
  {
    kinds: ['cert-manager.io/Certificate'],
    ways: ['spec.secretTemplate.annotations.*', 'spec.secretTemplate.labels.*', 'spec.keystores.*.password'],
    source: 'https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec',
  },
  {
    kinds: ['isindir.github.com/SopsSecret'],
    ways: below('spec.secretTemplates.*', ['annotations.*', 'labels.*', 'stringData.*']),
    encoded: ['spec.secretTemplates.*.data.*'],
    source: 'https://github.com/isindir/sops-secrets-operator#creating-secret-resources-with-the-operator',
  },
  {
    kinds: ['secrets.infisical.com/InfisicalSecret'],
    ways: [
      'spec.managedSecretReference.template.data.*', 'spec.managedKubeSecretReferences.*.template.data.*',
      'spec.managedKubeConfigMapReferences.*.template.data.*',
    ],
    source: 'https://infisical.com/docs/integrations/platforms/kubernetes/infisical-secret-crd',
  },
  {
    kinds: ['ricoberger.de/VaultSecret'],
    ways: ['spec.templates.*'],
    source: 'https://github.com/ricoberger/vault-secrets-operator#using-templated-secrets',
  },
  {
    kinds: ['redhatcop.redhat.io/VaultSecret'],
    ways: ['spec.output.stringData.*', 'spec.output.annotations.*', 'spec.output.labels.*'],
    source: 'https://github.com/redhat-cop/vault-config-operator/blob/main/docs/secret-management.md',
  },
];

/** Kinds that describe how a store is reached and queried: any text in their spec may be a credential. */
export const STORE_KINDS: readonly string[] = [
  ...['SecretStore', 'ClusterSecretStore', 'PushSecret', 'ClusterPushSecret'].map((kind) =>
    `external-secrets.io/${kind}`),
  ...[
    'ACRAccessToken', 'CloudsmithAccessToken', 'ClusterGenerator', 'ECRAuthorizationToken', 'Fake', 'GCRAccessToken',
    'GithubAccessToken', 'GitlabDeployToken', 'Grafana', 'MFA', 'Password', 'QuayAccessToken', 'SSHKey',
    'STSSessionToken',
    'UUID', 'VaultDynamicSecret', 'Webhook',
  ].map((kind) => `generators.external-secrets.io/${kind}`),
  ...[
    'VaultConnection', 'VaultAuth', 'VaultAuthGlobal', 'VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret',
    'HCPAuth', 'HCPVaultSecretsApp', 'CSISecrets',
  ].map((kind) => `secrets.hashicorp.com/${kind}`),
  'secrets-store.csi.x-k8s.io/SecretProviderClass',
  'cert-manager.io/Issuer',
  'cert-manager.io/ClusterIssuer',
  'secrets.infisical.com/InfisicalSecret',
];

/** Fields whose keys are names that the user gives: headers, parameters. A field of a schema has a fixed name. */
export const FREE_MAPS: ReadonlySet<string> = new Set([
  'headers', 'params', 'parameters', 'queryParameters', 'queryParams', 'data', 'metadata', 'sessionTags', 'tags',
  'secretArgs',
  'getParameters', 'labels', 'annotations', 'defaults',
]);
