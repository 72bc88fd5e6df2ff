import { App } from 'cdk8s';
import { Audit, CredentialPairSource, RuleLevel, RulePreset, SecretSource } from 'cdk8s-strongbox';
import { PaymentsChart } from './payments-chart';
import { sealedGatewayKeys } from './sealed-gateway-keys';

const app = new App();

new PaymentsChart(app, 'staging', {
  namespace: 'payments-staging',
  image: 'registry.example.com/payments:1.5.0-rc.2',
  replicas: 2,
  databaseHost: 'database.staging.example.com',
  gatewayUrl: 'https://sandbox.gateway.example.com/v1',
  // Made in the cluster by the team that runs the database, under one name everywhere.
  databaseCredentials: CredentialPairSource.of(SecretSource.existing('payments-database')),
  gatewayKey: sealedGatewayKey('payments-staging', sealedGatewayKeys.staging),
});

new PaymentsChart(app, 'production', {
  namespace: 'payments-production',
  image: 'registry.example.com/payments:1.4.2',
  replicas: 6,
  databaseHost: 'database.example.com',
  gatewayUrl: 'https://gateway.example.com/v1',
  databaseCredentials: CredentialPairSource.of(SecretSource.existing('payments-database')),
  gatewayKey: sealedGatewayKey('payments-production', sealedGatewayKeys.production),
});

// Nothing leaves this app that the strictest rules find anything in, but for what is known and has a reason.
Audit.attach(app, { preset: RulePreset.STRICT, failOn: RuleLevel.NOTE });
Audit.suppress(app, {
  ruleId: 'missing-reference',
  at: 'secrets',
  reason: 'the team that runs the database makes payments-database in the cluster',
});

app.synth();

function sealedGatewayKey(namespace: string, key: string): SecretSource {
  return SecretSource.sealedSecret({ name: 'payments-gateway', namespaceName: namespace, encryptedData: { key } });
}
