import { Chart, Testing } from 'cdk8s';
import { SecretSource, SecretValue, SecureSecret } from '../../src';
import { evaluate } from '../../src/rules/evaluate';
import { RulePreset } from '../../src/rules/rule-preset';
import { MINIMAL_CONSTRUCTS, mount } from '../support/minimal-constructs';

/** What the strictest preset says of a chart, as `kind/name rule: message`. */
function strict(build: (chart: Chart) => void): string[] {
  const chart = new Chart(Testing.app(), 'payments', { namespace: 'payments', disableResourceNameHashes: true });
  build(chart);
  const manifests = Testing.synth(chart);
  return evaluate(manifests, RulePreset.STRICT._rules).map(
    ({ objectIndex, ruleId, message }) =>
      `${manifests[objectIndex].kind}/${manifests[objectIndex].metadata.name} ${ruleId}: ${message}`,
  );
}

test.each(MINIMAL_CONSTRUCTS)('%s has nothing against it', (_name, build) => {
  expect(strict(build)).toEqual([]);
});

test('an existing Secret gets the note that it is made elsewhere, and nothing else', () => {
  const found = strict((chart) =>
    mount(chart, new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') })),
  );
  expect(found).toEqual([
    'Deployment/payments-api missing-reference: Secret "db" is not among the audited objects, and none of them '
      + 'makes it',
  ]);
});

test('a Secret that is inline by the word unsafe is found by the one rule against it', () => {
  const found = strict((chart) =>
    mount(
      chart,
      new SecureSecret(chart, 'Db', {
        source: SecretSource.unsafeInline({ password: SecretValue.unsafePlainText('hunter2hunter2') }, 'a test'),
      }),
    ),
  );
  expect(found).toEqual([
    expect.stringMatching(
      /^Secret\/payments-db-\w+ plaintext-secret: the value of key "password" is in the manifest, in the clear$/,
    ),
  ]);
});
