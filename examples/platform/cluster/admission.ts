// The evaluator is an ES module, which Node.js takes here too.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Environment } = require('@marcbachmann/cel-js') as { readonly Environment: new () => any };

/** What a policy says of an object. */
export interface Refusal {
  readonly ruleId: string;

  /** What its binding does. */
  readonly action: 'Deny' | 'Warn' | 'Audit';

  readonly message: string;
}

/** Who applies the object. */
const USER_INFO = { username: 'developer@acme.example', groups: ['system:authenticated'] };

/**
 * What ValidatingAdmissionPolicies say when an object is created, without a cluster. It is a model of the API server:
 * it evaluates the expressions of the policies in the order in which the API server does, with another evaluator of
 * CEL, and knows of matching what these policies use.
 *
 * @param manifests policies and their bindings
 * @param object the object that is created
 */
export function admissionOf(manifests: readonly any[], object: any): Refusal[] {
  return manifests.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').flatMap((policy): Refusal[] => {
    const binding = manifests.find(({ kind, spec }) =>
      kind === 'ValidatingAdmissionPolicyBinding' && spec.policyName === policy.metadata.name);
    if (binding === undefined || !isMatched(policy, binding, object)) {
      return [];
    }
    const variables: { [name: string]: unknown } = {};
    const names = { object, oldObject: null, request: { operation: 'CREATE', userInfo: USER_INFO }, variables };
    if (!(policy.spec.matchConditions ?? []).every(({ expression }: any) => evaluated(expression, names) === true)) {
      return [];
    }
    for (const { name, expression } of policy.spec.variables) {
      variables[name] = evaluated(expression, names);
    }
    return policy.spec.validations
      .filter(({ expression }: any) => evaluated(expression, names) !== true)
      .map(({ messageExpression }: any) => ({
        ruleId: policy.metadata.annotations['cdk8s-strongbox/rule'],
        action: binding.spec.validationActions[0],
        message: evaluated(messageExpression, names),
      }));
  });
}

function isMatched(policy: any, binding: any, { apiVersion, kind, metadata }: any): boolean {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const resource = `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`;
  const exempt = binding.spec.matchResources?.namespaceSelector?.matchExpressions ?? [];
  return policy.spec.matchConstraints.resourceRules.some((rule: any) => rule.apiGroups.includes(group)
    && rule.apiVersions.includes(version) && rule.resources.includes(resource) && rule.operations.includes('CREATE'))
    && !exempt.some(({ key, values }: any) =>
      key === 'kubernetes.io/metadata.name' && values.includes(metadata.namespace));
}

const ENVIRONMENT = new Environment();
for (const name of ['object', 'oldObject', 'request', 'variables']) {
  ENVIRONMENT.registerVariable(name, 'dyn');
}
// Functions of Kubernetes that this evaluator does not have.
ENVIRONMENT.registerFunction('string.replace(string, string): string',
  (text: string, from: string, to: string) => text.replaceAll(from, to));
ENVIRONMENT.registerFunction('string.find(string): string',
  (text: string, pattern: string) => new RegExp(pattern).exec(text)?.[0] ?? '');
ENVIRONMENT.registerFunction('string.findAll(string): list',
  (text: string, pattern: string) => text.match(new RegExp(pattern, 'g')) ?? []);
ENVIRONMENT.registerFunction('list.indexOf(dyn): int',
  (list: unknown[], item: unknown) => BigInt(list.indexOf(item)));

function evaluated(expression: string, names: Record<string, unknown>): any {
  return ENVIRONMENT.evaluate(expression, names);
}
