import { isPlaceholder } from '../../credentials/placeholders';
import { certificateFaults } from '../../facts/cert-manager';
import { secretStoreFaults, vaultGeneratorFaults } from '../../facts/external-secret-stores';
import { externalSecretFaults, pushSecretFaults } from '../../facts/external-secrets';
import { passwordFaults, sshKeyFaults } from '../../facts/generators';
import { sealedSecretFaults } from '../../facts/sealed-secrets';
import { driverFaults, providerFaults } from '../../facts/secrets-store-faults';
import { agentFaults } from '../../facts/vault-agent-annotations';
import {
  vaultAuthFaults, vaultConnectionFaults, vaultDynamicSecretFaults, vaultStaticSecretFaults,
} from '../../facts/vault-operator';
import { Graph } from '../../manifest/graph';
import { fieldsOf, textOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { externalSecrets, FIRST_VERSION, secretsStore } from '../sources';
import { storeViolations } from '../store-objects';

export const storeObjectRefused: GraphRule = {
  id: 'store-object-refused',
  category: RuleCategory.STORES,
  title: 'an object for a secret store is refused, or cannot work',
  rationale: 'A SecretProviderClass has hardly any schema, and other objects are checked by a webhook or not at all: '
    + 'what the provider, the operator, the agent or the store refuses shows when a pod already waits for its secret. '
    + 'It holds for SecretProviderClasses of Vault, AWS, Azure and Google Cloud, for stores, ExternalSecrets, '
    + 'PushSecrets and generators of External Secrets, for objects of the Vault Secrets Operator, for SealedSecrets, '
    + 'for Certificates of cert-manager, and for annotations of the Vault Agent Injector. Places that a tool fills in '
    + 'are not checked.',
  remediation: 'Change the object as the message says. The constructs for stores refuse the same.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    secretsStore('usage', 'getting-started/usage'),
    externalSecrets('API specification', 'api/spec/'),
    {
      title: 'Vault Secrets Operator: API reference',
      url: 'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference',
    },
    {
      title: 'Vault: Agent Injector annotations',
      url: 'https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations',
    },
  ],
  check(graph: Graph): Iterable<Violation> {
    return storeViolations(graph, {
      store: secretStoreFaults,
      externalSecret: externalSecretFaults,
      pushSecret: pushSecretFaults,
      password: passwordFaults,
      sshKey: sshKeyFaults,
      vaultGenerator: vaultGeneratorFaults,
      connection: vaultConnectionFaults,
      login: vaultAuthFaults,
      vaultStatic: vaultStaticSecretFaults,
      vaultDynamic: vaultDynamicSecretFaults,
      sealed: (spec) => [...sealedSecretFaults(spec)].filter(({ at: [, key] }) =>
        !isLeftOpen(textOf(fieldsOf(spec.encryptedData)[String(key)]))),
      certificate: certificateFaults,
      providerClass: driverFaults,
      provider: providerFaults,
      agent: agentFaults,
    });
  },
};

/** Whether somebody seals a value later: documentation has words or dots in its place. */
function isLeftOpen(value: string): boolean {
  return value !== '' && (isPlaceholder(value) || /\.{3}|…/.test(value));
}
