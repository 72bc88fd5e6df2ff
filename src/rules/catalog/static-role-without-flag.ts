import { staticRoleFault } from '../../facts/vault-operator';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION } from '../sources';
import { storeViolations } from '../store-objects';

export const staticRoleWithoutFlag: GraphRule = {
  id: 'static-role-without-flag',
  category: RuleCategory.STORES,
  title: 'a VaultDynamicSecret of a static role keeps an old password',
  rationale:
    'Vault rotates the password of a static role in place and gives no lease for it. Without allowStaticCreds ' +
    'the Vault Secrets Operator knows of no time at which to read it again: after the first rotation the Secret '
      + 'holds ' +
    'a password that no longer works, and no workload is restarted.',
  remediation: 'Set allowStaticCreds to true.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'A refreshAfter that is shorter than the rotation period limits how long the old password stays.',
  since: FIRST_VERSION,
  references: [{
    title: 'Vault Secrets Operator: API reference, VaultDynamicSecretSpec',
    url: 'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference#vaultdynamicsecretspec',
  }],
  check(graph: Graph): Iterable<Violation> {
    return storeViolations(graph, { vaultDynamic: (spec) => [staticRoleFault(spec)] });
  },
};
