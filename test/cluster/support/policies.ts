import { ApiClient, ApiResponse, Manifest } from './api-client';
import { PolicyOptions } from '../../../src/policy/policy-options';
import { policyObjects } from '../../../src/policy/policy-set';

const CANARY = 'canary';
const API_VERSION = 'admissionregistration.k8s.io/v1';

/** Refuses an object that nobody needs, to see when policies are active. */
function canary(name: string): Manifest[] {
  return [
    {
      apiVersion: API_VERSION,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
          ],
        },
        validations: [{ expression: `object.metadata.name != '${name}'`, message: name }],
      },
    },
    {
      apiVersion: API_VERSION,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}

/** Creates policies and waits until the API server evaluates them, which takes some seconds. */
export async function installPolicies(admin: ApiClient, policies: readonly object[]): Promise<void> {
  const name = `${CANARY}-${policies.length}-${Date.now()}`;
  for (const policy of [...policies as Manifest[], ...canary(name)]) {
    await admin.expectApplied(policy);
  }
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } };
  while ((await admin.create(probe, { dryRun: 'All' })).status < 300) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // Those that came with it are compiled in the same round.
  await new Promise((resolve) => setTimeout(resolve, 2000));
}

export async function installPolicySet(admin: ApiClient, options: PolicyOptions): Promise<void> {
  await installPolicies(admin, policyObjects(options));
}

const WARNING = /^Validation failed for ValidatingAdmissionPolicy '(?:strongbox-)?([^']*)' with binding '[^']*': (.*)$/s;

/** What policies say of an object that they admit with a warning: the messages by rule. */
export function warningsByRule({ warnings }: ApiResponse): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const warning of warnings) {
    const [, rule, message] = WARNING.exec(warning) ?? [];
    if (rule !== undefined) {
      found.set(rule, [...found.get(rule) ?? [], message]);
    }
  }
  return found;
}
