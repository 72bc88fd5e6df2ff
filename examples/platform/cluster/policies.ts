import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { AdmissionPolicies, AuditConfig, PolicyAction } from 'cdk8s-strongbox';

/**
 * Writes the preset of the platform team as admission policies: errors are refused, and warnings are shown.
 *
 * @param outdir where `policies.k8s.yaml` is written
 */
export function synthPolicies(outdir: string): void {
  const app = new App({ outdir });
  const { preset } = AuditConfig.fromFile(join(__dirname, '../preset/strongbox.yaml'));
  new AdmissionPolicies(new Chart(app, 'policies'), 'Policies', {
    preset,
    errors: PolicyAction.DENY,
    warnings: PolicyAction.WARN,
  });
  app.synth();
}
