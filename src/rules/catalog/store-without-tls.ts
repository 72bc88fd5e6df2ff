import {
  agentWithoutTls, classWithoutTls, connectionWithoutTls, secretStoreWithoutTls, vaultGeneratorWithoutTls,
} from '../../facts/store-tls';
import { Graph } from '../../manifest/graph';
import { anyOf, atWay } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION } from '../sources';
import { storeViolations } from '../store-objects';

export const storeWithoutTls: GraphRule = {
  id: 'store-without-tls',
  category: RuleCategory.STORES,
  title: 'a secret store is reached without TLS, or its certificate is not verified',
  rationale: 'Over plain http, tokens and secrets are readable by anyone who sees the traffic. Where any certificate '
    + 'is accepted, anyone who answers in the place of the store gets the token of the service account, and decides '
    + 'which secrets pods work with.',
  remediation: 'Use an address that begins with https://, and name the certificate authority of the store where it is '
    + 'not a public one.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [{
    title: 'Vault: Production hardening',
    url: 'https://developer.hashicorp.com/vault/docs/concepts/production-hardening',
  }],
  policyPart: {
    what: 'the addresses in SecretStores and ClusterSecretStores',
    checks: [{
      scope: RuleScope.SECRET_STORE,
      violation: anyOf(...['vault.server', 'azurekv.vaultUrl', 'kubernetes.server.url'].map((way) =>
        atWay('self', `spec.provider.${way}`, (address) => `${address}.matches('^[hH][tT][tT][pP]://')`))),
      message: 'sends tokens and secrets in plain text; use https://',
    }],
  },
  check(graph: Graph): Iterable<Violation> {
    return storeViolations(graph, {
      store: secretStoreWithoutTls,
      vaultGenerator: vaultGeneratorWithoutTls,
      connection: connectionWithoutTls,
      providerClass: classWithoutTls,
      agent: agentWithoutTls,
    });
  },
};
