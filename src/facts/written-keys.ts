import { groupKind } from './api-kinds';
import * as kinds from './api-kinds';

/**
 * Where objects have keys of the Secrets that controllers make of them. The API server refuses a Secret with a key that
 * is not one, and nothing is made.
 */
export interface WrittenKeys {
  /** Kinds, each with its group before a slash. */
  readonly kinds: readonly string[];

  /** Ways to mappings whose keys are keys of the Secret: fields with dots between them, `*` for each item or value. */
  readonly mappings: readonly string[];

  /** Ways to patterns, of which one that matches a single text selects a key. */
  readonly patterns?: readonly string[];

  readonly source: string;
}

/**
 * Keys that stand in objects. Those of `data` of an ExternalSecret and of `secretObjects` of a SecretProviderClass are
 * not here: they are checked with the rest of these objects.
 */
export const WRITTEN_KEYS: readonly WrittenKeys[] = [
  {
    kinds: [groupKind(kinds.EXTERNAL_SECRET)],
    mappings: ['spec.target.template.data'],
    source: 'https://external-secrets.io/latest/guides/templating/',
  },
  {
    kinds: [groupKind(kinds.CLUSTER_EXTERNAL_SECRET)],
    mappings: ['spec.externalSecretSpec.target.template.data'],
    source: 'https://external-secrets.io/latest/api/clusterexternalsecret/',
  },
  {
    kinds: [groupKind(kinds.SEALED_SECRET)],
    mappings: ['spec.encryptedData', 'spec.template.data'],
    source: 'https://github.com/bitnami-labs/sealed-secrets#sealedsecrets-as-templates-for-secrets',
  },
  {
    kinds: [
      kinds.VAULT_STATIC_SECRET, kinds.VAULT_DYNAMIC_SECRET, kinds.VAULT_PKI_SECRET, kinds.HCP_VAULT_SECRETS_APP,
    ].map(groupKind),
    mappings: ['spec.destination.transformation.templates'],
    patterns: ['spec.destination.transformation.includes.*'],
    source: 'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/secret-transformation',
  },
  {
    kinds: ['isindir.github.com/SopsSecret'],
    mappings: ['spec.secretTemplates.*.data', 'spec.secretTemplates.*.stringData'],
    source: 'https://github.com/isindir/sops-secrets-operator#creating-secret-resources-with-the-operator',
  },
];
