import { secretStoreIdle } from '../../facts/external-secret-stores';
import { externalSecretIdle } from '../../facts/external-secrets';
import { classIdle } from '../../facts/secrets-store-faults';
import { agentIdle } from '../../facts/vault-agent-annotations';
import { vaultStaticSecretIdle } from '../../facts/vault-operator';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';
import { storeViolations } from '../store-objects';

export const storeSettingIgnored: GraphRule = {
  id: 'store-setting-ignored',
  category: RuleCategory.STORES,
  title: 'a setting of an object for a secret store has no effect',
  rationale: 'The object is taken, and does something else than it says: a window that confines no refresh, a restart '
    + 'that never comes, a region for failover that may be the one that failed. Anyone who reads the manifest relies '
    + 'on what is not there.',
  remediation: 'Leave the setting out, or change the other one that the message names.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'Nothing breaks that works without the setting.',
  since: FIRST_VERSION,
  references: [
    externalSecrets('ExternalSecret', 'api/externalsecret/'),
    {
      title: 'Vault Secrets Operator: API reference',
      url: 'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference',
    },
  ],
  check(graph: Graph): Iterable<Violation> {
    return storeViolations(graph, {
      store: secretStoreIdle,
      externalSecret: externalSecretIdle,
      vaultStatic: vaultStaticSecretIdle,
      provider: classIdle,
      agent: agentIdle,
    });
  },
};
